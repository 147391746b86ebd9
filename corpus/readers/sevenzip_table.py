"""What does the table of contents of this 7z file say?  Its blocks, and the names of its files.

After 7-Zip's own description of the format (7zFormat.txt); whatever does not fit it is a ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_START = 32
"""Bytes of the signature header."""
_MAX_HEADER = 64 * 2**20
"""Bytes of the table of contents, unpacked."""
_MAX_COUNT = 100_000
"""Files, blocks and streams that a table of contents may name."""
_MAX_METHODS = 32
"""Methods in one block, and their streams: 7-Zip's own limit."""
_AES = b"\x06\xf1\x07\x01"
_END, _HEADER, _PACKED_HEADER, _FILES, _PACK, _UNPACK, _SUBSTREAMS = 0x00, 0x01, 0x17, 0x05, 0x06, 0x07, 0x08
_SIZE, _CRC, _FOLDER, _CODERS_SIZE, _COUNT, _EMPTY_STREAM, _EMPTY_FILE, _NAMES = (
    0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x11,
)  # fmt: skip


@dataclass(slots=True)
class Block:
    """Files packed together: the methods from the last to the first, the packed bytes, the sizes of its files."""

    methods: list[tuple[bytes, bytes]] = field(default_factory=list)
    simple: bool = True
    streams: int = 1
    """Packed streams it is made of; more than one is BCJ2."""
    size: int = 0
    crc: int | None = None
    packed: bytes = b""
    files: list[tuple[int, int | None]] = field(default_factory=list)

    @property
    def locked(self) -> bool:
        return any(method == _AES for method, _ in self.methods)


