"""Which cells do these ruled lines draw?  Tables that are printed with lines, from lines and glyphs.

The grid is found by pdfplumber's functions, given the lines that pdfium (or the OFD file) names; the
characters are put into its cells here, so that each is read once and in the right order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.readers.glyphs import Glyph, joined_row, rows_of
from corpus.readers.layout import Line, first_word, plain
from corpus.readers.lines import row_lines

THIN = 2.0
"""Points that a ruled line is thick at most."""
MIN_RULING = 5.0
"""Points from which on a straight line may part cells and is no underline of a character."""
_SNAP = 3.0
"""Points within which two parallel lines are one, and crossing lines touch (pdfplumber's own figure)."""
_MAX_RULINGS = 3000
"""Lines on one page beyond which it is a drawing: the time grows with their square."""
_PADDING = 0.6
"""Type sizes that a cell keeps free at each side at most; a word that needs more did not fit on the line."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A horizontal or vertical line, in points, ``y`` from the bottom of the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def upright(self) -> bool:
        return self.x1 - self.x0 < self.y1 - self.y0


Box = tuple[float, float, float, float]
"""Left, top, right, bottom, with ``y`` from the top, negative: as pdfplumber counts."""


def page_rows(glyphs: Sequence[Glyph], rulings: Sequence[Ruling]) -> list[list[Line]]:
    """The rows of a page; a table stands as fixed lines where its first character came."""
    tables = _tables(rulings)
    if not tables:
        return list(rows_of(glyphs))
    inside: dict[int, dict[Box, list[Glyph]]] = {at: defaultdict(list) for at in range(len(tables))}
    stretches: list[list[Glyph] | int] = [[]]
    for glyph in glyphs:
        place = _place(glyph, tables)
        if place is not None:
            at, cell = place
            if not inside[at]:
                stretches += [at, []]
            inside[at][cell].append(glyph)
        elif isinstance(stretches[-1], list):
            stretches[-1].append(glyph)
    rows: list[list[Line]] = []
    for stretch in stretches:
        if isinstance(stretch, int):
            rows.extend([line] for line in _table_lines(tables[stretch], inside[stretch]))
        else:
            rows.extend(rows_of(stretch))
    return rows


def _tables(rulings: Sequence[Ruling]) -> list[list[Box]]:
    """The cells of each table that has two rows and two columns at least."""
    upright = sum(ruling.upright for ruling in rulings)
    if min(upright, len(rulings) - upright) < 2 or len(rulings) > _MAX_RULINGS:
        return []
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    edges = [_edge(ruling) for ruling in rulings]
    merged = merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    cells = intersections_to_cells(edges_to_intersections(merged, _SNAP, _SNAP))
    tables = [sorted(table, key=lambda cell: (cell[1], cell[0])) for table in cells_to_tables(cells)]
    return [table for table in tables if len({c[0] for c in table}) > 1 and len({c[1] for c in table}) > 1]


def _edge(ruling: Ruling) -> dict[str, object]:
    across = (ruling.x0 + ruling.x1) / 2
    height = (ruling.y0 + ruling.y1) / 2
    if ruling.upright:
        return {"x0": across, "x1": across, "top": -ruling.y1, "bottom": -ruling.y0, "orientation": "v",
                "doctop": -ruling.y1, "width": 0, "height": ruling.y1 - ruling.y0}  # fmt: skip
    return {"x0": ruling.x0, "x1": ruling.x1, "top": -height, "bottom": -height, "orientation": "h",
            "doctop": -height, "width": ruling.x1 - ruling.x0, "height": 0}  # fmt: skip


def _place(glyph: Glyph, tables: Sequence[Sequence[Box]]) -> tuple[int, Box] | None:
    x, y = (glyph.x + glyph.right) / 2, -(glyph.y + 0.3 * glyph.size)
    for at, table in enumerate(tables):
        for cell in table:
            if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]:
                return at, cell
    return None


def _table_lines(table: Sequence[Box], inside: dict[Box, list[Glyph]]) -> Iterator[Line]:
    """The rows of a table as lines, a cell in each column: those that a merged cell covers are empty."""
    columns = sorted({cell[0] for cell in table})
    for top in sorted({cell[1] for cell in table}):
        cells: list[list[str]] = [[] for _ in columns]
        drawn = [cell for cell in table if cell[1] == top]
        for cell in drawn:
            cells[columns.index(cell[0])] = _cell_lines(cell, inside.get(cell, []))
        glyphs = [glyph for cell in drawn for glyph in inside.get(cell, [])]
        if glyphs:
            size = max(glyph.size for glyph in glyphs)
            for text in row_lines(cells):
                yield Line(text, drawn[0][0], drawn[-1][2], -drawn[0][1] - size, size, fixed=True)


def _cell_lines(cell: Box, glyphs: Sequence[Glyph]) -> list[str]:
    """The paragraphs of one cell: a line goes on where the next word did not fit behind it."""
    found: list[str] = []
    before: Line | None = None
    ordered = sorted(glyphs, key=lambda glyph: -glyph.y)
    for row in rows_of(ordered):
        line = joined_row(row)
        text = plain(line.text)
        if before is not None:
            room = (cell[2] - cell[0]) - (before.x1 - before.x0) - 2 * _PADDING * line.size
            if room < first_word(text) * line.size:
                space = " " if (found[-1][-1:] + text[:1]).isascii() and text[:1].isalpha() else ""
                found[-1] += space + text
                before = replace(line, x0=line.x0)
                continue
        found.append(text)
        before = line
    return found
