"""Where can the text be cut?  Pieces between numbers, bare headings and noise, each in paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.levels import BARE, PROSE
from corpus.marks import marks_of
from corpus.numbering import Mark
from corpus.paragraphs import (
    LONGEST_HEADING,
    WRAP_SHARE,
    Layout,
    Line,
    ended,
    layout_of,
    paragraphs_of,
    trimmed,
)
from corpus.types import Noise

Span = tuple[int, int]
NOTHING_STYLED: Mapping[int, int] = {}

LONGEST_LINE_HEADING = 60
"""A line of its own without an end is a heading up to this size: those of 1964 reach 55 characters."""
_TABLE_ROW = re.compile(r"[\t|]|\S {2,9}\S.{0,60} {2,9}\S")


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two cuts: a number (or none), and the paragraphs up to the next cut.

    ``bare`` marks a heading without a number, ``depth`` how far below the highest of these the file itself
    puts it (Heading 2 under Heading 1); ``resumed`` counts the paragraphs before a page number
    that breaks into the piece, 0 if none does.
    """

    mark: Mark | None
    paragraphs: tuple[Span, ...]
    bare: bool = False
    resumed: int = 0
    depth: int = 0

    @property
    def prose(self) -> bool:
        return self.mark is None and not self.bare

    @property
    def key(self) -> str:
        """What has a level of its own: the style of its number, bare headings, or prose."""
        return self.mark.key if self.mark else BARE if self.bare else PROSE


def pieces_of(
    text: str,
    flat: str,
    lines: Sequence[Line],
    noise: Sequence[Noise],
    styled: Mapping[int, int] = NOTHING_STYLED,
) -> list[Piece]:
    """The pieces of a text, in order, without its noise; ``styled``: ``RawDocument.headings`` as a mapping.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "重点工作\\n1.建课程基地。2.落实减负令。\\n以上请落实。"
    >>> pieces = pieces_of(text, flatten(text), lines_of(text), ())
    >>> [(piece.key, [text[a:b] for a, b in piece.paragraphs]) for piece in pieces]
    [('bare', ['重点工作']), ('digit', ['建课程基地。']), ('digit', ['落实减负令。', '以上请落实。'])]
    """
    kept, flat = _without_noise(flat, lines, noise)
    starts = {line.start for line in kept}
    layout = layout_of(flat, [line for line in lines if line.start in starts])  # noise leaves no blank line
    marks = marks_of(text, flat, kept)
    bare = _bare_headings(flat, kept, layout, marks, styled)
    pieces = _cut(text, flat, kept, layout, marks, bare, noise)
    return _with_depth(pieces, styled)


def _with_depth(pieces: list[Piece], styled: Mapping[int, int]) -> list[Piece]:
    levels = [styled.get(piece.paragraphs[0][0], 0) if piece.bare else 0 for piece in pieces]
    highest = min((level for level in levels if level), default=0)
    return [
        replace(piece, depth=level - highest) if level else piece
        for piece, level in zip(pieces, levels, strict=True)
    ]


def _without_noise(flat: str, lines: Sequence[Line], noise: Sequence[Noise]) -> tuple[list[Line], str]:
    blanked = list(flat)
    for span in noise:
        blanked[span.start : span.end] = " " * (span.end - span.start)
    kept: list[Line] = []
    skipped = 0
    starts = {span.start for span in noise}
    for line in lines:
        if line.start in starts:
            skipped += line.gap + 1
            continue
        kept.append(replace(line, gap=line.gap + skipped) if skipped else line)
        skipped = 0
    return kept, "".join(blanked)


