"""How do lines, and the rows of tables, become a text?  Shared by the readers of all formats that have any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_LAYOUT_LINES = 6
"""Lines in one cell from which on a table is taken as page layout (a column of paragraphs) and not as
data: cells of statistics hold one to three lines, an article set in a table dozens."""


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    r"""One row, given as the lines of each cell: cells joined by a tab, or layout kept as lines.

    >>> row_lines([["指标"], ["2013年", "目标"], []])
    ['指标\t2013年 目标\t']
    >>> row_lines([[], ["一、总体要求", "夯实基础。"]])
    ['一、总体要求', '夯实基础。']
    """
    filled = [cell for cell in cells if any(line.strip() for line in cell)]
    if len(filled) <= 1 or any(len(cell) >= _LAYOUT_LINES for cell in filled):
        return [line for cell in filled for line in cell]
    return ["\t".join(" ".join(line.strip() for line in cell) for cell in cells)]


def text_of(lines: Sequence[str], styled: Mapping[int, int]) -> tuple[str, tuple[tuple[int, int], ...]]:
    r"""The text, and where the lines start that ``styled`` marks as headings, with their levels.

    >>> text_of(["要点", "总则", "正文"], {1: 1})
    ('要点\n总则\n正文', ((3, 1),))
    """
    headings, start = [], 0
    for index, line in enumerate(lines):
        if index in styled:
            headings.append((start, styled[index]))
        start += len(line) + 1
    return "\n".join(lines), tuple(headings)


class SpannedRows:
    """Rows of a table whose cells reach over several rows: those that they cover are empty.

    >>> rows = SpannedRows()
    >>> rows.add([(["学前"], 1, 2), (["毛入园率"], 1, 1)]), rows.add([(["普惠率"], 1, 1)])
    ([['学前'], ['毛入园率']], [[], ['普惠率']])
    """

    def __init__(self) -> None:
        self._covered: dict[int, int] = {}

    def add(self, cells: Sequence[tuple[list[str], int, int]]) -> list[list[str]]:
        """The next row, of ``(lines, columns it spans, rows it spans)``; a cell for each column."""
        row: list[list[str]] = []
        covered = {column: left - 1 for column, left in self._covered.items() if left > 1}
        for lines, columns, rows in cells:
            self._fill(row)
            if rows > 1:
                covered.update((len(row) + at, rows - 1) for at in range(columns))
            row += [lines, *([] for _ in range(columns - 1))]
        self._fill(row)
        self._covered = covered
        return row

    def _fill(self, row: list[list[str]]) -> None:
        while len(row) in self._covered:
            row.append([])
