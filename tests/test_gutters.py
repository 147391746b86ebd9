from __future__ import annotations

from corpus.readers.gutters import reading_order
from corpus.readers.layout import Line

SIZE = 10.0


def line(text: str, x: float, row: int, *, fixed: bool = False) -> Line:
    return Line(text, x, x + SIZE * len(text), 700 - 15 * row, SIZE, fixed=fixed)


def two_columns() -> list[list[Line]]:
    """Rows as a printer gives them that goes from left to right across both columns."""
    left, right = [f"左{i}" + "文" * 18 for i in range(8)], [f"右{i}" + "文" * 18 for i in range(8)]
    return [
        [line(a, 50, i + 2), line(b, 280, i + 2)] for i, (a, b) in enumerate(zip(left, right, strict=True))
    ]


def test_a_page_in_columns_is_read_column_by_column_below_its_title() -> None:
    ordered = reading_order([[line("临澄市教育局2023年工作要点", 170, 0)], *two_columns()])
    assert [found.text[:2] for found in ordered] == [
        "临澄",
        *(f"左{i}" for i in range(8)),
        *(f"右{i}" for i in range(8)),
    ]
    assert [found.column for found in ordered] == [0, *[1] * 8, *[2] * 8]


def test_a_line_across_the_page_ends_both_columns() -> None:
    rows = [*two_columns(), [line("跨" * 40, 50, 11)]]
    more = [
        [line(f"后{i}" + "文" * 18, 50, 12 + i), line(f"末{i}" + "文" * 18, 280, 12 + i)] for i in range(2)
    ]
    assert [found.text[0] for found in reading_order([*rows, *more])] == [
        *"左" * 8,
        *"右" * 8,
        "跨",
        *"后" * 2,
        *"末" * 2,
    ]


def test_cells_of_a_table_without_lines_are_no_columns() -> None:
    rows = [
        [line(name, 50, i), line(value, 280, i)]
        for i, (name, value) in enumerate([("毛入园率", "98%"), ("普惠性幼儿园覆盖率", "90%以上")] * 6)
    ]
    assert reading_order(rows)[0].text == "毛入园率\t98%"
    assert len(reading_order(rows)) == 12
