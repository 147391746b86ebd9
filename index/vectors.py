"""Which passages mean this?  The vector leg: a protocol, and FAISS behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.snapshot import Snapshot

Keys = npt.NDArray[np.int64]
Similarities = npt.NDArray[np.float32]

ROUNDING = 1e-6
"""Cosines nearer than this may be of equal vectors: float32 sums differ in the last bits."""


class VectorIndex(Protocol):
    """What search needs of a vector engine; keys are those of the store's passages."""

    def search(self, query: Similarities, k: int, among: Keys | None = None) -> tuple[Keys, Similarities]:
        """The ``k`` nearest keys with cosines, best first, ties by larger key; ``among`` (ascending) limits them."""
        ...

    def similarities(self, query: Similarities, keys: Keys) -> Similarities:
        """The cosine of each key (ascending) to the query; NaN for a key that has no vector."""
        ...


@dataclass(frozen=True)
class FaissVectors:
    """An immutable snapshot, and the vectors that are newer than it, searched side by side.

    FAISS crashes when an index grows while it is searched; so nothing is ever added to a published
    one: new passages make a new ``tail``, and a reader holds the object it began with.
    """

    snapshot: Snapshot
    tail_keys: Keys
    tail: Similarities

    def search(self, query: Similarities, k: int, among: Keys | None = None) -> tuple[Keys, Similarities]:
        """See ``VectorIndex.search``."""
        tail = self.tail_keys
        if among is not None:
            tail = tail[np.isin(tail, among, assume_unique=True)]
        keys = np.concatenate([np.sort(self._candidates(query, k, among)), tail])
        found = self.similarities(query, keys)
        keys, found = keys[~np.isnan(found)], found[~np.isnan(found)]
        best = np.lexsort((-keys, -found))[:k]
        return keys[best], found[best]

    def _candidates(self, query: Similarities, k: int, among: Keys | None) -> Keys:
        """The nearest ``k`` of the snapshot, and all that tie with the last of them.

        Plans repeat sentences word for word; FAISS would keep the oldest of them.
        """
        import faiss

        engine: Any = faiss
        parameters = None
        available = self.snapshot.count
        if among is not None:
            chosen = np.isin(self.snapshot.keys, among, assume_unique=True)
            available = int(chosen.sum())
            selector = engine.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))
            parameters = engine.SearchParameters(sel=selector)
        if min(k, available) <= 0:
            return np.empty(0, np.int64)
        asked = np.ascontiguousarray(query[None, :], np.float32)
        similarities, found = self.snapshot.index.search(asked, min(k + 1, available), params=parameters)
        rows = found[0][found[0] >= 0]  # FAISS pads with -1 where fewer are found
        if len(rows) > k:
            last, next_one = similarities[0][k - 1], similarities[0][k]
            rows = rows[:k]
            if last - next_one < ROUNDING:
                _, _, rows = self.snapshot.index.range_search(
                    asked, float(last) - ROUNDING, params=parameters
                )
        keys: Keys = self.snapshot.keys[rows]
        return keys

    def similarities(self, query: Similarities, keys: Keys) -> Similarities:
        """See ``VectorIndex.similarities``.

        Where most are asked for, all are computed and theirs taken: numbers are moved, not whole vectors.
        """
        found = np.full(len(keys), np.nan, np.float32)
        for held, rows in ((self.snapshot.keys, self._rows), (self.tail_keys, self.tail)):
            inside, at = _places(held, keys)
            few = len(at) < len(held) // 2
            found[inside] = cosines(rows[at], query) if few else cosines(rows, query)[at]
        return found

    def matrix(self, keys: Keys) -> Similarities:
        """The vectors of ``keys`` (ascending), one a row; a row of NaN for a key that has none."""
        if np.array_equal(keys, self.snapshot.keys):
            return self._rows
        found = np.full((len(keys), self.tail.shape[1]), np.nan, np.float32)
        for held, rows in ((self.snapshot.keys, self._rows), (self.tail_keys, self.tail)):
            inside, at = _places(held, keys)
            found[inside] = rows[at]
        return found

    @cached_property
    def _rows(self) -> Similarities:
        """The snapshot's vectors as FAISS keeps them, without a copy."""
        import faiss

        index = self.snapshot.index
        if not self.snapshot.count:
            return np.empty((0, index.d), np.float32)
        flat: Similarities = faiss.rev_swig_ptr(index.get_xb(), self.snapshot.count * index.d)
        return flat.reshape(self.snapshot.count, index.d)


def _places(held: Keys, keys: Keys) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Which ``keys`` are among those ``held``, and where there; both ascending."""
    at = np.searchsorted(held, keys)
    inside = at < len(held)
    inside[inside] = held[at[inside]] == keys[inside]
    return inside, at[inside]


def cosines(rows: Similarities, query: Similarities) -> Similarities:
    """The inner product of each row with the query: the same bits for equal rows, wherever they stand.

    ``rows @ query`` is as fast, but BLAS sums a row differently by its position in the block, so that
    equal sentences of two years would not tie.
    """
    found: Similarities = np.einsum("ij,j->i", rows, query)
    return found
