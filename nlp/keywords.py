"""Which words set one side apart?  Log-likelihood for what is sure, log ratio for how much.

G² = 2 Σ O ln(O / E) over both sides (Dunning 1993, in the two-cell form of Rayson and Garside 2000); the
effect is log2 of the relative frequencies (Hardie 2014): +1 is twice as frequent on the second side.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.filler import FILLER_WORDS
from nlp.mentions import Mention

CRITICAL = 6.63
"""G² from which a difference is sure at p < 0.01 (χ² with one degree of freedom)."""
LEAST = 3
"""Occurrences on both sides together; below, G² is not to be trusted."""
ABSENT = 0.5
"""What stands in for no occurrence at all, so that the ratio is finite."""
KNOWN = 16_384
"""Words whose judgement is kept: passages share most of them."""

_WORD = re.compile(r"[\u4e00-\u9fff·a-z][\w·+-]+")
_NOT_A_TERM = re.compile(r"[一二三四五六七八九十百千万亿零○两几多第0-9]+[年月日届次个项名所人%元]?|.*年")


@dataclass(frozen=True, slots=True)
class Keyword:
    """``first`` and ``second`` are its counts on each side."""

    term: str
    first: int
    second: int
    log_likelihood: float
    effect: float


def terms_of(text: str, pieces: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    """The terms of a folded text: wordings of concepts whole, else its words; no filler, no figures.

    >>> terms_of("减轻学生过重课业负担", ["减轻", "学生", "过重", "课业", "负担"],
    ...          [Mention("学生减负", "过重课业负担", 4, 10)])
    ['减轻', '学生', '过重课业负担']
    """
    spans: list[tuple[int, int]] = []
    for mention in sorted(mentions, key=lambda one: (one.start - one.end, one.start)):
        literal = "…" not in mention.wording
        if literal and all(mention.end <= start or end <= mention.start for start, end in spans):
            spans.append((mention.start, mention.end))
    spans.sort(reverse=True)
    found, at, reached = [], 0, 0
    for piece in pieces:
        end = at + len(piece)
        while spans and spans[-1][0] < end:
            start, reached = spans.pop()
            found.append(text[start:reached])
        if at >= reached:
            found.append(piece)
        at = end
    return [term for term in found if _is_term(term)]


@lru_cache(KNOWN)
def _is_term(word: str) -> bool:
    return bool(_WORD.fullmatch(word)) and word not in FILLER_WORDS and not _NOT_A_TERM.fullmatch(word)


def keywords(first: Mapping[str, int], second: Mapping[str, int], most: int) -> list[Keyword]:
    """The surest terms of each side, at most ``most`` a side; by log-likelihood, then by term.

    >>> keywords({"作业": 30, "教师": 50}, {"作业": 2, "教师": 60}, 5)[0].term
    '作业'
    """
    sizes = sum(first.values()), sum(second.values())
    if not all(sizes):
        return []
    found = []
    for term in sorted({*first, *second}):
        counts = first.get(term, 0), second.get(term, 0)
        if sum(counts) < LEAST:
            continue
        sure = log_likelihood(counts, sizes)
        if sure >= CRITICAL:
            rates = [(count or ABSENT) / size for count, size in zip(counts, sizes, strict=True)]
            found.append(Keyword(term, *counts, round(sure, 2), round(math.log2(rates[1] / rates[0]), 2)))
    found.sort(key=lambda one: (-one.log_likelihood, one.term))
    taken: Counter[bool] = Counter()
    kept = []
    for keyword in found:
        taken[keyword.effect > 0] += 1
        if taken[keyword.effect > 0] <= most:
            kept.append(keyword)
    return kept


def log_likelihood(counts: tuple[int, int], sizes: tuple[int, int]) -> float:
    """G² of a term that occurs ``counts`` times among ``sizes`` terms.

    >>> round(log_likelihood((30, 2), (80, 62)), 1)
    22.8
    """
    share = sum(counts) / sum(sizes)
    return 2 * sum(
        count * math.log(count / (size * share)) for count, size in zip(counts, sizes, strict=True) if count
    )
