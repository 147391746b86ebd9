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
from dataclasses import dataclass, replace
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
from corpus.folding import fold_key
from index.years import themed_passages
from nlp.clustering import theme_range
from nlp.focus import focus
from nlp.theming import ThemeFinder
from tests.score_themes import PER_YEAR, Case, ListCase, agreement, list_cases, mixed_cases

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-peers" / "bin" / "python"
REPORTS = ROOT.parent / "shared" / "data" / "government-work-reports.jsonl"
MOST_THEMES = 12
ABSENT = "没有安装；运行 make peers 后再测"


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

    def agreement(self, groups: Sequence[int]) -> float:
        """With the gold topics; an outlier (below zero) is a group of its own."""
        apart = [group if group >= 0 else -1 - number for number, group in enumerate(groups)]
        pairs = [(group, gold) for group, gold in zip(apart, self.gold, strict=True) if gold is not None]
        return agreement([group for group, _ in pairs], [gold for _, gold in pairs])


def ask(library: Library, case: Case | ListCase) -> Asked:
    """Find what is about the question, and group it."""
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
    finder = ThemeFinder(parts.segmenter, parts.mentions, parts.concepts)
    started = time.perf_counter()
    grouped = finder.find(
        texts, vectors, asked_words(parts, found.topic), partial(theme_range, most=MOST_THEMES)
    )
    seconds = time.perf_counter() - started
    groups = np.full(len(members), -1)
    for theme, numbers in enumerate(grouped.members):
        groups[numbers] = theme
    return Asked(case.query, texts, vectors, gold, groups.tolist(), seconds)


def compare_themes(library: Library) -> list[tuple[str, str]]:
    """Agreement, number of themes, outliers and time, ours and BERTopic's, for both kinds of gold."""
    ask(library, mixed_cases()[0])  # what is loaded once is no part of the time
    rows: list[tuple[str, str]] = []
    for name, cases in (("混合题（读后标注）", mixed_cases()), ("五个主题一问（正则）", list_cases())):
        asked = [ask(library, case) for case in cases]
        ours = [(one.groups, one.seconds) for one in asked]
        rows.append((f"主题，{name}：策鉴", _figures(asked, ours)))
        peers = _peers(asked)
        rows += [
            (f"主题，{name}：BERTopic，至少 {size} 段", _figures(asked, runs)) for size, runs in peers.items()
        ]
        if peers:
            slower = fmean(seconds for runs in peers.values() for _, seconds in runs)
            rows.append((f"主题，{name}：用时之比", f"{slower / fmean(seconds for _, seconds in ours):.1f}"))
        else:
            rows.append((f"主题，{name}：BERTopic", ABSENT))
    return rows


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
    if not PEERS.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cases.npz")
        arrays: dict[str, Any] = {}
        for number, one in enumerate(asked):
            arrays |= {f"vectors{number}": one.vectors, f"texts{number}": np.array(one.texts)}
        np.savez(path, **arrays)
        done = subprocess.run(
            [PEERS, ROOT / "bench" / "peer_topics.py", path], capture_output=True, text=True, check=True
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


def reports_library(folder: Path) -> Library | None:
    """The 52 reports in a library of their own; None where they are not beside the checkout."""
    if not REPORTS.exists():
        return None
    library = Library(replace(Settings.from_environ(os.environ), data=folder))
    library.ingest([REPORTS])
    return library


def main() -> None:
    for name, value in compare_themes(Library(Settings.from_environ(os.environ))):
        print(f"{name}　{value}")


if __name__ == "__main__":
    main()
