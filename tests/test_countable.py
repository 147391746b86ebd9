"""A number counts when something is measured by it: no names, thresholds, enumerations or slogans."""

from __future__ import annotations

import pytest

from corpus.folding import fold
from nlp.amounts import find_amounts
from nlp.countable import is_measure, names


def counted(text: str, plan: bool = True) -> list[str]:
    key = fold(text).text
    hidden = names(key)
    return [
        key[a.number : a.stop]
        for a in find_amounts(key)
        if not any(start <= a.number < end for start, end in hidden) and is_measure(key, a, 0, len(key), plan)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "推进“163”行动、“5+ 2”工程和“8+37”学校试点",
        "贯彻《学前教育三年行动计划（2011—2013年）》",
        "接受省教育评估院复评估的11所高中及早做好准备",
        "对2000万元以上的教育项目开展绩效评估",
        "合格率低于90%的学校由教育局约谈校长",
        "坚持四项基本原则和两手抓",
        "抓好四个环节",
        "14亿多人口的大国",
        "团结百分之九十五以上的干部和群众",
        "百名书记校长讲思政课",
        "召开一次会议",
        "用两年时间完成整改",
        "开通24小时热线",
        "课间十分钟",
    ],
)
def test_what_is_no_measure(text: str) -> None:
    assert counted(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("遴选6个专业", ["6个"]),
        ("组建两个教育集团", ["两个"]),
        ("每学期上好一节汇报课", ["一节"]),
        ("66人以上超大班额减少一半", ["一半"]),
        ("每个乡镇设置1间以上融合教育资源教室", ["1间"]),
        ("80%以上的地区普及九年义务教育", ["80%"]),
        ("平均受教育年限提高到10.5年", ["10.5年"]),
        ("每天锻炼一小时落实率达到100%", ["100%"]),
    ],
)
def test_what_is_one(text: str, numbers: list[str]) -> None:
    assert counted(text) == numbers


def test_a_report_counts_those_who_took_part() -> None:
    assert counted("参加培训的300名教师", plan=False) == ["300名"]


def test_a_long_quotation_hides_nothing_behind_it() -> None:
    text = "“" + "坚持教育优先发展、促进公平、提高质量的方针不动摇" + "”，新建10所学校，实施“163”行动"
    assert counted(text) == ["10所"]
