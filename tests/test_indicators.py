"""An indicator is the phrase that a reader would call it by, without verb, time and comparison."""

from __future__ import annotations

import pytest

from nlp.indicators import LONGEST, before_number, behind_unit, head_of, split_among


@pytest.mark.parametrize(
    ("left", "indicator"),
    [
        ("全市学前三年入园率达到", "学前三年入园率"),
        ("到2020年,城镇登记失业率控制在", "城镇登记失业率"),
        ("县域内教师年交流比例不低于符合条件人数的", "县域内教师年交流比例"),
        ("校内师徒结对每月至少互听课", "互听课"),
        ("实现建档立卡家庭学生资助", "建档立卡家庭学生资助"),
        ("城镇居民人均可支配收入由2002年", "城镇居民人均可支配收入"),
        ("新建、改扩建义务教育学校", "义务教育学校"),
        ("每学期", ""),
        ("同比", ""),
    ],
)
def test_before_a_number(left: str, indicator: str) -> None:
    assert before_number(left) == indicator


def test_what_it_is_compared_with_is_no_part_of_it() -> None:
    assert before_number("普通高校招生比上年增加", changing=True) == "普通高校招生"
    assert before_number("中小学教师流失比例", changing=True) == "中小学教师流失比例"


@pytest.mark.parametrize(
    ("right", "indicator"),
    [
        ("省优质幼儿园", "省优质幼儿园"),
        ("县(市、区)通过省级评估", "县通过省级评估"),
        ("的在校生", "在校生"),
        ("以上", ""),
        (",参加培训", ""),
        ("的目标", ""),
    ],
)
def test_behind_a_unit(right: str, indicator: str) -> None:
    assert behind_unit(right) == indicator


def test_a_long_run_is_cut_where_it_can_be_read() -> None:
    left = "对承担为中西部地区农村学校定向培养师范生任务的高等师范院校的毕业生履约任教率达到"
    assert before_number(left) == "高等师范院校的毕业生履约任教率"
    assert len(before_number("教" * 100)) <= LONGEST


def test_a_clause_without_number_lends_its_head() -> None:
    assert head_of("乡村教师生活补助按距离远近分三档") == "乡村教师生活补助"
    assert head_of("超额完成了年初的任务") == ""


def test_respectively_needs_as_many_parts_as_numbers() -> None:
    assert split_among("小学、初中毛入学率", 2) == ["小学毛入学率", "初中毛入学率"]
    assert split_among("义务教育巩固率", 2) is None
