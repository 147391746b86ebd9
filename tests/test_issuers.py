"""Who issued it, for which place, level and stage?"""

from __future__ import annotations

import pytest

from corpus.issuers import doc_type_of, dominant_stage, issuer_of, level_of, region_of, stages_of
from corpus.types import DOC_TYPES, LEVELS


@pytest.mark.parametrize(
    ("title", "issuer", "region", "level"),
    [
        ("临澄市教育局2013年工作要点", "临澄市教育局", "临澄市", "市"),
        ("临澄市教育局基础教育处2013年工作要点", "临澄市教育局基础教育处", "临澄市", "市"),
        ("教育局基础教育处2023年工作要点", "教育局基础教育处", None, None),
        ("临澄市澄南区教育局2014年工作计划", "临澄市澄南区教育局", "临澄市澄南区", "县"),
        ("临澄市实验初级中学2021—2022学年工作计划", "临澄市实验初级中学", "临澄市", "校"),
        ("靖江市第一中学2013年工作总结", "靖江市第一中学", "靖江市", "校"),
        ("2025年中华人民共和国国务院政府工作报告", "国务院", None, "国家"),
        ("第十四届全国人民代表大会第三次会议关于政府工作报告的决议", "全国人民代表大会", None, "国家"),
        ("教育部2014年工作要点", "教育部", None, "国家"),
        ("江苏省教育厅关于印发《江苏省教育厅2013年工作要点》的通知", "江苏省教育厅", "江苏省", "省"),
        ("上海市教育委员会2020年工作要点", "上海市教育委员会", "上海市", "省"),
        ("泰兴市人民政府关于学前教育的意见", "泰兴市人民政府", "泰兴市", "县"),
        ("2018年临澄市政府工作报告", "临澄市政府", "临澄市", "市"),
        ("臨澄市教育局2013年工作要點", "临澄市教育局", "临澄市", "市"),
        ("临澄市2013年教育工作要点", None, "临澄市", "市"),
        ("2023年全区教育工作要点", None, None, "县"),
        ("2013年普通高中教学工作计划", None, None, None),
    ],
)
def test_a_title_names_its_issuer(
    title: str, issuer: str | None, region: str | None, level: str | None
) -> None:
    assert issuer_of(title) == issuer
    assert region_of(issuer or title) == region
    assert level_of(title, issuer) == level
    assert level is None or level in LEVELS


@pytest.mark.parametrize("title", ["xx市教育局2013年工作要点", "**县教育局工作计划", "某某区教育局工作计划"])
def test_an_unknown_name_names_nobody_but_has_a_level(title: str) -> None:
    assert issuer_of(title) is None
    assert region_of(title) is None
    assert level_of(title, None) in ("市", "县")


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [
        ("2013年工作要点", "工作要点"),
        ("2013年工作计划", "工作计划"),
        ("2012年工作总结和2013年工作计划", "工作计划"),
        ("2012年工作总结", "总结"),
        ("学前教育三年行动计划", "规划"),
        ("国家中长期教育改革和发展规划纲要", "规划"),
        ("规划实施方案", "方案"),
        ("关于印发《2013年工作要点》的通知", "工作要点"),
        ("2013年工作要点（征求意见稿）", "工作要点"),
        ("关于做好招生工作的通知", "通知"),
        ("政府工作报告", "报告"),
        ("关于政府工作报告的决议", "决议"),
        ("教育现代化2035", "其他"),
    ],
)
def test_the_last_word_of_a_title_is_its_type(title: str, doc_type: str) -> None:
    assert doc_type_of(title) == doc_type
    assert doc_type in DOC_TYPES


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("教育局基础教育处", ("学前", "义务", "高中", "特殊")),
        ("实验初级中学", ("义务",)),
        ("第一中学", ("义务", "高中")),
        ("阳光幼儿园", ("学前",)),
        ("职业教育处", ("职业",)),
        ("大学附属中学", ("义务", "高中")),
        ("教育局", ()),
    ],
)
def test_a_name_tells_the_stages(name: str, stages: tuple[str, ...]) -> None:
    assert stages_of(name) == stages


def test_headings_tell_a_stage_only_where_one_prevails() -> None:
    assert dominant_stage(["学前教育", "幼儿园建设", "幼儿教师", "经费"]) == ("学前",)
    assert dominant_stage(["学前教育", "义务教育", "高中教育"]) == ()
    assert dominant_stage(["学前教育"]) == ()
