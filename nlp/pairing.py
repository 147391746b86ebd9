"""Which passage answers which?  One-to-one pairs over two sides, by meaning and wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.overlap import Overlap

PAIRED = 0.25
"""Similarity from which two passages are about one thing: over three comparisons of sample plans and reports, read
in full or by every sixth pair, all pairs above were, and about half of those between 0.20 and 0.25."""
DIGITS = 4
"""Similarities are compared to so many decimals: the last bits of a product change with the threads."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Numbers of the passages on each side, and how alike they are: 0..1."""

    first: int
    second: int
    similarity: float


def pair_passages(
    first: Sequence[str],
    second: Sequence[str],
    first_vectors: npt.NDArray[np.float32],
    second_vectors: npt.NDArray[np.float32],
) -> list[Pair]:
    """Pairs of folded texts, most alike first; each passage is in one pair at most.

    Similarity is the mean of the cosine, centred on both sides, and of the shingles shared (Dice): two
    plans that say the same in other words, and two that share words.  Ties go to the earlier passages.
    """
    if not len(first) or not len(second):
        return []
    centre = np.vstack([first_vectors, second_vectors]).mean(axis=0)
    nearness = np.maximum(_unit(first_vectors - centre) @ _unit(second_vectors - centre).T, 0)
    alike = np.round((nearness + Overlap.of(first, second).alike) / 2, DIGITS)
    rows, columns = np.nonzero(alike >= PAIRED)
    order = np.lexsort((columns, rows, -alike[rows, columns]))
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs: list[Pair] = []
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if row not in taken[0] and column not in taken[1]:
            taken[0].add(row)
            taken[1].add(column)
            pairs.append(Pair(row, column, round(float(alike[row, column]), DIGITS)))
    return pairs


def _unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    scaled: npt.NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return scaled
