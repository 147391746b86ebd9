"""Was a row changed behind our back?  Checksums of what the library holds, written in the same transaction."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import apsw

from index.records import COLUMNS, sound_vector

_DOCUMENT = f"SELECT id, text, {', '.join(COLUMNS)}, removed, successor FROM documents WHERE pk = ?"
_SOURCES = "SELECT source FROM sources WHERE document = ? ORDER BY source"
_PASSAGES = 'SELECT pk, start, "end", heading_path, item, text FROM passages WHERE document = ? ORDER BY pk'
_VECTORS = "SELECT pk, vector FROM passages WHERE document = ? ORDER BY pk"
_CRC_BYTES = 4


def seal(connection: apsw.Connection, documents: Iterable[int]) -> None:
    """Write the seals of these documents (keys) as they are now."""
    for pk in documents:
        vectors = b"".join(_crc(vector) for _, vector in connection.execute(_VECTORS, (pk,)))
        connection.execute(
            "INSERT OR REPLACE INTO seals VALUES (?, ?, ?)", (pk, _content(connection, pk), vectors)
        )


@contextmanager
def kept_sealed(connection: apsw.Connection, pk: int) -> Iterator[None]:
    """Seal a document again after a change to it, unless its seal was broken before: damage stays damage."""
    whole = is_whole(connection, pk)
    yield
    if whole:
        seal(connection, [pk])


def is_whole(connection: apsw.Connection, pk: int) -> bool:
    """Whether a document's row, sources and passages are what was stored."""
    held = connection.execute("SELECT content FROM seals WHERE document = ?", (pk,)).get
    return bool(held == _content(connection, pk))


def seal_all(connection: apsw.Connection, broken: Iterable[int] = ()) -> None:
    """Seal every document, but for those whose seal was ``broken`` before."""
    every = {pk for (pk,) in connection.execute("SELECT pk FROM documents")}
    seal(connection, sorted(every.difference(broken)))


def broken_seals(connection: apsw.Connection) -> dict[int, str]:
    """Documents that are not what was stored: key → id; a seal without a document goes by its key."""
    wrong = {}
    rows: Any = connection.execute(
        "SELECT d.pk, d.id, s.content FROM documents d LEFT JOIN seals s ON s.document = d.pk"
        " UNION ALL SELECT document, NULL, NULL FROM seals WHERE document NOT IN (SELECT pk FROM documents)"
    ).fetchall()
    for pk, identity, held in rows:
        if held is None or _content(connection, pk) != held:
            wrong[pk] = str(identity or pk)
    return wrong


def damaged_vectors(connection: apsw.Connection, dimension: int) -> set[int]:
    """Keys of passages whose vector is not the one that was stored, or can't be one."""
    wrong = set()
    rows: Any = connection.execute(
        "SELECT d.pk, s.vectors FROM documents d LEFT JOIN seals s ON s.document = d.pk"
    ).fetchall()
    for pk, sealed in rows:
        for number, (passage, vector) in enumerate(connection.execute(_VECTORS, (pk,))):
            kept = (sealed or b"")[number * _CRC_BYTES : (number + 1) * _CRC_BYTES]
            if kept != _crc(vector) or not sound_vector(vector, dimension):
                wrong.add(passage)
    return wrong


def _content(connection: apsw.Connection, pk: int) -> bytes:
    digest = hashlib.sha256()
    for sql in (_DOCUMENT, _SOURCES, _PASSAGES):
        for row in connection.execute(sql, (pk,)):
            digest.update(ascii(row).encode())  # the same in every version of Python and of Unicode
    return digest.digest()


def _crc(vector: bytes) -> bytes:
    return zlib.crc32(vector).to_bytes(_CRC_BYTES, "little")
