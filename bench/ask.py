"""How long does an answer take?  Each kind of question over the reports, as multiples of encoding one question.

A machine's milliseconds say little about another's; how many questions the model could have encoded meanwhile
does, and how long peers take for the same.  No question is asked twice: what an answer remembers of earlier ones
doesn't count.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from api.library import Library
from api.reading_ahead import read_ahead
from bench.peers import NAMES, SearchPeers
from bench.table import TIME, Ratio

TOPICS = (
    "学前教育", "幼儿园", "危房改造", "教师待遇", "乡村教师", "助学贷款", "高等教育", "职业教育", "民族教育", "特殊教育", "义务教育", "扫盲",
    "留学", "科教兴国", "素质教育", "德育", "体育", "毕业生就业", "教育经费", "民办教育", "校园安全", "终身学习", "农村教育", "教育公平",
    "高校扩招", "招生考试", "产学研结合", "教育改革", "思想政治教育", "办学条件", "留守儿童", "营养改善", "学生资助", "科学普及", "语言文字",
    "信息化", "创新人才", "双一流", "技工学校", "勤工俭学",
)  # fmt: skip
LONG = tuple(f"历年计划怎么说{topic}" for topic in TOPICS)
ROUNDS = 4
"""策鉴 and its peers answer a quarter of the topics in turn: the machine drifts."""
WANTED = {"txtai": 3.0, "plain": None}
OURS = "策鉴"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one kind of answer took, in seconds."""

    kind: str
    p50: float
    p95: float


def encoding(library: Library) -> float:
    """Seconds for the vector of one question."""
    encoder = library.parts.encoder
    return _pace("", lambda text: encoder.encode_queries([text]), [f"{text}的问题" for text in LONG]).p50


def paces(library: Library, every: int = 1) -> list[Pace]:
    """Every kind of answer but search, each asked something new some dozens of times; ``every`` third is a third."""
    library.prepare_precedents()
    read_ahead(library.parts)
    library.warm()
    records = [one for one in library.parts.store.records() if one.document.year is not None]
    years = [str(one.document.year) for one in records]
    ids = [one.id for one in records]
    pairs = list(zip(years[1:], years[:-1], strict=True))
    drafts = [f"我们将大力推进{topic}工作，切实提高质量和水平。" for topic in TOPICS]
    return [
        _pace("themes", lambda text: library.themes(text), LONG[::every]),
        _pace("compare", lambda pair: library.compare(*pair), pairs[::every]),
        _pace("formulations", lambda text: library.formulations(text), TOPICS[::every]),
        _pace("targets", lambda text: library.targets(text), TOPICS[::every]),
        _pace("lineage", lambda name: library.lineage(name), ids[::every]),
        _pace("precedents", lambda text: library.precedents(text), drafts[::every]),
    ]


def searches(library: Library, peers: SearchPeers | None = None) -> dict[str, list[float]]:
    """Seconds for the best ten about each topic, ours and each peer's; peers hold the same passages."""
    library.warm()
    names = peers.names if peers else []
    seconds: dict[str, list[float]] = {name: [] for name in (OURS, *names)}
    if peers:
        for peer in names:
            peers.search(peer, ["减负"])
    for start in range(ROUNDS):
        topics = TOPICS[start::ROUNDS]
        seconds[OURS] += [_seconds(library.search, topic) for topic in topics]
        if peers:
            for peer in names:
                seconds[peer] += peers.search(peer, topics)
    return seconds


def search_pace(seconds: Mapping[str, Sequence[float]]) -> Pace:
    """Ours, of what ``searches`` gives."""
    return _summed("search", seconds[OURS])


def search_ratios(what: str, seconds: Mapping[str, Sequence[float]]) -> list[Ratio]:
    """One line of the table for each peer, by the median."""
    middle = {name: 1000 * float(np.median(taken)) for name, taken in seconds.items()}
    return [
        Ratio(what, NAMES[peer], middle[OURS], taken, TIME, WANTED[peer])
        for peer, taken in middle.items()
        if peer != OURS
    ]


def compare_asking(library: Library, peers: SearchPeers) -> tuple[list[Ratio], list[tuple[str, str]]]:
    """Search beside peers, and every kind of answer by itself."""
    seconds = searches(library, peers)
    unit = encoding(library)
    rows = [("一个问题的向量，毫秒", f"{1000 * unit:.1f}")]
    for pace in [search_pace(seconds), *paces(library)]:
        middle, most = (f"{one / unit:.1f} 倍（{1000 * one:.0f} 毫秒）" for one in (pace.p50, pace.p95))
        rows.append((f"{pace.kind}，一个问题向量的几倍，p50、p95", f"{middle}、{most}"))
    return search_ratios("搜索，前十段，p50", seconds), rows


def _pace(kind: str, ask: Callable[[T], object], questions: Iterable[T]) -> Pace:
    return _summed(kind, [_seconds(ask, question) for question in questions])


def _summed(kind: str, seconds: Sequence[float]) -> Pace:
    p50, p95 = np.percentile(seconds, [50, 95])
    return Pace(kind, float(p50), float(p95))


def _seconds(ask: Callable[[T], object], question: T) -> float:
    started = time.perf_counter()
    ask(question)
    return time.perf_counter() - started
