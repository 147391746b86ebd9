"""Was this file read before?  What is in is not read again, as long as the file and the readers are the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.reading import reading_version
from index.records import Record, from_sql, to_sql
from index.store import NoSuchDocument, Store


@dataclass(frozen=True, slots=True)
class FileState:
    """Where a file stands, its size in bytes and when it was changed, in nanoseconds since 1970."""

    source: str
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path, source: str) -> FileState | None:
        """The state now; None where there is no such file."""
        try:
            status = path.stat()
        except (OSError, ValueError):
            return None
        return cls(source, status.st_size, status.st_mtime_ns)


def read_before(store: Store, file: FileState) -> list[Record] | None:
    """The documents of a file that was read whole in this very state, all of them held; else None."""
    row: Any = (
        store.connection()
        .execute(
            "SELECT documents FROM files WHERE source = ? AND size = ? AND changed = ? AND reading = ?",
            (to_sql(file.source), file.size, file.changed, reading_version()),
        )
        .fetchone()
    )
    if row is None:
        return None
    try:
        records = [store.held(identity) for identity in json.loads(row[0])]
    except NoSuchDocument:
        return None
    stands = all(_stands(record, file.source) and not record.removed for record in records)
    return records if records and stands else None


def note_read(store: Store, file: FileState, documents: Sequence[str]) -> None:
    """Note that a file was read whole, and which documents are in it."""
    with store.writing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
            (to_sql(file.source), file.size, file.changed, reading_version(), json.dumps(list(documents))),
        )


def _stands(record: Record, source: str) -> bool:
    """Whether the file, or a member or row of it, is among a document's sources."""
    return any(
        from_sql(one) == source or one.startswith((f"{source}!", f"{source}#"))
        for one in record.document.sources
    )
