"""Does this text speak of a concept?  Every mention of every concept in a folded text.

Exhaustive and exact: wordings and negatives are literal (``…`` is a short gap), so what is found can
be shown, and what is not found is a claim that a year was silent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from corpus.folding import fold_key
from nlp.concept_files import GAP_CHARACTERS, Concept, wording_pattern

_SENTENCE_ENDS = "。!?;！？；\n"


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` is a wording of a concept: ``Mention("学生减负", "课业负担", 6, 10)``."""

    concept: str
    wording: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """One wording of a concept (``scope`` None) or one of its negatives."""

    owner: int
    wording: str
    scope: str | None


class _Tail:
    """What follows a head after a gap: the literal that closes the gap, and the pattern of all that follows."""

    def __init__(self, rule: _Rule, parts: list[str]) -> None:
        self.rule, self.literal, self._parts = rule, parts[0], parts

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when a text first has the literal: there are 2,000, and most texts want a few."""
        return re.compile(wording_pattern("…".join(("", *self._parts))))


class _Head:
    """The rules that begin with the same literal: ``whole`` are those that are it, ``gapped`` have a gap after it."""

    def __init__(self) -> None:
        self.whole: list[_Rule] = []
        self.gapped: list[_Tail] = []

    @cached_property
    def near(self) -> re.Pattern[str]:
        """Whether any gap can be closed here: asked once instead of the 80 tails that 教师… may have."""
        following = sorted({tail.literal for tail in self.gapped})
        first = "".join(sorted({re.escape(literal[0]) for literal in following}))
        return re.compile(f"{wording_pattern('…')}(?=[{first}])(?:{'|'.join(map(re.escape, following))})")


class MentionFinder:
    """Finds mentions of the concepts given, in time that grows with the text, not with the concepts.

    At each position the heads that begin with its two characters are looked up by length, as there may
    be a hundred of them (教育…); a head may be one character (免…书本费).
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._names: list[str] = []
        self._heads: dict[str, _Head] = {}
        for owner, concept in enumerate(concepts):
            self._names.append(concept.name)
            for term in concept.terms:
                self._add(owner, term, None)
            for negative in concept.negative:
                self._add(owner, negative.text, negative.scope)
        lengths: dict[str, set[int]] = {}
        for head in self._heads:
            lengths.setdefault(head[:2], set()).add(len(head))
        for pair, found in lengths.items():
            found.update(lengths.get(pair[0], ()))
        self._lengths = {start: sorted(found) for start, found in lengths.items()}

    def compile(self) -> None:
        """Make now what is tried at every head; what follows a closed gap waits for a text that has it."""
        for head in self._heads.values():
            _ = head.near if head.gapped else None

    def _add(self, owner: int, wording: str, scope: str | None) -> None:
        literal, *rest = fold_key(wording).split("…")
        head = self._heads.setdefault(literal, _Head())
        rule = _Rule(owner, wording, scope)
        if rest:
            head.gapped.append(_Tail(rule, rest))
        else:
            head.whole.append(rule)

    def _matches(self, text: str) -> Iterator[tuple[_Rule, int, int]]:
        lengths, heads, none = self._lengths, self._heads, list[int]()
        for start in range(len(text) - 1):
            pair = text[start : start + 2]
            for length in lengths.get(pair) or lengths.get(pair[0]) or none:
                head_end = start + length
                if head_end > len(text):
                    break
                head = heads.get(text[start:head_end])
                if head is None:
                    continue
                for rule in head.whole:
                    yield rule, start, head_end
                near = head.near.match(text, head_end) if head.gapped else None
                if near:
                    for tail in head.gapped:
                        last = head_end + GAP_CHARACTERS + len(tail.literal)
                        if text.find(tail.literal, head_end, last) >= 0:
                            found = tail.pattern.match(text, head_end)
                            if found:
                                yield tail.rule, start, found.end()

    def find(self, text: str) -> list[Mention]:
        """Mentions in a folded text, in order of position; overlapping ones of one concept are one.

        >>> from nlp.concept_files import Concept, Negative, Wording
        >>> burden = Concept("学生减负", "", "", (Wording("减负"),), negative=(Negative("企业减负"),))
        >>> [m.start for m in MentionFinder([burden]).find("为企业减负,为学生减负")]
        [7]
        """
        wordings: list[tuple[_Rule, int, int]] = []
        negatives: dict[int, list[tuple[int, int]]] = {}
        for rule, start, end in self._matches(text):
            if rule.scope is None:
                wordings.append((rule, start, end))
            elif rule.scope == "span":
                negatives.setdefault(rule.owner, []).append((start, end))
            else:
                negatives.setdefault(rule.owner, []).append(_sentence(text, start, end))
        reached: dict[int, int] = {}
        found = []
        for rule, start, end in sorted(wordings, key=lambda match: (match[1], -match[2], match[0].owner)):
            if start < reached.get(rule.owner, 0):
                continue
            if any(start < stop and begin < end for begin, stop in negatives.get(rule.owner, ())):
                continue
            reached[rule.owner] = end
            found.append(Mention(self._names[rule.owner], rule.wording, start, end))
        return found

    def count(self, text: str) -> dict[str, int]:
        """How often each concept is mentioned: ``{"学生减负": 2}``."""
        return dict(Counter(mention.concept for mention in self.find(text)))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence, or sentences, that hold ``start:end``."""
    begin = max(text.rfind(mark, 0, start) for mark in _SENTENCE_ENDS) + 1
    stops = [stop for mark in _SENTENCE_ENDS if (stop := text.find(mark, end)) >= 0]
    return begin, min(stops, default=len(text))
