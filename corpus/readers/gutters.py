"""Is this page set in columns?  Printed lines in the order in which a person reads them.

A page has two columns when a strip of white runs between lines of running text on both sides.  Cells of a
table are short and uneven; the lines of a column fill it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.glyphs import joined_row
from corpus.readers.layout import Line

_MIN_LINES = 6
"""Lines on each side from which on a page may have columns."""
_MIN_WIDTH = 8.0
"""Type sizes that a column is wide at least."""
_FULL = 0.8
"""Share of the column's width that a full line fills; of justified text all but the last lines of paragraphs."""
_MIN_FULL = 0.4
"""Share of its lines that are full in a column at least: of the model plan set in two columns 0.55."""
_APART = 0.4
"""Type sizes of white space between two columns at least."""


def reading_order(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of a page: as they came, or column by column where there are two.

    ``rows`` are those of ``glyphs.rows_of``; the lines of a right-hand column get ``column`` 2, those of
    a left-hand one 1, lines across the page 0.
    """
    pieces = [line for row in rows for line in row]
    gutter = _gutter(pieces)
    if gutter is None:
        return [row[0] if row[0].fixed else joined_row(row) for row in rows]
    ordered: list[Line] = []
    waiting: tuple[list[Line], list[Line]] = ([], [])
    for line in sorted(pieces, key=lambda line: (-line.y, line.x0)):
        side = _side(line, gutter)
        if side:
            waiting[side - 1].append(replace(line, column=side))
            continue
        ordered += [*waiting[0], *waiting[1], line]  # what runs across ends both columns
        waiting = ([], [])
    return [*ordered, *waiting[0], *waiting[1]]


def _gutter(pieces: Sequence[Line]) -> float | None:
    """Where the right-hand column begins; None on a page without columns."""
    starts: dict[int, int] = {}
    for line in pieces:
        starts[round(line.x0 / 4)] = starts.get(round(line.x0 / 4), 0) + 1
    for place in sorted(starts, key=lambda at: (-starts[at], -at))[:8]:
        gutter = min(line.x0 for line in pieces if round(line.x0 / 4) == place)
        left = [line for line in pieces if _side(line, gutter) == 1]
        right = [line for line in pieces if _side(line, gutter) == 2]
        if _is_column(left) and _is_column(right) and len(left) + len(right) > 0.6 * len(pieces):
            return gutter
    return None


def _side(line: Line, gutter: float) -> int:
    """1 left of the gutter, 2 right of it, 0 across."""
    if line.x1 <= gutter - _APART * line.size:
        return 1
    return 2 if line.x0 >= gutter - 0.1 * line.size else 0


def _is_column(lines: Sequence[Line]) -> bool:
    prose = [line for line in lines if not line.fixed]
    if len(prose) < _MIN_LINES:
        return False
    size = sorted(line.size for line in prose)[len(prose) // 2]
    width = max(line.x1 for line in prose) - min(line.x0 for line in prose)
    full = sum(line.x1 - line.x0 >= _FULL * width for line in prose)
    return width >= _MIN_WIDTH * size and full >= _MIN_FULL * len(prose)
