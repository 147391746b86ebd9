"""What can be searched right now?  Documents and passages of one generation, as arrays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from corpus.folding import fold_key
from index.filters import Facet, Filters, facets_of
from index.keys import find_keys
from index.records import EDITABLE, Record
from index.store import Store

NO_YEAR = -1
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Odd: no two offsets of a document give the same identity."""


_FACTS = (
    f"SELECT d.pk, d.id, d.found, d.parent_id, d.successor, r.of, {', '.join('d.' + name for name in EDITABLE)}"
    " FROM documents d LEFT JOIN revisions r ON r.document = d.pk WHERE d.removed = 0 ORDER BY d.pk"
)
_SOURCES = "SELECT document, source FROM sources ORDER BY document, source"
_CHOSEN = "p.document IN (SELECT value FROM json_each(?))"
_PASSAGES = (
    f'SELECT p.pk, p.document, p.start, p."end" - p.start FROM passages p WHERE {_CHOSEN} ORDER BY p.pk'
)
_MENTIONS = (
    "SELECT m.concept, m.passage, m.count FROM passages p JOIN mentions m ON m.passage = p.pk"
    f" WHERE {_CHOSEN} ORDER BY m.concept, m.passage"
)


@dataclass(frozen=True)
class Catalogue:
    """One consistent picture of the library; position ``i`` of every array is passage ``keys[i]``."""

    generation: int
    records: tuple[Record, ...]
    keys: npt.NDArray[np.int64]
    document: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    mentioned: Mapping[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]
    """Concept name → positions of the passages that mention it, and how often each does."""
    rebuilt: int = 0
    """The generation of the last rebuild: after another nothing is as it was."""
    facts: Mapping[int, tuple[Any, ...]] = field(default_factory=dict)
    """By key of the document its id and all that may be changed of it.

    Passages of a document are never changed: a rebuild makes new ones, and then nothing is taken over.
    """

    @classmethod
    def read(cls, store: Store, before: Catalogue | None = None) -> Catalogue:
        """Read everything but the texts, in one transaction; what ``before`` held and is as it was is taken from it."""
        with store.reading() as connection:
            rebuilt = store.rebuilt
            if before is None or before.rebuilt != rebuilt:
                before = _NOTHING
            facts = _facts(connection)
            records = {one.pk: one for one in before.records if before.facts[one.pk] == facts.get(one.pk)}
            records.update((one.pk, one) for one in store.records_of(facts.keys() - records.keys()))
            kept = {pk for pk, fact in facts.items() if pk in before.facts and before.facts[pk][0] == fact[0]}
            fresh = json.dumps(sorted(facts.keys() - kept))
            rows = np.array(connection.execute(_PASSAGES, (fresh,)).fetchall(), np.int64).reshape(-1, 4)
            mentions: Any = connection.execute(_MENTIONS, (fresh,)).fetchall()
            generation = store.generation
        numbers = {pk: number for number, pk in enumerate(facts)}
        renumbered = np.array([numbers[one.pk] if one.pk in kept else -1 for one in before.records], np.int32)
        document = renumbered[before.document]
        old = np.flatnonzero(document >= 0)
        keys = np.concatenate([before.keys[old], rows[:, 0]])
        order = np.argsort(keys, kind="stable")
        documents = np.concatenate([document[old], np.array([numbers[pk] for pk in rows[:, 1]], np.int32)])
        starts, lengths = (
            np.concatenate([held[old], rows[:, column].astype(np.int32)])[order]
            for held, column in ((before.start, 2), (before.length, 3))
        )
        keys = keys[order]
        return cls(
            generation,
            tuple(records[pk] for pk in facts),
            keys,
            documents[order],
            starts,
            lengths,
            _mentioned(before, keys, mentions),
            rebuilt,
            facts,
        )

    @cached_property
    def identities(self) -> npt.NDArray[np.uint64]:
        """What each key stands for, whatever library it is in: document and offset in one number."""
        return _identities([record.id for record in self.records], self.document, self.start)

    @cached_property
    def years(self) -> npt.NDArray[np.int16]:
        """The year of each passage's document; ``NO_YEAR`` where it has none."""
        found = [NO_YEAR if record.document.year is None else record.document.year for record in self.records]
        return np.array(found, np.int16)[self.document]

    @cached_property
    def undated(self) -> int:
        """How many documents have no year."""
        return sum(record.document.year is None for record in self.records)

    @cached_property
    def facets(self) -> Mapping[str, Facet]:
        """The values of each facet, and which documents have them."""
        return facets_of(self.records)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The match key of each document's title."""
        return tuple(fold_key(record.document.title) for record in self.records)

    @cached_property
    def identity_rank(self) -> npt.NDArray[np.int64]:
        """The place of each passage when all are sorted by id: by document id, then by offset."""
        by_id = sorted(range(len(self.records)), key=lambda number: self.records[number].id)
        place = np.empty(len(self.records), np.int64)
        place[by_id] = np.arange(len(by_id))
        return place[self.document] * len(self.keys) + np.arange(len(self.keys))

    def live_positions(
        self, keys: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Positions of those keys that are live, in the order given, and which of the keys they are."""
        return find_keys(self.keys, keys)

    def allowed(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """One truth value a passage."""
        if filters.empty:
            return np.ones(len(self.keys), np.bool_)
        chosen: npt.NDArray[np.bool_] = filters.mask(self.records)[self.document]
        return chosen


def passage_identities(store: Store) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]:
    """Every passage's key with what it stands for, of removed documents too."""
    with store.reading() as connection:
        held: Any = connection.execute("SELECT pk, id FROM documents").fetchall()
        numbers = {pk: number for number, (pk, _) in enumerate(held)}
        found = connection.execute("SELECT pk, document, start FROM passages ORDER BY pk").fetchall()
    rows = np.array([(pk, numbers[document], start) for pk, document, start in found], np.int64)
    rows = rows.reshape(-1, 3)
    return np.ascontiguousarray(rows[:, 0]), _identities([name for _, name in held], rows[:, 1], rows[:, 2])


def _identities(
    names: Sequence[str], document: npt.NDArray[np.signedinteger], start: npt.NDArray[np.signedinteger]
) -> npt.NDArray[np.uint64]:
    hashed = [int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little") for name in names]
    found: npt.NDArray[np.uint64] = np.array(hashed, np.uint64)[document] + start.astype(np.uint64) * _SPREAD
    return found


def _facts(connection: apsw.Connection) -> dict[int, tuple[Any, ...]]:
    sources: dict[int, list[Any]] = {}
    for document, source in connection.execute(_SOURCES):
        sources.setdefault(document, []).append(source)
    return {pk: (*rest, *sources.get(pk, ())) for pk, *rest in connection.execute(_FACTS)}


def _mentioned(
    before: Catalogue, keys: npt.NDArray[np.int64], fresh: Sequence[tuple[str, int, int]]
) -> dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]:
    """The mentions of before, where they stand now, and fresh ones (concept, passage key, count)."""
    found = dict(before.mentioned)
    if len(before.keys) > len(keys) or not np.array_equal(before.keys, keys[: len(before.keys)]):
        for concept, (at, counts) in before.mentioned.items():
            moved, live = find_keys(keys, before.keys[at])
            found[concept] = (moved.astype(np.int32), counts[live])
    for concept, rows in groupby(fresh, key=itemgetter(0)):
        passages, counts = np.array([row[1:] for row in rows], np.int64).T
        placed, _ = find_keys(keys, passages)
        held = found.get(concept, (np.empty(0, np.int32),) * 2)
        joined = np.concatenate([held[0], placed.astype(np.int32)])
        order = np.argsort(joined, kind="stable")
        found[concept] = (joined[order], np.concatenate([held[1], counts.astype(np.int32)])[order])
    return {concept: held for concept, held in found.items() if len(held[0])}


_NOTHING = Catalogue(
    0,
    (),
    np.empty(0, np.int64),
    np.empty(0, np.int32),
    np.empty(0, np.int32),
    np.empty(0, np.int32),
    {},
)
"""What is known before the first reading."""
