"""Which passages hold these words?  The keyword leg (BM25) and the exact leg over SQLite FTS5."""

from __future__ import annotations

import re
from collections.abc import Sequence

import apsw
import numpy as np
import numpy.typing as npt

from corpus.folding import fold_key
from index.prepare import encodable, pair_phrase
from nlp.concept_files import wording_pattern

WEIGHT_TOKENS, WEIGHT_HEADINGS = 1.0, 0.4
"""BM25 column weights: a word in the text counts more than one in the headings it stands under."""

NOTHING = "(?!)"
"""A pattern that matches nothing, for no wordings."""

_PLAIN = re.compile("[\u4e00-\u9fff]{2,}")

Keys = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


def keyword_search(
    connection: apsw.Connection, words: Sequence[tuple[str, float]], limit: int
) -> tuple[Keys, Scores]:
    """Passage keys and BM25 scores (higher is better), best first, for weighted words.

    FTS5 has no weights for terms, so words of one weight are asked together and the scores added.
    """
    total: dict[int, float] = {}
    for weight in sorted({weight for _, weight in words}, reverse=True):
        asked = sorted({word for word, given in words if given == weight})
        expression = "{tokens headings} : (" + " OR ".join(quoted(word) for word in asked) + ")"
        for pk, rank in connection.execute(
            f"SELECT rowid, bm25(lexicon, {WEIGHT_TOKENS}, {WEIGHT_HEADINGS}, 0) AS r FROM lexicon"
            " WHERE lexicon MATCH ? ORDER BY r, rowid LIMIT ?",
            (expression, limit),
        ):
            total[int(pk)] = total.get(int(pk), 0.0) - weight * float(rank)
    keys = np.fromiter(total, np.int64, len(total))
    scores = np.fromiter(total.values(), np.float64, len(total))
    order = np.lexsort((keys, -scores))
    return keys[order], scores[order]


def wording_candidates(connection: apsw.Connection, wordings: Sequence[str]) -> list[int]:
    """Keys of passages that may hold one of the wordings: all that do, and few that don't.

    ``…`` inside a wording stands for a gap; each part of two characters or more must occur.
    """
    alternatives = []
    for wording in wordings:
        parts = [part for part in fold_key(wording).split("…") if len(part) >= 2]
        if parts:
            alternatives.append("(" + " AND ".join(pair_phrase(part) for part in parts) + ")")
    if not alternatives:
        return []
    expression = "pairs : (" + " OR ".join(sorted(set(alternatives))) + ")"
    rows = connection.execute("SELECT rowid FROM lexicon WHERE lexicon MATCH ? ORDER BY rowid", (expression,))
    return [int(pk) for (pk,) in rows]


def is_certain(wording: str) -> bool:
    """Whether all candidates for a wording hold it: pairs of plain Chinese characters, side by side, are exact.

    >>> is_certain("課業負擔"), is_certain("学生…负担"), is_certain("xx年"), is_certain("学")
    (True, False, False, False)
    """
    return _PLAIN.fullmatch(fold_key(wording)) is not None


def wording_regex(wordings: Sequence[str]) -> re.Pattern[str]:
    """One pattern for folded text, longer wordings first; verifies what the pairs suggest."""
    keys = sorted({fold_key(wording) for wording in wordings} - {""}, key=lambda key: (-len(key), key))
    return re.compile("|".join(wording_pattern(key) for key in keys) or NOTHING)


def quoted(word: str) -> str:
    """An FTS5 string: every operator, colon and quotation mark inside it is a plain character."""
    return '"' + encodable(word).replace('"', '""').replace("\x00", "") + '"'
