"""How does a passage get into the library?  Its row, its words, its mentions and what was found in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import apsw

from corpus.types import Document
from index.records import PassageRow, to_sql


def insert_passages(
    connection: apsw.Connection, pk: int, document: Document, rows: Sequence[PassageRow]
) -> None:
    """Write the passages of a document with all that is derived from them."""
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
