"""How good is the search?  Relevance cases scored: nDCG@10 and the years that themes cover.

A case is binary, a topic with its questions and two regular expressions over raw text:
``{"topic": "减负", "queries": ["减负"], "relevant": "课业负担|双减", "irrelevant": "企业"}``, or graded:
``{"query": "减负", "grades": {"临澄市2013年工作要点#减轻课业负担": 3}}``.

nDCG@10 = Σ gain(i) / log2(i + 1) over the ten passages that search gives, over the same sum for the best
ten there could be (Järvelin and Kekäläinen 2002; gain = 2^grade - 1, so 1 for a binary hit).  The best there
could be are all relevant *sentences* of the library, or all graded runs.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from typing_extensions import TypedDict

from api import schemas
from api.answers import SAMPLE_MARK
from api.checks import BadRequest
from api.library import Library
from nlp.quoting import sentences

DEPTH = 10
PER_YEAR = 3
"""Passages of each year that count for the years covered."""
BEST_GRADE = 3


class QueryScore(TypedDict):
    """One question; ``years`` is null for graded cases and where no dated sentence is relevant."""

    query: str
    ndcg: float | None
    years: float | None
    evidence: str
    missed_years: list[int]


class TopicScore(TypedDict):
    """One topic; figures are means over its questions."""

    topic: str
    ndcg: float | None
    years: float | None
    relevant: int
    relevant_years: int
    queries: list[QueryScore]


class Evaluation(TypedDict):
    """``cejian eval --json``: means over all questions, then topic by topic."""

    ndcg: float | None
    years: float | None
    queries: int
    unanswerable: list[str]
    concepts_used: bool
    topics: list[TopicScore]
    provenance: schemas.Provenance


@dataclass(frozen=True)
class Case:
    """One topic; ``grade`` of a passage, and the grades of the best answer there could be."""

    topic: str
    queries: tuple[str, ...]
    grade: Callable[[schemas.Passage], int]
    binary: bool
    graded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ideal:
    """What there is to find: grades, best first, and the years of relevant sentences."""

    grades: Sequence[int]
    years: frozenset[int]


def read_cases(path: Path) -> list[Case]:
    """Read and check a file of cases; raises ``BadRequest`` naming the case."""
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadRequest(f"用例文件 {path} 打不开：{error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"用例文件 {path} 不是合法的 UTF-8 JSON：{error}") from error
    if not isinstance(given, list) or not given:
        raise BadRequest(f"用例文件 {path} 应是一个列表，每项一个用例")
    return [_case(entry, f"{path} 第{number}个用例") for number, entry in enumerate(given, 1)]


def _case(entry: Any, where: str) -> Case:
    if (
        isinstance(entry, dict)
        and isinstance(entry.get("query"), str)
        and isinstance(entry.get("grades"), dict)
    ):
        grades: dict[str, int] = entry["grades"]
        for key, value in grades.items():
            if "#" not in key or type(value) is not int or not 0 <= value <= BEST_GRADE:
                raise BadRequest(
                    f'{where}：grades 应是 {{"标题#原文片段": 0..{BEST_GRADE}}}，收到 {key!r:.60}: {value!r:.20}'
                )
        return Case(
            entry["query"], (entry["query"],), lambda passage: _graded(passage, grades), False, grades
        )
    queries = entry.get("queries") if isinstance(entry, dict) else None
    if not isinstance(queries, list) or not queries or not all(isinstance(query, str) for query in queries):
        raise BadRequest(f"{where}：要有 queries（问题的列表）和 relevant，或 query 和 grades")
    relevant = _pattern(entry.get("relevant"), "relevant", where)
    irrelevant = _pattern(entry["irrelevant"], "irrelevant", where) if entry.get("irrelevant") else None

    def grade(passage: schemas.Passage) -> int:
        return int(_relevant(passage["text"], relevant, irrelevant))

    return Case(str(entry.get("topic") or queries[0]), tuple(queries), grade, True)


def _pattern(text: Any, name: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, TypeError) as error:
        raise BadRequest(f"{where}：{name} 不是合法的正则表达式（{error}），收到 {text!r:.60}") from error


def _relevant(text: str, relevant: re.Pattern[str], irrelevant: re.Pattern[str] | None) -> bool:
    return bool(relevant.search(text)) and not (irrelevant and irrelevant.search(text))


def _graded(passage: schemas.Passage, grades: Mapping[str, int]) -> int:
    title = passage["title"].removeprefix(SAMPLE_MARK)
    found = (grade for key, grade in grades.items() if _is_run(key, title, passage["text"]))
    return max(found, default=0)


def _is_run(key: str, title: str, text: str) -> bool:
    named, _, run = key.partition("#")
    return named == title and run in text


def ndcg(grades: Iterable[int], ideal: Sequence[int]) -> float | None:
    """nDCG@10 of a list of grades; None where there is nothing to find.

    >>> ndcg([0, 1], [1]) == 1 / math.log2(3)
    True
    """
    best = _dcg(sorted(ideal, reverse=True))
    return min(1.0, _dcg(grades) / best) if best else None


def _dcg(grades: Iterable[int]) -> float:
    ranked = enumerate(list(grades)[:DEPTH], 1)
    return sum(((1 << grade) - 1) / math.log2(rank + 1) for rank, grade in ranked)


def ideals(library: Library, cases: Sequence[Case]) -> list[Ideal]:
    """What the library holds for each case, in one pass over its sentences."""
    counts = [0] * len(cases)
    years: list[set[int]] = [set() for _ in cases]
    for passage in library.passages():
        for start, end in sentences(passage["text"]):
            sentence: schemas.Passage = {**passage, "text": passage["text"][start:end]}
            for number, case in enumerate(cases):
                if case.binary and case.grade(sentence):
                    counts[number] += 1
                    if passage["year"] is not None:
                        years[number].add(passage["year"])
    return [
        Ideal([1] * count if case.binary else sorted(case.graded.values(), reverse=True), frozenset(found))
        for case, count, found in zip(cases, counts, years, strict=True)
    ]


def evaluate(
    library: Library,
    cases: Sequence[Case],
    *,
    concepts: bool = True,
    tell: Callable[[str], None] = lambda query: None,
) -> Evaluation:
    """Score every question of every case; a question with nothing to find is named and left out."""
    topics: list[TopicScore] = []
    unanswerable: list[str] = []
    provenance = library.documents(limit=1)["provenance"]
    for case, ideal in zip(cases, ideals(library, cases), strict=True):
        scores = []
        for query in case.queries:
            tell(query)
            scores.append(_score(library, case, ideal, query, concepts))
            if scores[-1]["ndcg"] is None:
                unanswerable.append(query)
        topics.append(
            {
                "topic": case.topic,
                "ndcg": _mean(score["ndcg"] for score in scores),
                "years": _mean(score["years"] for score in scores),
                "relevant": sum(1 for grade in ideal.grades if grade),
                "relevant_years": len(ideal.years),
                "queries": scores,
            }
        )
    every = [score for topic in topics for score in topic["queries"]]
    return {
        "ndcg": _mean(score["ndcg"] for score in every),
        "years": _mean(score["years"] for score in every),
        "queries": len(every),
        "unanswerable": unanswerable,
        "concepts_used": concepts,
        "topics": topics,
        "provenance": provenance,
    }


def _score(library: Library, case: Case, ideal: Ideal, query: str, concepts: bool) -> QueryScore:
    found = library.search(query, limit=DEPTH, concepts=concepts)
    years, missed = None, []
    if ideal.years:
        themes = library.themes(query, per_year=PER_YEAR, concepts=concepts)["themes"]
        shown = {hit["year"] for theme in themes for hit in theme["passages"] if case.grade(hit)}
        missed = sorted(ideal.years - shown)
        years = 1 - len(missed) / len(ideal.years)
    return {
        "query": query,
        "ndcg": _rounded(ndcg([case.grade(hit) for hit in found["hits"]], ideal.grades)),
        "years": _rounded(years),
        "evidence": found["evidence"],
        "missed_years": missed,
    }


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return _rounded(fmean(known)) if known else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
