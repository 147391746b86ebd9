"""Which number is this?"""

from __future__ import annotations

import pytest

from corpus.numerals import number


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("二十三", 23),
        ("十", 10),
        ("一百二十", 120),
        ("两千零五", 2005),
        ("廿一", 21),
        ("二〇二三", 2023),
        ("一亿三千万", 130_000_000),
        ("1.4万", 14_000),
        ("27,203", 27_203),
        ("三点六", 3.6),
        ("壹佰", 100),
    ],
)
def test_a_numeral_is_read(numeral: str, value: float) -> None:
    assert number(numeral) == value


@pytest.mark.parametrize("words", ["", "几", "十几", "百千教", "第三", "3.x"])
def test_other_words_are_no_number(words: str) -> None:
    assert number(words) is None
