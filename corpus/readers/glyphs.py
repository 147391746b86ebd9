"""Which characters stand on one line?  From glyphs placed on a page to printed lines.

Shared by all formats that know places and no text flow: pdf, ofd, recognised scans.  Characters are put in
order by the origin on the baseline, since the narrow ink of Chinese quotation marks misleads.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.folding import plain_radicals
from corpus.readers.layout import RAISED, Line

_SAME_LINE = 0.5
"""Type sizes that a baseline may differ within one line (raised figures)."""
_COLUMN_GAP = 1.5
"""Type sizes of white space that separate two cells of a table."""
_WORD_GAP = 0.2
"""Type sizes of white space that separate two Latin words."""
_DOUBLE = 0.3
"""Share of its width within which the same character again is the shadow of imitated bold type."""
_SMALL = 0.75
"""Share of its neighbours' size below which a raised figure is the mark of a note; Word sets 0.65, others 0.58."""
_LIFT = 0.12
"""Type sizes by which such a mark stands above the line at least."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character where it stands, in points, ``y`` its baseline from the bottom of the page.

    ``spaced``: whether the file itself has white space before it.
    """

    text: str
    x: float
    right: float
    y: float
    size: float
    spaced: bool = False


def rows_of(glyphs: Iterable[Glyph]) -> Iterator[list[Line]]:
    """Glyphs that follow each other on one baseline are a row; white space splits it into lines.

    >>> glyphs = [Glyph(c, x, x + 10, 700, 10) for c, x in (("减", 90), ("负", 100), ("9", 200))]
    >>> [[line.text for line in row] for row in rows_of(glyphs)]
    [['减负', '9']]
    """
    row: list[Glyph] = []
    for glyph in glyphs:
        if row and abs(glyph.y - row[-1].y) > _SAME_LINE * max(glyph.size, row[-1].size):
            yield from _row(row)
            row = []
        row.append(glyph)
    yield from _row(row)


def _row(glyphs: Sequence[Glyph]) -> Iterator[list[Line]]:
    lines: list[Line] = []
    piece: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: g.x):
        before = piece[-1] if piece else None
        wide = (before.right - before.x or glyph.size) if before else 0.0
        if before and glyph.text == before.text and glyph.x - before.x < _DOUBLE * wide:
            continue
        if before and glyph.x - before.right > _COLUMN_GAP * glyph.size:
            lines.extend(_line(piece))
            piece = []
        piece.append(glyph)
    lines.extend(_line(piece))
    if lines:
        yield lines


def _line(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    inked = [g for g in glyphs if not g.text.isspace()]
    if not inked:
        return
    # Latin letters of another font may have higher boxes: Chinese characters tell the size of the type
    sizes = sorted(g.size for g in inked if unicodedata.east_asian_width(g.text[0]) in "WF")
    sizes = sizes or sorted(g.size for g in inked)
    size = sizes[len(sizes) // 2]
    base = sorted(g.y for g in inked)[len(inked) // 2]
    text, before = "", None
    for glyph in glyphs:
        gap = (glyph.x - before.right) / glyph.size if before else 0.0
        if before and (gap > _WORD_GAP or glyph.spaced) and (before.text + glyph.text).isascii():
            text += " "
        mark = glyph.text.isdecimal() and glyph.size < _SMALL * size and glyph.y - base > _LIFT * size
        text += f"{RAISED}{glyph.text}" if mark else glyph.text
        before = glyph
    # characters beyond the basic plane may come as two halves
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip(" \t\r\n")
    if text:
        yield Line(plain_radicals(text), inked[0].x, inked[-1].right, inked[0].y, size)


def joined_row(lines: Sequence[Line]) -> Line:
    """The lines of one row as one, parted by tabs: cells of a table that has no ruled lines."""
    if len(lines) == 1:
        return lines[0]
    text = "\t".join(line.text for line in lines)
    return Line(text, lines[0].x0, lines[-1].x1, lines[0].y, max(line.size for line in lines))


def advance(text: str, size: float) -> float:
    """How far a character moves the pen where the file does not say: Chinese a square, Latin half."""
    return size if unicodedata.east_asian_width(text) in "WFA" else size / 2
