"""What is in this archive?  Zip, 7z and tar files, opened in memory only: a name in one is never a path on disk.

Bytes are counted as they are unpacked, whatever the archive says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from corpus.errors import Refused
from corpus.files import is_left_over, printable
from corpus.formats import ARCHIVE_FORMATS, detect
from corpus.readers import Member, sevenzip, tars, zips
from corpus.readers.packed import BAD_ARCHIVE, Packed
from corpus.types import Refusal

_OPENERS: dict[str, Callable[[bytes, str], Iterator[Packed]]] = {
    "zip": zips.entries,
    "7z": sevenzip.entries,
    "tar": tars.entries,
    "gz": tars.entries,
}
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
_MAGIC = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
"""First bytes of archives."""
_METHOD = "用了不支持的压缩方法（PPMd、zstd 等）；请用 zip 或 7-Zip 的默认方法重新打包"


@dataclass(slots=True)
class _Budget:
    """What one upload may still unpack, nested archives included."""

    entries: int = _MAX_ENTRIES
    total: int = _MAX_TOTAL


def members(data: bytes, name: str, source: str) -> Iterator[Member | Refusal]:
    """The files of an archive in its order, those of nested archives in their place.

    A member's name is ``a.zip!/内/b.txt``.
    """
    yield from _members(data, name, source, _Budget(), 1)


def _members(data: bytes, name: str, source: str, budget: _Budget, depth: int) -> Iterator[Member | Refusal]:
    found = False
    entries = _OPENERS[detect(data, name)](data, name)
    while (entry := _next(entries)) is not None:
        inner = printable(entry.name.replace("\\", "/"))
        if any(map(is_left_over, _folders(inner))):
            continue
        found = True
        budget.entries -= 1
        if budget.entries < 0:
            raise Refused("too_big", f"压缩包里的文件超过 {_MAX_ENTRIES} 个，后面的没有读；请分成几个")
        label, place = f"{name}!/{inner}", f"{source}!/{inner}"
        if not _may_be_archive(entry):
            yield Member(label, place, partial(_unpacked, entry, budget))
            continue
        try:
            nested = _unpacked(entry, budget)
            if detect(nested, inner) not in ARCHIVE_FORMATS:
                yield Member(label, place, partial(bytes, nested))
            elif depth >= _MAX_DEPTH:
                raise Refused("too_big", f"压缩包套了 {_MAX_DEPTH} 层以上，里层的没有读；请先解开")
            else:
                yield from _members(nested, label, place, budget, depth + 1)
        except Refused as problem:
            yield Refusal(label, problem.code, str(problem))
    if not found:
        raise Refused("empty", "压缩包里没有文件")


def _next(entries: Iterator[Packed]) -> Packed | None:
    try:
        return next(entries, None)
    except NotImplementedError as error:
        raise Refused("unsupported", _METHOD) from error
    except BAD_ARCHIVE as error:
        raise Refused("broken", "压缩包已损坏，打不开；请重新打包") from error


def _folders(name: str) -> list[str]:
    """The parts of a name; ``..`` leads nowhere, since nothing is written."""
    return [part for part in name.split("/") if part not in ("", ".", "..")]


def _unpacked(entry: Packed, budget: _Budget) -> bytes:
    """The bytes of one entry, as many as are allowed."""
    if entry.locked:
        raise Refused("encrypted", "压缩包加了密码，这个文件读不出来；请解开后再放进来")
    parts, size = [], 0
    try:
        for chunk in entry.chunks():
            parts.append(chunk)
            size += len(chunk)
            budget.total -= len(chunk)
            if size > _MAX_ENTRY or (size > _FREE and size > _MAX_RATIO * entry.packed):
                raise Refused("too_big", f"解开后超过 {size >> 20} MB，不像一份计划，没有读")
            if budget.total < 0:
                raise Refused(
                    "too_big", f"压缩包解开后合计超过 {_MAX_TOTAL >> 30} GB，这个文件没有读；请分成几个"
                )
    except NotImplementedError as error:
        raise Refused("unsupported", _METHOD) from error
    except BAD_ARCHIVE as error:
        raise Refused("broken", "压缩包里的这个文件已损坏，解不开") from error
    return b"".join(parts)


def _may_be_archive(entry: Packed) -> bool:
    """By its first bytes: what starts like a zip may still be a document."""
    if entry.locked:
        return False
    try:
        start = next(entry.chunks(), b"")
    except (*BAD_ARCHIVE, Refused):
        return False  # told when the entry is read
    return start.startswith(_MAGIC) or start[257:262] == b"ustar"
