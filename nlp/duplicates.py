"""Is this the same sentence again?  Near-duplicates: items that plans carry over from year to year."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from nlp.overlap import letters

SAME_MEANING = 0.96
"""Cosine under which two passages are not even compared: verbatim and lightly edited items of the
sample plans stand above 0.97."""
SAME_LETTERS = 0.7
"""Jaccard similarity of character trigrams from which two passages are one item, edited."""


def duplicate_groups(keys: Sequence[str], vectors: npt.NDArray[np.float32]) -> list[list[int]]:
    """Numbers of the passages, grouped: each group's first is the one that came first.

    ``keys`` are folded texts.  A passage joins the first group whose first member it repeats, so the
    result depends on the order given and on nothing else.

    >>> rows = np.eye(2, dtype=np.float32)[[0, 0, 1]]
    >>> duplicate_groups(["规范办学行为减轻负担", "规范办学行为,减轻负担", "发展学前教育"], rows)
    [[0, 1], [2]]
    """
    if not keys:
        return []
    near = vectors @ vectors.T >= SAME_MEANING
    shingles = cache(lambda number: trigrams(keys[number]))
    groups: dict[int, list[int]] = {}
    for number in range(len(keys)):
        alike = (
            first
            for first in np.flatnonzero(near[number, :number]).tolist()
            if first in groups and jaccard(shingles(number), shingles(first)) >= SAME_LETTERS
        )
        groups.setdefault(next(alike, number), []).append(number)
    return list(groups.values())


def trigrams(key: str) -> frozenset[str]:
    """Character trigrams of a folded text without punctuation; the text itself when it is shorter."""
    bare = letters(key)
    return frozenset(bare[at : at + 3] for at in range(max(1, len(bare) - 2)))


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """Shared over all; 0 for two empty sets."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0
