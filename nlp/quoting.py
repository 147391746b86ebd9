"""Where does this sentence come from?  Summaries by quotation: chosen, never written.

A sentence is chosen for being central to its theme, new beside those already chosen, and from a part
of the years that none of them speaks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.folding import fold_key

NOVELTY, SPREAD = 0.6, 0.5
"""Weights of newness and of year spread against centrality (1)."""
REPEATED, SAME = 0.85, 0.97
"""Cosines, centred on the passages at hand and plain, from which two say the same and one is enough."""
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
    known = [year for year in years if year is not None]
    span = max(known) - min(known) if known else 0
    chosen: list[int] = []
    while len(chosen) < most:
        gains: dict[int, float] = {}
        for number in range(len(texts)):
            repeated = max((float(apart[number] @ apart[other]) for other in chosen), default=0.0)
            same = max((float(vectors[number] @ vectors[other]) for other in chosen), default=0.0)
            if number not in chosen and repeated < REPEATED and same < SAME:
                spread = _apart(years, number, chosen, span)
                gains[number] = float(worth[number]) - NOVELTY * max(0.0, repeated) + SPREAD * spread
        if not gains:
            break
        chosen.append(max(gains, key=lambda number: (gains[number], -number)))
    quotes = [Quote(number, *best_sentence(texts[number], about)) for number in chosen]
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

    def worth(span: tuple[int, int]) -> tuple[int, int, int]:
        length = span[1] - span[0]
        return (about(fold_key(text[span[0] : span[1]])), length <= LONGEST, min(length, 30))

    return max(spans, key=lambda span: (worth(span), -span[0]))


def _apart(years: Sequence[int | None], number: int, chosen: Sequence[int], span: int) -> float:
    """How far a passage's year is from the nearest one already quoted: 0..1."""
    year = years[number]
    others = [years[other] for other in chosen if years[other] is not None]
    if year is None or not others or not span:
        return 0.0
    return min(abs(year - other) for other in others if other is not None) / span


def _scaled(values: npt.NDArray[np.float64] | npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return np.zeros(len(values))
    return (values.astype(np.float64) - low) / (high - low)
