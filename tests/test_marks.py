"""Is this a number of an item?"""

from __future__ import annotations

import pytest

from corpus.folding import flatten
from corpus.marks import marks_of
from corpus.paragraphs import lines_of


def items(text: str) -> list[str]:
    return [mark.item for mark in marks_of(text, flatten(text), lines_of(text))]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("第一章 总则\n第二章 目标", ["第一章", "第二章"]),
        ("第一条 为了发展。\n第二条 坚持公平。", ["第一条", "第二条"]),
        ("一、总体要求\n二、工作重点", ["一", "二"]),
        ("（一）学前教育\n（二）义务教育", ["（一）", "（二）"]),
        ("一)学前\n二)义务", ["一)", "二)"]),
        ("(一)学前\n(二)义务", ["(一)", "(二)"]),
        ("1.学前\n2.义务", ["1", "2"]),
        ("1、学前\n2、义务", ["1", "2"]),
        ("１．学前\n２．义务", ["１", "２"]),
        ("1）学前\n2）义务", ["1）", "2）"]),
        ("（1）学前\n（2）义务", ["（1）", "（2）"]),
        ("①学前教育普及②义务教育均衡", ["①", "②"]),
        ("⒈学前\n⒉义务", ["1", "2"]),
        ("一是抓管理，二是抓质量，三是抓安全。", []),
        ("一是扩大普惠性资源总量，二是规范办园行为，三是提高保教质量。", ["一是", "二是", "三是"]),
        ("一是扩大普惠资源，新建幼儿园；二是规范办园。", ["一是", "二是"]),
        ("第一，扩大普惠资源总量。第二，规范办园行为。", ["第一", "第二"]),
        ("1.1 学前教育\n1.2 义务教育", ["1.1", "1.2"]),
        ("一　指导思想\n二　工作目标", ["一", "二"]),
    ],
)
def test_every_habit_of_numbering_is_known(text: str, numbers: list[str]) -> None:
    assert items(text) == numbers


def test_items_that_run_together_in_one_line_are_found() -> None:
    text = "二)深化改革。1.启动工程。2.筹建小组。3.加强建设。\n以工程为抓手。4.加强共建。"
    assert items(text)[-4:] == ["1", "2", "3", "4"]


def test_a_number_may_end_its_line() -> None:
    assert items("5.开展评比。6.\n配合试点。7.贯彻。") == ["5", "6", "7"]


@pytest.mark.parametrize(
    "text",
    [
        "创建10—12所省优质幼儿园。",
        "实施“5+ 2”工程，推进“8+37”学校试点。",
        "达标率93.5%，经费2.1亿元。",
        "增长到\n2.1亿元，其中\n93.5%达标。",
        "截至2023.全市共有学校。",
        "小学一、二年级不留作业，三、四年级适量。",
        "一、二年级不留作业。",
        "发展一、二、三产业。",
        "第一、第二、第三产业协调。",
        "创建2、3所学校，改造1、2号楼。",
        "服务时间到17:30。会议于3.15举行。",
        "从国际看，唯一是公平。",
        "见附件（3）。",
    ],
)
def test_numbers_of_things_are_no_items(text: str) -> None:
    assert items(text) == []


def test_an_item_may_begin_with_a_figure() -> None:
    assert items("1.学前教育普及。\n2.66人以上超大班额清零。\n3.随迁子女入学。") == ["1", "2", "3"]


def test_numbers_may_run_on_across_sections_and_skip() -> None:
    assert items("一、促进公平\n5.资助。\n6.减负。\n二、深化改革\n7.高考。\n9.集团。") == [
        "一", "5", "6", "二", "7", "9",
    ]  # fmt: skip


def test_a_list_within_a_list_of_the_same_style_is_nested() -> None:
    text = "一、任务\n第一，规模。\n一、甲问题。\n二、乙问题。\n第二，比重。\n二、办法\n三、结语"
    marks = marks_of(text, flatten(text), lines_of(text))
    assert [mark.key for mark in marks if mark.style == "han"] == ["han", "han'", "han'", "han", "han"]


def test_a_sentence_that_announces_the_parts_holds_no_items() -> None:
    text = "报告分三部分：一、三年来的斗争；二、加快经济建设；三、国际形势。\n一、三年来的斗争\n甲。\n二、加快经济建设\n乙。\n三、国际形势\n丙。"
    assert len(items(text)) == 3
