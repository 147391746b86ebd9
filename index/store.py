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
from index.corrections import BY_HAND, carry_over, change, fill_gaps
from index.passage_rows import insert_passages
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
from index.twins import fill_bodies, note_body

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
            connection.execute(
                schema.TABLES + schema.FINDINGS + schema.SEALS + schema.VERSIONS + schema.LEXICON
            )
            self.set_meta(connection, "schema", str(schema.VERSION))
            self.set_meta(connection, "generation", "0")

    def _migrate(self) -> None:
        """From version 1: a place for findings; the stamps then differ, and ``rebuild`` fills it.

        From version 2: seals, of what is there now.  From version 3: what tells one plan in two formats.
        """
        with self.writing() as connection:
            if not self.has_table("findings"):  # another process may just have made it
                connection.execute(schema.FINDINGS)
            if not self.has_table("seals"):
                connection.execute(schema.SEALS)
                seal_all(connection)
            if not self.has_table("bodies"):
                connection.execute(schema.VERSIONS)
                fill_bodies(self, connection)
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
                        insert_passages(connection, pk, document, rows)  # a rebuild dropped them
            else:
                status = "added"
                pk = self._insert(connection, document, rows)
                self._add_sources(connection, pk, document)
                note_body(connection, pk, document)
            replaced = self._supersede(connection, pk, document.id, document.sources, document.parent_id)
            for older in replaced:
                carry_over(self, connection, older, document)
            if replaced and status != "unchanged":
                status = "updated"
            if held is None:
                self.set_meta(connection, "stamps", json.dumps(as_json(stamps)))
            if replaced or status != "unchanged":
                if whole:  # damage stays damage
                    seal(connection, [pk])
                self.advance(connection)
        return status

    def join(self, document: Document, twin: str) -> str:
        """Note that a document held says the same as this one: its sources are the other's too.

        What was not known of the document held is taken from this one.  ``updated`` or ``unchanged``.
        """
        with self.writing() as connection:
            record = self.record(twin)
            with kept_sealed(connection, record.pk):
                status = self._add_sources(connection, record.pk, document)
                if document.parent_id and record.document.parent_id is None:
                    connection.execute(
                        "UPDATE documents SET parent_id = ? WHERE pk = ?", (document.parent_id, record.pk)
                    )
                    status = "updated"
                if fill_gaps(self, connection, record, document):
                    status = "updated"
            parent = document.parent_id or record.document.parent_id
            if self._supersede(connection, record.pk, twin, document.sources, parent):
                status = "updated"
            if status != "unchanged":
                self.advance(connection)
        return status

    def link_revision(self, document_id: str, first: str) -> None:
        """Note that a document is a later version of another."""
        with self.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO revisions SELECT pk, ?2 FROM documents WHERE id = ?1",
                (document_id, first),
            )
            self.advance(connection)

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
        insert_passages(connection, pk, document, rows)
        return pk

    @staticmethod
    def _add_sources(connection: apsw.Connection, pk: int, document: Document) -> str:
        before = connection.total_changes()
        connection.executemany(
            "INSERT OR IGNORE INTO sources VALUES (?, ?)",
            [(to_sql(source), pk) for source in document.sources],
        )
        return "updated" if connection.total_changes() > before else "unchanged"

    @staticmethod
    def _supersede(
        connection: apsw.Connection, pk: int, identity: str, sources: Sequence[str], parent: str | None
    ) -> list[str]:
        """Take this document's sources from others, whose ids are given back; one left without is replaced.

        Not from the other plans of the same file, which share its source and its parent.
        """
        replaced = []
        for source in map(to_sql, sources):
            others: Any = connection.execute(
                "SELECT s.document, d.id FROM sources s JOIN documents d ON d.pk = s.document"
                " WHERE s.source = ? AND d.pk <> ? AND (d.parent_id IS NULL OR d.parent_id IS NOT ?)",
                (source, pk, parent),
            ).fetchall()
            for other, its_id in others:
                with kept_sealed(connection, other):
                    connection.execute(
                        "DELETE FROM sources WHERE source = ? AND document = ?", (source, other)
                    )
                    if not connection.execute(
                        "SELECT 1 FROM sources WHERE document = ?", (other,)
                    ).fetchone():
                        connection.execute(
                            "UPDATE documents SET removed = 1, successor = ? WHERE pk = ?",
                            (identity, other),
                        )
                replaced.append(its_id)
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
            change(self, connection, record, changes, dict.fromkeys(changes, BY_HAND))
            seal(connection, [record.pk])
            self.advance(connection)