class _Table:
    """Reads a table of contents; going beyond its end is a ``ValueError``."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise ValueError("table of contents ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """Up to nine bytes: the leading ones of the first say how many follow, its rest is the top."""
        first, value, mask = self.byte(), 0, 0x80
        for shift in range(8):
            if not first & mask:
                return value | (first & (mask - 1)) << (8 * shift)
            value |= self.byte() << (8 * shift)
            mask >>= 1
        return value

    def count(self) -> int:
        value = self.number()
        if value > _MAX_COUNT:
            raise ValueError("too many files")
        return value

    def bits(self, count: int) -> list[bool]:
        data = self.take((count + 7) // 8)
        return [bool(data[i // 8] >> (7 - i % 8) & 1) for i in range(count)]

    def digests(self, count: int) -> list[int | None]:
        known = [True] * count if self.byte() else self.bits(count)
        return [int.from_bytes(self.take(4), "little") if is_known else None for is_known in known]

    def expect(self, kind: int) -> None:
        if self.byte() != kind:
            raise ValueError("table of contents is damaged")


def contents(
    data: bytes, unpacked: Callable[[Block], Iterator[bytes]]
) -> tuple[list[Block], list[str], set[int], set[int]]:
    """Blocks, names, and the numbers of empty files and of folders; ``unpacked`` unpacks a block."""
    start = _Table(data[12:_START])
    offset, size = (int.from_bytes(start.take(8), "little") for _ in range(2))
    if size == 0:
        return [], [], set(), set()
    table = _Table(data[_START + offset :][:size])
    for _ in range(4):  # the table of contents may itself be packed, usually once
        kind = table.byte()
        if kind == _HEADER:
            return _listed(table, data)
        if kind != _PACKED_HEADER:
            break
        (block, *_) = _blocks(table, data)
        if block.size > _MAX_HEADER:
            break
        table = _Table(b"".join(unpacked(block)))
    raise ValueError("table of contents is damaged")


def _listed(table: _Table, data: bytes) -> tuple[list[Block], list[str], set[int], set[int]]:
    kind = table.byte()
    if kind == 0x02:  # archive properties: nothing that matters here
        while table.byte() != _END:
            table.take(table.number())
        kind = table.byte()
    blocks: list[Block] = []
    if kind == 0x04:
        blocks = _blocks(table, data)
        kind = table.byte()
    if kind != _FILES:
        return blocks, [], set(), set()
    count = table.count()
    names: list[str] = [""] * count
    streamless: list[int] = []
    empty_files: list[bool] = []
    while (kind := table.number()) != _END:
        part = _Table(table.take(table.number()))
        if kind == _EMPTY_STREAM:
            streamless = [i for i, flag in enumerate(part.bits(count)) if flag]
        elif kind == _EMPTY_FILE:
            empty_files = part.bits(len(streamless))
        elif kind == _NAMES:
            part.expect(0)
            names = part.data[1:].decode("utf-16-le", "replace").split("\0")[:count]
    empty = {number for number, flag in zip(streamless, empty_files, strict=False) if flag}
    return blocks, names, empty, set(streamless) - empty


def _blocks(table: _Table, data: bytes) -> list[Block]:
    """The blocks that a table of contents describes, each with its packed bytes and the sizes of its files."""
    position = 0
    sizes: list[int] = []
    blocks: list[Block] = []
    while (kind := table.byte()) != _END:
        if kind == _PACK:
            position, sizes = _pack_sizes(table)
        elif kind == _UNPACK:
            blocks = _methods(table)
            for block in blocks:
                block.files = [(block.size, block.crc)]
        elif kind == _SUBSTREAMS:
            _file_sizes(table, blocks)
        else:
            raise ValueError("table of contents is damaged")
    place, used = _START + position, 0
    for block in blocks:
        mine = sizes[used : used + block.streams]
        block.packed = data[place : place + sum(mine)]
        place, used = place + sum(mine), used + block.streams
    return blocks


def _pack_sizes(table: _Table) -> tuple[int, list[int]]:
    position, count = table.number(), table.count()
    sizes: list[int] = []
    while (kind := table.byte()) != _END:
        if kind == _SIZE:
            sizes = [table.number() for _ in range(count)]
        elif kind == _CRC:
            table.digests(count)
        else:
            raise ValueError("table of contents is damaged")
    return position, sizes


def _methods(table: _Table) -> list[Block]:
    table.expect(_FOLDER)
    count = table.count()
    table.expect(0)
    found = [_method(table) for _ in range(count)]
    blocks = [block for block, _, _ in found]
    table.expect(_CODERS_SIZE)
    for block, outputs, main in found:
        sizes = [table.number() for _ in range(outputs)]
        block.size = sizes[main]
    while (kind := table.byte()) != _END:
        if kind != _CRC:
            raise ValueError("table of contents is damaged")
        for block, crc in zip(blocks, table.digests(count), strict=True):
            block.crc = crc
    return blocks


def _method(table: _Table) -> tuple[Block, int, int]:
    """One block, how many outputs its methods have, and which of them is the last."""
    block = Block()
    coders: list[tuple[bytes, bytes]] = []
    inputs = outputs = 0
    for _ in range(_few(table)):
        flags = table.byte()
        method = table.take(flags & 0x0F)
        ins, outs = (_few(table), _few(table)) if flags & 0x10 else (1, 1)
        properties = table.take(table.number()) if flags & 0x20 else b""
        block.simple &= ins == outs == 1
        inputs, outputs = inputs + ins, outputs + outs
        coders.append((method, properties))
    pairs = {_few(table): _few(table) for _ in range(outputs - 1)}
    block.streams = inputs - len(pairs)
    if block.streams > 1:
        for _ in range(block.streams):
            table.number()
    main = next((i for i in range(outputs) if i not in pairs.values()), 0)
    at: int | None = main
    while block.simple and at is not None and at < len(coders) and len(block.methods) < len(coders):
        block.methods.append(coders[at])
        at = pairs.get(at)
    if not block.simple:
        block.methods = coders
    return block, outputs, main


def _few(table: _Table) -> int:
    value = table.number()
    if value > _MAX_METHODS:
        raise ValueError("table of contents is damaged")
    return value


def _file_sizes(table: _Table, blocks: list[Block]) -> None:
    counts = [1] * len(blocks)
    kind = table.byte()
    if kind == _COUNT:
        counts = [table.count() for _ in blocks]
        kind = table.byte()
    for block, count in zip(blocks, counts, strict=True):
        sizes = [table.number() for _ in range(count - 1)] if kind == _SIZE else []
        last = [block.size - sum(sizes)] if count else []
        block.files = [(size, block.crc if count == 1 else None) for size in (*sizes, *last)]
        if min((size for size, _ in block.files), default=0) < 0:
            raise ValueError("table of contents is damaged")
    if kind == _SIZE:
        kind = table.byte()
    while kind != _END:
        if kind != _CRC:
            raise ValueError("table of contents is damaged")
        unknown = [(b, i) for b in blocks for i, (_, crc) in enumerate(b.files) if crc is None]
        for (block, i), crc in zip(unknown, table.digests(len(unknown)), strict=True):
            block.files[i] = (block.files[i][0], crc)
        kind = table.byte()
