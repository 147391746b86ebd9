"""Red-head documents (红头文件): what their frame says, and that none of it is taken for the plan.

``tests/red_heads`` holds seventeen texts, written for this in the manner of bureaus, districts, schools and
governments from 1998 to 2024; ``truth.json`` says of each what a clerk would read.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from test_documents import assert_made_up_of_its_parts

from corpus.attachments import MOST_ATTACHMENTS, attachments_of
from corpus.documents import build_documents
from corpus.folding import flatten
from corpus.official import facts_of, iso_date
from corpus.paragraphs import lines_of
from corpus.types import Document, RawDocument

FOLDER = Path(__file__).parent / "red_heads"
TRUTH: dict[str, dict[str, Any]] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


def build(text: str) -> Document:
    (document,) = build_documents(RawDocument("a.txt", "a.txt", text, "txt"))
    return document


def test_every_text_has_its_truth() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(TRUTH)


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_a_red_head_document_is_read_as_a_clerk_would(name: str) -> None:
    truth, document = TRUTH[name], build((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    assert_made_up_of_its_parts(document)
    found = document.found
    assert (document.title, document.year, document.issuer, document.doc_type) == (
        truth["title"],
        truth["year"],
        truth["issuer"],
        truth["doc_type"],
    )
    assert found["year"].partition("：")[0] == truth["year_from"]
    fields = ("number", "issued", "addressee", "publicity", "copied_to")
    assert {field: found[field] for field in fields if field in found} == truth["facts"]
    assert [f"{one.level} {one.number}{one.title}" for one in document.outline] == truth["headings"]
    assert [one.item for one in document.passages if one.item] == truth["items"]
    frame = [document.text[one.start : one.end] for one in document.noise if one.type == "title"]
    assert frame == truth["frame"]


@pytest.mark.parametrize(
    "line",
    [
        "泰教发〔2023〕5号",
        "泰教发[2023]5号",
        "泰教发【2023】5号",
        "泰教发（2023）5号",
        "泰教发﹝2023﹞5号",
        "泰教发〔2023〕第5号　　签发人：王某",
        "（58）教办字第12号",
        "文号：泰教发〔2023〕5号",
    ],
)
def test_a_number_is_read_in_every_form_of_brackets(line: str) -> None:
    text = f"泰和市教育局文件\n{line}\n2023年工作要点\n一、抓好减负。"
    document = build(text)
    number = line.partition("：")[2] if line.startswith("文号") else line.partition("　")[0]
    assert document.found["number"] == number
    assert [one.text for one in document.passages] == ["抓好减负。"]


def test_a_cited_number_is_not_the_documents_own() -> None:
    document = build("2023年工作要点\n一、落实临教发〔2022〕5号文件。\n二、按临教办〔2022〕7号执行。")
    assert "number" not in document.found
    assert document.cites == ("临教发〔2022〕5号", "临教办〔2022〕7号")


def test_items_of_an_attachment_do_not_go_on_with_those_of_the_text() -> None:
    text = "关于招生的通知\n一、免试入学。\n二、阳光分班。\n附件1\n名额分配办法\n三、小学360人。\n四、初中200人。"
    paths = [one.heading_path for one in build(text).passages]
    assert paths == [(), (), ("附件1：名额分配办法",), ("附件1：名额分配办法",)]


def test_an_attachment_that_only_has_a_title_is_announced_and_no_part() -> None:
    document = build("2023年工作要点\n一、抓好减负。\n附件：任务分解表.xlsx")
    assert [one.text for one in document.passages] == ["抓好减负。"]
    assert document.outline == ()


def test_an_attachment_with_a_dated_title_is_no_second_plan() -> None:
    long = "1.开展家访活动，加强家校联系，控制作业总量，减轻学生负担，促进学生健康成长。\n" * 4
    text = f"某校2023年工作计划\n{long}附件\n某校2023年活动计划\n{long}"
    document = build(text)
    assert document.outline[0].number + document.outline[0].title == "附件：某校2023年活动计划"
    assert document.parent_id is None


@pytest.mark.parametrize(
    "line", ["附件1和附件2由办公室存档", "附件材料", "附则", "附件中的表格统一填报", "附属小学"]
)
def test_words_with_fu_in_them_mark_no_attachment(line: str) -> None:
    text = f"2023年工作要点\n{line}\n一、抓好减负。\n二、抓好安全。"
    assert attachments_of(text, flatten(text), lines_of(text)).parts == ()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("（此件公开发布）", "公开发布"),
        ("（此件主动公开）", "主动公开"),
        ("此件不予公开", "不予公开"),
        ("（此件删减后公开）", "删减后公开"),
        ("公开属性：依申请公开", "依申请公开"),
        ("信息公开选项：主动公开", "主动公开"),
    ],
)
def test_openness_is_said_in_many_ways(said: str, found: str) -> None:
    assert facts_of(said, flatten(said), [(0, len(said))]) == {"publicity": found}


def test_thousands_of_attachments_are_read_in_seconds() -> None:
    text = "2023年工作要点\n一、抓好减负。\n" + "附件\n名额表\n1.小学360人。\n" * 800
    start = time.process_time()
    document = build(text)
    assert time.process_time() - start < 10
    assert sum(one.number.startswith("附件") for one in document.outline) == MOST_ATTACHMENTS
    assert_made_up_of_its_parts(document)


def test_a_date_that_is_none_gives_nothing() -> None:
    assert iso_date("二月十五日") == ""


def test_a_number_against_the_year_of_the_title_is_doubted() -> None:
    text = "某市教育局文件\n某教发〔2013〕5号\n某市教育局2023年工作要点\n一、抓好减负。"
    document = build(text)
    assert document.year == 2023
    assert document.found["year_conflict"] == "发文字号是某教发〔2013〕5号"
