"""How good are the themes, and how fast?  Beside BERTopic with the same texts and vectors.

``python -m bench.themes`` measures this alone, on the library of ``CEJIAN_DATA``, which must hold the 52
reports.  BERTopic is no dependency: ``make peers`` puts it into ``.venv-peers``; without it our figures stand alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np
import numpy.typing as npt

from api.answers import passage_json
from api.finding import find
from api.library import Library
from api.settings import Settings
from api.themes import asked_words, rows_of
from bench.peer_topics import SIZES
from bench.peers import ABSENT, PYTHON, ROOT
from bench.table import TIME, Ratio, lines
from corpus.folding import fold_key
from index.years import themed_passages
from nlp.clustering import theme_range
from nlp.focus import focus
from nlp.gist import Gists
from nlp.theming import ThemeFinder
from tests.score_themes import PER_YEAR, Case, ListCase, agreement, list_cases, mixed_cases

MOST_THEMES = 12
WANTED = 8.0
"""How many times faster than BERTopic, by its defaults, themes shall be."""


@dataclass(frozen=True)
class Asked:
    """What both sides group: passages about a question, with the gold topic of those that have one."""

    query: str
    texts: list[str]
    vectors: npt.NDArray[np.float32]
    gold: Sequence[Hashable | None]
    groups: list[int]
    """Our theme of each passage; one that is alone has a number of its own below zero."""
    seconds: float
    """To group them, with names and stability."""
    answered: float
    """For the whole answer: to search, group, name, quote."""

    def agreement(self, groups: Sequence[int]) -> float:
        """With the gold topics; an outlier (below zero) is a group of its own."""
        apart = [group if group >= 0 else -1 - number for number, group in enumerate(groups)]
        pairs = [(group, gold) for group, gold in zip(apart, self.gold, strict=True) if gold is not None]
        return agreement([group for group, _ in pairs], [gold for _, gold in pairs])


def ask(library: Library, case: Case | ListCase) -> Asked:
    """Answer the question; then find what is about it, and group it, by itself."""
    started = time.perf_counter()
    library.themes(case.query, per_year=PER_YEAR)
    answered = time.perf_counter() - started
    parts = library.parts
    found = find(parts, case.query)
    reader = found.reader
    named = bool(found.topic.concepts)
    members, _ = themed_passages(reader, found.ranking, found.evidence, named, PER_YEAR, found.means_else)
    stored = found.stored(members)
    keys = [fold_key(stored[position].passage.text) for position in members]
    texts = [focus(key, found.held(key)) for key in keys]
    vectors = rows_of(reader, members)
    records, document = reader.catalogue.records, reader.catalogue.document
    gold = [case.gold(passage_json(records[document[position]], stored[position])) for position in members]
    finder = ThemeFinder(Gists(parts.segmenter, parts.mentions).of, parts.concepts)
    started = time.perf_counter()
    grouped = finder.find(
        texts, vectors, asked_words(parts, found.topic), partial(theme_range, most=MOST_THEMES)
    )
    seconds = time.perf_counter() - started
    groups = np.full(len(members), -1)
    for theme, numbers in enumerate(grouped.members):
        groups[numbers] = theme
    return Asked(case.query, texts, vectors, gold, groups.tolist(), seconds, answered)


def compare_themes(library: Library) -> tuple[list[Ratio], list[tuple[str, str]]]:
    """Time beside BERTopic's; agreement, number of themes and outliers of both, for both kinds of gold."""
    ask(library, mixed_cases()[0])  # what is loaded once is no part of the time
    ratios: list[Ratio] = []
    rows: list[tuple[str, str]] = []
    for name, cases in (("混合题（读后标注）", mixed_cases()), ("五个主题一问（正则）", list_cases())):
        asked = [ask(library, case) for case in cases]
        peers = _peers(asked)
        rows.append((f"主题，{name}：策鉴", _figures(asked, [(one.groups, one.seconds) for one in asked])))
        rows += [
            (f"主题，{name}：BERTopic，至少 {size} 段", _figures(asked, runs)) for size, runs in peers.items()
        ]
        if peers:
            ratios += theme_ratios(
                name,
                [one.seconds for one in asked],
                [one.answered for one in asked],
                [seconds for _, seconds in peers[SIZES[0]]],
            )
        else:
            rows.append((f"主题，{name}：BERTopic", ABSENT))
    return ratios, rows


def theme_ratios(
    name: str, grouping: Sequence[float], answering: Sequence[float], peer: Sequence[float]
) -> list[Ratio]:
    """Grouping against BERTopic's, like for like; and our whole answer against its grouping alone."""
    theirs = 1000 * median(peer)
    return [
        Ratio(f"归主题，{name}", "BERTopic", 1000 * median(grouping), theirs, TIME, WANTED),
        Ratio("同上，策鉴连搜索、摘句", "BERTopic", 1000 * median(answering), theirs, TIME, WANTED),
    ]


def _figures(asked: Sequence[Asked], runs: Sequence[tuple[list[int], float]]) -> str:
    """One line; ``runs`` go through the questions in order, as often as there are seeds."""
    scores, counts, outliers = [], [], []
    for number, (groups, _) in enumerate(runs):
        scores.append(asked[number % len(asked)].agreement(groups))
        counts.append(len({group for group in groups if group >= 0}))
        outliers.append(sum(group < 0 for group in groups) / len(groups))
    return (
        f"NMI {fmean(scores):.2f}，主题 {min(counts)}—{max(counts)} 个，离群 {fmean(outliers):.0%}，"
        f"{1000 * median(seconds for _, seconds in runs):.0f} 毫秒"
    )


def _peers(asked: Sequence[Asked]) -> dict[int, list[tuple[list[int], float]]]:
    """BERTopic's runs by smallest topic size, seed by seed; empty where it is not installed."""
    if not PYTHON.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cases.npz")
        arrays: dict[str, Any] = {}
        for number, one in enumerate(asked):
            arrays |= {f"vectors{number}": one.vectors, f"texts{number}": np.array(one.texts)}
        np.savez(path, **arrays)
        done = subprocess.run(
            [PYTHON, ROOT / "bench" / "peer_topics.py", path], capture_output=True, text=True, check=True
        )
    runs = json.loads(done.stdout)
    found: dict[int, list[tuple[list[int], float]]] = {}
    by_size: dict[int, list[list[dict[str, Any]]]] = {}
    for run in runs:
        by_size.setdefault(run["size"], [[] for _ in asked])[run["case"]].append(run)
    for size, cases in by_size.items():
        for seed in zip(*cases, strict=True):
            found.setdefault(size, []).extend((run["topics"], run["seconds"]) for run in seed)
    return found


def main() -> None:
    ratios, rows = compare_themes(Library(Settings.from_environ(os.environ)))
    print(*lines(ratios), *(f"{name}　{value}" for name, value in rows), sep="\n")


if __name__ == "__main__":
    main()
