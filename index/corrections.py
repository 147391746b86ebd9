"""What becomes of a correction?  Metadata changed after a document came in, by hand or by its twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import apsw

from corpus.types import Document
from index.passage_rows import insert_findings
from index.prepare import findings_of
from index.records import EDITABLE, Record, from_sql, to_column
from index.seals import kept_sealed
from index.stored import Stored
from index.twins import SAME_PLAN, Body

BY_HAND = "人工更正"
"""How a field was found that a person has set."""
_GAPS = ("year", "period_from", "period_to", "issuer", "region", "level")


def change(
    store: Stored,
    connection: apsw.Connection,
    record: Record,
    changes: Mapping[str, Any],
    how: Mapping[str, str],
) -> None:
    """Set fields and say how they were found; the caller seals the document."""
    columns = {**changes, "found": {**record.document.found, **how}}
    for name, value in columns.items():
        connection.execute(
            f"UPDATE documents SET {name} = ? WHERE pk = ?", (to_column(name, value), record.pk)
        )
    changed = store.held(record.id).document
    for stored in store.passages_of(record.pk):  # a figure's deadline hangs on the year
        connection.execute("DELETE FROM findings WHERE passage = ?", (stored.pk,))
        insert_findings(connection, stored.pk, findings_of(changed, stored.passage))


def carry_over(store: Stored, connection: apsw.Connection, older: str, document: Document) -> None:
    """What a person has set of a text holds for its next version in the same file, if it is the same plan still."""
    record, successor = store.held(older), store.held(document.id)
    by_hand, by_hand_since = (one.document.found for one in (record, successor))
    fields = [name for name in EDITABLE if by_hand.get(name) == BY_HAND != by_hand_since.get(name)]
    if not fields or not record.removed:
        return
    text = from_sql(connection.execute("SELECT text FROM documents WHERE pk = ?", (record.pk,)).get)
    if Body.of(replace(record.document, text=text)).likeness(Body.of(document)) < SAME_PLAN:
        return
    changes = {name: getattr(record.document, name) for name in fields}
    with kept_sealed(connection, successor.pk):
        change(store, connection, successor, changes, dict.fromkeys(fields, BY_HAND))


def fill_gaps(store: Stored, connection: apsw.Connection, record: Record, twin: Document) -> bool:
    """Take from a twin what is not known of the document held, and say so; not what a person has emptied."""
    held = record.document
    changes = {
        name: getattr(twin, name)
        for name in _GAPS
        if getattr(held, name) is None and getattr(twin, name) is not None and name not in held.found
    }
    if "year" not in changes:  # a period belongs to its year
        changes = {name: value for name, value in changes.items() if not name.startswith("period")}
    if changes:
        how = {name: f"另一来源 {twin.found[name]}" for name in changes if name in twin.found}
        change(store, connection, record, changes, how)
    return bool(changes)
