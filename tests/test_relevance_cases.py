"""Are the relevance cases what their README says?  Checked against the reports themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from api.evaluate import read_cases
from corpus.child import ReaderProcess
from corpus.types import Document

CASES = Path(__file__).with_name("relevance")
SHARED = Path(__file__).parents[2] / "shared"
REPORTS = SHARED / "data" / "government-work-reports.jsonl"
PLANS = Path(__file__).parents[1] / "corpus" / "sample" / "plans"
GRADED = ("graded_sample.json", "graded_reports.json")
TRAPS = 25
"""Cases, at least, that list a passage which looks alike and is about something else."""


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reports() -> list[str]:
    if not REPORTS.exists():
        pytest.skip("shared/data/government-work-reports.jsonl is not there")
    rows = map(json.loads, REPORTS.read_text(encoding="utf-8").splitlines())
    return [row["content"] for row in rows if row["year"]]


@pytest.mark.slow
def test_every_topic_has_at_least_three_relevant_sentences(reports: list[str]) -> None:
    sentences = [s for text in reports for s in re.split(r"(?<=[。！？；])|\n", text) if s]
    for case in load(CASES / "topics.json"):
        irrelevant = re.compile(case.get("irrelevant", "(?!)"))
        hits = [s for s in sentences if re.search(case["relevant"], s) and not irrelevant.search(s)]
        assert len(hits) >= 3, case["topic"]


def test_no_topic_or_query_is_one_of_the_development_set() -> None:
    if not SHARED.exists():
        pytest.skip("shared/eval/dev_topics.json is not there")
    development = load(SHARED / "eval" / "dev_topics.json")
    taken = {text for case in development for text in (case["topic"], *case["queries"])}
    cases = load(CASES / "topics.json")
    assert not taken & {text for case in cases for text in (case["topic"], *case["queries"])}


def test_queries_are_not_repeated() -> None:
    queries = [query for case in load(CASES / "topics.json") for query in case["queries"]]
    queries += [query for case in load(CASES / "absent.json") for query in case["queries"]]
    assert len(queries) == len(set(queries))


def test_absent_topics_are_nowhere_in_the_reports(reports: list[str]) -> None:
    for case in load(CASES / "absent.json"):
        for word in case["never"]:
            assert not any(word in text for text in reports), (case["topic"], word)


def test_present_queries_are_spoken_of(reports: list[str]) -> None:
    for case in load(CASES / "present.json"):
        assert any(case["seen"] in text for text in reports), case["query"]


def graded() -> list[dict[str, Any]]:
    return [case for name in GRADED for case in load(CASES / name)]


@cache
def documents(name: str) -> Mapping[str, Document]:
    """The documents a file of graded cases is about, by title, read as the product reads them."""
    if name == "graded_reports.json" and not REPORTS.exists():
        pytest.skip("shared/data/government-work-reports.jsonl is not there")
    files = [REPORTS] if name == "graded_reports.json" else sorted(PLANS.iterdir())
    with ReaderProcess() as reader:
        found = [item for file in files for item in reader.read(file)]
    read = [item for item in found if isinstance(item, Document)]
    by_title = {document.title: document for document in read}
    assert len(by_title) == len(read) == len(found)
    return by_title


@pytest.mark.slow
@pytest.mark.parametrize("name", GRADED)
def test_every_graded_run_stands_in_one_passage_and_no_passage_is_graded_twice(name: str) -> None:
    for case in load(CASES / name):
        taken: dict[tuple[str, int], str] = {}
        for key in case["grades"]:
            title, _, run = key.partition("#")
            assert title in documents(name), (case["query"], key)
            places = [
                (title, passage.start) for passage in documents(name)[title].passages if run in passage.text
            ]
            assert len(places) == 1, (case["query"], key, len(places))
            assert places[0] not in taken, (case["query"], key, taken.get(places[0]))
            taken[places[0]] = key


@pytest.mark.parametrize("name", GRADED)
def test_graded_files_are_what_eval_reads(name: str) -> None:
    given = load(CASES / name)
    assert [case.topic for case in read_cases(CASES / name)] == [case["query"] for case in given]
    assert {key for case in given for key in case} <= {"query", "grades", "known_failure"}


@pytest.mark.parametrize("name", GRADED)
def test_no_run_is_graded_twice_in_the_file_itself(name: str) -> None:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(items)) == len(items), items
        return dict(items)

    assert json.loads((CASES / name).read_text(encoding="utf-8"), object_pairs_hook=pairs)


def test_graded_cases_have_two_passages_to_find_and_no_more_than_fifteen_good_ones() -> None:
    for case in graded():
        grades = list(case["grades"].values())
        assert sum(grade > 0 for grade in grades) >= 2, case["query"]
        assert sum(grade > 1 for grade in grades) <= 15, case["query"]


def test_graded_cases_list_traps() -> None:
    assert sum(0 in case["grades"].values() for case in graded()) >= TRAPS


def test_graded_queries_are_not_repeated_nor_taken_from_elsewhere() -> None:
    queries = [case["query"] for case in graded()]
    assert len(queries) == len(set(queries)) >= 125
    elsewhere = {case["query"] for case in load(CASES / "present.json")}
    for name in ("topics.json", "absent.json"):
        elsewhere |= {query for case in load(CASES / name) for query in case["queries"]}
    assert not elsewhere & set(queries)


def test_no_graded_query_is_one_of_the_development_set() -> None:
    if not SHARED.exists():
        pytest.skip("shared/eval/dev_topics.json is not there")
    development = load(SHARED / "eval" / "dev_topics.json")
    taken = {text for case in development for text in (case["topic"], *case["queries"])}
    assert not taken & {case["query"] for case in graded()}
