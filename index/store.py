"""Where is a document kept?  The SQLite library: one transaction a document, acknowledged after commit."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from corpus.types import Document
from index import schema
from index.connection import DiskFull as DiskFull
from index.connection import StoreError as StoreError
from index.prepare import findings_of
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
from index.seals import is_whole, kept_sealed, seal, seal_all
from index.stored import DocumentReplaced as DocumentReplaced
from index.stored import NoSuchDocument as NoSuchDocument
from index.stored import Stored

LOG = logging.getLogger(__name__)


@dataclass
class Store(Stored):
    """Documents, passages and what is derived from them, in one library file."""

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Store:
        """Open the library at ``path``, made empty if it is not there; checks the schema version.

        ``read_only`` makes and changes nothing: a library that is not there, or of an older version, is
        refused.
        """
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        elif not path.exists():
            raise StoreError(f"只读方式要有现成的资料库，{path} 还没有；请先不带只读收录计划")
        store = cls(path, read_only)
        with store.decoding():
            store._begin()
            version = int(store.meta("schema") or 0)
            if 0 < version < schema.VERSION:
                store._migrate()
            elif version != schema.VERSION:
                raise StoreError(
                    f"资料库 {path} 的格式是第{version}版，本程序认得第{schema.VERSION}版；"
                    + (
                        "请升级策鉴后再打开"
                        if version > schema.VERSION
                        else "文件可能坏了，请运行 cejian doctor"
                    )
                )
            if store.generation < store.acknowledged:
                LOG.warning(
                    "资料库 %s 现在是第%d代，曾经确认到第%d代：有改动丢失了，请运行 cejian doctor",
                    path,
                    store.generation,
                    store.acknowledged,
                )
        return store

    def _begin(self) -> None:
        """Make the tables of a new library; an emptied or foreign file is not taken for one."""
        if self.has_table("meta"):
            return
        if self.acknowledged:
            raise StoreError(
                f"资料库文件 {self.path} 不见了或是空的，但它曾有过第{self.acknowledged}代内容；"
                f"请用 cejian restore 恢复备份，或删去 {self.mark} 从头开始"
            )
        with self.writing() as connection:
            if self.has_table("meta"):  # another process may just have made it
                return
            if connection.execute("SELECT EXISTS(SELECT 1 FROM sqlite_master)").get:
                raise StoreError(f"{self.path} 不是策鉴的资料库；请换一个 CEJIAN_DATA")
            connection.execute(schema.TABLES + schema.FINDINGS + schema.SEALS + schema.LEXICON)
            self.set_meta(connection, "schema", str(schema.VERSION))
            self.set_meta(connection, "generation", "0")

    def _migrate(self) -> None:
        """From version 1: a place for findings; the stamps then differ, and ``rebuild`` fills it.

        From version 2: seals, of what is there now.
        """
        with self.writing() as connection:
            for table, sql in (("findings", schema.FINDINGS), ("seals", schema.SEALS)):
                if not self.has_table(table):  # another process may just have made it
                    connection.execute(sql)
            seal_all(connection)
            self.set_meta(connection, "schema", str(schema.VERSION))

    def _committed(self, connection: apsw.Connection) -> None:
        """Leave the generation in the mark; without an fsync, since a mark that is too old harms nothing."""
        line = f"{self.generation:020d}\n".encode()
        with suppress(OSError):
            handle = os.open(self.mark, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(handle, line, 0)
            finally:
                os.close(handle)

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
            whole = known is None or is_whole(connection, known[0])
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
            replaced = self._supersede(connection, pk, document)
            if replaced and status != "unchanged":
                status = "updated"
            if held is None:
                self.set_meta(connection, "stamps", json.dumps(as_json(stamps)))
            if replaced or status != "unchanged":
                if whole:  # damage stays damage
                    seal(connection, [pk])
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
            others: Any = connection.execute(
                "SELECT s.document FROM sources s JOIN documents d ON d.pk = s.document"
                " WHERE s.source = ? AND d.pk <> ? AND (d.parent_id IS NULL OR d.parent_id IS NOT ?)",
                (source, pk, document.parent_id),
            ).fetchall()
            for (other,) in others:
                with kept_sealed(connection, other):
                    connection.execute(
                        "DELETE FROM sources WHERE source = ? AND document = ?", (source, other)
                    )
                    if not connection.execute(
                        "SELECT 1 FROM sources WHERE document = ?", (other,)
                    ).fetchone():
                        connection.execute(
                            "UPDATE documents SET removed = 1, successor = ? WHERE pk = ?",
                            (document.id, other),
                        )
                replaced = True
        return replaced

    def remove(self, document_id: str) -> None:
        """Take a document out of every answer; ``restore`` brings it back."""
        record = self.record(document_id)
        with self.writing() as connection:
            with kept_sealed(connection, record.pk):
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
            pk = self.held(document_id).pk
            with kept_sealed(connection, pk):
                connection.execute("UPDATE documents SET removed = 0, successor = NULL WHERE pk = ?", (pk,))
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
            corrected = self.held(document_id).document
            for stored in self.passages_of(record.pk):  # a figure's deadline hangs on the year
                connection.execute("DELETE FROM findings WHERE passage = ?", (stored.pk,))
                insert_findings(connection, stored.pk, findings_of(corrected, stored.passage))
            seal(connection, [record.pk])
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
    insert_findings(connection, pk, row.findings)


def insert_findings(connection: apsw.Connection, pk: int, findings: Mapping[str, Sequence[Any]]) -> None:
    """Write what was read out of one passage."""
    connection.executemany(
        "INSERT INTO findings VALUES (?, ?, ?)",
        [(pk, kind, to_sql(json.dumps(found, ensure_ascii=False))) for kind, found in findings.items()],
    )
