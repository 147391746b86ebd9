"""Why this name for a theme?  Labels are literal phrases of the passages, in the plans' own words.

Candidates are runs of words in the passages; each is scored by class-based tf-idf (Grootendorst 2022):
how many of the theme's passages hold it, against how many of the others do.  A phrase that is a
wording of a concept is preferred; the question's own words and the filler of official documents
never make a label.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nlp.filler import FILLER_WORDS

LONGEST_RUN = 4
"""Words in a label at most."""
FEWEST, MOST_CHARACTERS = 3, 12
CONCEPT_BONUS = 2.0
"""What being a concept's wording is worth: it puts 校外培训机构 before 校外培训机构治理工作."""
KEYWORDS = 6


@dataclass(frozen=True, slots=True)
class Label:
    """A theme's name and the words that set it apart."""

    text: str
    keywords: tuple[str, ...]


def label_themes(
    texts: Sequence[Sequence[str]],
    themes: Sequence[int],
    query_words: Collection[str],
    wordings: Collection[str] = (),
) -> list[Label]:
    """One label a theme; ``texts`` are the passages' words in order, punctuation kept as its own item."""
    count = max(themes, default=-1) + 1
    sizes = Counter(themes)
    held: list[Counter[str]] = [Counter() for _ in range(count)]
    everywhere: Counter[str] = Counter()
    for words, theme in zip(texts, themes, strict=True):
        for phrase in phrases(words, query_words):
            held[theme][phrase] += 1
            everywhere[phrase] += 1
    labels: list[Label] = []
    taken: set[str] = set()
    for theme in range(count):
        scores = {
            phrase: _score(phrase, times, sizes[theme], everywhere[phrase], len(texts), phrase in wordings)
            for phrase, times in held[theme].items()
        }
        ranked = sorted(scores, key=lambda phrase: (-scores[phrase], -len(phrase), phrase))
        text = next(
            (p for p in ranked if len(p) >= FEWEST and not _overlaps(p, taken)), ranked[0] if ranked else ""
        )
        taken.add(text)
        labels.append(Label(text, _keywords(ranked, text)))
    return labels


def phrases(words: Sequence[str], query_words: Collection[str]) -> set[str]:
    """The literal runs of one to four words that could name a theme."""
    found = set()
    for start in range(len(words)):
        if not _carries(words[start], query_words) and words[start] not in query_words:
            continue
        run = ""
        for end in range(start, min(start + LONGEST_RUN, len(words))):
            if not re.fullmatch(r"[\w·]+", words[end]):
                break
            run += words[end]
            part = words[start : end + 1]
            if len(run) > MOST_CHARACTERS:
                break
            new = [word for word in part if _carries(word, query_words)]
            last = words[end]
            ends_well = _carries(last, query_words) or last in query_words or last in _GOOD_ENDS
            if new and ends_well and len(run) >= 2:
                found.add(run)
    return found


_GOOD_ENDS = frozenset(
    "建设 管理 服务 机制 制度 体系 改革 行动 工程 计划 活动 教育 学校 发展 培训 评价 标准 质量 项目".split()
)


def _carries(word: str, query_words: Collection[str]) -> bool:
    """Whether a word says something of its own here."""
    return (
        len(word) > 1
        and word not in FILLER_WORDS
        and word not in query_words
        and not re.fullmatch(r"[\d.%a-z]+", word)
    )


def _score(phrase: str, times: int, size: int, everywhere: int, total: int, known: bool) -> float:
    share = times / size
    rarity = math.log(1 + total / everywhere)
    shape = min(len(phrase), 8) / 8
    support = 1 if times > 1 or size == 1 else 0.5
    return share * rarity * (0.5 + shape) * support * (CONCEPT_BONUS if known else 1)


def _overlaps(phrase: str, taken: Collection[str]) -> bool:
    return any(phrase in other or other in phrase for other in taken)


def _keywords(ranked: Sequence[str], label: str) -> tuple[str, ...]:
    chosen: list[str] = []
    for phrase in ranked:
        if phrase != label and not any(phrase in other or other in phrase for other in (*chosen, label)):
            chosen.append(phrase)
        if len(chosen) == KEYWORDS:
            break
    return tuple(chosen)
