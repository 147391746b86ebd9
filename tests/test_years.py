"""Which years does this string name?"""

from __future__ import annotations

import pytest

from corpus.years import dated_terms, five_year_plan, periods


def spans(text: str, bare: bool = False) -> list[tuple[int, int, str]]:
    return [(period.first, period.last, period.kind) for period in periods(text, bare)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("二〇二三年", (2023, 2023, "year")),
        ("一九五六年", (1956, 1956, "year")),
        ("２０１３年", (2013, 2013, "year")),
        ("1 9 9 8 年", (1998, 1998, "year")),
        ("2023—2024学年", (2023, 2024, "school_year")),
        ("2023-2024学年度第二学期", (2024, 2024, "school_year")),
        ("2016学年", (2016, 2017, "school_year")),
        ("2016学年第二学期", (2017, 2017, "school_year")),
        ("2011—2013年", (2011, 2013, "range")),
        ("“十四五”规划", (2021, 2025, "five_year")),
        ("十一五期间", (2006, 2010, "five_year")),
        ("“八五”计划", (1991, 1995, "five_year")),
        ("第一个五年计划", (1953, 1957, "five_year")),
        ("第二期学前教育三年行动计划", (2014, 2016, "programme")),
        ("学前教育三年行动计划（第三期）", (2017, 2020, "programme")),
        ("特殊教育提升计划（第一期）", (2014, 2016, "programme")),
        ("九十年代", (1990, 1999, "decade")),
        ("20世纪80年代", (1980, 1989, "decade")),
    ],
)
def test_a_year_or_period_is_found(text: str, found: tuple[int, int, str]) -> None:
    assert spans(text) == [found]


@pytest.mark.parametrize(
    "text",
    ["xx年", "20xx年", "2023平方米", "93.5%", "12013年", "二十五年", "第十五条", "“163”行动", "三五年内"],
)
def test_what_is_no_year_is_not_found(text: str) -> None:
    assert spans(text) == []


def test_bare_digits_count_in_file_names_only() -> None:
    assert spans("plan-2013.txt", bare=True) == [(2013, 2013, "year")]
    assert spans("plan-2013.txt") == []


def test_offsets_point_at_the_words() -> None:
    text = "总结2022年，谋划“十四五”"
    assert [text[p.start : p.end] for p in periods(text)] == ["2022年", "“十四五”"]


def test_five_year_plans_skip_the_years_of_adjustment() -> None:
    assert [five_year_plan(n)[0] for n in (1, 2, 3, 8, 15)] == [1953, 1958, 1966, 1991, 2026]


def test_dated_words_have_plausible_years() -> None:
    for term in dated_terms():
        assert 1949 <= term.first <= 2026
        assert term.last is None or term.first <= term.last
