"""Which sentence of a passage means this?  A vector for each sentence, beside the library.

A passage of three sentences is near a draft that repeats one of them, but not nearer than many others:
of 60 paraphrases of single sentences in 52 reports, the vectors of passages put 41 sources among the
first ten, those of sentences 54.  They are derived, cost about what the passages' own do, and only
precedents need them: made when first asked for, or beside the first questions of a service, and kept in
a file that is ignored when another model made it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import apsw
import numpy as np
import numpy.typing as npt

from corpus.errors import CejianError
from corpus.folding import ETC, MASK, fold
from index.catalogue import passage_identities
from index.giving_way import Answering
from index.sealed import FileDamaged, publish, read_published
from index.snapshot import same_passages
from index.store import Store
from nlp.bundle import TYPICAL
from nlp.encoder import Encoder
from nlp.quoting import sentences

FILE = "sentences.vectors"
MAGIC = b"cejian sentences 1\n"
CHUNK = 512
"""Passages whose sentences are made, and can be used, at once."""
CRUMB = 24
"""Sentences that are made between two looks at whether an answer is under way: one forward pass of the model,
computed by the thread that asks for it, some 60 ms on one core."""
SHORTEST = 4
"""Letters: a shorter sentence (好！) says nothing by itself."""
HALF_KNOWN = 200
"""Sentences from which the library itself is half of the background that nearness is measured against."""

Keys = npt.NDArray[np.int64]
Matrix = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
LOG = logging.getLogger(__name__)


def sentence_texts(text: str) -> list[str]:
    """What the model reads of a raw passage or draft: its sentences, folded.

    >>> sentence_texts("抓好减负。好！改造危房３处。")
    ['抓好减负。', '改造危房3处。']
    """
    key = fold(text).text.replace(MASK, "某").replace(ETC, " 等")
    spans = [key[start:end] for start, end in sentences(key)]
    return [one for one in spans if sum(map(str.isalnum, one)) >= SHORTEST] or [key]


@dataclass(frozen=True)
class SentenceVectors:
    """Row ``i`` is a sentence of the passage ``owners[i]`` (ascending; one passage may own several)."""

    owners: Keys
    matrix: Matrix
    typical: Matrix
    """Sentences of plans in general: what nearness is measured against in a small library."""

    @cached_property
    def _firsts(self) -> npt.NDArray[np.int64]:
        return np.flatnonzero(np.diff(self.owners, prepend=-1))

    @cached_property
    def _passages(self) -> Keys:
        return self.owners[self._firsts]

    def missing(self, keys: Keys) -> Keys:
        """Those of the passages (ascending) that have no sentences yet."""
        return keys[~_among(keys, self._passages)]

    def nearness(self, queries: Matrix, keys: Keys) -> Matrix:
        """How near the nearest sentence of each passage (columns, ascending keys) is to each query.

        In standard deviations above the query's background: sentences of plans in general and of
        this library.  A passage without sentences has -inf.
        """
        found = np.full((len(queries), len(keys)), -np.inf, np.float32)
        usual = queries @ self.typical.T
        middle, spread = usual.mean(axis=1), usual.std(axis=1)
        if len(self.owners):
            similar = queries @ self.matrix.T
            own = 0.5 * len(self.owners) / (len(self.owners) + HALF_KNOWN)
            middle = (1 - own) * middle + own * similar.mean(axis=1)
            spread = (1 - own) * spread + own * similar.std(axis=1)
            best = np.maximum.reduceat(similar, self._firsts, axis=1)
            held = _among(self._passages, keys)
            at = np.searchsorted(keys, self._passages[held])
            found[:, at] = (best[:, held] - middle[:, None]) / np.maximum(spread, 1e-3)[:, None]
        return found

    def joined(self, owners: Keys, matrix: Matrix, keep: Keys) -> SentenceVectors:
        """These and newer ones, without those of passages that are not in ``keep``."""
        every = np.concatenate([self.owners, owners])
        kept = np.flatnonzero(np.isin(every, keep))
        order = kept[np.argsort(every[kept], kind="stable")]
        return SentenceVectors(every[order], np.concatenate([self.matrix, matrix])[order], self.typical)


class SentenceIndex:
    """The sentence vectors of a library: read from their file, made where they are missing."""

    def __init__(
        self, store: Store, folder: Path, encoder: Encoder, answering: Answering | None = None
    ) -> None:
        self._store, self._path, self._encoder = store, folder / FILE, encoder
        self._answering = answering or Answering()
        self._held: SentenceVectors | None = None
        self._reading, self._filling = threading.Lock(), threading.Lock()
        self._beside: threading.Thread | None = None

    @property
    def current(self) -> SentenceVectors:
        """What there is now; swapped whole, so that a question keeps what it began with."""
        with self._reading:
            if self._held is None:
                self._held = self._read()
            return self._held

    @property
    def _model(self) -> str:
        return f"{self._encoder.name}@{self._encoder.fingerprint}"

    def _read(self) -> SentenceVectors:
        kept = read_sentences(self._path, self._model, self._store)
        if kept is not None:
            return kept
        lines = TYPICAL.read_text(encoding="utf-8").splitlines()
        typical = _rounded(self._encoder.encode_passages(lines))
        return SentenceVectors(np.empty(0, np.int64), np.empty_like(typical[:0]), typical)

    def fill(self, keys: Keys, progress: Progress = lambda done, total: None, beside: bool = False) -> None:
        """Make what is missing for these passages, all that are live; returns when it is done.

        ``beside``: give way to answers, rather than take all cores.
        """
        with self._filling:
            wanted = self.current.missing(keys)
            for first in range(0, len(wanted), CHUNK):
                chunk = self._store.passages(wanted[first : first + CHUNK].tolist())
                texts = [
                    (key, one) for key in sorted(chunk) for one in sentence_texts(chunk[key].passage.text)
                ]
                rows = _rounded(self._rows([text for _, text in texts], beside))
                owners = np.array([key for key, _ in texts], np.int64)
                self._held = self.current.joined(owners, rows, keys)
                progress(min(first + CHUNK, len(wanted)), len(wanted))
            if len(wanted) and not self._store.read_only:
                self._write(self.current)

    def _rows(self, texts: list[str], beside: bool) -> Matrix:
        """Vectors of texts: all at once, or a crumb at a time with answers going first."""
        if not beside:
            return self._encoder.encode_passages(texts)
        rows = np.empty((len(texts), self._encoder.dimension), np.float32)
        for first in range(0, len(texts), CRUMB):
            self._answering.give_way()
            rows[first : first + CRUMB] = self._encoder.encode_passages(texts[first : first + CRUMB])
        return rows

    def fill_beside(self, keys: Keys) -> None:
        """The same in a thread of its own, one at a time; what is ready is used meanwhile."""
        if self._beside is None or not self._beside.is_alive():
            self._beside = threading.Thread(
                target=self._quietly, args=(keys,), name="cejian-sentences", daemon=True
            )
            self._beside.start()

    def _quietly(self, keys: Keys) -> None:
        try:
            self.fill(keys, beside=True)
        except (CejianError, OSError, apsw.Error) as error:
            LOG.warning("sentences are not made: %s", error)

    def _write(self, vectors: SentenceVectors) -> None:
        """A full disk costs the time to make them again, and no answer."""
        keys, identities = passage_identities(self._store)
        vectors = vectors.joined(vectors.owners[:0], vectors.matrix[:0], keys)
        header = {
            "model": self._model,
            "count": len(vectors.owners),
            "typical": len(vectors.typical),
            "dimension": vectors.typical.shape[1],
        }
        parts = (
            vectors.owners.tobytes(),
            identities[np.searchsorted(keys, vectors.owners)].tobytes(),
            vectors.matrix.astype(np.float16).tobytes(),
            vectors.typical.astype(np.float16).tobytes(),
        )
        try:
            publish(self._path, MAGIC, header, parts)
        except OSError as error:
            LOG.warning("sentences are not kept: %s", error)


def read_sentences(path: Path, model: str, store: Store) -> SentenceVectors | None:
    """The sentence vectors that are kept, if they are whole, of this model and of these passages."""
    try:
        header, body = read_published(path, MAGIC)
        if header["model"] != model:
            return None
        count, typical, width = header["count"], header["typical"], header["dimension"]
        owners, held = (
            np.frombuffer(body[8 * count * n :], kind, count) for n, kind in ((0, "i8"), (1, "u8"))
        )
        rows = (
            np.frombuffer(body[16 * count :], np.float16).astype(np.float32).reshape(count + typical, width)
        )
    except (OSError, FileDamaged, KeyError, TypeError, ValueError):
        return None  # missing or damaged: both are mended by making them
    keys, identities = passage_identities(store)
    known = _among(owners, keys)
    if not same_passages(keys, identities, owners[known], held[known]):
        return None
    return SentenceVectors(owners[known], rows[:count][known], rows[count:])


def _rounded(rows: Matrix) -> Matrix:
    """As the file keeps them, so that the first answer is no other than those after it."""
    return rows.astype(np.float16).astype(np.float32)


def _among(wanted: Keys, held: Keys) -> npt.NDArray[np.bool_]:
    """Which of the keys are among others, which ascend."""
    at = np.searchsorted(held, wanted)
    inside = at < len(held)
    inside[inside] = held[at[inside]] == wanted[inside]
    return inside
