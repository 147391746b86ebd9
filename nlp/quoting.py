"""Where does this sentence come from?  Summaries by quotation: chosen, never written.

A sentence is chosen for being central to its theme and new beside those already chosen; each of as many
parts of the years as there are quotations is spoken for before any is quoted twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.folding import fold_key

NOVELTY = 0.6
"""Weight of newness against centrality (1)."""
REPEATED, SAME = 0.85, 0.97
"""Cosines, centred on the passages at hand and plain, from which two say the same and one is enough."""
CURT, CURT_COST = 16, 0.5
"""A sentence of fewer characters (积极发展民办教育。) says little, and gives way to the next best at this cost."""
CLOSE = 2
"""Passages of which the sentences are compared for each quotation."""
LONGEST = 120
"""A longer sentence is quoted only where a passage has no shorter one."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]?[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Quote:
    """``passages[passage]`` says ``text[start:end]`` (offsets within the passage)."""

    passage: int
    start: int
    end: int


def choose_quotes(
    vectors: npt.NDArray[np.float32],
    years: Sequence[int | None],
    texts: Sequence[str],
    scores: Sequence[float],
    about: Callable[[str], int],
    most: int,
) -> list[Quote]:
    """At most ``most`` quotations, in order of year.

    ``scores`` say how well each passage answers the question; ``about`` counts what a folded sentence
    holds of it.
    """
    if not len(texts):
        return []
    centre = vectors.mean(axis=0)
    apart = vectors - centre
    apart = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    central = vectors @ centre
    worth = _scaled(central) + _scaled(np.asarray(scores, np.float64))
    parts = _parts(years, most)
    chosen: list[int] = []
    spans: dict[int, tuple[int, int]] = {}
    repeated, same = np.zeros(len(texts), np.float32), np.zeros(len(texts), np.float32)
    while len(chosen) < most:
        for other in chosen[-1:]:
            repeated = np.maximum(repeated, apart @ apart[other])
            same = np.maximum(same, vectors @ vectors[other])
        left = np.flatnonzero((repeated < REPEATED) & (same < SAME)).tolist()
        gains = {n: float(worth[n]) - NOVELTY * float(repeated[n]) for n in left if n not in chosen}
        spoken = {parts[number] for number in chosen}
        fresh = [number for number in gains if parts[number] not in spoken] or list(gains)
        if not fresh:
            break
        best = sorted(fresh, key=lambda number: (-gains[number], number))[:CLOSE]
        for number in best:
            if number not in spans:
                spans[number] = best_sentence(texts[number], about)
            gains[number] -= CURT_COST * (spans[number][1] - spans[number][0] < CURT)
        chosen.append(max(best, key=lambda number: (gains[number], -number)))
    quotes = [Quote(number, *spans[number]) for number in chosen]
    return sorted(quotes, key=lambda quote: (years[quote.passage] or 0, quote.passage))


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, without the white space around them."""
    spans = []
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            spans.append((start, end))
    return spans


def best_sentence(text: str, about: Callable[[str], int]) -> tuple[int, int]:
    """The span of the sentence that holds most of the question; the first among equals."""
    spans = sentences(text) or [(0, len(text))]
    if len(spans) == 1:
        return spans[0]

    def worth(span: tuple[int, int]) -> tuple[int, int, int]:
        length = span[1] - span[0]
        return (about(fold_key(text[span[0] : span[1]])), length <= LONGEST, min(length, 30))

    return max(spans, key=lambda span: (worth(span), -span[0]))


def _parts(years: Sequence[int | None], most: int) -> list[int]:
    """For each passage, which of ``most`` parts its year is in; the parts hold equally many years.

    >>> _parts([2001, 2021, 2002, None, 2022], 2)
    [0, 1, 0, -1, 1]
    """
    known = sorted({year for year in years if year is not None})
    part = {year: number * most // len(known) for number, year in enumerate(known)}
    return [-1 if year is None else part[year] for year in years]


def _scaled(values: npt.NDArray[np.float64] | npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return np.zeros(len(values))
    return (values.astype(np.float64) - low) / (high - low)
