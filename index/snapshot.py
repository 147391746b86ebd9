"""Is this index file whole?  Immutable snapshots of the vectors: built aside, checked, then renamed.

A file is a magic line, the SHA-256 of all that follows it, one line of JSON (generation, model, count,
width), the passage keys (int64) and a serialised FAISS index.  FAISS itself neither notices a short write
nor a damaged file, so nothing is read before the checksum agrees.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"cejian vectors 1\n"
_CHECKSUM_BYTES = 64
"""SHA-256 in hex, on a line of its own."""


class SnapshotDamaged(Exception):
    """The file is not what its header says; it is derived and can be built again."""


@dataclass(frozen=True)
class Snapshot:
    """Vectors of the passages ``keys`` (ascending) in a FAISS index whose row ``i`` is ``keys[i]``."""

    generation: int
    model: str
    keys: npt.NDArray[np.int64]
    index: Any

    @property
    def count(self) -> int:
        return len(self.keys)


def build_flat(
    generation: int, model: str, keys: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32]
) -> Snapshot:
    """An exact inner-product index; for unit rows that is the cosine."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    if len(keys):
        index.add(np.ascontiguousarray(vectors, np.float32))
    return Snapshot(generation, model, keys, index)


def write_snapshot(snapshot: Snapshot, path: Path) -> None:
    """Publish a snapshot at ``path``: temporary file, fsync, rename, fsync of the folder."""
    import faiss

    header = {
        "generation": snapshot.generation,
        "model": snapshot.model,
        "count": snapshot.count,
        "dimension": snapshot.index.d,
    }
    parts = (
        json.dumps(header).encode() + b"\n",
        snapshot.keys.tobytes(),
        faiss.serialize_index(snapshot.index).data,
    )
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    scratch = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + digest.hexdigest().encode() + b"\n")
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_snapshot(path: Path) -> Snapshot:
    """Load and verify; raises ``FileNotFoundError`` or ``SnapshotDamaged``."""
    import faiss

    data = path.read_bytes()
    try:
        checked = len(MAGIC) + _CHECKSUM_BYTES + 1
        if not data.startswith(MAGIC):
            raise ValueError("文件头不对")
        wanted = hashlib.sha256(memoryview(data)[checked:]).hexdigest()
        if data[len(MAGIC) : checked] != wanted.encode() + b"\n":
            raise ValueError("内容与校验和不符")
        end = data.index(b"\n", checked)
        header = json.loads(data[checked:end])
        body = memoryview(data)[end + 1 :]
        size = 8 * header["count"]
        keys = np.frombuffer(body[:size], np.int64).copy()  # a view would keep the whole file in memory
        index = faiss.deserialize_index(np.frombuffer(body[size:], np.uint8))
        if index.ntotal != header["count"] or index.d != header["dimension"]:
            raise ValueError("条数或维数与文件头不符")
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise SnapshotDamaged(f"向量快照 {path} 已损坏（{error}）；它可由资料库重建") from error
    return Snapshot(header["generation"], header["model"], keys, index)
