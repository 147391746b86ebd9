"""Why is this hit first?  Hybrid search: words, meaning and concepts, fused into one score.

Each passage gets a *nearness* (its cosine to the question, in deviations above the question's
background) and a *coverage* (which share of what is asked for it holds, verified: a mention of the
concept, or the question's words by BM25).  Their weighted sum ranks.  On 52 real reports (28
queries, no concepts) this fusion reached nDCG@10 0.67 where reciprocal ranks of the same two legs
reached 0.60: a rank forgets that one leg has found nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import apsw
import numpy as np
import numpy.typing as npt

from index.lexical import keyword_search
from index.reader import Reader
from nlp.topic import COUNTED, Group, Topic

COVERAGE_WEIGHT = 5.0
"""Deviations that full coverage is worth.  With 3, 4, 5, 6 and 8 nDCG@10 of the 83 topics of tests/relevance is
0.830, 0.835, 0.839, 0.839 and 0.839, of 50 others 0.679, 0.683, 0.683, 0.684 and 0.683."""
LITERAL_WEIGHT = 2.0
"""What the question's own words are worth beside a mention of its concept: among mentions, those in
the question's wording go first (the 83 topics: nDCG@10 +0.02), and none gets past a mention."""
EXACT_WEIGHT = 1.5
"""What the question standing word for word in a passage is worth: 科教兴农 is a wording of 科教兴国, and whoever
asks for it wants it first (the 83 topics +0.005, the 50 others +0.010)."""
KEYWORD_LIMIT = 3_000
"""Passages that the keyword leg gives at most."""
SHORT = 16
"""Shorter passages are slogans more often than measures; each missing character costs SHORT_COST."""
SHORT_COST = 0.05
SCORE_MIDDLE, SCORE_SCALE = 3.0, 2.0
"""The logistic that turns the fused sum into 0..1: a near passage without coverage gets about 0.5."""

NOT_FOUND = np.float32(-np.inf)
USUAL = np.float32(0)
"""The nearness that counts for a passage whose own isn't told: that of any passage of the library."""

Floats = npt.NDArray[np.float32]
MODES = ("hybrid", "semantic", "keyword", "phrase")


@dataclass(frozen=True)
class Ranking:
    """Every passage of the reader with what each leg says of it."""

    score: Floats
    coverage: Floats
    nearness: Floats
    mentions: npt.NDArray[np.bool_]
    """Passages that verifiably speak of the topic: a counted mention of each concept asked for."""
    legs: Mapping[str, Floats]
    """Leg name → what it ranks passages by, ``NOT_FOUND`` where it did not find one."""

    def place(self, leg: str, position: int) -> int | None:
        """The 1-based rank of a passage in a leg, ties by position; None where the leg did not find it."""
        values = self.legs.get(leg)
        if values is None or values[position] == NOT_FOUND:
            return None
        before = np.count_nonzero(values > values[position])
        return int(before + np.count_nonzero(values[: position + 1] == values[position]))


def rank(
    reader: Reader,
    connection: apsw.Connection,
    topic: Topic,
    query: Floats | None,
    allowed: npt.NDArray[np.bool_],
    exact: npt.NDArray[np.bool_],
    words: bool = True,
) -> Ranking:
    """Rank all allowed passages; ``query`` is the question's vector, or None for words alone.

    ``exact`` says which passages hold the topic word for word; ``words`` is False for meaning alone.
    """
    total = len(reader.catalogue.keys)
    held, found_by_words = keyword_coverage(reader, connection, topic.words if words else (), allowed)
    coverage, mentions = concept_coverage(reader, topic.groups if words else (), held, topic.either)
    legs = {"keyword": found_by_words}
    nearness = np.full(total, NOT_FOUND)
    if query is not None and total:
        nearness = _nearness(reader, query)
        legs["semantic"] = np.where(allowed, nearness, NOT_FOUND)
    at = np.flatnonzero((nearness > NOT_FOUND) | (coverage > 0) | exact)
    fused = np.where(nearness[at] > NOT_FOUND, nearness[at], USUAL) + COVERAGE_WEIGHT * coverage[at]
    if topic.concepts:
        fused += LITERAL_WEIGHT * held[at]
    if words:
        fused += EXACT_WEIGHT * exact[at]
    fused -= SHORT_COST * np.maximum(0, SHORT - reader.catalogue.length[at])
    score = np.zeros(total, np.float32)
    score[at] = 1 / (1 + np.exp(-(fused - SCORE_MIDDLE) / SCORE_SCALE))
    return Ranking(score, coverage, nearness, mentions & allowed, legs)


