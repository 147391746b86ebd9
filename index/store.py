"""Where is a document kept?  The SQLite library: one transaction a document, acknowledged after commit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from corpus.types import Document
from index import schema
from index.connection import StoreError as StoreError
from index.records import (
    COLUMNS,
    EDITABLE,
    PassageRow,
    Stamps,
    as_json,
    from_sql,
    stamp_message,
    to_column,
    to_sql,
)
from index.stored import DocumentReplaced as DocumentReplaced
from index.stored import NoSuchDocument as NoSuchDocument
from index.stored import Stored, unknown_document


@dataclass
class Store(Stored):
    """Documents, passages and what is derived from them, in one library file."""

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the library at ``path``, made empty if it is not there; checks the schema version."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = cls(path)
        if not store.has_table("meta"):
            with store.writing() as connection:
                if not store.has_table("meta"):  # another process may just have made it
                    connection.execute(schema.TABLES + schema.FINDINGS + schema.LEXICON)
                    store.set_meta(connection, "schema", str(schema.VERSION))
                    store.set_meta(connection, "generation", "0")
        version = int(store.meta("schema") or 0)
        if version == 1:
            store._migrate()
        elif version != schema.VERSION:
            raise StoreError(
                f"资料库 {path} 的格式是第{version}版，本程序认得第{schema.VERSION}版；"
                + ("请升级策鉴后再打开" if version > schema.VERSION else "文件可能坏了，请运行 cejian doctor")
            )
        return store

    def _migrate(self) -> None:
        """From version 1: a place for findings.  The stamps then differ, and ``rebuild`` fills it."""
        with self.writing() as connection:
            if not self.has_table("findings"):  # another process may just have made it
                connection.execute(schema.FINDINGS)
                self.set_meta(connection, "schema", str(schema.VERSION))

    # -- writing ------------------------------------------------------------------------------

    @staticmethod
    def set_meta(connection: apsw.Connection, key: str, value: str) -> None:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @staticmethod
    def advance(connection: apsw.Connection) -> None:
        connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")

    def put(self, document: Document, rows: Sequence[PassageRow], stamps: Stamps) -> str:
        """Add the document, or another source of one already held: ``added``, ``updated``, ``unchanged``.

        New text at a known source replaces the old document, which then names this one as successor.
        """
        if len(rows) != len(document.passages):
            raise ValueError(f"{len(rows)} rows for {len(document.passages)} passages")
        with self.writing() as connection:
            held = self.stamps
            if held is not None and (differing := held.differences(stamps)):
                raise StoreError(stamp_message(held, stamps, differing))
            known = connection.execute(
                "SELECT pk, removed FROM documents WHERE id = ?", (document.id,)
            ).fetchone()
            if known is not None:
                pk, removed = known
                status = "added" if removed else self._add_sources(connection, pk, document)
                connection.execute(
                    "UPDATE documents SET parent_id = ?1 WHERE pk = ?2 AND ?1 IS NOT NULL AND parent_id IS NOT ?1",
                    (document.parent_id, pk),
                )
                if connection.changes() and not removed:
                    status = "updated"
                if removed:
                    connection.execute(
                        "UPDATE documents SET removed = 0, successor = NULL WHERE pk = ?", (pk,)
                    )
                    self._add_sources(connection, pk, document)
                    if not connection.execute("SELECT 1 FROM passages WHERE document = ?", (pk,)).get:
                        self._insert_passages(connection, pk, document, rows)  # a rebuild dropped them
            else:
                status = "added"
                pk = self._insert(connection, document, rows)
                self._add_sources(connection, pk, document)
            if self._supersede(connection, pk, document) and status != "unchanged":
                status = "updated"
            if held is None:
                self.set_meta(connection, "stamps", json.dumps(as_json(stamps)))
            if status != "unchanged":
                self.advance(connection)
        return status

    def source_known(self, document: Document) -> str | None:
        """``unchanged`` if this very text is held, live, of the same file, with all these sources; else None."""
        row = (
            self.connection()
            .execute(
                "SELECT pk FROM documents WHERE id = ? AND removed = 0 AND coalesce(?, parent_id) IS parent_id",
                (document.id, document.parent_id),
            )
            .fetchone()
        )
        if row is None:
            return None
        rows = self.connection().execute("SELECT source FROM sources WHERE document = ?", row)
        held = {from_sql(source) for (source,) in rows}
        return "unchanged" if set(document.sources) <= held else None

    @staticmethod
    def _insert(connection: apsw.Connection, document: Document, rows: Sequence[PassageRow]) -> int:
        values = [to_column(name, getattr(document, name)) for name in COLUMNS]
        connection.execute(
            f"INSERT INTO documents(id, text, {', '.join(COLUMNS)}) VALUES (?, ?{', ?' * len(values)})",
            (document.id, to_sql(document.text), *values),
        )
        pk = connection.last_insert_rowid()
        Store._insert_passages(connection, pk, document, rows)
        return pk

    @staticmethod
    def _insert_passages(
        connection: apsw.Connection, pk: int, document: Document, rows: Sequence[PassageRow]
    ) -> None:
        for passage, row in zip(document.passages, rows, strict=True):
            connection.execute(
                'INSERT INTO passages(document, start, "end", heading_path, item, text, vector)'
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    pk,
                    passage.start,
                    passage.end,
                    to_sql(json.dumps(passage.heading_path, ensure_ascii=False)),
                    None if passage.item is None else to_sql(passage.item),
                    to_sql(passage.text),
                    row.vector.tobytes(),
                ),
            )
            insert_derived(connection, connection.last_insert_rowid(), row)

    @staticmethod
    def _add_sources(connection: apsw.Connection, pk: int, document: Document) -> str:
        before = connection.total_changes()
        connection.executemany(
            "INSERT OR IGNORE INTO sources VALUES (?, ?)",
            [(to_sql(source), pk) for source in document.sources],
        )
        return "updated" if connection.total_changes() > before else "unchanged"

    @staticmethod
    def _supersede(connection: apsw.Connection, pk: int, document: Document) -> bool:
        """Take this document's sources from others; one left without any is replaced by this one.

        Not from the other plans of the same file, which share its source and its parent.
        """
        replaced = False
        for source in map(to_sql, document.sources):
            others = connection.execute(
                "SELECT s.document FROM sources s JOIN documents d ON d.pk = s.document"
                " WHERE s.source = ? AND d.pk <> ? AND (d.parent_id IS NULL OR d.parent_id IS NOT ?)",
                (source, pk, document.parent_id),
            ).fetchall()
            for (other,) in others:
                connection.execute("DELETE FROM sources WHERE source = ? AND document = ?", (source, other))
                if not connection.execute("SELECT 1 FROM sources WHERE document = ?", (other,)).fetchone():
                    connection.execute(
                        "UPDATE documents SET removed = 1, successor = ? WHERE pk = ?", (document.id, other)
                    )
                replaced = True
        return replaced

    def remove(self, document_id: str) -> None:
        """Take a document out of every answer; ``restore`` brings it back."""
        record = self.record(document_id)
        with self.writing() as connection:
            connection.execute("UPDATE documents SET removed = 1 WHERE pk = ?", (record.pk,))
            self.advance(connection)

    def restore(self, document_id: str) -> None:
        """Bring a removed document back; raises ``NoSuchDocument`` for an unknown id.

        A replaced one whose passages a rebuild has dropped can't come back: ``DocumentReplaced``.
        """
        with self.writing() as connection:
            row = connection.execute(
                "SELECT d.successor FROM documents d WHERE d.id = ? AND d.successor IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.document = d.pk)",
                (document_id,),
            ).fetchone()
            if row is not None:
                raise DocumentReplaced(
                    f"文件 {document_id} 已由 {row[0]} 取代，它的段落在重建时清掉了；要恢复请重新收录原文件",
                    row[0],
                )
            connection.execute(
                "UPDATE documents SET removed = 0, successor = NULL WHERE id = ?", (document_id,)
            )
            if not connection.changes():
                raise NoSuchDocument(unknown_document(document_id))
            self.advance(connection)

    def set_fields(self, document_id: str, changes: Mapping[str, Any]) -> None:
        """Correct metadata by hand; ``found`` then says so, and re-ingesting the file keeps it."""
        if unknown := sorted(set(changes) - set(EDITABLE)):
            raise ValueError(f"not editable: {unknown}; editable are {EDITABLE}")
        with self.writing() as connection:
            record = self.record(document_id)
            found = {**record.document.found, **dict.fromkeys(changes, "人工更正")}
            columns = {**changes, "found": found}
            for name, value in columns.items():
                connection.execute(
                    f"UPDATE documents SET {name} = ? WHERE pk = ?", (to_column(name, value), record.pk)
                )
            self.advance(connection)


def insert_derived(connection: apsw.Connection, pk: int, row: PassageRow) -> None:
    """Write what is derived from one passage: its lexicon entry, mentions and findings."""
    connection.execute(
        "INSERT INTO lexicon(rowid, tokens, headings, pairs) VALUES (?, ?, ?, ?)",
        (pk, row.tokens, row.headings, row.pairs),
    )
    connection.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?)",
        [(concept, pk, count) for concept, count in row.mentions.items()],
    )
    connection.executemany(
        "INSERT INTO findings VALUES (?, ?, ?)",
        [(pk, kind, to_sql(json.dumps(found, ensure_ascii=False))) for kind, found in row.findings.items()],
    )
