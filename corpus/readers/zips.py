"""What is in this zip file?  Its entries in their order; names without the UTF-8 flag are guessed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import partial
from io import BytesIO

from corpus.readers.packed import CHUNK, Packed, name_of

_ENCRYPTED, _UTF8 = 0x1, 0x800
"""Flags of an entry."""


def entries(data: bytes, name: str) -> Iterator[Packed]:
    """Every file, folders left out."""
    archive = zipfile.ZipFile(BytesIO(data))
    for info in archive.infolist():
        if not info.is_dir():
            locked = bool(info.flag_bits & _ENCRYPTED)
            yield Packed(_name(info), info.compress_size, partial(_chunks, archive, info), locked)


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; zipfile decodes one without the flag as cp437, where every byte has a character."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    return name_of(info.orig_filename.encode("cp437"))
