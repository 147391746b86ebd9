"""When did this wording begin, peak and end?  One wording, found however it is written, counted by year.

Quotation marks say that a wording is one, not that it is another: “双减”政策, 雙減政策 and 双 减政策 are
all 双减政策.  What the concept store calls another thing (企业减负) is not.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from corpus.folding import INVISIBLE, Folded, fold, fold_key
from nlp.concept_files import Concept, Negative
from nlp.mentions import MentionFinder

MOST_ENUMERATED = 12
"""Characters up to which every place of an inner pair of quotation marks is looked up: 133 forms."""
_QUOTES = "\"'"
"""Every quotation mark, once folded."""
_LINE_BREAK = re.compile(r"[\r\n]\s*")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """``text[start:end]`` of the raw text is the wording; ``written`` is it as it stands, with its marks."""

    start: int
    end: int
    written: str


class WordingFinder:
    """Finds one wording in raw texts.

    ``negatives``: for each concept that owns the wording what it does not mean there; an occurrence
    counts if one of the concepts takes it, and always where none owns it.

    >>> finder = WordingFinder("双减政策")
    >>> [one.written for one in finder.find("落实“雙減”政策和双 减政策")]
    ['“雙減”政策', '双 减政策']
    """

    def __init__(self, term: str, negatives: Sequence[Sequence[Negative]] = ()) -> None:
        self.key = unquoted(fold_key(term))
        plain = Concept(self.key, "", "", ())
        owners = [Concept(self.key, "", "", (), negative=_unquoted(given)) for given in negatives]
        self._any = MentionFinder([plain])
        self._meant = MentionFinder(owners) if owners else self._any

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Folded strings one of which every passage with the wording holds.

        A short wording is listed with quotation marks around any run of it.  Of a long one the thirds are:
        one pair of marks can't stand in all three.
        """
        parts = self.key.split("…")
        if len(parts) > 1 or len(self.key) <= 2:
            return (self.key,)
        if len(self.key) > MOST_ENUMERATED:
            third = len(self.key) // 3
            return (self.key[:third], self.key[third : 2 * third], self.key[2 * third :])
        inner = range(1, len(self.key))
        places = [(at,) for at in inner] + [
            (first, last) for first in inner for last in inner if first < last
        ]
        return (self.key, *(_marked(self.key, at, mark) for mark in _QUOTES for at in places))

    def find(self, text: str) -> list[Occurrence]:
        """Where the wording stands in a raw text, in order, none overlapping another."""
        return self.sift(text)[0]

    def sift(self, text: str) -> tuple[list[Occurrence], int]:
        """Where it stands in a raw text, and how often it stands there and means something else."""
        bare = without_quotes(fold(text))
        spans = sorted({(one.start, one.end) for one in self._meant.find(bare.text)})
        found = []
        for start, end in spans:
            first, last = bare.raw_span(start, end)
            found.append(Occurrence(first, last, _written(text, first, last)))
        if self._meant is self._any:
            return found, 0
        return found, len(self._any.find(bare.text)) - len(found)


def without_quotes(folded: Folded) -> Folded:
    """A folded text without its quotation marks, with the way back to the raw offsets."""
    if not any(mark in folded.text for mark in _QUOTES):
        return folded
    kept = [at for at, character in enumerate(folded.text) if character not in _QUOTES]
    offsets = array("l", (folded.offsets[at] for at in kept))
    offsets.append(folded.offsets[len(folded.text)])
    return Folded("".join(folded.text[at] for at in kept), offsets)


def unquoted(key: str) -> str:
    """A folded wording without quotation marks: ``"双减"政策`` → ``双减政策``."""
    return key.translate({ord(mark): None for mark in _QUOTES})


def _unquoted(negatives: Iterable[Negative]) -> tuple[Negative, ...]:
    return tuple(Negative(unquoted(fold_key(one.text)), one.scope, one.why) for one in negatives)


def _marked(key: str, places: tuple[int, ...], mark: str) -> str:
    bounds = (0, *places, len(key))
    return mark.join(key[first:last] for first, last in pairwise(bounds))


def _written(text: str, start: int, end: int) -> str:
    """The wording as it stands, with the marks around it or the one that closes a pair inside it."""
    marks = [fold_key(character) in ('"', "'") for character in text[max(start - 1, 0) : end + 1]]
    before, after = start > 0 and marks[0], end < len(text) and marks[-1]
    inside = sum(marks) - before - after
    if inside % 2:
        start, end = (start - 1, end) if before else (start, end + after)
    elif before and after:
        start, end = start - 1, end + 1
    return _LINE_BREAK.sub("", text[start:end]).translate({ord(mark): None for mark in INVISIBLE})


@dataclass(frozen=True, slots=True)
class YearUse:
    """``count`` occurrences in the ``held`` passages of one year's plans."""

    year: int
    count: int
    held: int

    @property
    def share(self) -> float:
        """Occurrences a passage, so that a year of long plans does not outweigh one of short plans."""
        return self.count / self.held if self.held else 0.0


@dataclass(frozen=True, slots=True)
class Life:
    """The years in which a wording is first found, found most and last found."""

    first: YearUse
    peak: YearUse
    last: YearUse


def life(uses: Iterable[YearUse]) -> Life | None:
    """First, peak and last use; None for a wording that no year uses.

    The peak is the year with the greatest share; of equal ones that with more occurrences, then the earlier.

    >>> found = life([YearUse(2021, 3, 100), YearUse(2022, 3, 50), YearUse(2023, 0, 80)])
    >>> found.first.year, found.peak.year, found.last.year
    (2021, 2022, 2022)
    """
    used = sorted((use for use in uses if use.count), key=lambda use: use.year)
    if not used:
        return None
    return Life(used[0], max(used, key=lambda use: (use.share, use.count, -use.year)), used[-1])
