"""Scores themes: do passages that readers would put together stand together?

    CEJIAN_DATA=… python -m tests.score_themes          # a library that holds the 52 reports

Agreement is normalised mutual information, 2 I(A; B) / (H(A) + H(B)), of the themes shown with gold topics,
over the passages that have one.  Gold is of two kinds: ``tests/themes/mixed.json``, labelled by reading,
and lists of five topics of ``tests/relevance/topics.json``, where a passage belongs to the one topic whose
regular expression it matches (written by people who had not seen the concept store).
"""

from __future__ import annotations

import json
import math
import os
import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from api import schemas
from api.answers import SAMPLE_MARK
from api.library import Library
from api.settings import Settings

HERE = Path(__file__).parent
MIXED = HERE / "themes" / "mixed.json"
TOPICS = HERE / "relevance" / "topics.json"
PER_YEAR = 20
"""So that nearly all passages about a question are shown."""
TOGETHER, LISTS = 5, 16
"""Topics in a list, and lists: topic 1, 17, 33, 49 and 65 make the first."""


@dataclass(frozen=True)
class Case:
    """A question, and the topic of each passage whose text holds a run of its document."""

    query: str
    topics: Mapping[str, Sequence[str]]

    def gold(self, passage: schemas.Passage) -> str | None:
        title = passage["title"].removeprefix(SAMPLE_MARK)
        for topic, runs in self.topics.items():
            for run in runs:
                document, _, text = run.partition("#")
                if document == title and text in passage["text"]:
                    return topic
        return None


@dataclass(frozen=True)
class ListCase:
    """Five topics asked for at once."""

    query: str
    patterns: Sequence[tuple[re.Pattern[str], re.Pattern[str]]]

    def gold(self, passage: schemas.Passage) -> int | None:
        text = passage["text"]
        held = [
            number
            for number, (wanted, unwanted) in enumerate(self.patterns)
            if wanted.search(text) and not unwanted.search(text)
        ]
        return held[0] if len(held) == 1 else None


@dataclass(frozen=True)
class Score:
    """Agreement of one answer; ``labelled`` passages of it have a gold topic."""

    query: str
    agreement: float
    labelled: int
    themes: int
    alone: int
    stability: float
    took_ms: float


def mixed_cases() -> list[Case]:
    return [Case(one["query"], one["topics"]) for one in json.loads(MIXED.read_text(encoding="utf-8"))]


def list_cases() -> list[ListCase]:
    topics = json.loads(TOPICS.read_text(encoding="utf-8"))
    step = len(topics) // TOGETHER
    chosen = [[topics[first + step * number] for number in range(TOGETHER)] for first in range(LISTS)]
    return [
        ListCase(
            "、".join(topic["topic"] for topic in five),
            [(re.compile(t["relevant"]), re.compile(t.get("irrelevant") or "(?!)")) for t in five],
        )
        for five in chosen
    ]


def score(library: Library, case: Case | ListCase) -> Score:
    """Ask, and compare the themes shown with the gold topics; a passage alone is a theme of its own."""
    answer = library.themes(case.query, per_year=PER_YEAR)
    shown = [(theme["id"], hit) for theme in answer["themes"] for hit in theme["passages"] if not hit["near"]]
    shown += [(hit["id"], hit) for hit in answer["alone"]]
    pairs = [(theme, topic) for theme, hit in shown if (topic := case.gold(hit)) is not None]
    return Score(
        case.query,
        agreement([theme for theme, _ in pairs], [topic for _, topic in pairs]),
        len(pairs),
        len(answer["themes"]),
        len(answer["alone"]),
        fmean(theme["stability"] for theme in answer["themes"]) if answer["themes"] else 0.0,
        answer["took_ms"],
    )


def agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Normalised mutual information of two labellings; 1 where both are one group.

    >>> agreement("aabb", "xxyy"), agreement("abab", "xxyy")
    (1.0, 0.0)
    """
    total = len(first)
    ones, others, both = Counter(first), Counter(second), Counter(zip(first, second, strict=True))
    mutual = sum(
        times / total * math.log(times * total / (ones[one] * others[other]))
        for (one, other), times in sorted(both.items(), key=str)
    )
    spread = _entropy(ones) + _entropy(others)
    return 2 * mutual / spread if spread else 1.0


def _entropy(counts: Counter[Hashable]) -> float:
    total = counts.total()
    return -sum(times / total * math.log(times / total) for times in counts.values())


def main() -> None:
    library = Library(Settings.from_environ(os.environ))
    for name, cases in (("mixed.json", mixed_cases()), ("topics.json，五个一问", list_cases())):
        scores = [score(library, case) for case in cases]
        for one in scores:
            print(
                f"{one.agreement:.3f}  有标签 {one.labelled:>3} 段，{one.themes:>2} 个主题，单列 {one.alone} 段，"
                f"稳定 {one.stability:.2f}，{one.took_ms:>5.0f} 毫秒  {one.query}"
            )
        print(f"{fmean(one.agreement for one in scores):.3f}  {name} 平均\n")


if __name__ == "__main__":
    main()
