"""Which printed lines are one paragraph?  From lines on pages to the text that was typed.

Page headers, footers and page numbers go; lines that the page width broke are joined again; footnotes go
behind the paragraph that refers to them.  Chinese
official documents indent the first line of a paragraph by two characters: that is trusted first; where a
document has no indents, a line that does not reach the right margin or a number ends a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from statistics import median

_INDENT = 1.2
"""Characters beyond the left margin from which on a line is indented (by two, set a little narrower)."""
_FULL = 2.2
"""Characters that a full line may end before the right margin: punctuation and figures are not broken."""
_FULL_INDENTED = 4.0
"""The same where paragraphs are indented: a line that is not is nearly always a continuation."""
_MIN_INDENTED = 0.08
"""Least share of indented lines in a document that marks its paragraphs so; plans set so have 0.2 to 0.5."""
_SET_RIGHT = 8.0
"""Characters from the left margin from which on a line is no running text: a signature, a centred title."""
_LONGEST_HEAD = 3
"""Rows of a table's head that it repeats on the next page, at most."""
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
    r"[-—–－·~\s]*+(第\s*+)?\d{1,4}(\s*+页)?([,，/／]?\s*+共?\s*+\d{1,4}(\s*+页)?)?[-—–－·~\s]*+"
)
_NUMBERED = re.compile(r"第[一二三四五六七八九十百]{1,6}[章节条]|[一二三四五六七八九十]{1,4}[、.．]|[（(][一二三四五六七八九十\d]{1,4}[）)]|\d{1,4}([、）)]|[.．](?!\d))|[①-⑳]")  # fmt: skip
_OPEN = ("，", "、")
"""Ends of a line after which its sentence goes on, wherever it ends."""
_ENDS = tuple("。；：！？!?;:")
_NOTE_SIZE = 0.9
"""Share of the text's type size that footnotes have at most: Word sets 9 to 10.5 points under 14 to 16."""
RAISED = "\uf8f5"
"""Stands before a small raised figure, until it is known whether it refers to a footnote."""
SOFT_HYPHEN = "\u00ad"
"""Stands for a hyphen that only the end of the line brought."""
_NOTE = re.compile(rf"(?:{RAISED}?\d|{RAISED}|[\[〔（(]\d{{1,3}}[\]〕）)]|[①-⑳*＊])")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text and where it stands, in points, ``y`` from the bottom of the page.

    ``column``: 1 and 2 in the columns of a page that has two; ``fixed``: a row of a table, never joined.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    column: int = 0
    fixed: bool = False


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
    running = [line for line in every if not line.fixed] or every
    size = _usual(line.size for line in running for _ in line.text)
    notes = [_notes_below(body, size) for body in bodies]
    stretches: list[list[Line]] = []
    first_of_page = []
    for body, below in zip(bodies, notes, strict=True):
        first_of_page.append(len(stretches))
        for _, lines in groupby(body[: len(body) - len(below)], key=lambda line: line.column):
            stretches.append(list(lines))
    found, starts = _joined_lines(stretches)
    inserted = 0
    pages_begin = [starts[at] if at < len(starts) else len(found) for at in first_of_page]
    for begin, end, below in zip(pages_begin, [*pages_begin[1:], len(found)], notes, strict=True):
        inserted += _insert_notes(found, below, begin + inserted, end + inserted)
    return [plain(paragraph) for paragraph in found]


def plain(text: str) -> str:
    """Without the signs that stand in a line while paragraphs are put together."""
    return text.replace(RAISED, "").replace(SOFT_HYPHEN, "-")


def _reference(found: Sequence[str], number: str, begin: int, end: int) -> tuple[int, int, int] | None:
    """Paragraph and span of the mark of a note: raised, or a figure that stands alone in the Chinese text."""
    raised = re.compile("".join(RAISED + digit for digit in number))
    alone = re.compile(rf"(?<=[一-鿿”》）]){number}(?=[，。；、：！？）])")
    for mark in (raised, alone):
        places = [
            (at, *match.span())
            for at in range(begin, min(end, len(found)))
            for match in mark.finditer(found[at])
        ]
        if places and (mark is raised or len(places) == 1):
            return places[0]
    return None


def first_word(text: str) -> float:
    """How wide the first word is, in type sizes: a Chinese character, or Latin letters and figures."""
    length = 0
    while length < len(text) and text[length].isascii() and not text[length].isspace():
        length += 1
    return length / 2 if length else 1.0


