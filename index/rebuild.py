"""How is the index made anew?  Everything derived, from the stored documents, in one transaction.

Vectors are computed first and beside the library; then one transaction replaces words, mentions and
vectors and writes the stamps.  A crash before its end leaves the old state, after it the new one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from index import schema
from index.milvus import Milvus
from index.passage_rows import insert_derived
from index.prepare import Preparer, embedding_text
from index.reader import Reader
from index.records import Stamps, as_json
from index.seals import broken_seals, damaged_vectors, seal_all
from index.store import Store, StoreError
from index.twins import fill_bodies

CHUNK = 256
"""Passages handed to the model at once."""

Progress = Callable[[int, int], None]
"""Told how many passages are embedded so far, and how many will be."""
Vectors = dict[int, npt.NDArray[np.float16]]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did, in passages; ``dropped`` are those of replaced documents."""

    passages: int
    embedded: int
    dropped: int


def rebuild(
    store: Store,
    folder: Path,
    preparer: Preparer,
    *,
    all_vectors: bool = False,
    progress: Progress = lambda done, total: None,
    milvus: Milvus | None = None,
) -> Rebuilt:
    """Derive words, mentions and vectors from the stored documents again.

    Vectors that this very model made, and that are sound, are kept unless ``all_vectors`` is set: a
    changed concept store then costs seconds.
    """
    wanted = preparer.stamps
    try:
        fresh = _encoded(store, preparer, _wanting(store, wanted, all_vectors), progress)
        with store.writing() as connection:
            broken = broken_seals(connection)
            dropped = _clear(connection)
            late = [pk for pk in _wanting(store, wanted, False) if pk not in fresh]  # came in since: few
            fresh |= _encoded(store, preparer, late, lambda done, total: None)
            passages = _derive(store, connection, preparer, fresh)
            fill_bodies(store, connection)
            seal_all(connection, broken)
            store.set_meta(connection, "stamps", json.dumps(as_json(wanted)))
            store.advance(connection)
            store.set_meta(connection, "rebuilt", str(store.generation))  # older snapshots are ignored
    except apsw.Error as error:
        raise StoreError(
            f"重建没有完成，资料库保持原样：{error}；请运行 cejian doctor 查看，或用备份恢复 {store.path}"
        ) from error
    Reader.open(store, folder, milvus=milvus)
    return Rebuilt(passages, len(fresh), dropped)


def _wanting(store: Store, wanted: Stamps, everything: bool) -> list[int]:
    """Keys of the passages that need a vector: of another model, or damaged; not of replaced documents."""
    held = store.stamps
    foreign = held is None or (held.model, held.dimension) != (wanted.model, wanted.dimension)
    rows = store.connection().execute(
        "SELECT p.pk FROM passages p JOIN documents d ON d.pk = p.document"
        " WHERE d.removed = 0 OR d.successor IS NULL ORDER BY p.pk"
    )
    if everything or foreign:
        return [pk for (pk,) in rows]
    damaged = damaged_vectors(store.connection(), wanted.dimension)
    return [pk for (pk,) in rows if pk in damaged]


def _encoded(store: Store, preparer: Preparer, keys: Sequence[int], progress: Progress) -> Vectors:
    vectors: Vectors = {}
    for first in range(0, len(keys), CHUNK):
        held = store.passages(keys[first : first + CHUNK])
        texts = [embedding_text(stored.passage) for stored in held.values()]
        rows = preparer.encoder.encode_passages(texts).astype(np.float16)
        vectors |= dict(zip(held, rows, strict=True))
        progress(len(vectors), len(keys))
    return vectors


def _clear(connection: apsw.Connection) -> int:
    """Drop all that is derived, and the passages of replaced documents; their texts and ids stay."""
    connection.execute(
        "DELETE FROM mentions; DELETE FROM findings; DROP TABLE lexicon_words; DROP TABLE lexicon"
    )
    connection.execute(schema.LEXICON)
    connection.execute(
        "DELETE FROM passages WHERE document IN"
        " (SELECT pk FROM documents WHERE removed = 1 AND successor IS NOT NULL)"
    )
    return connection.changes()


def _derive(store: Store, connection: apsw.Connection, preparer: Preparer, fresh: Vectors) -> int:
    total = 0
    identities: Any = connection.execute("SELECT id FROM documents ORDER BY pk").fetchall()
    for (identity,) in identities:
        held = store.held(identity)
        for stored in store.passages_of(held.pk):
            vector = fresh.get(stored.pk)
            if vector is not None:
                connection.execute(
                    "UPDATE passages SET vector = ? WHERE pk = ?", (vector.tobytes(), stored.pk)
                )
            insert_derived(connection, stored.pk, preparer.row(held.document, stored.passage))
            total += 1
    return total
