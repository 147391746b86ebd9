"""Is there evidence at all?  Which passages are about the question, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.folding import fold_key
from index.lexical import is_certain, quoted, wording_candidates, wording_regex
from index.reader import Reader
from index.search import Ranking
from index.store import Store
from index.verdicts import NONE, STRONG, WEAK
from nlp.topic import Topic

FULL_COVERAGE = 0.9
"""From here on a passage holds all words that were asked for (BM25 gives long passages a little less)."""
HALF_COVERAGE = 0.45
"""From here on it holds so many of them that it supports an answer, where no concept is asked for."""
MOSTLY_COVERED = 0.5
"""The same where a concept was only guessed from the question's meaning, and no passage mentions it."""
SEVERAL = 5
"""So many passages that are surely near support an answer without any of the question's words."""
RELATED_COVERAGE = 0.25
"""What a mention of a related concept, or some of the question's words, gives beside a concept asked for."""
FAINT = 0.5
"""Share of a plausible nearness from which a year's best passage is shown beside the themes, unclaimed: with
0.5, 0.7 and 0.75 of the years of 83 topics 89, 87 and 87 in 100 are covered, of 50 others 86, 84 and 84."""
LEFT_SHARE = 0.4
"""A question of which more than this is about something that no passage on its concept holds or is near to (研究生 +
导师责任) has no answer here."""
PLAIN_WORDING = 4
"""Characters from which a wording says itself what it means: 减负 may be that of enterprises,
法制宣传教育 is what it says even where the concept store knows another sense."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence:
    """``about``: passages that verifiably speak of the topic; ``relevant``: these and those that a list
    may show; ``near``: what may be shown for a year in which nothing else is found."""

    level: str
    about: Mask
    relevant: Mask
    near: Mask


def weigh(
    reader: Reader, store: Store, topic: Topic, ranking: Ranking, allowed: Mask, exact: Mask
) -> Evidence:
    """Judge a ranking: strong, weak or none, and which passages may be shown for it.

    ``exact``: the passages that hold the topic word for word.
    """
    if not ranking.legs:  # a phrase search: what was found is exact, and all there is
        found = ranking.mentions
        return Evidence(STRONG if found.any() else NONE, found, found, found)
    calibration = reader.calibration
    exact = exact & allowed
    plain = len(topic.asked.core) >= PLAIN_WORDING
    about: Mask = ranking.mentions
    if not topic.named or plain:
        about = about | exact
    if not topic.concepts:
        about = about | (allowed & (ranking.coverage >= FULL_COVERAGE))
    near: Mask = allowed & (ranking.nearness >= calibration.near)
    sure: Mask = allowed & (ranking.nearness >= calibration.sure)
    held = RELATED_COVERAGE if topic.concepts else HALF_COVERAGE
    supported: Mask = allowed & (ranking.nearness >= calibration.plausible) & (ranking.coverage >= held)
    close = bool((about & near).any())
    if topic.concepts:
        guessed = close or bool((supported & (ranking.coverage >= MOSTLY_COVERED)).any())
    else:
        nearer = allowed & (ranking.nearness >= (calibration.near + calibration.sure) / 2)
        touched = nearer & (ranking.coverage >= RELATED_COVERAGE)
        guessed = bool((supported | touched).any()) or int(np.count_nonzero(sure)) >= SEVERAL
    level = _level(reader, store, topic, about, exact, guessed, close)
    if level == NONE:
        nothing = np.zeros_like(allowed)
        return Evidence(NONE, about if topic.named else nothing, nothing, nothing)
    relevant = about | supported | (sure if topic.concepts else near)
    faint = (ranking.nearness >= FAINT * calibration.plausible) | (ranking.coverage >= RELATED_COVERAGE)
    return Evidence(level, about, relevant, relevant | (allowed & faint))


def _level(
    reader: Reader, store: Store, topic: Topic, about: Mask, exact: Mask, guessed: bool, close: bool
) -> str:
    """Strong takes the question's own terms in a passage about it; a term that only leads to a wider
    concept (眼保健操 → 近视防控), or a word left over that no plan holds, gives less."""
    if not topic.named:
        if exact.any():
            return STRONG
        return WEAK if guessed else NONE
    if exact.any() and (exact & about).any():
        return STRONG
    elsewhere = [word for word in topic.left if word_positions(reader, store, word).any()]
    beside = [word for word in elsewhere if (word_positions(reader, store, word) & about).any()]
    astray = sum(map(len, elsewhere)) > LEFT_SHARE * len(topic.asked.core) and not beside and not close
    if not about.any() or astray:
        return NONE
    literal = all(
        name or (phrase_positions(reader, store, (term,)) & about).any() for term, name in topic.named
    )
    certain = literal and all(group.literal for group in topic.concepts)
    return STRONG if certain and len(beside) == len(topic.left) else WEAK


def word_positions(reader: Reader, store: Store, word: str) -> Mask:
    """The live passages that hold a word, in their text or headings."""
    found = np.zeros(len(reader.catalogue.keys), np.bool_)
    rows = store.connection().execute(
        "SELECT rowid FROM lexicon WHERE lexicon MATCH ?", ("{tokens headings} : " + quoted(word),)
    )
    positions, _ = reader.catalogue.live_positions(np.array([pk for (pk,) in rows], np.int64))
    found[positions] = True
    return found


def phrase_positions(reader: Reader, store: Store, wordings: tuple[str, ...]) -> Mask:
    """Exhaustive: the live passages in whose folded text one of the wordings stands, verified."""
    found = np.zeros(len(reader.catalogue.keys), np.bool_)
    keys = wording_candidates(store.connection(), wordings)
    if keys and not all(map(is_certain, wordings)):
        pattern = wording_regex(wordings)
        held = store.passages(keys)
        keys = [key for key in keys if key in held and pattern.search(fold_key(held[key].passage.text))]
    positions, _ = reader.catalogue.live_positions(np.array(keys, np.int64))
    found[positions] = True
    return found
