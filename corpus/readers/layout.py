"""Which printed lines are one paragraph?  From lines on pages to the text that was typed.

Page headers, footers and page numbers go; lines that the page width broke are joined again.  Chinese
official documents indent the first line of a paragraph by two characters: that is trusted first; where a
document has no indents, a line that does not reach the right margin or a number ends a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_INDENT = 1.2
"""Characters beyond the left margin from which on a line is indented (by two, set a little narrower)."""
_FULL = 2.2
"""Characters that a full line may end before the right margin: punctuation and figures are not broken."""
_FULL_INDENTED = 4.0
"""The same where paragraphs are indented: a line that is not is nearly always a continuation."""
_MIN_INDENTED = 0.08
"""Least share of indented lines in a document that marks its paragraphs so; plans set so have 0.2 to 0.5."""
_LARGE_GAP = 1.6
"""Line spacings from which on white space separates paragraphs."""
_MIN_LINES = 5
"""Lines from which on a page shows its own left margin."""
_SUPPORT = 0.05
"""Share of the lines that must end within a character of the right margin for it to be one: single lines
reach beyond, where punctuation hangs into the margin."""
_MIN_WIDTH = 12
"""Characters in a line of running text; where no line is longer, each line is a paragraph of its own."""
_EDGE = 0.12
"""Share of the page height at top and bottom where page numbers stand (official margins: 37 and 35 mm)."""
_PAGE_NUMBER = re.compile(
    r"[-—–－·~\s]*(第\s*)?\d{1,4}(\s*页)?([,，/／]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·~\s]*"
)
_NUMBERED = re.compile(r"第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+([、）)]|[.．](?!\d))|[①-⑳]")  # fmt: skip
_ENDS = tuple("。；：！？!?;:")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text and where it stands, in points, ``y`` from the bottom of the page."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page, in reading order."""

    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the text of a page stands, and how the document sets paragraphs."""

    left: float
    right: float
    spacing: float
    indented: bool


def paragraphs(pages: Sequence[Page]) -> list[str]:
    """The paragraphs of a document, in order, across page breaks."""
    bodies = _without_furniture(pages)
    every = [line for body in bodies for line in body]
    if not every:
        return []
    frames = _frames(bodies)
    found: list[str] = []
    before: Line | None = None
    first: Line | None = None
    frame_before = frames[0]
    for body, frame in zip(bodies, frames, strict=True):
        for line in body:
            if before and first and _continues(before, line, first, frame_before, frame):
                found[-1] = _joined(found[-1], line.text)
            else:
                found.append(line.text)
                first = line
            before, frame_before = line, frame
    return found


def _continues(before: Line, line: Line, first: Line, frame_before: _Frame, frame: _Frame) -> bool:
    """Whether ``line`` goes on with the paragraph that began with ``first`` and last had ``before``."""
    short = _FULL_INDENTED if frame.indented else _FULL
    if before.x1 < frame_before.right - short * before.size:
        return False
    if abs(line.size - before.size) > 0.1 * before.size:
        return False
    same_page = line.y < before.y
    if same_page and before.y - line.y > _LARGE_GAP * frame.spacing:
        return False
    if line.x0 - frame.left > _INDENT * line.size:
        # a hanging indent: the number stands further left than the lines that follow it
        hanging = _NUMBERED.match(first.text) and line.x0 - first.x0 > _INDENT * line.size
        return bool(hanging) and not _NUMBERED.match(line.text) and not before.text.endswith(_ENDS)
    return frame.indented or not _NUMBERED.match(line.text)


def _without_furniture(pages: Sequence[Page]) -> list[list[Line]]:
    """The lines of each page without what is repeated at its edges, and without page numbers."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_furniture_key(line) for line in (*page.lines[:2], *page.lines[-2:])})
    repeated = {key for key, count in seen.items() if count >= max(2, 0.4 * len(pages))}
    bodies = []
    for page in pages:
        edge = {*page.lines[:2], *page.lines[-2:]}
        body = []
        for line in page.lines:
            outer = not _EDGE < line.y / page.height < 1 - _EDGE
            numbered = outer and _PAGE_NUMBER.fullmatch(line.text)
            if not numbered and not (line in edge and outer and _furniture_key(line) in repeated):
                body.append(line)
        bodies.append(body)
    return bodies


def _furniture_key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.y / line.size)


def _frames(bodies: Sequence[Sequence[Line]]) -> list[_Frame]:
    """One frame a page: left margins may be mirrored; a page with few lines takes the document's."""
    size = _usual(line.size for body in bodies for line in body for _ in line.text)
    texts = [[line for line in body if abs(line.size - size) <= 0.1 * size] for body in bodies]
    lefts = [min(line.x0 for line in body) for body in texts if len(body) >= _MIN_LINES]
    left = median(lefts or [line.x0 for body in texts for line in body])
    own = [min(line.x0 for line in body) if len(body) >= _MIN_LINES else left for body in texts]
    placed = [(line, at) for body, at in zip(texts, own, strict=True) for line in body]
    widths = sorted((line.x1 - at for line, at in placed), reverse=True)
    support = max(2, _SUPPORT * len(widths))
    common = (w for w in widths if sum(w - size <= other <= w for other in widths) >= support)
    width = max(next(common, widths[0]), _MIN_WIDTH * size)
    gaps = [a.y - b.y for body in texts for a, b in pairwise(body) if a.y > b.y]
    indents = sum(_INDENT < (line.x0 - at) / line.size < 4 for line, at in placed)
    spacing = _usual(gaps) if gaps else 2 * size
    return [_Frame(at, at + width, spacing, indents >= _MIN_INDENTED * len(placed)) for at in own]


def _usual(values: Iterable[float]) -> float:
    """The most frequent value, to half a point; the smaller of two that are as frequent."""
    counts = Counter(round(v * 2) / 2 for v in values)
    return min(counts, key=lambda v: (-counts[v], v))


def _joined(text: str, more: str) -> str:
    """A space only where two Latin words or figures meet."""
    latin = text[-1:].isascii() and more[:1].isascii() and text[-1:].isalnum() and more[:1].isalpha()
    return text + (" " if latin else "") + more
