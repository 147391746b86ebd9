"""A wording is one, however it is written; its life is told from years that are certain."""

from __future__ import annotations

import pytest

from nlp.concept_files import Negative
from nlp.wording_life import WordingFinder, YearUse, life, unquoted


@pytest.mark.parametrize(
    ("term", "text", "written"),
    [
        ("双减", "落实“双减”要求，双减之后", ["“双减”", "双减"]),
        ("双减", "雙減、「双减」、双 减、双\n减、双\u200b减", ["雙減", "「双减」", "双 减", "双减", "双减"]),
        ("“双减”", "双减", ["双减"]),
        ("双减政策", "“双减”政策、‘双减’政策和“双减政策”", ["“双减”政策", "‘双减’政策", "“双减政策”"]),
        ("落实双减", "深入落实“双减”", ["落实“双减”"]),
        ("政府责任", "落实**责任", ["**责任"]),
        ("１＋Ｘ证书", "推行1+x证书", ["1+x证书"]),
        ("教师…待遇", "提高教师的工资待遇。教师。待遇", ["教师的工资待遇"]),
        ("高等学校", "创建泰兴五高等学校，办好高等学校", ["高等学校"]),
    ],
)
def test_marks_width_script_and_spaces_do_not_hide_a_wording(
    term: str, text: str, written: list[str]
) -> None:
    assert [one.written for one in WordingFinder(term).find(text)] == written


def test_offsets_are_those_of_the_raw_text() -> None:
    text = "落实“雙 減”政策"
    [found] = WordingFinder("双减政策").find(text)
    assert text[found.start : found.end] == "雙 減”政策"


def test_what_the_concept_says_it_is_not_is_counted_apart() -> None:
    finder = WordingFinder("减负", [(Negative("企业…减负"), Negative("援企", "sentence"))])
    found, other = finder.sift("为学生减负。为企业切实减负；减负援企并举。")
    assert ([one.start for one in found], other) == ([3], 2)


def test_an_occurrence_counts_if_one_of_its_concepts_takes_it() -> None:
    finder = WordingFinder("减负", [(Negative("教师减负"),), (Negative("企业减负"),)])
    assert finder.sift("教师减负，企业减负")[1] == 0


@pytest.mark.parametrize("term", ["双减", "双减政策", "义务教育优质均衡", "学前教育普及普惠督导评估国家标准"])
def test_the_forms_asked_of_the_index_miss_no_way_of_marking_a_part(term: str) -> None:
    forms = WordingFinder(term).forms
    for start in range(len(term)):
        for end in range(start + 1, len(term) + 1):
            for mark in "\"'":
                if len(term) > 2 or (start, end) == (0, 2):
                    text = term[:start] + mark + term[start:end] + mark + term[end:]
                    assert any(form in text for form in forms), text


def test_the_peak_is_the_greatest_share_and_a_silent_year_is_none() -> None:
    found = life([YearUse(2023, 4, 400), YearUse(2021, 3, 30), YearUse(2022, 3, 30), YearUse(2020, 0, 10)])
    assert found is not None
    assert (found.first.year, found.peak.year, found.last.year) == (2021, 2021, 2023)
    assert life([YearUse(2020, 0, 10)]) is None


def test_unquoted_drops_marks_only() -> None:
    assert unquoted('"双减"政策') == "双减政策"
