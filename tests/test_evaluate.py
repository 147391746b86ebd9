"""Relevance cases: the figures by hand, and files that are no cases."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from api.checks import BadRequest
from api.evaluate import Case, evaluate, ideals, ndcg, read_cases
from api.library import Library


def cases_of(folder: Path, *entries: Any) -> list[Case]:
    path = folder / "cases.json"
    path.write_text(json.dumps(list(entries), ensure_ascii=False), encoding="utf-8")
    return read_cases(path)


@pytest.mark.parametrize(
    ("grades", "ideal", "expected"),
    [
        ([1, 1, 1], [1, 1, 1], 1.0),
        ([0, 0, 0], [1], 0.0),
        ([0, 1], [1], 1 / math.log2(3)),
        ([1] + [0] * 9, [1] * 30, 1 / sum(1 / math.log2(rank + 1) for rank in range(1, 11))),
        ([1], [3], 1 / 7),
        ([1, 3], [3, 1], (1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3))),
        ([0] * 10 + [1], [1], 0.0),
        ([1, 1], [1], 1.0),
    ],
)
def test_ndcg_at_ten(grades: Sequence[int], ideal: Sequence[int], expected: float) -> None:
    assert ndcg(grades, ideal) == pytest.approx(expected)


def test_ndcg_of_nothing_to_find_is_not_a_number_but_none() -> None:
    assert ndcg([0, 0], []) is None


def test_the_ideal_counts_relevant_sentences_of_the_whole_library(filled: Library, tmp_path: Path) -> None:
    cases = cases_of(
        tmp_path,
        {"topic": "减负", "queries": ["减负"], "relevant": "课业负担"},
        {"topic": "学前", "queries": ["学前"], "relevant": "幼儿园", "irrelevant": "普及"},
    )
    burden, preschool = ideals(filled, cases)
    assert (burden.grades, burden.years) == ([1, 1], frozenset({2013, 2016}))
    assert (preschool.grades, preschool.years) == ([1], frozenset({2013}))


def test_a_binary_case_is_scored_over_hits_and_years(filled: Library, tmp_path: Path) -> None:
    cases = cases_of(tmp_path, {"topic": "减负", "queries": ["课业负担"], "relevant": "课业负担"})
    scored = evaluate(filled, cases)
    assert (scored["ndcg"], scored["years"], scored["queries"]) == (1.0, 1.0, 1)
    topic = scored["topics"][0]
    assert (topic["relevant"], topic["relevant_years"], topic["queries"][0]["missed_years"]) == (2, 2, [])
    assert scored["provenance"]["generation"] == 3


def test_a_year_that_themes_do_not_show_is_missed(filled: Library, tmp_path: Path) -> None:
    cases = cases_of(tmp_path, {"topic": "x", "queries": ["2013年的课业负担"], "relevant": "课业负担"})
    query = evaluate(filled, cases)["topics"][0]["queries"][0]
    assert (query["years"], query["missed_years"]) == (0.5, [2016])


def test_a_graded_case_is_found_by_title_and_quoted_run(filled: Library, tmp_path: Path) -> None:
    cases = cases_of(
        tmp_path,
        {
            "query": "课业负担",
            "grades": {
                "临澄市教育局2013年工作要点#减轻中小学生过重课业负担": 3,
                "临澄市教育局2016年工作要点#控制作业总量": 1,
                "临澄市教育局2016年工作要点#不在库中的话": 0,
            },
        },
    )
    scored = evaluate(filled, cases)
    hits = filled.search("课业负担")["hits"]
    grades = [3 if hit["year"] == 2013 else 1 for hit in hits if "课业负担" in hit["text"]]
    assert sorted(grades) == [1, 3]
    assert scored["ndcg"] == pytest.approx(ndcg(grades, [3, 1]), abs=1e-4)
    assert scored["years"] is None


def test_the_mean_is_over_questions_not_topics(filled: Library, tmp_path: Path) -> None:
    cases = cases_of(
        tmp_path,
        {
            "topic": "减负",
            "queries": ["课业负担", "课业负担 作业总量", "学生课业负担"],
            "relevant": "课业负担",
        },
        {"topic": "校舍", "queries": ["课业负担"], "relevant": "危房"},
    )
    scored = evaluate(filled, cases)
    every = [query["ndcg"] for topic in scored["topics"] for query in topic["queries"]]
    assert len(every) == 4
    assert scored["ndcg"] == pytest.approx(sum(value or 0 for value in every) / 4, abs=1e-3)


def test_a_topic_that_the_library_does_not_hold_is_named_and_left_out(
    filled: Library, tmp_path: Path
) -> None:
    cases = cases_of(
        tmp_path,
        {"topic": "减负", "queries": ["课业负担"], "relevant": "课业负担"},
        {"topic": "航天", "queries": ["火箭"], "relevant": "火箭"},
    )
    scored = evaluate(filled, cases)
    assert scored["unanswerable"] == ["火箭"]
    assert scored["topics"][1]["ndcg"] is None
    assert scored["ndcg"] == 1.0


def test_without_concepts_none_are_read_into_the_question(
    filled: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    search = Library.search

    def noted(self: Library, text: str, **options: Any) -> Any:
        asked.append(options["concepts"])
        return search(self, text, **options)

    monkeypatch.setattr(Library, "search", noted)
    cases = cases_of(tmp_path, {"topic": "x", "queries": ["减负"], "relevant": "负担"})
    assert evaluate(filled, cases, concepts=False)["concepts_used"] is False
    assert asked == [False]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "JSON"),
        ("{}", "列表"),
        ("[]", "列表"),
        ("[1]", "第1个用例"),
        ('[{"topic": "x"}]', "queries"),
        ('[{"queries": []}]', "queries"),
        ('[{"queries": ["a"]}]', "relevant"),
        ('[{"queries": ["a"], "relevant": "("}]', "正则"),
        ('[{"queries": ["a"], "relevant": "a", "irrelevant": 1}]', "irrelevant"),
        ('[{"queries": ["a"], "relevant": "a"}, {"queries": [1], "relevant": "a"}]', "第2个用例"),
        ('[{"query": "a", "grades": {"no run": 1}}]', "标题#"),
        ('[{"query": "a", "grades": {"t#r": 4}}]', "0..3"),
        ('[{"query": "a", "grades": {"t#r": true}}]', "0..3"),
    ],
)
def test_a_file_that_is_no_list_of_cases_is_told_where(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRequest, match=told):
        read_cases(path)


def test_a_missing_file_and_one_that_is_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="打不开"):
        read_cases(tmp_path / "none.json")
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadRequest, match="UTF-8"):
        read_cases(tmp_path / "x.json")
