"""Is what is derived what would be derived now?  Words, mentions and findings, made again and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import apsw

from index import schema
from index.prepare import Preparer
from index.records import PassageRow, from_sql
from index.store import Store

_WORDS = "SELECT term, doc, col, offset FROM temp_words"
_COUNT = "SELECT (SELECT count(*) FROM mentions) + (SELECT count(*) FROM findings)"
_SIZES = "SELECT id, sz FROM lexicon_docsize ORDER BY id"
_TOTALS = "SELECT block FROM lexicon_data WHERE id = 1"
"""How many rows and words there are: BM25 is computed from this and from the sizes."""


def difference(store: Store, preparer: Preparer) -> str | None:
    """What is not as it would be made anew, or None: every mention and finding, every word at every place."""
    fresh = apsw.Connection(":memory:")
    held = store.connection()
    try:
        fresh.execute(schema.LEXICON)
        total = 0
        with fresh:
            for pk, row in _derived(store, preparer):
                if problem := _row_differs(held, pk, row):
                    return problem
                total += len(row.mentions) + len(row.findings)
                fresh.execute(
                    "INSERT INTO lexicon(rowid, tokens, headings, pairs) VALUES (?, ?, ?, ?)",
                    (pk, row.tokens, row.headings, row.pairs),
                )
        if held.execute(_COUNT).get != total:
            return "有不属于任何段落的提及、指标或引文"
        for one, other in zip_longest(_places(fresh), _places(held)):
            if one != other:
                return f"词表与重新算出的不同：应有 {one}，实有 {other}"
        for sql in (_SIZES, _TOTALS):
            if fresh.execute(sql).fetchall() != held.execute(sql).fetchall():
                return "词表里记的长度与重新算出的不同"
    finally:
        fresh.close()
    return None


def _row_differs(connection: apsw.Connection, pk: int, row: PassageRow) -> str | None:
    mentions = dict(connection.execute("SELECT concept, count FROM mentions WHERE passage = ?", (pk,)))
    if mentions != dict(row.mentions):
        return f"第{pk}段的概念提及与重新算出的不同"
    rows: Any = connection.execute("SELECT kind, found FROM findings WHERE passage = ?", (pk,))
    findings = {kind: json.loads(from_sql(found)) for kind, found in rows}
    if findings != json.loads(json.dumps(row.findings)):
        return f"第{pk}段的指标、引文或责任分工与重新算出的不同"
    return None


def _derived(store: Store, preparer: Preparer) -> Iterator[tuple[int, PassageRow]]:
    identities: Any = store.connection().execute("SELECT id FROM documents ORDER BY pk").fetchall()
    for (identity,) in identities:
        held = store.held(identity)
        for stored in store.passages_of(held.pk):
            yield stored.pk, preparer.row(held.document, stored.passage)


def _places(connection: apsw.Connection) -> Iterator[Any]:
    """Every word with passage, column and place, in order; the table that shows them is this connection's own."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.temp_words USING fts5vocab(main, lexicon, instance)"
    )
    yield from connection.execute(_WORDS)
    connection.execute("DROP TABLE temp.temp_words")
