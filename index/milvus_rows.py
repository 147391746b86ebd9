"""What does Milvus hold of a passage?  The fields of its rows, made from the store."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.catalogue import NO_YEAR, Catalogue
from index.keys import Keys, find_keys
from index.store import Store

Digests = npt.NDArray[np.int64]
Checksums = npt.NDArray[np.uint32]
Matrix = npt.NDArray[np.float32]

KEY, DIGEST, VECTOR = "key", "digest", "vector"
LONGEST_NAME = 1_024
"""Bytes of an issuer; what is longer is cut."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Spreads checksums of 32 bits over 64."""


@dataclass(frozen=True)
class Wanted:
    """The rows that belong into the collection for one generation of the library."""

    catalogue: Catalogue
    model: str
    width: int
    checksums: Checksums
    """Of each passage's vector: equal ones have equal checksums."""

    @classmethod
    def read(cls, store: Store, catalogue: Catalogue, model: str, width: int) -> Wanted:
        """The checksums are those that the store was sealed with: no vector is read."""
        return cls(catalogue, model, width, _checksums(store, catalogue))

    @property
    def keys(self) -> Keys:
        return self.catalogue.keys

    @cached_property
    def digests(self) -> Digests:
        """What each row says, in one number: a row with the same one needs no writing.

        Made of document and offset, the vector, and the fields of the document.
        """
        fields = [f"{record.document.year}\n{record.document.issuer}" for record in self.catalogue.records]
        hashed = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in fields]
        numbers = np.array([int.from_bytes(one[:8], "little") for one in hashed], np.uint64)
        said = numbers[self.catalogue.document] if len(numbers) else np.empty(0, np.uint64)
        found = self.catalogue.identities + self.checksums.astype(np.uint64) * _ODD + said
        return found.view(np.int64)

    def rows(self, store: Store, keys: Keys) -> list[dict[str, Any]]:
        """Rows of these keys (ascending, all wanted) as Milvus takes them."""
        at, _ = find_keys(self.keys, keys)
        vectors = vectors_at(store, keys, self.width)
        records = [self.catalogue.records[number] for number in self.catalogue.document[at]]
        return [
            {
                KEY: int(key),
                DIGEST: int(digest),
                "document": record.id,
                "year": NO_YEAR if record.document.year is None else record.document.year,
                "issuer": _short(record.document.issuer or ""),
                VECTOR: vector,
            }
            for key, digest, record, vector in zip(keys, self.digests[at], records, vectors, strict=True)
            if np.isfinite(vector).all()  # one that is gone from the store meanwhile has none
        ]


def vectors_at(store: Store, keys: Keys, width: int) -> Matrix:
    """The stored vectors of these keys, one a row; a row of NaN for a key that has none."""
    found = np.full((len(keys), width), np.nan, np.float32)
    rows = store.connection().execute(
        "SELECT pk, vector FROM passages WHERE pk IN (SELECT value FROM json_each(?))",
        (json.dumps(keys.tolist()),),
    )
    with store.decoding():
        for pk, vector in rows:
            found[np.searchsorted(keys, pk)] = np.frombuffer(vector, np.float16)
    return found


def _checksums(store: Store, catalogue: Catalogue) -> Checksums:
    """The sealed checksum of each passage's vector; 0 in a document whose seal is damaged."""
    rows: Any = store.connection().execute("SELECT document, vectors FROM seals")
    sealed: dict[int, Any] = dict(rows.fetchall())
    order = np.argsort(catalogue.document, kind="stable")
    counts = np.bincount(catalogue.document, minlength=len(catalogue.records))
    found = np.zeros(len(catalogue.keys), np.uint32)
    first = 0
    for record, count in zip(catalogue.records, counts.tolist(), strict=True):
        held = sealed.get(record.pk)
        if isinstance(held, bytes) and len(held) == 4 * count:
            found[order[first : first + count]] = np.frombuffer(held, "<u4")
        first += count
    return found


def _short(name: str) -> str:
    return name.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore")
