"""Targets are read as they are meant: on hand-labelled sentences, on the sample plans, and the seed's traps."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus.documents import build_documents
from corpus.types import RawDocument
from nlp.measures import Measure, find_measures
from tests.score_measures import measures_of, sample_share, score

FLOOR, SAMPLE_FLOOR = 0.90, 0.95
PLAN, REPORT = "工作要点", "报告"


def said(text: str, doc_type: str = PLAN, year: int | None = 2020) -> list[tuple[object, ...]]:
    return [
        (m.kind, m.indicator, m.operator, m.low, m.high, m.unit) for m in find_measures(text, doc_type, year)
    ]


@pytest.mark.parametrize("part", ["dev", "test"])
def test_precision_and_recall_on_labelled_sentences(part: str) -> None:
    figures = score(part)
    assert figures.wanted > 100
    assert figures.precision >= FLOOR, str(figures)
    assert figures.recall >= FLOOR, str(figures)
    assert figures.deadlines >= 0.95 * figures.right, str(figures)


def test_the_known_targets_of_the_sample_plans_are_found() -> None:
    hits, total = sample_share()
    assert total > 1000
    assert hits >= SAMPLE_FLOOR * total


def test_the_seed_plan_promises_what_it_promises(shared: Path) -> None:
    text = (shared / "data" / "seed-plan.txt").read_text(encoding="utf-8")
    [document] = build_documents(RawDocument("seed-plan.txt", "seed-plan.txt", text, "txt"))
    found = [measure for _, measure in measures_of(document)]
    assert {measure.kind for measure in found} == {"target"}
    figures = [(m.indicator, m.operator, m.low, m.high, m.unit) for m in found]
    for wanted in (
        ("省优质幼儿园", "range", 10, 12, "所"),
        ("义务教育阶段现代化学校", "≈", 30, 30, "所"),
        ("四星级高中创建校", "range", 2, 3, "所"),
    ):
        assert wanted in figures
    assert [figure[1:4] for figure in figures if "现代化学校" in figure[0]] == [("≈", 30, 30), ("=", 30, 30)]
    assert [figure[1:4] for figure in figures if figure[0] == "省优质幼儿园"] == [("range", 10, 12)] * 2
    assert not {163, 5, 8, 37, 11} & {m.low for m in found}
    assert not any("行动" in m.indicator or "工程" in m.indicator for m in found)


def test_the_indicator_stands_before_a_rate_and_behind_a_count() -> None:
    assert said("学前三年入园率达到93.5%以上,新创建10-12所省优质幼儿园。") == [
        ("target", "学前三年入园率", ">=", 93.5, None, "%"),
        ("target", "省优质幼儿园", "range", 10, 12, "所"),
    ]


def test_where_it_starts_is_a_baseline() -> None:
    assert said("56人以上大班额比例由26%下降到20%以内") == [
        ("baseline", "56人以上大班额比例", "=", 26, 26, "%"),
        ("target", "56人以上大班额比例", "<=", None, 20, "%"),
    ]


def test_growth_is_told_from_how_much_there_is() -> None:
    [pupils, more] = find_measures("普通高校招生268万人，比上年增加48万人。", REPORT, 2002)
    assert (pupils.low, pupils.growth) == (2_680_000, False)
    assert (more.low, more.growth, more.indicator) == (480_000, True, pupils.indicator)


def test_the_numbers_of_respectively_go_to_their_own() -> None:
    assert [(name, low) for _, name, _, low, _, _ in said("小学、初中毛入学率分别达到99%和97%")] == [
        ("小学毛入学率", 99),
        ("初中毛入学率", 97),
    ]


def test_a_reached_target_is_a_floor_and_a_reached_result_a_figure() -> None:
    assert said("巩固率达到99%")[0][2] == ">="
    assert said("巩固率达到99%", REPORT)[0][:3] == ("result", "巩固率", "=")


def test_headings_say_what_a_clause_does_not() -> None:
    text = "城镇新增就业1100万人以上。"
    assert find_measures(text, REPORT, 2020)[0].kind == "result"
    assert find_measures(text, REPORT, 2020, ["二、2020年主要任务"])[0].kind == "target"


def test_offsets_are_those_of_the_raw_text() -> None:
    text = "到２０２５年，學前三年\n入園率達到９８％以上。"
    [found] = find_measures(text, PLAN, 2021)
    assert text[found.start : found.end] == "學前三年\n入園率達到９８％以上"
    assert (found.low, found.deadline) == (98, 2025)


def test_nothing_is_made_of_nothing() -> None:
    assert find_measures("", PLAN, 2020) == []
    assert find_measures("翻两番，决不仅仅是一个量的概念。", REPORT, 1982) == []
    assert find_measures("\ud800增加３所学校", PLAN, None) != []


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "万",
        "百分之",
        "1所",
        "1%",
        '"',
        "《",
        "(",
        "比",
        "从",
        "基本普及",
        "所有学校、",
        "到2020年",
        "三分之",
        "今年要,",
    ],
)
def test_a_hundred_thousand_odd_characters_take_no_time(piece: str) -> None:
    started = time.process_time()
    found = find_measures(piece * (100_000 // len(piece)) + "学校1所", PLAN, 2013)
    assert time.process_time() - started < 10
    assert all(isinstance(one, Measure) for one in found)
