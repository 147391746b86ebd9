"""Has this been said before?  The passages that a piece of a draft repeats, rewords or is near to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corpus.folding import fold
from index.catalogue import NO_YEAR
from index.evidence import phrase_positions
from index.reader import Reader
from index.sentences import SentenceVectors
from index.store import Store
from nlp.overlap import held, shingles

POOL = 40
"""Passages whose wording is compared, the nearest; beside them those that hold the piece word for word,
and the nearest of each year that comes near enough to be an edited version."""
EDITED_NEAR = 4.0
"""Nearness of an edited version: 19 of 20 in the sample plans have more."""
SAID = 0.7
"""Likeness from which a passage practically says the same: half of the edited items of the sample plans
(a figure or a clause changed) and all verbatim ones, none of the new ones."""
SCATTERED = 0.95
"""The most for a passage that holds every shingle, but not in a row: 入园率达到98%，…覆盖率达到90% never
said 入园率达到90%."""
MEANING_ONLY = 0.69
"""The most that meaning gives without a shared wording: a reworded sentence is never taken for the same."""
MIDDLE, SCALE = 4.2, 0.4
"""The logistic from nearness to likeness, so that 0.3 (reworded, no longer new) lies where most of what was
said falls on one side and what never was on the other: of 60 paraphrases of the reports 51 are at most
reworded, of 67 items on topics that no report mentions 55 are new (64 with the model before it was tuned)."""
NAMED = 0.3
"""Deviations that a passage gains which mentions any concept of education: 60 paraphrases among 52
reports, of which a tenth is on education: recall in the first ten 0.90 → 0.92."""
QUERIES = 32
"""Sentences compared with the library at once."""

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a draft: its raw text, and a vector and a weight (in all 1) for each of its sentences."""

    text: str
    vectors: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Precedents:
    """Positions, best first, with their scores and likenesses; 0 alike in nothing, 1 verbatim."""

    positions: tuple[int, ...]
    scores: tuple[float, ...]
    likeness: tuple[float, ...]

    @property
    def novelty(self) -> float:
        """0 for what is carried over word for word, near 1 for what nothing is like."""
        return 1 - max(self.likeness, default=0.0)


def find_precedents(
    reader: Reader, store: Store, sentences: SentenceVectors, pieces: Sequence[Piece], allowed: Mask
) -> list[Precedents]:
    """For each piece the passages most like it, among those allowed."""
    named = np.zeros(len(allowed), np.float32)
    for positions, _ in reader.catalogue.mentioned.values():
        named[positions] = NAMED
    return [
        _weigh(reader, store, piece, near, named, allowed)
        for piece, near in zip(pieces, _nearness(reader, sentences, pieces), strict=True)
    ]


def _nearness(reader: Reader, sentences: SentenceVectors, pieces: Sequence[Piece]) -> list[Floats]:
    """How near each passage is to each piece: the mean over the piece's sentences, by weight.

    A passage whose sentences are not made yet is as near as its own vector says.
    """
    keys = reader.catalogue.keys
    lacking = np.isin(keys, sentences.missing(keys), assume_unique=True)
    vectors = np.concatenate([piece.vectors for piece in pieces])
    found = np.empty((len(vectors), len(keys)), np.float32)
    for first in range(0, len(vectors), QUERIES):
        chosen = vectors[first : first + QUERIES]
        found[first : first + QUERIES] = sentences.nearness(chosen, keys)
        if lacking.any():
            whole = SentenceVectors(keys[lacking], reader.vectors.matrix(keys[lacking]), sentences.typical)
            found[first : first + QUERIES, lacking] = whole.nearness(chosen, keys[lacking])
    edges = np.cumsum([len(piece.vectors) for piece in pieces])[:-1]
    return [
        (piece.weights @ rows).astype(np.float32)
        for piece, rows in zip(pieces, np.split(found, edges), strict=True)
    ]


def _weigh(
    reader: Reader, store: Store, piece: Piece, near: Floats, named: Floats, allowed: Mask
) -> Precedents:
    exact = phrase_positions(reader, store, (piece.text,)) & allowed
    pool = _pool(reader, near + named, near, exact, allowed)
    keys = reader.catalogue.keys[pool]
    texts = store.passages(keys.tolist())
    own = shingles(folded(piece.text))
    wording = np.array([held(own, shingles(folded(texts[int(key)].passage.text))) for key in keys])
    wording = np.where(exact[pool], 1.0, np.minimum(wording, SCATTERED))
    likeness = np.maximum(wording, MEANING_ONLY * _logistic(near[pool]))
    scores = np.round(1 - (1 - wording) * (1 - _logistic(near[pool] + named[pool])), 4)
    years = reader.catalogue.years[pool].astype(np.int32)
    order = np.lexsort((reader.catalogue.identity_rank[pool], -years, -scores))
    return Precedents(
        tuple(pool[order].tolist()), tuple(scores[order].tolist()), tuple(likeness[order].tolist())
    )


def _pool(reader: Reader, ranked: Floats, near: Floats, exact: Mask, allowed: Mask) -> npt.NDArray[np.int64]:
    """Positions whose wording is worth comparing, ascending."""
    live = np.flatnonzero(allowed & np.isfinite(near))
    best = live[np.argsort(-ranked[live], kind="stable")]
    years = reader.catalogue.years[best]
    edited = (near[best] >= EDITED_NEAR) & (years != NO_YEAR)
    of_each_year = best[edited][np.unique(years[edited], return_index=True)[1]]
    return np.unique(np.concatenate([best[:POOL], of_each_year, np.flatnonzero(exact)]))


def said_since(reader: Reader, precedents: Precedents) -> int | None:
    """The first year in which practically this was said, among documents whose year is not in doubt."""
    catalogue = reader.catalogue
    years = [
        document.year
        for position, likeness in zip(precedents.positions, precedents.likeness, strict=True)
        if likeness >= SAID
        and (document := catalogue.records[catalogue.document[position]].document).year is not None
        and not document.year_conflict
    ]
    return min((year for year in years if year is not None), default=None)


def _logistic(values: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-(values - MIDDLE) / SCALE))
    return found


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """The match key of a passage; the same passages are compared again and again."""
    return fold(text).text
