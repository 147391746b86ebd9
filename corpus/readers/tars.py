"""What is in this tar file?  Its files in their order, packed with gzip, bzip2, xz or not at all.

A packed file that is no tar (``plan.txt.gz``) is an archive of one.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Iterator
from functools import partial
from typing import IO, cast

from corpus.readers.packed import CHUNK, Packed, name_of


def entries(data: bytes, name: str) -> Iterator[Packed]:
    """Every plain file; links, devices and folders are left out."""
    stream = _unpacked(data)
    try:
        archive = tarfile.TarFile(fileobj=stream, mode="r", encoding="utf-8", errors="surrogateescape")
    except tarfile.ReadError:
        if isinstance(stream, io.BytesIO):
            raise
        yield Packed(_without_suffix(name), len(data), partial(_plain_chunks, data))
        return
    for info in archive:
        if info.isreg():
            raw = info.name.encode("utf-8", "surrogateescape")
            yield Packed(name_of(raw), len(data), partial(_chunks, archive, info))


def _unpacked(data: bytes) -> IO[bytes]:
    """The data behind gzip, bzip2 or xz; the buffer lets a reader step back to the start of a file."""
    if data.startswith(b"\x1f\x8b"):
        return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=io.BytesIO(data))), CHUNK)
    if data.startswith(b"BZh"):
        return io.BufferedReader(cast(io.RawIOBase, bz2.BZ2File(io.BytesIO(data))), CHUNK)
    if data.startswith(b"\xfd7zXZ"):
        return io.BufferedReader(cast(io.RawIOBase, lzma.LZMAFile(io.BytesIO(data))), CHUNK)
    return io.BytesIO(data)


def _chunks(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    stream = archive.extractfile(info)
    while stream is not None and (chunk := stream.read(CHUNK)):
        yield chunk


def _plain_chunks(data: bytes) -> Iterator[bytes]:
    stream = _unpacked(data)
    while chunk := stream.read(CHUNK):
        yield chunk


def _without_suffix(name: str) -> str:
    file = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, suffix = file.rpartition(".")
    return stem if dot and suffix.lower() in ("gz", "bz2", "xz") else file
