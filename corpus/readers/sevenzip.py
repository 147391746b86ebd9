"""What is in this 7z file?  Its files in their order, unpacked with the standard library's lzma, bz2 and zlib.

Written after 7-Zip's own description of the format (7zFormat.txt).  An own reader, since py7zr and four of
the packages it needs are LGPL, and archi (libarchive) fails on stored files and needs libraries of the
system.  Read: LZMA, LZMA2, bzip2, Deflate, stored.  Not read: PPMd, zstd, BCJ2 and AES, told as such.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from corpus.errors import Refused
from corpus.readers.packed import CHUNK, Packed
from corpus.readers.sevenzip_table import Block, contents

_PEEK = 4096
"""Bytes at the start of a file that are kept, so that looking at them does not unpack its block twice."""
_METHODS = {
    b"\x00": "copy",
    b"\x21": "lzma2",
    b"\x03\x01\x01": "lzma",
    b"\x04\x01\x08": "deflate",
    b"\x04\x02\x02": "bzip2",
    b"\x03\x03\x01\x03": "x86",
}


def entries(data: bytes, name: str) -> Iterator[Packed]:
    """Every file with its content; empty ones too, folders not."""
    blocks, names, empty, folders = contents(data, unpacked)
    places = [(_Unpacker(block), block, *file) for block in blocks for file in _placed(block)]
    at = 0
    for number, file_name in enumerate(names):
        if number in folders:
            continue
        if number in empty:
            yield Packed(file_name, 0, partial(iter, ()))
            continue
        if at >= len(places):
            raise ValueError("more files than streams")
        unpacker, block, offset, size, crc = places[at]
        at += 1
        yield Packed(file_name, len(block.packed), partial(unpacker.read, offset, size, crc), block.locked)


def _placed(block: Block) -> Iterator[tuple[int, int, int | None]]:
    offset = 0
    for size, crc in block.files:
        yield offset, size, crc
        offset += size


class _Unpacker:
    """Unpacks one block from front to back; going back starts anew, but for the file just begun."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._stream: Iterator[bytes] = iter(())
        self._at = -1
        self._left = b""
        self._held_from, self._held = -1, b""

    def read(self, offset: int, size: int, crc: int | None) -> Iterator[bytes]:
        """The bytes of one file; damage is a ``ValueError``."""
        checked = left = 0
        for chunk in self._chunks(offset, size):
            checked = zlib.crc32(chunk, checked)
            left += len(chunk)
            yield chunk
        if left < size or (crc is not None and checked != crc):
            raise ValueError("damaged")

    def _chunks(self, offset: int, size: int) -> Iterator[bytes]:
        done = 0
        if offset == self._held_from and self._at == offset + len(self._held):
            done = min(len(self._held), size)
            if done:
                yield self._held[:done]
        else:
            if self._at < 0 or offset < self._at:
                self._stream, self._left, self._at = unpacked(self._block), b"", 0
            while self._at < offset and self._take(offset - self._at):
                pass
            self._held_from, self._held = offset, b""
        while done < size and (chunk := self._take(size - done)):
            if done == len(self._held) < _PEEK:
                chunk, rest = chunk[: _PEEK - done], chunk[_PEEK - done :]
                self._left, self._at = rest + self._left, self._at - len(rest)
                self._held += chunk
            done += len(chunk)
            yield chunk

    def _take(self, most: int) -> bytes:
        if not self._left:
            at, self._at = (
                self._at,
                -1,
            )  # what can't be unpacked is tried anew, and fails alike, the next time
            self._left = next(self._stream, b"")
            self._at = at
        chunk, self._left = self._left[:most], self._left[most:]
        self._at += len(chunk)
        return chunk


def unpacked(block: Block) -> Iterator[bytes]:
    """The bytes of a block, in pieces; one that was locked or packed in another way is told."""
    if block.locked:
        raise Refused("encrypted", "压缩包加了密码；请解开后再放进来")
    names = [_METHODS.get(method) for method, _ in block.methods]
    if None in names or not block.simple or block.streams != 1:
        raise NotImplementedError("unknown method")
    if names == ["copy"]:
        yield from (block.packed[i : i + CHUNK] for i in range(0, len(block.packed), CHUNK))
        return
    if names == ["deflate"]:
        deflate = zlib.decompressobj(-15)
        waiting = block.packed
        while waiting or not deflate.eof:
            chunk = deflate.decompress(waiting, CHUNK)
            waiting = deflate.unconsumed_tail
            if not chunk and not waiting:
                return
            yield chunk
        return
    if names == ["bzip2"]:
        yield from _pieces(bz2.BZ2Decompressor().decompress, block)
        return
    filters = [
        _filter(str(kind), properties, block.size)
        for kind, (_, properties) in zip(names, block.methods, strict=True)
    ]
    yield from _pieces(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters).decompress, block)


def _pieces(decompress: Callable[..., bytes], block: Block) -> Iterator[bytes]:
    given, done = block.packed, 0
    while done < block.size:
        try:
            chunk = decompress(given, max_length=min(CHUNK, block.size - done))
        except EOFError:
            return
        given = b""
        if not chunk:
            return
        done += len(chunk)
        yield chunk


def _filter(kind: str, properties: bytes, size: int) -> dict[str, int]:
    """A method as ``lzma`` names it; a dictionary larger than the data is never used."""
    if kind == "x86":
        return {"id": lzma.FILTER_X86}
    if kind == "lzma2" and len(properties) == 1 and properties[0] <= 40:
        bits = properties[0]
        wanted = 0xFFFFFFFF if bits == 40 else (2 | (bits & 1)) << (bits // 2 + 11)
        return {"id": lzma.FILTER_LZMA2, "dict_size": _dictionary(wanted, size)}
    if kind == "lzma" and len(properties) == 5:
        packed = properties[0]
        return {
            "id": lzma.FILTER_LZMA1,
            "lc": packed % 9,
            "lp": packed // 9 % 5,
            "pb": packed // 45,
            "dict_size": _dictionary(int.from_bytes(properties[1:], "little"), size),
        }
    raise NotImplementedError(kind)


def _dictionary(wanted: int, size: int) -> int:
    return max(4096, min(wanted, size))