def _joined_lines(stretches: Sequence[Sequence[Line]]) -> tuple[list[str], list[int]]:
    """Paragraphs, and for each stretch the number of the paragraph that its first line belongs to."""
    frames = _frames(stretches)
    found: list[str] = []
    starts: list[int] = []
    before: Line | None = None
    first: Line | None = None
    rows: set[str] = set()
    frame_before = frames[0] if frames else None
    for stretch, frame in zip(stretches, frames, strict=True):
        repeated = _repeated_head(stretch, rows) if before and before.fixed else 0
        for at, line in enumerate(stretch):
            if before and first and frame_before and _continues(before, line, first, frame_before, frame):
                found[-1] = _joined(found[-1], line.text)
            elif at >= repeated:
                found.append(line.text)
                first = line
            if at == 0:
                starts.append(len(found) - 1)
            if not line.fixed:
                rows.clear()
            elif line.text.strip("\t").count("\t"):
                rows.add(line.text)
            before, frame_before = line, frame
    return found, starts


def _repeated_head(stretch: Sequence[Line], rows: Container[str]) -> int:
    """How many rows at the top of a page stand further up in the table: its head, printed again."""
    return sum(1 for _ in takewhile(lambda line: line.fixed and line.text in rows, stretch[:_LONGEST_HEAD]))


def _notes_below(body: Sequence[Line], size: float) -> list[Line]:
    """The footnotes of a page: smaller type at its end, which begins with a number."""
    below: list[Line] = []
    for line in reversed(body):
        if line.fixed or line.size > _NOTE_SIZE * size:
            break
        below.insert(0, line)
    while below and not _NOTE.match(below[0].text):
        below.pop(0)
    return below if len(below) < len(body) else []


def _insert_notes(found: list[str], below: Sequence[Line], begin: int, end: int) -> int:
    """Puts footnotes behind the paragraphs from ``begin`` on that refer to them; how many there were."""
    notes: list[str] = []
    for line in below:
        if _NOTE.match(line.text) or not notes:
            notes.append(line.text)
        else:
            notes[-1] = _joined(notes[-1], line.text)
    for number, note in enumerate(notes):
        figures = re.match(rf"(?:{RAISED}?\d)+", note)
        place = _reference(found, plain(figures[0]), begin, end + number + 1) if figures else None
        if place is None or figures is None:
            found.insert(min(end + number + 1, len(found)), note)
        else:
            at, start, stop = place
            found[at] = found[at][:start] + found[at][stop:]
            found.insert(at + 1, note[figures.end() :].lstrip())
    return len(notes)


def _continues(before: Line, line: Line, first: Line, frame_before: _Frame, frame: _Frame) -> bool:
    """Whether ``line`` goes on with the paragraph that began with ``first`` and last had ``before``."""
    if before.fixed or line.fixed or before.x0 - frame_before.left > _SET_RIGHT * before.size:
        return False
    short = _FULL_INDENTED if frame.indented else _FULL
    room = max(short, first_word(line.text) + _FULL_INDENTED - _FULL)  # a figure is never broken: 99.5%。
    if before.x1 < frame_before.right - room * before.size and not before.text.endswith(_OPEN):
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
    seen: Counter[tuple[str, bool]] = Counter()
    for page in pages:
        ends = (*page.lines[:2], *page.lines[-2:])
        seen.update({_furniture_key(line, page) for line in ends if not line.fixed})
    repeated = {key for key, count in seen.items() if count >= max(2, 0.4 * len(pages))}
    bodies = []
    for page in pages:
        edge = {*page.lines[:2], *page.lines[-2:]}
        body = []
        for line in page.lines:
            outer = not _EDGE < line.y / page.height < 1 - _EDGE
            numbered = outer and _PAGE_NUMBER.fullmatch(line.text)
            at_edge = line in edge and outer and not line.fixed  # rows of a table differ in their figures
            if not numbered and not (at_edge and _furniture_key(line, page) in repeated):
                body.append(line)
        bodies.append(body)
    return bodies


def _furniture_key(line: Line, page: Page) -> tuple[str, bool]:
    """The same text at the same end of the page, figures apart; recognised lines stand a little askew."""
    return re.sub(r"\d+", "#", line.text), line.y > page.height / 2


def _frames(stretches: Sequence[Sequence[Line]]) -> list[_Frame]:
    """One frame a stretch; what is set in columns and what runs across the page have each their own width."""
    kinds = [bool(stretch and stretch[0].column) for stretch in stretches]
    of_kind = {
        kind: iter(
            _frames_alike(
                [
                    [line for line in s if not line.fixed]
                    for s, k in zip(stretches, kinds, strict=True)
                    if k == kind
                ]
            )
        )
        for kind in set(kinds)
    }
    return [next(of_kind[kind]) for kind in kinds]


def _frames_alike(bodies: Sequence[Sequence[Line]]) -> list[_Frame]:
    """One frame a page: left margins may be mirrored; a page with few lines takes the document's."""
    if not any(bodies):
        return [_Frame(0, 0, 1, False) for _ in bodies]
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
    """A space only where two Latin words or figures meet; a word that the line's end broke is whole again."""
    if text.endswith(SOFT_HYPHEN):
        return text[:-1] + more
    latin = text[-1:].isascii() and more[:1].isascii() and text[-1:].isalnum() and more[:1].isalpha()
    return text + (" " if latin else "") + more
