"""How does a table row become a line of text?  Shared by the readers of formats that have tables."""

from __future__ import annotations

from collections.abc import Sequence

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
