"""What became of this wording?  Words that changed between two texts, items that one plan continues."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from corpus.folding import flatten, fold
from corpus.numerals import CHINESE
from nlp.changes import ADDED, EDITED, NEW, OLD, SAME, VERBATIM
from nlp.overlap import Overlap

ISLAND, SHORT_ISLAND = 3, 1
"""Letters: an equal run of up to SHORT_ISLAND between two changes (的, 和, 所) belongs to the change, one
of up to ISLAND where the changes around it are at least twice as long."""
CONTINUED = 0.16
"""Overlap from which an item continues another.  Of the 706 cases planted in the sample plans that are not
verbatim, 0.12, 0.13 … 0.20 get 37, 35, 31, 30, 28, 29, 32, 30, 33 wrong."""

Diff = list[tuple[str, str]]

_PART = rf"(?:\d+(?:[.,]\d+)*[%‰]?|百分之[{CHINESE}]+)"
_NUMBER = re.compile(rf"{_PART}(?:-{_PART})?|[{CHINESE}]{{2,}}")


def word_diff(old: str, new: str, segment: Callable[[str], Sequence[str]]) -> Diff:
    """What was struck from ``old`` and what was put in, in words of ``segment`` (all pieces of a folded text).

    The parts marked = and - are ``old`` again, those marked = and + are ``new``; a number or a range
    of numbers is one word.

    >>> word_diff("达到93.5%以上", "达到94%以上", list)
    [('=', '达到'), ('-', '93.5%'), ('+', '94%'), ('=', '以上')]
    """
    if old == new or not old or not new:
        kind = SAME if old == new else OLD if old else NEW
        return [(kind, old or new)] if old or new else []
    before, after = _words(old, segment), _words(new, segment)
    hunks = [
        _Hunk("".join(before[a:b]), "".join(after[c:d]), kind == "equal")
        for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    ]
    found: Diff = []
    for hunk in _without_islands(hunks):
        if hunk.same:
            found.append((SAME, hunk.old))
        else:
            found += [(op, text) for op, text in ((OLD, hunk.old), (NEW, hunk.new)) if text]
    return found


@dataclass(frozen=True, slots=True)
class _Hunk:
    old: str
    new: str
    same: bool

    @property
    def letters(self) -> int:
        return max(sum(map(str.isalnum, self.old)), sum(map(str.isalnum, self.new)))


def _words(text: str, segment: Callable[[str], Sequence[str]]) -> list[str]:
    """The words of a raw text: cut where its folded form, which has as many characters, is cut."""
    flat = flatten(text)
    edges, at = {0, len(text)}, 0
    for piece in segment(flat):
        at += len(piece)
        edges.add(at)
    for number in _NUMBER.finditer(flat):
        edges.difference_update(range(number.start() + 1, number.end()))
    return [text[start:end] for start, end in pairwise(sorted(edges))]


def _without_islands(hunks: Sequence[_Hunk]) -> list[_Hunk]:
    """Changes joined over the equal runs between them that are too short to help a reader."""
    kept: list[_Hunk] = []
    for hunk in hunks:
        kept.append(hunk)
        while len(kept) >= 3 and not kept[-1].same and _island(*kept[-3:]):
            joined = kept[-3:]
            kept[-3:] = [_Hunk("".join(h.old for h in joined), "".join(h.new for h in joined), False)]
    return kept


def _island(before: _Hunk, run: _Hunk, after: _Hunk) -> bool:
    if not run.same or run.letters > ISLAND:
        return False
    return run.letters <= SHORT_ISLAND or 2 * run.letters <= min(before.letters, after.letters)


@dataclass(frozen=True, slots=True)
class Continued:
    """What an item of the newer plan is, and the number of the older item that it continues."""

    status: str
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """One entry for each newer item, and the numbers of the older ones that none continues."""

    items: tuple[Continued, ...]
    dropped: tuple[int, ...]


def align_items(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Which item of a plan continues which of an older one, wherever it stands; one to one.

    Texts that are equal when folded come first, then pairs by overlap, best first; among equals the
    one that moved least, then in order.

    >>> align_items(["严控作业总量。", "改造危房3处。"], ["改造危房5处。", "严控作业总量。", "开展课后服务。"])
    ... # doctest: +NORMALIZE_WHITESPACE
    Alignment(items=(Continued(status='edited', previous=1), Continued(status='verbatim', previous=0),
      Continued(status='new', previous=None)), dropped=())
    """
    first, second = [fold(text).text for text in old], [fold(text).text for text in new]
    alike = Overlap.of(first, second).alike
    pairs: list[tuple[float, float, int, int]] = []
    for a, b in np.argwhere(alike >= CONTINUED).tolist():
        same = first[a] == second[b]
        moved = round(abs(a / len(old) - b / len(new)), 3)
        pairs.append((-2.0 if same else -float(alike[a, b]), moved, a, b))
    taken: dict[int, int] = {}
    given: set[int] = set()
    for _, _, a, b in sorted(pairs):
        if a not in given and b not in taken:
            given.add(a)
            taken[b] = a
    items = tuple(
        Continued(VERBATIM if first[taken[b]] == second[b] else EDITED, taken[b])
        if b in taken
        else Continued(ADDED)
        for b in range(len(new))
    )
    return Alignment(items, tuple(a for a in range(len(old)) if a not in given))
