"""Does this file hold several plans?"""

from __future__ import annotations

import pytest

from corpus.documents import build_documents
from corpus.types import RawDocument, document_id

LONG = (
    "一、抓好德育工作。\n开展主题教育活动，培养学生良好的行为习惯，加强家校联系，形成教育合力，促进学生健康成长。\n"
    * 2
)


def built(text: str, **given: str) -> list[tuple[str, int | None, str]]:
    raw = RawDocument("a.txt", "a.txt", text, "csv" if given else "txt", given)
    documents = build_documents(raw)
    if len(documents) > 1:
        assert {document.parent_id for document in documents} == {document_id(text)}
        assert "".join(document.text for document in documents) == text
    else:
        assert documents[0].parent_id is None
    return [(document.title, document.year, document.doc_type) for document in documents]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("篇一：2022年工作总结", "篇二：2023年工作计划"),
        ("第一篇 2022年工作总结", "第二篇 2023年工作计划"),
        ("2022年工作总结", "2023年工作计划"),
        ("【篇1】2022年工作总结", "【篇2】2023年工作计划"),
    ],
)
def test_plans_under_heads_of_their_own_are_documents(first: str, second: str) -> None:
    assert built(f"{first}\n{LONG}{second}\n{LONG}") == [
        ("2022年工作总结", 2022, "总结"),
        ("2023年工作计划", 2023, "工作计划"),
    ]


def test_plans_that_share_a_title_are_told_apart_by_their_number() -> None:
    text = f"学校工作计划（通用2篇）\n学校工作计划 篇1\n{LONG}学校工作计划 篇2\n{LONG}"
    assert [title for title, _, _ in built(text)] == ["学校工作计划"] * 2


def test_a_summary_and_a_plan_in_one_text_are_two_documents() -> None:
    text = f"某局2022年工作总结和2023年工作计划\n一、2022年工作总结\n{LONG}二、2023年工作计划\n{LONG}"
    assert built(text) == [("某局2022年工作总结", 2022, "总结"), ("某局2023年工作计划", 2023, "工作计划")]


def test_chapters_of_one_plan_are_no_bundle() -> None:
    text = f"“十四五”教育发展规划\n第一篇 发展基础\n{LONG}第二篇 主要任务\n{LONG}"
    assert len(built(text)) == 1


def test_a_report_on_last_year_and_this_is_one_document() -> None:
    text = f"一、2022年工作回顾\n{LONG}二、2023年工作计划\n{LONG}"
    assert built(text, title="2023年政府工作报告") == [("2023年政府工作报告", 2023, "报告")]


def test_a_notice_and_the_plan_that_it_prints_are_one_document() -> None:
    text = (
        f"关于印发《某市教育局2013年工作要点》的通知\n各学校：\n现予印发。\n某市教育局2013年工作要点\n{LONG}"
    )
    assert built(text) == [("关于印发《某市教育局2013年工作要点》的通知", 2013, "工作要点")]


def test_links_at_the_end_are_no_plans() -> None:
    assert len(built(f"2013年工作要点\n{LONG}2012年工作要点\n2011年工作要点\n")) == 1
