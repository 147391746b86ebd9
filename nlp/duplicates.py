"""Is this the same sentence again?  Near-duplicates: items that plans carry over from year to year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

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
    shingles = [trigrams(key) for key in keys]
    groups: list[list[int]] = []
    for number in range(len(keys)):
        for group in groups:
            if near[number, group[0]] and jaccard(shingles[number], shingles[group[0]]) >= SAME_LETTERS:
                group.append(number)
                break
        else:
            groups.append([number])
    return groups


def trigrams(key: str) -> frozenset[str]:
    """Character trigrams of a folded text without punctuation; the text itself when it is shorter."""
    letters = "".join(character for character in key if character.isalnum())
    return frozenset(letters[at : at + 3] for at in range(max(1, len(letters) - 2)))


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """Shared over all; 0 for two empty sets."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0