def _nearness(reader: Reader, query: Floats) -> Floats:
    """Deviations above the question's background; ``NOT_FOUND`` for passages too far to be told."""
    similarities = reader.vectors.similarities(query, reader.catalogue.keys)
    found = reader.background.deviations(query, similarities)
    return np.where(np.isnan(found), NOT_FOUND, found)


def phrase_ranking(found: npt.NDArray[np.bool_]) -> Ranking:
    """Every passage that holds the exact wording; all score 1."""
    score = found.astype(np.float32)
    return Ranking(score, score, np.zeros(len(found), np.float32), found, {})


def ordered(reader: Reader, score: Floats, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Positions by score descending, then year descending, then document id and offset ascending."""
    catalogue = reader.catalogue
    years = -catalogue.years[positions].astype(np.int32)
    by_id = catalogue.identity_rank[positions]
    return positions[np.lexsort((by_id, years, -score[positions]))]


def keyword_coverage(
    reader: Reader,
    connection: apsw.Connection,
    words: Sequence[tuple[str, float]],
    allowed: npt.NDArray[np.bool_],
) -> tuple[Floats, Floats]:
    """Which share of the words' weight each passage holds (BM25 over what full coverage would give), and its BM25."""
    total = len(reader.catalogue.keys)
    coverage = np.zeros(total, np.float32)
    leg = np.full(total, NOT_FOUND)
    full = sum(weight * information(connection, word, total) for word, weight in words)
    if full <= 0:
        return coverage, leg
    keys, scores = keyword_search(connection, words, KEYWORD_LIMIT)
    positions, live = reader.catalogue.live_positions(keys)
    kept = allowed[positions]
    leg[positions[kept]] = scores[live][kept]
    coverage[positions[kept]] = np.minimum(1, scores[live][kept] / full)
    return coverage, leg


def information(connection: apsw.Connection, word: str, total: int) -> float:
    """BM25's inverse document frequency of a word, as FTS5 computes it; it knows removed passages, too."""
    row = connection.execute(
        "SELECT doc FROM lexicon_words WHERE term = ? AND col = 'tokens'", (word,)
    ).fetchone()
    holding = row[0] if row else 0
    return max(1e-6, math.log((max(total, holding) - holding + 0.5) / (holding + 0.5)))


def concept_coverage(
    reader: Reader, groups: Sequence[Group], words: Floats, either: bool
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Weighted share of the groups that each passage covers; where no concept is asked for, ``words``.

    The second array says which passages mention a concept asked for (or one that counts as it); all of
    them, unless ``either`` is enough or no passage does.
    """
    asked = [group for group in groups if group.concepts]
    if not asked:
        return words, np.zeros(len(words), np.bool_)
    weight = sum(group.weight for group in asked)
    residue = sum(group.weight for group in groups if not group.concepts)
    covered = np.zeros(len(words), np.float32)
    spoken = []
    for group in asked:
        held = np.zeros(len(words), np.float32)
        for name, factor in group.concepts:
            positions, _ = reader.catalogue.mentioned.get(name, (np.empty(0, np.int32), None))
            held[positions] = np.maximum(held[positions], factor)
        covered += group.weight * held
        spoken.append(held >= COUNTED)
    share = residue / (weight + residue)
    every, one = np.logical_and.reduce(spoken), np.logical_or.reduce(spoken)
    mentions = one if either or not every.any() else every
    return ((1 - share) * covered / weight + share * words).astype(np.float32), mentions
