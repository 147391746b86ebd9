"""Why are these together?  Themes of one question: average linkage on what passages mean and say.

Deterministic and independent of order and threads: no random start, ties broken by position.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int32]

WORD_SHARE = 0.5
"""Share of words against meaning in the distance of two passages."""
FEWEST_TO_SPLIT = 6
"""So few passages are one theme."""
LARGEST_SHARE_NARROW = 40
"""Up to so many passages, a question is narrow and gets at most NARROW_THEMES themes."""
NARROW_THEMES, BROAD_LEAST = 4, 4
FOLDS = 4
"""Stability: themes are found again with each fourth of the passages left out."""


def features(vectors: Floats, words: Sequence[Sequence[str]], without: frozenset[str]) -> Floats:
    """Rows whose inner products mix meaning (centred on these passages) and tf-idf of words.

    ``without``: words that say nothing here, the question's own among them.
    """
    centred = vectors - vectors.mean(axis=0)
    meaning = _unit(centred)
    lists = [[word for word in one if word not in without and len(word) > 1] for one in words]
    counts = Counter(word for one in lists for word in set(one))
    vocabulary = {word: number for number, word in enumerate(sorted(w for w, n in counts.items() if n > 1))}
    rows = np.zeros((len(lists), len(vocabulary)), np.float32)
    for number, one in enumerate(lists):
        for word, times in Counter(one).items():
            if word in vocabulary:
                rows[number, vocabulary[word]] = (1 + np.log(times)) * np.log(len(lists) / counts[word])
    return np.hstack([meaning * np.sqrt(1 - WORD_SHARE), _unit(rows) * np.sqrt(WORD_SHARE)])


def cluster(rows: Floats, most: int) -> Labels:
    """A theme number for each row, numbered by size; no row is left over.

    The number of themes is the one with the best mean silhouette, within 4 to ``most`` for a broad
    question and 1 to 4 for a narrow one.
    """
    total = len(rows)
    if total < FEWEST_TO_SPLIT:
        return np.zeros(total, np.int32)
    distances = 1 - rows @ rows.T
    np.fill_diagonal(distances, 0)
    distances = np.maximum(distances, 0)
    tree = _tree(distances)
    narrow = total <= LARGEST_SHARE_NARROW
    counts = range(2, min(NARROW_THEMES, most) + 1) if narrow else range(min(BROAD_LEAST, most), most + 1)
    best, best_score = np.zeros(total, np.int32), 0.0 if narrow else -2.0
    for count in counts:
        labels = _cut(tree, count)
        score = _silhouette(distances, labels)
        if score > best_score + 1e-9:
            best, best_score = labels, score
    return _by_size(best)


def stability(rows: Floats, labels: Labels, most: int) -> list[float]:
    """For each theme, how much of it is found again without a fourth of the passages: 0..1.

    The mean, over the folds, of the best Jaccard overlap with a theme found without that fold.
    """
    themes = int(labels.max()) + 1 if len(labels) else 0
    found = [[] for _ in range(themes)]  # type: list[list[float]]
    for fold in range(FOLDS):
        kept = np.flatnonzero(np.arange(len(labels)) % FOLDS != fold)
        again = cluster(rows[kept], most)
        for theme in range(themes):
            before = labels[kept] == theme
            if before.any():
                overlaps = [
                    float((before & (again == other)).sum() / (before | (again == other)).sum())
                    for other in range(int(again.max()) + 1)
                ]
                found[theme].append(max(overlaps))
    return [round(float(np.mean(values)), 3) if values else 0.0 for values in found]


def _tree(distances: Floats) -> npt.NDArray[np.float64]:
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    tree: npt.NDArray[np.float64] = linkage(squareform(distances, checks=False), "average")
    return tree


def _cut(tree: npt.NDArray[np.float64], count: int) -> Labels:
    from scipy.cluster.hierarchy import fcluster

    labels: Labels = fcluster(tree, count, "maxclust").astype(np.int32) - 1
    return labels


def _silhouette(distances: Floats, labels: Labels) -> float:
    """Mean silhouette; a theme of one passage scores 0 (Rousseeuw 1987)."""
    members = np.eye(int(labels.max()) + 1, dtype=np.float32)[labels]
    sizes = members.sum(axis=0)
    if len(sizes) < 2:
        return 0.0
    sums = distances @ members
    own = sums[np.arange(len(labels)), labels] / np.maximum(sizes[labels] - 1, 1)
    others = sums / sizes
    others[np.arange(len(labels)), labels] = np.inf
    nearest = others.min(axis=1)
    values = np.where(sizes[labels] > 1, (nearest - own) / np.maximum(np.maximum(nearest, own), 1e-9), 0)
    return float(values.mean())


def _by_size(labels: Labels) -> Labels:
    """Renumbered: the largest theme is 0; ties by the first passage."""
    sizes = Counter(labels.tolist())
    first = {label: int(np.flatnonzero(labels == label)[0]) for label in sizes}
    order = sorted(sizes, key=lambda label: (-sizes[label], first[label]))
    place = {label: number for number, label in enumerate(order)}
    return np.array([place[label] for label in labels.tolist()], np.int32)


def _unit(rows: Floats) -> Floats:
    scaled: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return scaled
