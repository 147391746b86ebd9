"""Which passages mean this?  The vector leg: a protocol, and FAISS behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.keys import Keys, find_keys
from index.snapshot import Snapshot, is_exact

Row = npt.NDArray[np.float32]
Similarities = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]

NEAREST = 16_384
"""How many passages of a large library have their nearness to a question told: the nearest."""


class VectorIndex(Protocol):
    """What search needs of a vector engine; keys are those of the store's passages."""

    @property
    def width(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def lag(self) -> int:
        """Passages that are newer than what the engine has built, and are searched beside it."""
        ...

    def similarities(self, query: Row, keys: Keys) -> Similarities:
        """The cosine of each key (ascending) to the query.

        NaN for a key that has no vector, or in a large library is not among the ``NEAREST``.
        """
        ...

    def matrix(self, keys: Keys) -> Matrix:
        """The vectors of ``keys`` (ascending), one a row; a row of NaN for a key that has none."""
        ...

    def check(self) -> None:
        """Raise what a question asked now would raise of the engine."""
        ...


@dataclass(frozen=True)
class FaissVectors:
    """An immutable snapshot, and the vectors that are newer than it, searched side by side.

    FAISS crashes when an index grows while it is searched; so nothing is ever added to a published
    one: new passages make a new ``tail``, and a reader holds the object it began with.
    """

    snapshot: Snapshot
    tail_keys: Keys
    tail: Matrix

    @property
    def width(self) -> int:
        """See ``VectorIndex.width``."""
        return int(self.tail.shape[1])

    @property
    def lag(self) -> int:
        """See ``VectorIndex.lag``."""
        return len(self.tail_keys)

    def similarities(self, query: Row, keys: Keys) -> Similarities:
        """See ``VectorIndex.similarities``."""
        found = np.full(len(keys), np.nan, np.float32)
        at, live = find_keys(keys, self.tail_keys)
        found[at] = cosines(self.tail, query)[live]
        if is_exact(self.snapshot.index):
            at, live = find_keys(keys, self.snapshot.keys)
            found[at] = cosines(self._rows, query)[live]
        elif np.isfinite(query).all():
            asked = np.ascontiguousarray(query[None, :], np.float32)
            near, rows = self.snapshot.index.search(asked, min(NEAREST, self.snapshot.count))
            at, live = find_keys(keys, self.snapshot.keys[rows[0]])
            found[at] = near[0][live]
        return found

    def matrix(self, keys: Keys) -> Matrix:
        """See ``VectorIndex.matrix``."""
        if is_exact(self.snapshot.index) and np.array_equal(keys, self.snapshot.keys):
            return self._rows
        found = np.full((len(keys), self.width), np.nan, np.float32)
        at, inside = find_keys(self.snapshot.keys, keys)
        found[inside] = self._rows[at] if is_exact(self.snapshot.index) else decoded(self.snapshot.index, at)
        at, inside = find_keys(self.tail_keys, keys)
        found[inside] = self.tail[at]
        return found

    def check(self) -> None:
        """See ``VectorIndex.check``: what was opened answers."""

    @cached_property
    def _rows(self) -> Matrix:
        """The vectors of an exact snapshot as FAISS keeps them, without a copy."""
        import faiss

        index = self.snapshot.index
        if not self.snapshot.count:
            return np.empty((0, index.d), np.float32)
        flat: Matrix = faiss.rev_swig_ptr(index.get_xb(), self.snapshot.count * index.d)
        return flat.reshape(self.snapshot.count, index.d)


def cosines(rows: Matrix, query: Row) -> Similarities:
    """The inner product of each row with the query: the same bits for equal rows, wherever they stand.

    ``rows @ query`` is as fast, but BLAS sums a row differently by its position in the block, so that
    equal sentences of two years would not tie.
    """
    found: Similarities = np.einsum("ij,j->i", rows, query)
    return found


def decoded(index: Any, rows: npt.NDArray[np.int64]) -> Matrix:
    """Rows of an index that holds codes, as vectors."""
    found: Matrix = index.reconstruct_batch(np.ascontiguousarray(rows))
    return found
