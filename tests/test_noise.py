"""Which parts of the text are not the plan?"""

from __future__ import annotations

import pytest

from corpus.folding import flatten
from corpus.noise import Found, find_noise
from corpus.paragraphs import lines_of

PLAN = (
    "一、指导思想。\n以科学发展观为指导,全面贯彻教育方针;推进均衡发展,办好每一所学校,提高教育质量。\n"
    "二、主要工作。\n(一)学前教育。新建4所幼儿园,规范办园行为。\n(二)义务教育。控制作业总量,减轻课业负担。\n"
)


def found(text: str) -> tuple[Found, dict[str, list[str]]]:
    result = find_noise(flatten(text), lines_of(text))
    types: dict[str, list[str]] = {}
    for span in result.noise:
        types.setdefault(span.type, []).append(text[span.start : span.end])
    return result, types


def test_a_clean_plan_holds_no_noise() -> None:
    assert found(PLAN)[0].noise == ()


def test_a_truncated_copy_of_the_opening_is_a_copy_and_its_line_the_title() -> None:
    copy = "一 指导思想 以科学发展观为指导,全面贯彻教育方针 推进均衡发展,办好每一所学校,提高教育质量。二 主要工作 一 学前..."
    text = PLAN + "某县教育股2022年工作计划\n" + copy
    result, types = found(text)
    assert types == {"title": ["某县教育股2022年工作计划"], "copy": [copy]}
    assert result.own_title is not None
    assert text[slice(*result.own_title)] == "某县教育股2022年工作计划"


def test_the_opening_of_another_document_is_a_teaser_with_its_title() -> None:
    teaser = "今年以来 我局紧扣 项目攻坚 主题 全力推进农业 水利 交通建设,完成投资12亿元,群众满意度稳步提高..."
    result, types = found(PLAN + "2022年乡镇工作总结\n" + teaser + "\n")
    assert types == {"teaser": ["2022年乡镇工作总结", teaser]}
    assert len(result.teasers) == 1
    assert result.own_title is None


def test_links_to_other_documents_at_the_end_are_teasers() -> None:
    _, types = found(PLAN + "2012年教育局工作总结\n2013年学校安全工作计划\n")
    assert types == {"teaser": ["2012年教育局工作总结", "2013年学校安全工作计划"]}


def test_a_licence_block_runs_to_the_end() -> None:
    _, types = found(PLAN + "\n本作品是中华人民共和国的\n法律\n，属于\n公有领域\n。\nPublic domain\nfalse")
    assert len(types["licence"]) == 7


@pytest.mark.parametrize(
    "line",
    [
        "上一篇：2012年计划",
        "责任编辑：张三",
        "浏览次数：326",
        "当前位置：首页 > 信息公开",
        "— 3 —",
        "第3页 共10页",
        "【打印本页】【关闭窗口】",
        "＊＊＊＊＊",
        "以下是小编整理的工作要点，希望对您有帮助！",
    ],
)
def test_page_furniture_is_navigation(line: str) -> None:
    assert found(PLAN + line + "\n三、保障措施。\n加强领导。")[1] == {"navigation": [line]}


def test_a_table_of_contents_is_navigation() -> None:
    text = "目  录\n一、指导思想\n二、主要工作……3\n一、指导思想\n以人为本。\n二、主要工作\n抓好减负。"
    assert found(text)[1] == {"navigation": ["目  录", "一、指导思想", "二、主要工作……3"]}


def test_a_last_paragraph_that_stands_further_up_is_a_copy() -> None:
    last = "我们一定要在党的领导下，紧紧把握有利时机，励精图治，埋头苦干，齐心协力，团结奋斗，沿着社会主义道路奋勇前进，办好人民满意的教育事业。"
    assert found("形势很好。" + last + "\n" + last)[1] == {"copy": [last]}


@pytest.mark.parametrize(
    "line",
    [
        "7.做好学校微信公众号和网站建设，浏览次数明显增加。",
        "3.落实版权保护，清理盗版教辅。",
        "4.吸引更多家长关注家庭教育，欢迎社会各界阅读",
        "让更多学生爱上阅读。",
        "开展丰富多彩的活动……",
    ],
)
def test_sentences_of_a_plan_are_no_furniture(line: str) -> None:
    assert found(PLAN + line + "\n")[0].noise == ()
