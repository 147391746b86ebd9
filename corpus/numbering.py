"""What looks like a number of an item?  Candidates in a text, each with the place where it stands.

一、 （三） 7. 3.2 ① 二是 第一，: whether a candidate heads an item is decided in ``corpus.marks``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numerals import number
from corpus.paragraphs import LONGEST_HEADING, WRAP_SHARE, Line, ended, layout_of

STYLES = (
    "part",
    "chapter",
    "section",
    "article",
    "han",
    "han_paren",
    "han_half",
    "digit",
    "decimal",
    "decimal_3",
    "digit_paren",
    "digit_half",
    "circled",
    "ordinal",
    "one_is",
)
"""From the outermost to the innermost, as the rules for official documents (GB/T 9704) nest them."""

_N = "[一二三四五六七八九十百零〇两0-9]"
_CANDIDATE = re.compile(
    rf"(?P<part>第 ?{_N}{{1,3}} ?(?:部分|篇|编))|(?P<chapter>第 ?{_N}{{1,4}} ?章)|(?P<section>第 ?{_N}{{1,4}} ?节)"
    rf"|(?P<article>第 ?{_N}{{1,4}} ?条(?![规款约例,、]))"
    r"|(?P<ordinal>(?:第[一二三四五六七八九十]{1,3}|首先)(?=[,、:是]))[,、:]?"
    r"|(?P<one_is>(?<![第其之唯统万不同一二三四五六七八九十百千0-9])[一二三四五六七八九十]{1,2}[是要](?![否非素领求点]))"
    r"|\( ?(?P<han_paren>[一二三四五六七八九十]{1,3}) ?\)|(?P<ringed_han>[㈠-㈩])"
    r"|\( ?(?P<digit_paren>\d{1,2}) ?\)|(?P<ringed_digit>[⑴-⒇])"
    r"|(?<![(\d一二三四五六七八九十])(?P<han_half>[一二三四五六七八九十]{1,3})\)"
    r"|(?<![(\d.a-z])(?P<digit_half>\d{1,2})\)"
    r"|(?<![图表式见注@])(?P<circled>[①-⑳❶-❿➀-➉])"
    r"|(?<![第一二三四五六七八九十百千万〇零两几数\d])(?P<han>[一二三四五六七八九十]{1,3}) {0,2}[、.](?!\d{1,2}[、.])"
    r"|(?P<dotted>[⒈-⒛])"
    r"|(?<![\d.,a-z+%-])(?P<digit>\d{1,2}) {0,2}[.、]"
)
_SPACED = re.compile(r"(?P<han>[一二三四五六七八九十]{1,3})[ :](?=[^\d一二三四五六七八九十、])")
"""一 总体要求: what a line looks like when its punctuation was lost; only at the start of a line."""
_ALONE = re.compile(r"(?P<han>[一二三四五六七八九十]{1,3})")
"""一 on a line of its own: a section without a title, as in the report of 1960."""
_DECIMAL = re.compile(
    r"(?P<chapter>\d{1,2})\.(?P<decimal>\d{1,2})(?:\.(?P<decimal_3>\d{1,2}))?[.、 ]?(?![\d.%])"
)
"""1.1, 2.3.1: only at the start of a line, and only next to its neighbour in the count."""

_RINGS = "㈠⑴①❶➀⒈"
"""The first of each row of ringed and dotted numbers."""
_RINGED = {
    "ringed_han": "han_paren",
    "ringed_digit": "digit_paren",
    "dotted": "digit",
    "circled": "circled",
}
LOOSE = frozenset({"one_is", "ordinal", "han_paren", "digit_paren", "circled"})
_LONGEST_LIST = 60
SENTENCE_ENDS = "。!?;:…"


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of an item: ``Mark("digit", 7, 1203, 1205, "7")`` for ``7.``

    ``start:end`` is the number with its punctuation; ``item`` the number as it is cited; ``nested``
    counts lists of the same style around this one.
    """

    style: str
    value: int
    start: int
    end: int
    item: str
    nested: int = 0

    @property
    def key(self) -> str:
        """Style and nesting: what has a level of its own."""
        return self.style + "'" * self.nested


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number, the place where it stands, and the dozen characters after it.

    ``place``: ``line`` (it starts a line), ``broken`` (it starts one in mid-sentence), ``sentence``
    (it follows the end of one), ``clause`` (a comma) or ``weak`` (anything else).
    """

    mark: Mark
    place: str
    after: str

    @property
    def loose(self) -> bool:
        """Styles that stand inside a sentence too: （一）…，（二）… and 一是…，二是…; ① anywhere."""
        return self.mark.style == "circled" or (self.mark.style in LOOSE and self.place != "weak")


def candidates_of(text: str, flat: str, lines: Sequence[Line]) -> list[Candidate]:
    """Every candidate, in order.  ``flat`` is ``flatten(text)`` with noise blanked out.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "1.创建10—12所，增长2.1亿。2.\\n达标"
    >>> [(c.mark.item, c.place) for c in candidates_of(text, flatten(text), lines_of(text))]
    [('1', 'line'), ('2', 'weak'), ('2', 'sentence')]
    """
    starts = {line.start: index for index, line in enumerate(lines)}
    width = layout_of(flat, lines).width
    marks = _decimals(text, flat, lines)
    covered = {mark.start for mark in marks}
    taken = -1
    for match in _CANDIDATE.finditer(flat):
        if match.start() >= taken and match.start() not in covered:
            marks.append(_mark(text, match))
            taken = match.end()
    covered = {mark.start for mark in marks}
    for line in lines:
        spaced = _SPACED.match(flat, line.start, line.end) or _ALONE.fullmatch(flat, line.start, line.end)
        if spaced and line.start not in covered:
            marks.append(_mark(text, spaced))
    marks.sort(key=lambda mark: mark.start)
    return [
        Candidate(mark, _place(flat, lines, starts, mark, width), flat[mark.end : mark.end + 12])
        for mark in marks
        if 0 < mark.value <= _LONGEST_LIST or mark.style == "article"
    ]


def _decimals(text: str, flat: str, lines: Sequence[Line]) -> list[Mark]:
    found: dict[tuple[str, ...], list[Mark]] = {}
    for line in lines:
        match = _DECIMAL.match(flat, line.start, line.end)
        if match:
            numbers = tuple(part for part in match.groups() if part)
            style = "decimal" if len(numbers) == 2 else "decimal_3"
            item = text[match.start() : match.end(style)]
            mark = Mark(style, int(numbers[-1]), match.start(), match.end(), item)
            found.setdefault(numbers[:-1], []).append(mark)
    return [
        mark
        for members in found.values()
        for mark in members
        if any(abs(mark.value - other.value) == 1 for other in members)
    ]


def _mark(text: str, match: re.Match[str]) -> Mark:
    style = match.lastgroup or ""
    digits = match[style]
    start, end = match.span()
    if style in _RINGED:
        value = next(ord(digits) - ord(first) + 1 for first in _RINGS if 0 <= ord(digits) - ord(first) < 20)
        style = _RINGED[style]
        return Mark(style, value, start, end, str(value) if style == "digit" else text[start:end])
    if digits == "首先":
        return Mark(style, 1, start, end, text[match.start(style) : match.end(style)])
    value = int(number(re.sub(r"[^一二三四五六七八九十百零〇两0-9]", "", digits)) or 0)
    item = (
        text[match.start(style) : match.end(style)]
        if style in ("han", "digit", "ordinal")
        else text[start:end]
    )
    return Mark(style, value, start, end, "".join(item.split()))


def _place(flat: str, lines: Sequence[Line], starts: dict[int, int], mark: Mark, width: int | None) -> str:
    index = starts.get(mark.start)
    if index is not None:
        if index == 0 or lines[index].gap > 1:
            return "line"
        before = lines[index - 1]
        full = before.length >= WRAP_SHARE * width if width else before.length > LONGEST_HEADING
        return "broken" if full and not ended(flat, before.start, before.end) else "line"
    before_mark = flat[max(0, mark.start - 4) : mark.start].rstrip()
    last = before_mark.rstrip("\"')]>")[-1:]
    if last and last in SENTENCE_ENDS:
        return "sentence"
    if last in (",", "、"):
        return "clause"
    return "weak"
