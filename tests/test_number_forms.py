from __future__ import annotations

import pytest

from corpus.readers.number_forms import format_number


@pytest.mark.parametrize(
    ("form", "numbers", "written"),
    [
        ("decimal", (0, 7, 12), ("0", "7", "12")),
        ("decimalZero", (7, 12), ("07", "12")),
        ("chineseCounting", (1, 10, 12, 20, 99, 100), ("一", "十", "十二", "二十", "九十九", "一〇〇")),
        ("chineseCountingThousand", (10, 21, 101, 110, 1010, 10_001), ("十", "二十一", "一百零一", "一百一十", "一千零一十", "一万零一")),
        ("chineseLegalSimplified", (1, 10, 12), ("壹", "壹拾", "壹拾贰")),
        ("ideographDigital", (12, 105), ("一二", "一〇五")),
        ("ideographTraditional", (1, 10, 11), ("甲", "癸", "11")),
        ("ideographZodiac", (1, 12), ("子", "亥")),
        ("decimalEnclosedCircle", (1, 20, 21, 35, 36, 50, 51), ("①", "⑳", "㉑", "㉟", "㊱", "㊿", "51")),
        ("decimalEnclosedParen", (1, 20), ("⑴", "⒇")),
        ("decimalFullWidth", (12,), ("１２",)),
        ("upperRoman", (4, 9, 1994), ("IV", "IX", "MCMXCIV")),
        ("lowerLetter", (1, 26, 27, 28), ("a", "z", "aa", "bb")),
        ("none", (3,), ("",)),
        ("hebrew1", (3,), ("3",)),
    ],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(
    form: str, numbers: tuple[int, ...], written: tuple[str, ...]
) -> None:
    assert tuple(format_number(n, form) for n in numbers) == written
