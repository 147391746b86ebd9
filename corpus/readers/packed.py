"""What does an archive hold?  One file in it, as the readers of zip, 7z and tar name it to ``archive``."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

CHUNK = 2**20
"""Bytes unpacked at a time: what is asked for is checked against the limits after each."""
BAD_ARCHIVE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
)
"""What the libraries raise on damaged data; ``NotImplementedError``: a way of packing they do not know."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One file: ``packed`` counts the bytes in the archive that it comes from, alone or with others.

    ``chunks`` unpacks it, anew each time, and may raise one of ``BAD_ARCHIVE``.
    """

    name: str
    packed: int
    chunks: Callable[[], Iterator[bytes]]
    locked: bool = False


def name_of(raw: bytes) -> str:
    """A name whose encoding nobody says: whatever the packer's system used, UTF-8, GB18030 or Big5."""
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")
