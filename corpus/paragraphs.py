"""Where does a paragraph end?  Lines of a text, and which line breaks stand inside a sentence.

Text that was copied from web pages and PDF files is broken in three ways: a line per paragraph, a
blank line between paragraphs (and a stray break wherever the page had a link), or a break at a fixed
width.  Which of them a text keeps to is told from the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.folding import INVISIBLE

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

_BLANK = INVISIBLE + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())

SENTENCE_END = "。!?…"
CLOSERS = "\"')]》>"
"""What may follow the end of a sentence and still belong to it (folded forms)."""
OPENERS = "([《<"
_ENDED = re.compile(rf"(?:[{SENTENCE_END};:]|[一-鿿]\.)[{re.escape(CLOSERS)}]*$")
_CONTINUES = re.compile(r"[,。、;:!?)\]》%]")
_FIGURE = re.compile(r"\d[\d.,]{0,9}[%万亿]")

LONGEST_HEADING = 40
"""A longer line without an end was broken inside its sentence."""
WRAP_SHARE = 0.85
"""A line at least this full, as a share of the usual full line, was broken by its width."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it; ``gap`` counts the line breaks before it."""

    start: int
    end: int
    gap: int
    indent: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text shows its paragraphs: ``blank`` lines between them, or lines broken at ``width``."""

    blank: bool
    width: int | None


def lines_of(text: str) -> list[Line]:
    """The lines that hold anything; a line of zero-width marks, which nobody sees, is no blank line.

    >>> [(line.start, line.end, line.gap, line.indent) for line in lines_of("题\\n\\n　　正文。 ")]
    [(0, 1, 0, 0), (5, 8, 2, 2)]
    """
    lines: list[Line] = []
    after = 0
    unseen = 0
    for match in _LINE.finditer(text):
        content = match[0].strip(_BLANK)
        if not content:
            unseen += bool(match[0].strip())
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip(_BLANK))
        gap = max(len(_BREAK.findall(text, after, match.start())) - unseen, min(len(lines), 1))
        unseen = 0
        lines.append(Line(start, start + len(content), gap, start - match.start()))
        after = start + len(content)
    return lines


def ended(flat: str, start: int, end: int) -> bool:
    """True if ``flat[start:end]`` ends as a sentence does: 。 ！ ？ ； ： or such before 」 or ）."""
    return bool(_ENDED.search(flat, max(start, end - 8), end))


def layout_of(flat: str, lines: Sequence[Line]) -> Layout:
    """What the breaks of this text mean.

    After a finished sentence the next line is a paragraph: if most of these stand after a blank line,
    blank lines part paragraphs.  If most lines stop unfinished at the same width, the width broke them.
    """
    after_end = [after.gap > 1 for line, after in pairwise(lines) if ended(flat, line.start, line.end)]
    blank = len(after_end) >= 2 and sum(after_end) >= 0.5 * len(after_end)
    unfinished = sorted(line.length for line in lines if not ended(flat, line.start, line.end))
    width = None
    if len(unfinished) >= 6 and len(unfinished) >= 0.4 * len(lines):
        full = unfinished[int(len(unfinished) * 0.9)]
        near = [length for length in unfinished if length >= WRAP_SHARE * full]
        longest = max(line.length for line in lines)
        if full >= 15 and longest <= full * 1.25 and len(near) >= 0.6 * len(unfinished):
            width = full
    return Layout(blank, width)


def joined(flat: str, layout: Layout, line: Line, after: Line) -> bool:
    """True if the break between two neighbouring lines stands inside a paragraph."""
    if after.gap > 2 and not layout.blank:
        return False
    if _CONTINUES.match(flat, after.start) and after.gap <= 2:
        return True
    if after.gap > 1:
        return False
    open_end = not ended(flat, line.start, line.end)
    if flat[line.end - 1] in OPENERS + ",、" or (open_end and _FIGURE.match(flat, after.start)):
        return True
    if layout.blank:
        return after.indent == 0 or open_end
    if not open_end:
        return False
    if layout.width is not None:
        return line.length >= WRAP_SHARE * layout.width
    return after.indent <= line.indent and line.length > LONGEST_HEADING


def paragraphs_of(
    flat: str, lines: Sequence[Line], layout: Layout, cuts: frozenset[int]
) -> list[tuple[int, int]]:
    """Spans of paragraphs; a line that starts at one of ``cuts`` (an item's number) never joins."""
    spans: list[tuple[int, int]] = []
    before: Line | None = None
    for line in lines:
        if before is not None and line.start not in cuts and joined(flat, layout, before, line):
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
        before = line
    return spans


def sentences_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences of ``text[start:end]`` as spans that leave out the white space between them.

    >>> text = "抓好减负。“双减”要落实！”"
    >>> [text[a:b] for a, b in sentences_of(text, 0, len(text))]
    ['抓好减负。', '“双减”要落实！”']
    """
    spans = []
    at = start
    for match in _SENTENCE.finditer(text, start, end):
        stop = match.end()
        if text[stop : stop + 1] in ('"', "'") and text.count(text[stop], at, stop) % 2:
            stop += 1
        spans.append((at, min(stop, end)))
        at = stop
    spans.append((at, end))
    return [trimmed(text, a, b) for a, b in spans if a < b and text[a:b].strip()]


_CLOSING = r"”’』」》）〉】)\]"
_SENTENCE = re.compile(
    rf"(?:[。！？!?…｡]+|(?<=[一-鿿])[.．](?![0-9０-９a-zA-Z.．]))[{_CLOSING}]*(?:[。！？!?…｡]+[{_CLOSING}]*)*"
)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends.

    >>> trimmed(" 一、 ", 0, 4)
    (1, 3)
    """
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
