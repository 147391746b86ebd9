"""How near is near enough?  Thresholds computed for this model on this library, never typed in.

A cosine means nothing by itself (multilingual-e5 puts everything between 0.75 and 0.92), so each
question's similarities are measured in standard deviations above its own background: the same
question against a fixed sample of the library's passages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]

SAMPLE = 2_000
"""Passages in the background sample; the mean and deviation of a question's cosines then stand
within 3 % of those over all 16,600 passages of the reports."""
LEAST_SPREAD = 1e-3
"""A floor for the deviation, for a library of one passage."""
FEW_MENTIONS = 3
"""Concepts with fewer mentions don't help to calibrate."""
PLAUSIBLE_QUANTILE, NEAR_QUANTILE, SURE_QUANTILE = 0.1, 0.4, 0.9
"""A passage is near a question when it is nearer than two in five mentions of the concepts are, and
plausible when nine in ten are nearer."""
DEFAULT_PLAUSIBLE, DEFAULT_NEAR, DEFAULT_SURE = 2.2, 3.2, 4.3
"""Used until the library mentions ``LEAST_CONCEPTS`` concepts: the same figures on the reports."""
LEAST_CONCEPTS = 20


@dataclass(frozen=True)
class Calibration:
    """The background sample of one library, and the z from which a passage is plausible, near, surely meant."""

    background: npt.NDArray[np.float32]
    plausible: float = DEFAULT_PLAUSIBLE
    near: float = DEFAULT_NEAR
    sure: float = DEFAULT_SURE

    @classmethod
    def compute(
        cls,
        vectors: npt.NDArray[np.float32],
        concepts: npt.NDArray[np.float32],
        mentions: Mapping[int, npt.NDArray[np.int32]],
    ) -> Calibration:
        """``vectors`` of all passages; ``concepts`` rows of concept names; their mentions by row."""
        step = max(1, len(vectors) // SAMPLE)
        sample = np.ascontiguousarray(vectors[::step])
        blank = cls(sample)
        found = [
            float(np.median(blank.z(concepts[row], vectors[at] @ concepts[row])))
            for row, at in sorted(mentions.items())
            if len(at) >= FEW_MENTIONS
        ]
        if len(found) < LEAST_CONCEPTS:
            return blank
        cuts = np.quantile(found, [PLAUSIBLE_QUANTILE, NEAR_QUANTILE, SURE_QUANTILE])
        return cls(sample, *map(float, cuts))

    def z(self, query: Vector, similarities: Vector) -> Vector:
        """Similarities as standard deviations above the question's background."""
        if not len(self.background):
            return np.zeros_like(similarities)
        background = self.background @ query
        spread = max(float(background.std()), LEAST_SPREAD)
        scaled: Vector = (similarities - float(background.mean())) / spread
        return scaled
