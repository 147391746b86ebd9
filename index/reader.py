"""What does one question see?  A consistent picture of one generation: catalogue, vectors, calibration."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.calibration import Background, Calibration, sample
from index.catalogue import Catalogue
from index.milvus import Milvus
from index.milvus_rows import Wanted
from index.milvus_vectors import MilvusVectors
from index.sealed import FileDamaged
from index.snapshot import Snapshot, build_snapshot, read_snapshot, same_passages, write_snapshot
from index.store import Store
from index.vectors import FaissVectors, VectorIndex
from nlp.concept_vectors import ConceptVectors

SNAPSHOT = "vectors.snapshot"
TAIL, TAIL_SHARE = 20_000, 10
"""Passages newer than the snapshot that are searched by brute force before a new one is built: so many, or a tenth
of a large one."""

Matrix = npt.NDArray[np.float32]
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reader:
    """Everything is immutable: a question holds the reader it began with while a newer one is made."""

    catalogue: Catalogue
    vectors: VectorIndex
    model: str
    concept_names: tuple[str, ...]
    concept_matrix: Matrix

    @classmethod
    def open(
        cls,
        store: Store,
        folder: Path,
        concepts: ConceptVectors | None = None,
        before: Reader | None = None,
        milvus: Milvus | None = None,
    ) -> Reader:
        """Read the library as it is now; a missing, damaged or foreign snapshot is built anew.

        ``concepts`` calibrates nearness; without it (no model needed) those of ``before`` do, or a default.
        What ``before`` held and has not changed is not read again.  All is read in one transaction: a rebuild by another
        process changes either everything or nothing.  With ``milvus`` there is no snapshot: its server is asked.
        """
        with store.reading(), store.decoding():
            return cls._read(store, folder, concepts, before, milvus)

    @classmethod
    def _read(
        cls,
        store: Store,
        folder: Path,
        concepts: ConceptVectors | None,
        before: Reader | None,
        milvus: Milvus | None,
    ) -> Reader:
        catalogue = Catalogue.read(store, before.catalogue if before else None)
        stamps = store.stamps
        model, width = (stamps.model, stamps.dimension) if stamps else ("", 1)
        vectors: VectorIndex
        if milvus is None:
            vectors = _faiss(store, folder / SNAPSHOT, catalogue, model, width, before)
        else:
            vectors = MilvusVectors(milvus, store, Wanted.read(store, catalogue, model, width))
        names: tuple[str, ...] = ()
        matrix = np.empty((0, width), np.float32)
        if concepts is not None:
            names, matrix = concepts.name_rows()
        elif before is not None and before.model == model:
            names, matrix = before.concept_names, before.concept_matrix
        return cls(catalogue, vectors, model, names, matrix)

    def warm(self) -> None:
        """Work out what each question needs, once, before many questions do so at a time."""
        _ = self.background, self.calibration if self.concept_names else None
        for known in ("years", "identity_rank", "facets", "undated"):
            getattr(self.catalogue, known)

    @cached_property
    def background(self) -> Background:
        """What a question's nearness is measured against."""
        keys = self.catalogue.keys
        return Background(self.vectors.matrix(keys[sample(len(keys))]))

    @cached_property
    def calibration(self) -> Calibration:
        """Computed once a reader, from the library's own mentions."""
        keys = self.catalogue.keys
        mentions = {
            row: self.catalogue.mentioned[name][0]
            for row, name in enumerate(self.concept_names)
            if name in self.catalogue.mentioned
        }
        return Calibration.compute(
            self.background, lambda at: self.vectors.matrix(keys[at]), self.concept_matrix, mentions
        )


def _faiss(
    store: Store, path: Path, catalogue: Catalogue, model: str, width: int, before: Reader | None
) -> FaissVectors:
    """The snapshot that there is, with what is newer beside it; or a new one, kept at ``path``."""
    earlier = before.vectors if before and isinstance(before.vectors, FaissVectors) else None
    snapshot = earlier.snapshot if earlier else None
    if snapshot is None or not _fits(snapshot, model, store.rebuilt, catalogue):
        snapshot = _usable(path, model, store.rebuilt, catalogue)
    fresh = catalogue.keys[catalogue.keys > (snapshot.keys[-1] if snapshot and snapshot.count else -1)]
    if snapshot is None or len(fresh) > max(TAIL, snapshot.count // TAIL_SHARE):
        rows = stored_vectors(store, catalogue.keys, width)
        snapshot = build_snapshot(catalogue.generation, model, catalogue.keys, catalogue.identities, rows)
        if snapshot.count and not store.read_only:
            _keep(snapshot, path)
        fresh = np.empty(0, np.int64)
    held = (before.catalogue, earlier) if before and earlier and earlier.snapshot is snapshot else None
    return FaissVectors(snapshot, fresh, _tail(store, catalogue, fresh, snapshot.index.d, held))


def _tail(
    store: Store,
    catalogue: Catalogue,
    keys: npt.NDArray[np.int64],
    width: int,
    before: tuple[Catalogue, FaissVectors] | None,
) -> Matrix:
    """The vectors of passages newer than the snapshot; those that were held ``before`` beside it are taken over."""
    if before is None:
        return stored_vectors(store, keys, width).astype(np.float32)
    catalogue_before, vectors = before
    held = vectors.tail_keys
    at = np.searchsorted(catalogue_before.keys, held)
    identities = catalogue_before.identities[at]
    if not np.array_equal(held, keys[: len(held)]) or not same_passages(
        catalogue.keys, catalogue.identities, held, identities
    ):
        return stored_vectors(store, keys, width).astype(np.float32)
    fresh = stored_vectors(store, keys[len(held) :], width).astype(np.float32)
    return np.concatenate([vectors.tail, fresh])


def _keep(snapshot: Snapshot, path: Path) -> None:
    try:
        write_snapshot(snapshot, path)
    except OSError as error:  # a full disk costs the time to build it again, and no answer
        LOG.warning("vectors are not kept: %s", error)


def _usable(path: Path, model: str, rebuilt: int, catalogue: Catalogue) -> Snapshot | None:
    """The published snapshot, if it is whole and fits."""
    try:
        snapshot = read_snapshot(path)
    except (OSError, FileDamaged):
        return None
    return snapshot if _fits(snapshot, model, rebuilt, catalogue) else None


def _fits(snapshot: Snapshot, model: str, rebuilt: int, catalogue: Catalogue) -> bool:
    """Whether a snapshot is of this model, and of these passages up to its last.

    One older than the last rebuild may hold vectors that were damaged.
    """
    if snapshot.model != model or not snapshot.count or snapshot.generation < rebuilt:
        return False
    covered = int(np.searchsorted(catalogue.keys, snapshot.keys[-1], side="right"))
    return snapshot.holds(catalogue.keys[:covered], catalogue.identities[:covered])


def stored_vectors(store: Store, keys: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.float16]:
    """The vectors of these passages as the store holds them, one a row in the order of ``keys``."""
    found = np.zeros((len(keys), width), np.float16)
    if not len(keys):
        return found
    rows = store.connection().execute(
        "SELECT pk, vector FROM passages WHERE pk BETWEEN ? AND ? ORDER BY pk", (int(keys[0]), int(keys[-1]))
    )
    at = 0
    for pk, vector in rows:
        if at < len(keys) and pk == keys[at]:
            found[at] = np.frombuffer(vector, np.float16)
            at += 1
    return found
