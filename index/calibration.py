"""How near is near enough?  Thresholds computed for this model on this library, never typed in.

A cosine means nothing by itself (multilingual-e5 puts everything between 0.75 and 0.92), so each
question's similarities are measured in standard deviations above its own background: the same
question against all passages of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]

LEAST_SPREAD = 1e-3
"""A floor for the deviation, for a library of one passage."""
FEW_MENTIONS = 3
"""Concepts with fewer mentions don't help to calibrate."""
MOST_PASSAGES, MOST_MENTIONS = 4_096, 128
"""How many are looked at, evenly spread: a larger library is calibrated anew at each change all the same."""
AT_ONCE = 64
"""Concepts whose similarities are computed together: 4 MB of them."""
PLAUSIBLE_QUANTILE, NEAR_QUANTILE, SURE_QUANTILE = 0.1, 0.4, 0.9
"""A passage is near a question when it is nearer than two in five mentions of the concepts are, and
plausible when nine in ten are nearer."""
DEFAULT_PLAUSIBLE, DEFAULT_NEAR, DEFAULT_SURE = 2.2, 3.2, 4.3
"""Used until the library mentions ``LEAST_CONCEPTS`` concepts: the same figures on the reports."""
LEAST_CONCEPTS = 20


@dataclass(frozen=True)
class Calibration:
    """The z from which a passage is plausible, near, surely meant."""

    plausible: float = DEFAULT_PLAUSIBLE
    near: float = DEFAULT_NEAR
    sure: float = DEFAULT_SURE

    @classmethod
    def compute(
        cls,
        background: Background,
        vectors: Callable[[npt.NDArray[np.int64]], npt.NDArray[np.float32]],
        concepts: npt.NDArray[np.float32],
        mentions: Mapping[int, npt.NDArray[np.int32]],
    ) -> Calibration:
        """``vectors`` of passages at ascending positions; ``concepts`` rows of concept names; their mentions by row."""
        told = [row for row, at in sorted(mentions.items()) if len(at) >= FEW_MENTIONS]
        found: list[float] = []
        for first in range(0, len(told), AT_ONCE):
            rows = told[first : first + AT_ONCE]
            similarities = background.rows @ concepts[rows].T
            means, spreads = similarities.mean(axis=0), np.maximum(similarities.std(axis=0), LEAST_SPREAD)
            for row, mean, spread in zip(rows, means, spreads, strict=True):
                at = mentions[row][:: -(-len(mentions[row]) // MOST_MENTIONS)].astype(np.int64)
                found.append(float((np.median(vectors(at) @ concepts[row]) - mean) / spread))
        if len(found) < LEAST_CONCEPTS:
            return cls()
        cuts = np.quantile(found, [PLAUSIBLE_QUANTILE, NEAR_QUANTILE, SURE_QUANTILE])
        return cls(*map(float, cuts))


@dataclass(frozen=True, slots=True)
class Background:
    """Vectors of passages, evenly spread over the library: what a question is near to anyway."""

    rows: npt.NDArray[np.float32]

    def deviations(self, query: Vector, similarities: Vector) -> Vector:
        """Similarities to a question as standard deviations above their mean over the background."""
        usual = self.rows @ query
        if not len(usual):
            return similarities
        spread = max(float(usual.std()), LEAST_SPREAD)
        scaled: Vector = (similarities - float(usual.mean())) / spread
        return scaled


def sample(total: int) -> npt.NDArray[np.int64]:
    """Ascending positions below ``total``, at most ``MOST_PASSAGES``, evenly spread."""
    return np.arange(0, total, -(-total // MOST_PASSAGES) or 1)
