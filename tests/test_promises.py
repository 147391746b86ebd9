"""Promise and result are told apart clause by clause, and a deadline goes with the promises it governs."""

from __future__ import annotations

import pytest

from corpus.folding import fold
from nlp.measures import find_measures


def kinds(text: str, doc_type: str, year: int | None = 2018) -> list[str]:
    return [m.kind for m in find_measures(text, doc_type, year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017年60套周转宿舍已交付使用，今年再建80套。", ["result", "target"]),
        ("去年新建幼儿园10所，新增学位3000个；今年新建12所。", ["result", "result", "target"]),
        ("全面落实课程标准（2011年版），新建幼儿园10所。", ["target"]),
        ("巩固率比2015年提高2个百分点。", ["target"]),
        ("对全区6200名留守儿童建立台账。", ["baseline"]),
        ("在现有8个教育集团基础上，新组建2个集团。", ["baseline", "target"]),
    ],
)
def test_a_plan_promises_unless_it_looks_back(text: str, expected: list[str]) -> None:
    assert kinds(text, "工作要点") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("资助学生2000万人。", ["result"]),
        ("今年安排经费2235亿元，比去年增加395亿元。", ["target", "target"]),
        ("提高1200万中小学教师待遇，中央财政为此将投入120亿元。", ["target", "target"]),
        ("我国有2.9亿在校学生，要坚持把教育办好。", ["result"]),
        ("五年内全国本专科毕业生1300万人。", ["result"]),
        ("三年内参保率均提高到90%以上。", ["target"]),
        ("到2020年，高等教育毛入学率提高到50%。", ["target"]),
        ("将企业加计扣除比例从50%提高到75%。", ["baseline", "result"]),
        ("确保了1000万人就业。", ["result"]),
    ],
)
def test_a_report_reports_unless_it_promises(text: str, expected: list[str]) -> None:
    assert kinds(text, "报告") == expected


@pytest.mark.parametrize(
    ("text", "deadlines"),
    [
        ("到2018年消除66人以上班级20个，到2020年新建学校30所；今年新建5所。", [2018, 2020, None]),
        ("“十三五”期末巩固率达到95%。", [2020]),
        ("编制“十四五”发展规划，巩固率达到95%。", [None]),
        ("落实乡村教师支持计划（2015—2020年），定向培养教师150名。", [None]),
        ("五年内新建学校30所。", [None]),
    ],
)
def test_deadlines(text: str, deadlines: list[int | None]) -> None:
    assert [m.deadline for m in find_measures(text, "工作要点", 2016)] == deadlines


def test_a_result_has_no_deadline() -> None:
    assert [m.deadline for m in find_measures("2015年巩固率达到95%。", "工作要点", 2016)] == [None]


def test_without_a_year_nothing_is_past() -> None:
    assert kinds(fold("2014年新建幼儿园10所。").text, "工作要点", None) == ["target"]
