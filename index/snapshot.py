"""What does a vector stand for?  Immutable snapshots of the vectors, each bound to its passages.

A key is a row number of one library file, and another library has the same numbers; so a snapshot also
holds what each key stands for, and one of another library, or of this one before a backup was restored,
is told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.sealed import FileDamaged, opened, publish

MAGIC = b"cejian vectors 2\n"

EXACT = 65_536
"""Passages up to which every cosine is computed.  A million take 8 s to build (two cores), 12 ms to give the nearest
16,384, and 0.87 GB; of the true thousand nearest 999 are among them."""
TRAINED_ON = 65_536
"""Vectors that the codes are made from, at most, evenly spread."""
AT_ONCE = 65_536
"""Vectors added together: 100 MB."""

Keys = npt.NDArray[np.int64]
Identities = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Snapshot:
    """Vectors of the passages ``keys`` (ascending) in a FAISS index whose row ``i`` is ``keys[i]``."""

    generation: int
    model: str
    keys: Keys
    identities: Identities
    index: Any

    @property
    def count(self) -> int:
        return len(self.keys)

    def holds(self, keys: Keys, identities: Identities) -> bool:
        """Whether each of these keys (ascending) is held, and stands for the same passage."""
        return same_passages(self.keys, self.identities, keys, identities)


def same_passages(held: Keys, held_for: Identities, keys: Keys, identities: Identities) -> bool:
    """Whether each of ``keys`` is among ``held`` (both ascending), and stands for the same passage."""
    at = np.searchsorted(held, keys)
    if len(keys) and (not len(held) or at[-1] >= len(held)):
        return False
    return bool((held[at] == keys).all() and (held_for[at] == identities).all())


def is_exact(index: Any) -> bool:
    """Whether an index holds the vectors themselves and not codes of them."""
    import faiss

    return isinstance(index, faiss.IndexFlat)


def build_snapshot(
    generation: int, model: str, keys: Keys, identities: Identities, vectors: npt.NDArray[np.floating]
) -> Snapshot:
    """An inner-product index of unit rows, that is of cosines; exact up to ``EXACT`` passages.

    A larger one scans codes of four bits for each two numbers, and computes the nearest that it gives anew from rows
    in half precision, which is how the store holds them.
    """
    import faiss

    width = vectors.shape[1]
    if len(keys) <= EXACT:
        index: Any = faiss.IndexFlatIP(width)
    else:
        codes = width // 2 if width % 2 == 0 else width
        index = faiss.index_factory(width, f"PQ{codes}x4fs,Refine(SQfp16)", faiss.METRIC_INNER_PRODUCT)
        index.train(vectors[:: -(-len(vectors) // TRAINED_ON)].astype(np.float32))
    for first in range(0, len(keys), AT_ONCE):
        index.add(np.ascontiguousarray(vectors[first : first + AT_ONCE], np.float32))
    return Snapshot(generation, model, keys, identities, index)


def write_snapshot(snapshot: Snapshot, path: Path) -> None:
    """Publish a snapshot at ``path``; raises ``OSError`` when it can't be written whole."""
    import faiss

    header = {
        "generation": snapshot.generation,
        "model": snapshot.model,
        "count": snapshot.count,
        "dimension": snapshot.index.d,
    }
    parts = (
        snapshot.keys.tobytes(),
        snapshot.identities.tobytes(),
        faiss.serialize_index(snapshot.index).data,
    )
    publish(path, MAGIC, header, parts)


def read_snapshot(path: Path) -> Snapshot:
    """Load and verify; raises ``OSError`` or ``FileDamaged``."""
    import faiss

    engine: Any = faiss  # its types lack what reads from a stream
    with opened(path, MAGIC) as (header, file):
        try:
            keys = np.fromfile(file, np.int64, header["count"])
            identities = np.fromfile(file, np.uint64, header["count"])
            index = engine.read_index(engine.PyCallbackIOReader(file.read))
            if index.ntotal != len(keys) or len(identities) != len(keys) or index.d != header["dimension"]:
                raise ValueError("条数或维数与文件头不符")
            return Snapshot(header["generation"], header["model"], keys, identities, index)
        except (ValueError, KeyError, TypeError, RuntimeError) as error:
            raise FileDamaged(f"{path} 已损坏（{error}）；它可由资料库重建") from error
