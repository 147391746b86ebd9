"""What does the library hold?  Documents, passages and findings, read from its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import CejianError
from corpus.types import Document, Passage
from index.connection import LibraryFile, StoreError
from index.records import COLUMNS, Record, Stamps, StoredPassage, from_sql, record_of


class NoSuchDocument(CejianError):
    """No document has that id."""


class DocumentReplaced(CejianError):
    """The document was removed or replaced; ``successor`` is the newer one's id, or None."""

    def __init__(self, message: str, successor: str | None) -> None:
        super().__init__(message)
        self.successor = successor


@dataclass
class Stored(LibraryFile):
    """The reading side of a library file."""

    @property
    def mark(self) -> Path:
        """The file that holds the newest acknowledged generation, apart from the library."""
        return self.path.with_suffix(".mark")

    @property
    def acknowledged(self) -> int:
        """The generation that the mark holds; 0 where there is none, or none that can be read."""
        try:
            return int(self.mark.read_bytes()[:21])
        except (OSError, ValueError):
            return 0

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """What SQLite takes for whole may still be damaged: text that is no UTF-8, JSON that ends early."""
        try:
            yield
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise StoreError(
                f"资料库 {self.path} 的内容已损坏（{str(error)[:100]}）；请运行 cejian doctor"
            ) from error

    def meta(self, key: str) -> str | None:
        row = self.connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    @property
    def generation(self) -> int:
        """Grows with every acknowledged change."""
        with self.decoding():
            return int(self.meta("generation") or 0)

    @property
    def rebuilt(self) -> int:
        """The generation that the last rebuild made, or 0."""
        with self.decoding():
            return int(self.meta("rebuilt") or 0)

    @property
    def stamps(self) -> Stamps | None:
        """What the library was indexed with, or None while it is empty."""
        held = self.meta("stamps")
        with self.decoding():
            return None if held is None else Stamps(**json.loads(held))

    @property
    def holds_documents(self) -> bool:
        """Whether any live document is held."""
        return bool(self.connection().execute("SELECT EXISTS(SELECT 1 FROM documents WHERE removed = 0)").get)

    def records(self) -> list[Record]:
        """All live documents without their texts, in order of entry."""
        return self._records("d.removed = 0 ORDER BY d.pk", ())

    def records_of(self, pks: Iterable[int]) -> list[Record]:
        """The documents with these keys, in order of entry; a key that is not held is left out."""
        chosen = json.dumps(sorted(pks))
        return self._records("d.pk IN (SELECT value FROM json_each(?)) ORDER BY d.pk", (chosen,))

    def record(self, document_id: str) -> Record:
        """One live document's metadata; raises ``NoSuchDocument`` or ``DocumentReplaced``."""
        found = self.held(document_id)
        if found.removed:
            newer = found.successor
            raise DocumentReplaced(
                f"文件 {document_id} 已移除" + (f"，已由 {newer} 取代" if newer else "，可用 restore 恢复"),
                newer,
            )
        return found

    def held(self, document_id: str) -> Record:
        """One document's metadata, live or removed; raises ``NoSuchDocument``."""
        found = self._records("d.id = ?", (document_id,))
        if not found:
            raise NoSuchDocument(unknown_document(document_id))
        return found[0]

    def _records(self, condition: str, bindings: Sequence[Any]) -> list[Record]:
        with self.decoding():
            sources: dict[int, list[str]] = {}
            for source, pk in self.connection().execute(
                f"SELECT s.source, d.pk FROM documents d JOIN sources s ON s.document = d.pk WHERE {condition}",
                bindings,
            ):
                sources.setdefault(pk, []).append(from_sql(source))
            rows = self.connection().execute(
                f"SELECT d.pk, d.id, {', '.join('d.' + name for name in COLUMNS)}, d.removed, d.successor,"
                " (SELECT count(*) FROM passages p WHERE p.document = d.pk),"
                f" (SELECT of FROM revisions r WHERE r.document = d.pk) FROM documents d WHERE {condition}",
                bindings,
            )
            return [record_of(row, tuple(sorted(sources.get(row[0], ())))) for row in rows]

    def document(self, document_id: str) -> Document:
        """One live document whole, with text and passages."""
        record = self.record(document_id)
        text = self.connection().execute("SELECT text FROM documents WHERE pk = ?", (record.pk,)).get
        passages = tuple(row.passage for row in self.passages_of(record.pk))
        with self.decoding():
            return replace(record.document, text=from_sql(text), passages=passages)

    def findings(self, kind: str) -> dict[int, list[dict[str, Any]]]:
        """What was found of one kind: passage key → JSON objects, in order of key; replaced documents too."""
        rows = self.connection().execute(
            "SELECT passage, found FROM findings WHERE kind = ? ORDER BY passage", (kind,)
        )
        with self.decoding():
            return {pk: json.loads(from_sql(found)) for pk, found in rows}

    def passages_of(self, pk: int) -> list[StoredPassage]:
        """The passages of one document, in order."""
        return self._passages("document = ? ORDER BY start", (pk,))

    def passages(self, pks: Sequence[int]) -> dict[int, StoredPassage]:
        """Passages by key; a key that is not held is left out."""
        found: dict[int, StoredPassage] = {}
        for first in range(0, len(pks), 900):
            chosen = [int(pk) for pk in pks[first : first + 900]]
            marks = ", ".join("?" * len(chosen))
            found.update((row.pk, row) for row in self._passages(f"pk IN ({marks})", chosen))
        return found

    def _passages(self, condition: str, bindings: Sequence[Any]) -> list[StoredPassage]:
        with self.decoding():
            rows: Any = self.connection().execute(
                f'SELECT pk, document, start, "end", heading_path, item, text FROM passages WHERE {condition}',
                bindings,
            )
            return [
                StoredPassage(
                    pk,
                    document,
                    Passage(from_sql(text), start, end, tuple(json.loads(from_sql(path))), from_sql(item)),
                )
                for pk, document, start, end, path, item, text in rows
            ]


def unknown_document(document_id: str) -> str:
    """What to say of an id that nobody has."""
    return f"资料库里没有编号为 {document_id[:40]} 的文件；cejian documents 可列出全部"
