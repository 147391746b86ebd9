"""Is this derived file whole?  Built aside, checksummed, published by renaming; read only when it agrees.

A file is a magic line that names its kind, the SHA-256 of all that follows it, one line of JSON, and the
numbers.  Libraries that write such files neither notice a short write nor damage, so nothing is read
before the checksum agrees.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

_CHECKSUM_BYTES = 64
"""SHA-256 in hex, on a line of its own."""
ABANDONED_SECONDS = 60.0
"""A temporary file as old as this, which nobody has locked, was left by a process that was killed."""


class FileDamaged(Exception):
    """The file is not what its header says; it is derived and can be built again."""


def publish(path: Path, magic: bytes, header: Mapping[str, Any], parts: Sequence[Any]) -> None:
    """Write ``parts`` (buffers) at ``path``: temporary file, fsync, rename, fsync of the folder.

    Raises ``OSError`` when it can't be written whole; what stood at ``path`` then stands there still.
    """
    body = (json.dumps(header).encode() + b"\n", *parts)
    digest = hashlib.sha256()
    for part in body:
        digest.update(part)
    _clear_away(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    scratch = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.write(magic + digest.hexdigest().encode() + b"\n")
            for part in body:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
            scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename last: the folder's own entry goes to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def opened(path: Path, magic: bytes) -> Iterator[tuple[dict[str, Any], BinaryIO]]:
    """Header, and the file where its numbers begin, once the checksum agrees; never whole in memory.

    Raises ``OSError`` where there is no file, ``FileDamaged`` where it is not whole.
    """
    with path.open("rb") as file:
        if file.read(len(magic)) != magic:
            raise FileDamaged(f"{path} 已损坏，或是旧版格式（文件头不对）；它可由资料库重建")
        wanted = file.read(_CHECKSUM_BYTES + 1)
        start = file.tell()
        if wanted != hashlib.file_digest(file, "sha256").hexdigest().encode() + b"\n":
            raise FileDamaged(f"{path} 已损坏（内容与校验和不符）；它可由资料库重建")
        file.seek(start)
        try:
            header = json.loads(file.readline())
        except ValueError as error:
            raise FileDamaged(f"{path} 已损坏（{error}）；它可由资料库重建") from error
        yield header, file


def read_published(path: Path, magic: bytes) -> tuple[dict[str, Any], memoryview]:
    """Header and numbers of a small file; errors as those of ``opened``."""
    with opened(path, magic) as (header, file):
        return header, memoryview(file.read())


def _clear_away(path: Path) -> None:
    """Remove what killed writers of the same file left; the lock of a living one protects its own."""
    for left in path.parent.glob(f".{path.name}.*.tmp"):
        try:
            with left.open("rb") as file:
                if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    left.unlink()
        except OSError:
            pass  # locked, or gone meanwhile
