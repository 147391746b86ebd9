"""Figures of one issuer come together as series; indicators that differ stay apart."""

from __future__ import annotations

import random

import pytest

from nlp.promises import BASELINE, RESULT, TARGET
from nlp.series import DROPPED, LOWERED, NEW, RAISED, REPEATED, Point, Series, series_of


def point(
    year: int | None,
    indicator: str,
    low: float | None,
    kind: str = TARGET,
    operator: str = ">=",
    unit: str = "%",
    deadline: int | None = None,
    high: float | None = None,
    growth: bool = False,
    doubtful: bool = False,
) -> Point:
    point.count += 1  # type: ignore[attr-defined]
    place: int = point.count  # type: ignore[attr-defined]
    return Point(
        place, year, f"d{year}", kind, indicator, operator, low, high, unit, deadline, growth, doubtful
    )


point.count = 0  # type: ignore[attr-defined]


def changes(series: Series) -> list[tuple[int | None, str | None]]:
    return [(entry.year, entry.change) for entry in series.entries]


def test_a_target_is_new_raised_repeated_lowered_and_dropped() -> None:
    points = [point(year, "巩固率", low) for year, low in ((2013, 98), (2014, 99), (2015, 99), (2017, 98.5))]
    [series] = series_of(points, {2013, 2014, 2015, 2017, 2018, 2019})
    assert changes(series) == [
        (2013, NEW),
        (2014, RAISED),
        (2015, REPEATED),
        (2017, LOWERED),
        (2018, DROPPED),
    ]


def test_a_year_without_a_plan_drops_nothing() -> None:
    [series] = series_of([point(2013, "巩固率", 98), point(2015, "巩固率", 98)], {2013, 2015})
    assert changes(series) == [(2013, NEW), (2015, REPEATED)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("小学入学率", "初中入学率"),
        ("学前三年毛入园率", "学前一年毛入园率"),
        ("学前三年入园率", "学前三年毛入园率"),
        ("56人以上大班额比例", "66人以上大班额比例"),
        ("公路通车里程", "高速公路通车里程"),
        ("出口总额", "进出口总额"),
        ("城镇居民人均纯收入", "农村居民人均纯收入"),
    ],
)
def test_indicators_that_differ_stay_apart(one: str, other: str) -> None:
    assert len(series_of([point(2013, one, 98), point(2014, other, 98)], {2013, 2014})) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("义务教育巩固率", "九年义务教育巩固率"),
        ("全市学前三年毛入园率", "学前三年毛入园率"),
        ("適齡殘疾兒童少年義務教育入學率", "残疾儿童少年义务教育入学率"),
        ("县域内教师年交流比例", "县域内教师年交流轮岗比例"),
    ],
)
def test_wordings_of_one_indicator_come_together(one: str, other: str) -> None:
    [series] = series_of([point(2013, one, 98), point(2014, other, 98)], {2013, 2014})
    assert [entry.change for entry in series.entries] == [NEW, REPEATED]


def test_what_one_document_tells_apart_is_never_joined() -> None:
    points = [
        point(2013, "义务教育学生体质健康优良率", 50),
        point(2013, "义务教育学生的体质健康测试优良率", 60),
    ]
    assert len(series_of(points, {2013})) == 2


def test_units_and_growth_are_series_of_their_own() -> None:
    points = [
        point(2013, "在校生", 100, RESULT, "=", "人"),
        point(2013, "在校生", 5, RESULT, "=", "人", growth=True),
        point(2013, "在校生", 3, RESULT, "=", "%", growth=True),
    ]
    assert len(series_of(points, {2013})) == 3


def test_a_promise_is_linked_to_the_result_of_the_year_it_was_due() -> None:
    promise, later, early, result = (
        point(2013, "巩固率", 95, deadline=2015),
        point(2017, "巩固率", 99, RESULT, "=", high=99),
        point(2014, "巩固率", 94, RESULT, "=", high=94),
        point(2016, "巩固率", 95.5, RESULT, "=", high=95.5),
    )
    [series] = series_of([promise, later, early, result], {2013, 2014, 2016, 2017})
    entry = next(entry for entry in series.entries if entry.point is promise)
    assert (entry.met_by, entry.met) == (result.place, True)


def test_a_limit_is_met_from_below_and_a_vague_promise_is_not_judged() -> None:
    results = [point(2014, name, 18, RESULT, "=", high=18) for name in ("大班额比例", "近视率")]
    points = [
        point(2013, "大班额比例", None, TARGET, "<=", high=15),
        point(2013, "近视率", 18, TARGET, "≈", high=18),
    ]
    met = {
        entry.point.indicator: entry.met
        for series in series_of([*points, *results], {2013, 2014})
        for entry in series.entries
        if entry.point and entry.met_by is not None
    }
    assert met == {"大班额比例": False, "近视率": None}


def test_results_of_the_same_document_meet_nothing() -> None:
    [series] = series_of([point(2013, "巩固率", 95), point(2013, "巩固率", 96, RESULT, "=")], {2013})
    assert all(entry.met_by is None for entry in series.entries)


def test_a_doubtful_or_missing_year_claims_no_change() -> None:
    points = [point(2012, "巩固率", 90, doubtful=True), point(2013, "巩固率", 95), point(None, "巩固率", 97)]
    [series] = series_of(points, {2013, 2014})
    assert changes(series) == [(2012, None), (2013, NEW), (2014, DROPPED), (None, None)]


def test_a_baseline_is_no_promise() -> None:
    [series] = series_of([point(2013, "校车", 50, BASELINE, "=", "辆")], {2013, 2014})
    assert changes(series) == [(2013, None)]


def test_the_order_of_the_points_does_not_matter() -> None:
    points = [
        point(year, name, 90 + year % 7)
        for year in range(2010, 2020)
        for name in ("义务教育巩固率", "九年义务教育巩固率"[year % 2 * 2 :], "学前三年毛入园率")
    ]
    expected = series_of(points, set(range(2010, 2021)))
    random.Random(1).shuffle(points)
    assert series_of(points, set(range(2010, 2021))) == expected
