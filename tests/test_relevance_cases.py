"""Are the relevance cases what their README says?  Checked against the reports themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).with_name("relevance")
SHARED = Path(__file__).parents[2] / "shared"
REPORTS = SHARED / "data" / "government-work-reports.jsonl"


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
