"""What is in this archive?  Zip files, opened in memory only: a name in an archive is never a path on disk.

Bytes are counted as they are unpacked, whatever the archive says of itself.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from corpus.errors import Refused
from corpus.files import is_left_over
from corpus.formats import detect
from corpus.readers import Member
from corpus.types import Refusal

_MAX_ENTRIES = 20_000
"""Files in one upload, nested archives included: all plans of a province's counties over twenty years."""
_MAX_TOTAL = 2 * 2**30
"""Bytes unpacked from one upload."""
_MAX_ENTRY = 256 * 2**20
"""Bytes of one file, as for a file on its own (``Limits.file_bytes``)."""
_MAX_RATIO = 300
"""Bytes unpacked per byte packed, beyond the first ``_FREE`` bytes; text packs 3 to 20 times."""
_FREE = 16 * 2**20
_MAX_DEPTH = 3
"""Archives within archives."""
_CHUNK = 2**20
_ENCRYPTED, _UTF8 = 0x1, 0x800
"""Flags of an entry."""
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
"""What ``zipfile`` raises on damaged data; ``NotImplementedError``: a way of packing it does not know."""


@dataclass(slots=True)
class _Budget:
    """What one upload may still unpack, nested archives included."""

    entries: int = _MAX_ENTRIES
    total: int = _MAX_TOTAL


def members(data: bytes, name: str, source: str) -> Iterator[Member | Refusal]:
    """The files of a zip archive in its order, those of nested archives in their place.

    A member's name is ``a.zip!/内/b.txt``; names without the UTF-8 flag are read as UTF-8, GB18030 or
    Big5, whichever fits first.
    """
    yield from _members(data, name, source, _Budget(), 1)


def _members(data: bytes, name: str, source: str, budget: _Budget, depth: int) -> Iterator[Member | Refusal]:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _BAD_ZIP as error:
        raise Refused("broken", "压缩包已损坏，打不开；请重新打包") from error
    files = [(info, _name(info)) for info in archive.infolist() if not info.is_dir()]
    files = [(info, inner) for info, inner in files if not any(map(is_left_over, _folders(inner)))]
    if not files:
        raise Refused("empty", "压缩包里没有文件")
    for info, inner in files:
        budget.entries -= 1
        if budget.entries < 0:
            raise Refused("too_big", f"压缩包里的文件超过 {_MAX_ENTRIES} 个，后面的没有读；请分成几个")
        label, place = f"{name}!/{inner}", f"{source}!/{inner}"
        if not _is_zip(archive, info):
            yield Member(label, place, partial(_unpacked, archive, info, budget))
            continue
        try:
            nested = _unpacked(archive, info, budget)
            if detect(nested, inner) != "zip":
                yield Member(label, place, partial(bytes, nested))
            elif depth >= _MAX_DEPTH:
                raise Refused("too_big", f"压缩包套了 {_MAX_DEPTH} 层以上，里层的没有读；请先解开")
            else:
                yield from _members(nested, label, place, budget, depth + 1)
        except Refused as problem:
            yield Refusal(label, problem.code, str(problem))


def _folders(name: str) -> list[str]:
    """The parts of a name; ``..`` leads nowhere, since nothing is written."""
    return [part for part in name.split("/") if part not in ("", ".", "..")]


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    """The bytes of one entry, as many as are allowed."""
    if info.flag_bits & _ENCRYPTED:
        raise Refused("encrypted", "压缩包加了密码，这个文件读不出来；请解开后再放进来")
    parts, size = [], 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                parts.append(chunk)
                size += len(chunk)
                budget.total -= len(chunk)
                if size > _MAX_ENTRY or (size > _FREE and size > _MAX_RATIO * info.compress_size):
                    raise Refused("too_big", f"解开后超过 {size >> 20} MB，不像一份计划，没有读")
                if budget.total < 0:
                    raise Refused(
                        "too_big", f"压缩包解开后合计超过 {_MAX_TOTAL >> 30} GB，这个文件没有读；请分成几个"
                    )
    except _BAD_ZIP as error:
        raise Refused("broken", "压缩包里的这个文件已损坏，解不开") from error
    return b"".join(parts)


def _is_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    if info.flag_bits & _ENCRYPTED:
        return False
    try:
        with archive.open(info) as stream:
            return stream.read(4) == b"PK\x03\x04"
    except _BAD_ZIP:
        return False  # told when the entry is read


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; without the UTF-8 flag its bytes are in whatever the packer's system used."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437")  # as zipfile decodes it; every byte has a character there
        for encoding in ("utf-8", "gb18030", "big5"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")
