"""What can be searched right now?  Documents and passages of one generation, as arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.folding import fold_key
from index.filters import Filters
from index.records import Record
from index.store import Store

NO_YEAR = -1
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Odd: no two offsets of a document give the same identity."""


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

    @classmethod
    def read(cls, store: Store) -> Catalogue:
        """Read everything but the texts, in one transaction."""
        with store.reading() as connection:
            generation = store.generation
            records = tuple(store.records())
            numbers = {record.pk: number for number, record in enumerate(records)}
            rows = np.array(
                connection.execute(
                    'SELECT p.pk, p.document, p.start, p."end" - p.start FROM passages p'
                    " JOIN documents d ON d.pk = p.document WHERE d.removed = 0 ORDER BY p.pk"
                ).fetchall(),
                np.int64,
            ).reshape(-1, 4)
            keys = np.ascontiguousarray(rows[:, 0])
            document = np.array([numbers[pk] for pk in rows[:, 1]], np.int32)
            mentions: dict[str, list[tuple[int, int]]] = {}
            for concept, passage, count in connection.execute(
                "SELECT concept, passage, count FROM mentions ORDER BY concept, passage"
            ):
                mentions.setdefault(concept, []).append((passage, count))
        return cls(
            generation,
            records,
            keys,
            document,
            rows[:, 2].astype(np.int32),
            rows[:, 3].astype(np.int32),
            {concept: _positions(keys, found) for concept, found in mentions.items()},
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
        return _find(self.keys, keys)

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


def _positions(
    keys: npt.NDArray[np.int64], found: Sequence[tuple[int, int]]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    passages, counts = np.array(found, np.int64).T
    at, live = _find(keys, passages)
    return at.astype(np.int32), counts[live].astype(np.int32)


def _find(
    keys: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    at = np.searchsorted(keys, wanted)
    live = at < len(keys)
    live[live] = keys[at[live]] == wanted[live]
    return at[live], live