def _bare_headings(
    flat: str, lines: Sequence[Line], layout: Layout, marks: Sequence[Mark], styled: Mapping[int, int]
) -> set[int]:
    """Indices of lines that are headings without a number: 关于国内建设."""
    marked = {mark.start for mark in marks}
    found: set[int] = set()
    for index, line in enumerate(lines):
        if line.start in marked:
            continue
        if line.start in styled and line.length <= LONGEST_LINE_HEADING:
            found.add(index)
            continue
        if not _may_be_heading(flat, line, layout):
            continue
        before = lines[index - 1] if index else None
        after = lines[index + 1] if index + 1 < len(lines) else None
        if after is None:
            continue
        complete = (
            before is None or index - 1 in found or ended(flat, before.start, before.end) or before.gap > 1
        )
        if layout.blank:
            alone = (before is None or line.gap > 1) and after.gap > 1
        else:
            follows = after.start in marked or after.length > line.length or after.indent > line.indent
            alone = complete and follows and not flat.startswith((",", "。", "、", ")"), after.start)
        listed = before is not None and not layout.blank and index - 2 in found and index - 1 in found
        if alone and not listed:
            found.add(index)
    return found


def _may_be_heading(flat: str, line: Line, layout: Layout) -> bool:
    longest = LONGEST_LINE_HEADING if layout.blank else LONGEST_HEADING - 10
    text = flat[line.start : line.end]
    if not 2 <= line.length <= longest or ended(flat, line.start, line.end):
        return False
    if layout.width is not None and line.length >= WRAP_SHARE * layout.width:
        return False
    if re.search("[。;!?]|[,、(《]$", text) or text.startswith(("-", "附件:")) or _TABLE_ROW.search(text):
        return False
    return len(re.findall("[一-鿿]", text)) >= max(2, line.length // 2)


def _cut(
    text: str,
    flat: str,
    lines: Sequence[Line],
    layout: Layout,
    marks: Sequence[Mark],
    bare: set[int],
    noise: Sequence[Noise],
) -> list[Piece]:
    """The text cut at numbers, bare headings and noise, each piece in paragraphs."""
    bare_starts = {lines[index].start for index in bare}
    walls = {lines[index + 1].start for index in bare if index + 1 < len(lines)}
    walls |= _after(lines, [span for span in noise if span.type != "navigation"])
    pages = _after(lines, [span for span in noise if span.type == "navigation"]) - walls
    starts = frozenset({mark.start for mark in marks} | bare_starts | walls | pages | _rows(text, lines))
    spans = paragraphs_of(flat, lines, layout, starts)
    by_start = {mark.start: mark for mark in marks}
    cuts = [mark.start for mark in marks]
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        inner = []
        while at < len(cuts) and cuts[at] < end:
            inner.append(cuts[at])
            at += 1
        edges = sorted({start, *inner})
        for first, last in zip(edges, [*edges[1:], end], strict=True):
            mark = by_start.get(first)
            body = trimmed(text, mark.end if mark else first, last)
            body_spans = (body,) if body[0] < body[1] else ()
            if mark is not None:
                pieces.append(Piece(mark, body_spans))
            elif first in bare_starts:
                pieces.append(Piece(None, body_spans, bare=True))
            elif pieces and pieces[-1].mark and first not in walls:
                last_piece = pieces[-1]
                resumed = last_piece.resumed or (len(last_piece.paragraphs) if first in pages else 0)
                grown = (*last_piece.paragraphs, *body_spans)
                pieces[-1] = replace(last_piece, paragraphs=grown, resumed=resumed)
            elif body_spans:
                pieces.append(Piece(None, body_spans))
    return pieces


def _rows(text: str, lines: Sequence[Line]) -> set[int]:
    """Where rows of tables start, and what follows them: cells are parted by tabs, rows never joined."""
    rows = {at for at, line in enumerate(lines) if "\t" in text[line.start : line.end]}
    return {lines[at].start for at in rows | {at + 1 for at in rows} if at < len(lines)}


def _after(lines: Sequence[Line], noise: Sequence[Noise]) -> set[int]:
    """Where the lines start that follow a noise span."""
    starts = [line.start for line in lines]
    found = {bisect_left(starts, span.end) for span in noise}
    return {starts[at] for at in found if at < len(starts)}
