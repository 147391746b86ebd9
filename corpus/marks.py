"""Is this a number of an item?  Which candidates head items, and which only count things.

A candidate is accepted when it goes on with a list (its number is the next one) or opens one; what
stands in the middle of a sentence (10—12所, “5+2”工程, 2.1亿, 一、二年级) never is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.numbering import SENTENCE_ENDS, Candidate, Mark, candidates_of
from corpus.numerals import number
from corpus.paragraphs import Line

_DIGITS_FOLLOW = re.compile(r"(?!(?:19|20)\d\d ?(?:年|-|至))\d")
_LEAD = re.compile(r" {0,9}([^ ;。,:]{4,40})")
SHORTEST_CLAUSE = 8
"""一是抓管理，二是抓质量: clauses shorter than this, parted by commas, are one sentence, not items."""


@dataclass(slots=True)
class _List:
    style: str
    last: int
    nested: int


def marks_of(text: str, flat: str, lines: Sequence[Line]) -> list[Mark]:
    """The numbers that head items, in order.  ``flat`` is ``flatten(text)`` with noise blanked out.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "二）深化素质教育。1.启动“5+ 2”工程，创建10—12所。2.\\n贯彻“减负令”。"
    >>> [(mark.item, mark.style) for mark in marks_of(text, flatten(text), lines_of(text))]
    [('二）', 'han_half'), ('1', 'digit'), ('2', 'digit')]
    """
    candidates = candidates_of(text, flat, lines)
    next_values = _next_values(candidates)
    stack: list[_List] = []
    marks: list[Mark] = []
    for index, candidate in enumerate(candidates):
        nested = _accept(candidate, index, candidates, next_values, stack)
        if nested is not None:
            marks.append(replace(candidate.mark, nested=nested))
    at_line = frozenset(candidate.mark.start for candidate in candidates if candidate.place == "line")
    return _without_announcements(flat, _without_clauses(flat, marks, at_line), at_line)


def _next_values(candidates: Sequence[Candidate]) -> list[int | None]:
    """For each candidate the number of the next one of its style that is not weak."""
    following: dict[str, int] = {}
    values: list[int | None] = []
    for candidate in reversed(candidates):
        values.append(following.get(candidate.mark.style))
        if candidate.place in ("line", "broken", "sentence") or candidate.loose:
            following[candidate.mark.style] = candidate.mark.value
    return values[::-1]


def _accept(
    candidate: Candidate,
    index: int,
    candidates: Sequence[Candidate],
    next_values: Sequence[int | None],
    stack: list[_List],
) -> int | None:
    """The nesting of an accepted candidate, whose list is then the top of ``stack``; else None."""
    mark, place = candidate.mark, candidate.place
    following = next_values[index]
    goes_on = _innermost(stack, mark.style, mark.value - 1)
    if _counts_something(candidate, goes_on is not None, following):
        return None
    open_place = place in ("line", "sentence") or candidate.loose
    if goes_on is not None:
        if not (open_place or place == "broken" or following == mark.value + 1):
            return None
        if place == "weak" and mark.style not in ("digit", "han", "han_paren", "digit_paren", "circled"):
            return None
        del stack[goes_on + 1 :]
        stack[goes_on].last = mark.value
        return stack[goes_on].nested
    if mark.value == 1:
        if not (place == "line" or (open_place and following == 2) or (place == "broken" and following == 2)):
            return None
        return _open(mark, index, candidates, stack)
    if place != "line" or mark.style == "one_is":
        return None
    return _skip(mark, stack)


def _innermost(stack: Sequence[_List], style: str, last: int | None = None) -> int | None:
    """The innermost open list of a style (which has come to ``last``), as an index."""
    for at in range(len(stack) - 1, -1, -1):
        if stack[at].style == style and last in (None, stack[at].last):
            return at
    return None


def _open(mark: Mark, index: int, candidates: Sequence[Candidate], stack: list[_List]) -> int:
    """Opens a list: within the one on top, or as a new one in place of an earlier of its style."""
    same = _innermost(stack, mark.style)
    if same is None:
        stack.append(_List(mark.style, 1, 0))
        return 0
    outer = stack[same]
    if same < len(stack) - 1 and _resumes(outer.last + 1, mark.style, index, candidates):
        stack.append(_List(mark.style, 1, outer.nested + 1))
        return outer.nested + 1
    del stack[same + 1 :]
    outer.last = 1
    return outer.nested


def _resumes(value: int, style: str, index: int, candidates: Sequence[Candidate]) -> bool:
    """True if the list around goes on with ``value`` after a list of the same style within it."""
    inner = 1
    for candidate in candidates[index + 1 : index + 400]:
        if candidate.mark.style != style or candidate.place not in ("line", "sentence"):
            continue
        if candidate.mark.value == inner + 1:
            inner += 1
        elif candidate.mark.value == value:
            return True
        elif candidate.mark.value == 1:
            inner = 1
    return False


def _skip(mark: Mark, stack: list[_List]) -> int:
    """A number out of turn at the start of a line: 一、二、四、 or an item numbered twice."""
    same = _innermost(stack, mark.style)
    if same is None:
        stack.append(_List(mark.style, mark.value, 0))
        return 0
    del stack[same + 1 :]
    stack[same].last = mark.value
    return stack[same].nested


def _counts_something(candidate: Candidate, goes_on: bool, following: int | None) -> bool:
    """True for numbers of things: 2.1亿, 3、5所, 一、二年级, 一、二、三产业."""
    mark, after = candidate.mark, candidate.after
    at_line = candidate.place == "line"
    if mark.style == "digit":
        if _DIGITS_FOLLOW.match(after) and not (at_line and (goes_on or following == mark.value + 1)):
            return True
        if candidate.place in ("clause", "weak") and not goes_on:
            return True
    if mark.style == "ordinal" and re.match(r" ?(?:第|[一二三四五六七八九十]{1,2}[、产次季])", after):
        return True
    if mark.style == "han":
        ahead = re.match(r"[一二三四五六七八九十]{1,3}", after)
        if ahead and number(ahead[0]) == mark.value + 1:
            counted = re.match(r"[一二三四五六七八九十]{1,3}(?:[、年月季级线类等期批线号]|$)", after)
            return bool(counted) and not (at_line and (following == mark.value + 1 or goes_on))
    return False


def _without_clauses(flat: str, marks: Sequence[Mark], at_line: frozenset[int]) -> list[Mark]:
    """Drops lists of short clauses that are one sentence: 一是抓管理，二是抓质量，三是抓安全。"""
    dropped: set[int] = set()
    for style in ("one_is", "ordinal"):
        run: list[Mark] = []
        for mark in [*(mark for mark in marks if mark.style == style), None]:
            if mark is not None and run and mark.value == run[-1].value + 1:
                run.append(mark)
                continue
            if _one_sentence(flat, run, at_line):
                dropped.update(member.start for member in run)
            run = [] if mark is None else [mark]
    return [mark for mark in marks if mark.start not in dropped]


def _without_announcements(flat: str, marks: Sequence[Mark], at_line: frozenset[int]) -> list[Mark]:
    """Drops a list in one sentence that announces the parts of the document: its items come again,
    at the starts of lines."""
    leads = {mark.start: _lead(flat, mark) for mark in marks}
    last_at_line: dict[str, int] = {}
    for mark in marks:
        if mark.start in at_line:
            last_at_line[leads[mark.start]] = mark.start
    dropped: set[int] = set()
    for run in _runs(marks):
        inline = all(mark.start not in at_line for mark in run[1:])
        if inline and len(run) > 2 and all(last_at_line.get(leads[m.start], -1) > run[-1].start for m in run):
            dropped.update(mark.start for mark in run)
    return [mark for mark in marks if mark.start not in dropped]


def _runs(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Neighbouring marks of one style that count on."""
    runs: list[list[Mark]] = []
    for mark in marks:
        if runs and runs[-1][-1].key == mark.key and runs[-1][-1].value + 1 == mark.value:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _lead(flat: str, mark: Mark) -> str:
    match = _LEAD.match(flat, mark.end)
    return match[1] if match else ""


def _one_sentence(flat: str, run: Sequence[Mark], at_line: frozenset[int]) -> bool:
    if len(run) < 2:
        return bool(run) and run[0].style == "one_is"
    if any(mark.start in at_line for mark in run[1:]):
        return False
    between = [flat[mark.end : after.start].rstrip() for mark, after in pairwise(run)]
    if any(piece[-1:] in SENTENCE_ENDS for piece in between):
        return False
    return sum(map(len, between)) < SHORTEST_CLAUSE * len(between)
