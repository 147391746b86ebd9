"""Which passages mean this, where a server holds the vectors?  Milvus behind the vector protocol."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.keys import Keys, find_keys
from index.milvus import Milvus
from index.milvus_rows import Checksums, Wanted, vectors_at
from index.store import Store
from index.vectors import Matrix, Row, Similarities

ROUNDING = 1e-6
"""Cosines nearer than this may be of equal vectors: float32 sums differ in the last bits."""


@dataclass(frozen=True)
class MilvusVectors:
    """The vectors of one generation: the nearest are found by the server, rows are read from the store."""

    server: Milvus
    store: Store
    wanted: Wanted

    @property
    def width(self) -> int:
        """See ``VectorIndex.width``."""
        return self.wanted.width

    @property
    def lag(self) -> int:
        """See ``VectorIndex.lag``."""
        return 0

    def similarities(self, query: Row, keys: Keys) -> Similarities:
        """See ``VectorIndex.similarities``."""
        found = np.full(len(keys), np.nan, np.float32)
        if len(self.wanted.keys) and np.isfinite(query).all():
            near, cosines = self.server.search(self.store, self.wanted, query)
            at, live = find_keys(self.wanted.keys, near)
            cosines = tied(cosines[live], self.wanted.checksums[at])
            at, live = find_keys(keys, near[live])
            found[at] = cosines[live]
        return found

    def matrix(self, keys: Keys) -> Matrix:
        """See ``VectorIndex.matrix``."""
        return vectors_at(self.store, keys, self.width)

    def check(self) -> None:
        """See ``VectorIndex.check``."""
        self.server.check(self.store, self.wanted)


def tied(cosines: Similarities, checksums: Checksums) -> Similarities:
    """The same cosine for rows of the same vector, which a server may sum differently.

    >>> tied(np.array([0.5, 0.8, 0.49999997], np.float32), np.array([7, 9, 7], np.uint32)).tolist()
    [0.5, 0.800000011920929, 0.5]
    """
    order = np.lexsort((cosines, checksums))
    near, marks = cosines[order], checksums[order]
    ends = np.flatnonzero(np.append((np.diff(marks) != 0) | (np.diff(near) > ROUNDING), True)[: len(near)])
    found = np.empty_like(cosines)
    found[order] = near[ends[np.searchsorted(ends, np.arange(len(near)))]]
    return found
