"""Why are these together?  Themes of one question: average linkage on what passages mean, say and name.

Deterministic and independent of threads: no random start, distances rounded, ties broken by position.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int32]
Distances = npt.NDArray[np.float64]

ALONE = -1
"""The label of a passage that fits no theme."""
CUT = 0.93
"""Mean distance from which two groups are two themes.  0.92, 0.93, 0.94 and 0.95 agree with the topics of
tests/themes/mixed.json by 0.78, 0.78, 0.78 and 0.77 (normalised mutual information), with lists of five topics of
tests/relevance/topics.json by 0.75, 0.77, 0.78 and 0.79: nothing hangs on it."""
FEWEST_TO_SPLIT = 6
"""So few passages are one theme."""
LARGEST_NARROW = 40
"""Up to so many passages, a question is narrow and gets at most NARROW_THEMES themes."""
NARROW_THEMES, BROAD_LEAST = 4, 4
FOLDS = 4
"""Stability: themes are found again with each fourth of the passages left out."""
DIGITS = 4
"""Distances are compared to so many decimals: the last bits of a product change with the threads."""


def features(
    vectors: Floats,
    words: Sequence[Sequence[str]],
    concepts: Sequence[Sequence[str]],
    without: frozenset[str],
) -> Floats:
    """Rows whose inner products mix, in equal parts, meaning, words and concepts.

    Meaning is centred on these passages; words and concepts are weighed by tf-idf, so that what all
    passages share says nothing.  ``without``: words that say nothing here.  Without the concepts the nine
    questions of tests/themes/mixed.json agree with their topics by 0.59 at best, with them by 0.78.
    """
    said = [[word for word in one if word not in without and len(word) > 1] for one in words]
    parts = [_unit(vectors - vectors.mean(axis=0)), _tf_idf(said), _tf_idf(concepts)]
    mixed: Floats = np.hstack(parts) / np.float32(np.sqrt(len(parts)))
    return mixed


def _tf_idf(lists: Sequence[Sequence[str]]) -> Floats:
    """Unit rows over the terms that at least two lists hold."""
    held = [Counter(one) for one in lists]
    counts = Counter(term for one in held for term in one)
    shared = sorted(term for term, times in counts.items() if times > 1)
    column = {term: number for number, term in enumerate(shared)}
    rare = np.log(len(lists) / np.array([counts[term] for term in shared], np.float64))
    rows = np.zeros((len(lists), len(column)), np.float32)
    for row, one in zip(rows, held, strict=True):
        cells = {column[term]: times for term, times in one.items() if term in column}
        at = list(cells)
        row[at] = (1 + np.log(list(cells.values()))) * rare[at]
    return _unit(rows)


def theme_range(total: int, most: int) -> tuple[int, int]:
    """How many themes a question has, by the number of passages about it: 4 to ``most``, or 1 to 4.

    >>> theme_range(100, 12), theme_range(30, 12)
    ((4, 12), (1, 4))
    """
    return (1, min(NARROW_THEMES, most)) if total <= LARGEST_NARROW else (min(BROAD_LEAST, most), most)


def cluster(rows: Floats, least: int, most: int) -> Labels:
    """A theme number for each row, numbered by size; ``ALONE`` where a row fits none.

    The tree is cut at ``CUT``, or where it gives ``least`` to ``most`` themes.  A theme has two rows or
    more.
    """
    return _clustered(_distances(rows), least, most)


def _clustered(distances: Distances, least: int, most: int) -> Labels:
    total = len(distances)
    if total < FEWEST_TO_SPLIT:
        return np.zeros(total, np.int32)
    tree = _tree(distances)
    return _by_size(_merged(tree, _merges(tree, total, least, most), total))


def stability(rows: Floats, labels: Labels, least: int, most: int) -> list[float]:
    """For each theme, how much of it is found again without a fourth of the passages: 0..1.

    The mean, over the folds, of the best Jaccard overlap with a theme found without that fold.
    """
    themes = int(labels.max()) + 1 if len(labels) else 0
    found = [[] for _ in range(themes)]  # type: list[list[float]]
    distances = _distances(rows)
    for fold in range(FOLDS):
        kept = np.flatnonzero(np.arange(len(labels)) % FOLDS != fold)
        before = labels[kept] - ALONE
        again = _clustered(distances[np.ix_(kept, kept)], least, most) - ALONE
        others = int(again.max(initial=0)) + 1  # the first of each is ALONE
        both = np.bincount(before * others + again, minlength=(themes + 1) * others).reshape(-1, others)
        sizes = both.sum(axis=1, keepdims=True)
        overlaps = both / np.maximum(sizes + both.sum(axis=0) - both, 1)
        for theme in np.flatnonzero(sizes[1:, 0]).tolist():
            found[theme].append(float(overlaps[theme + 1, 1:].max(initial=0.0)))
    return [round(float(np.mean(values)), 3) if values else 0.0 for values in found]


def _distances(rows: Floats) -> Distances:
    distances: Distances = np.round(np.maximum(1 - rows @ rows.T, 0).astype(np.float64), DIGITS)
    np.fill_diagonal(distances, 0)
    return distances


def _tree(distances: Distances) -> Distances:
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    tree: Distances = linkage(squareform(distances, checks=False), "average")
    return tree


def _merges(tree: Distances, total: int, least: int, most: int) -> int:
    """How many of the tree's merges are made."""
    grown = (tree[:, :2] >= total).sum(axis=1)  # how many of the two that merge are themes already
    themes = np.concatenate([[0], np.cumsum(1 - grown)])  # after each number of merges
    made = int(np.searchsorted(np.round(tree[:, 2], DIGITS), CUT, side="right"))
    if themes[made] > most or not themes[made]:
        made += int(np.flatnonzero((themes[made:] <= most) & (themes[made:] > 0))[0])
    elif themes[made] < least and (themes[:made] >= least).any():
        made = int(np.flatnonzero(themes[:made] >= least)[-1])
    return made


def _merged(tree: Distances, made: int, total: int) -> Labels:
    """Groups after the first ``made`` merges, named by their node; a row on its own is ``ALONE``."""
    groups = {row: [row] for row in range(total)}
    for number, (first, second) in enumerate(tree[:made, :2].astype(int).tolist()):
        groups[total + number] = groups.pop(first) + groups.pop(second)
    labels = np.full(total, ALONE, np.int32)
    for node, members in groups.items():
        if len(members) > 1:
            labels[members] = node
    return labels


def _by_size(labels: Labels) -> Labels:
    """Renumbered: the largest theme is 0; ties by the first passage."""
    sizes = Counter(label for label in labels.tolist() if label != ALONE)
    first = {label: int(np.flatnonzero(labels == label)[0]) for label in sizes}
    order = sorted(sizes, key=lambda label: (-sizes[label], first[label]))
    place = {label: number for number, label in enumerate(order)} | {ALONE: ALONE}
    return np.array([place[label] for label in labels.tolist()], np.int32)


def _unit(rows: Floats) -> Floats:
    scaled: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return scaled
