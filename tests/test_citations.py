"""Who cites what: one document by all its names, where it is marked and where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import take_in

from api import render
from api.checks import BadRequest
from api.library import Library
from api.terminal import Page
from index.filters import Filters
from nlp.citations import citations, is_document, means, same_document, short_names, title_key
from nlp.concepts import ConceptStore

OPINION = "关于进一步减轻义务教育阶段学生作业负担和校外培训负担的意见"
HEAD = "临澄市教育局{}年工作要点\n一、重点工作\n"
TEXTS = {
    "2021.txt": HEAD.format(2021) + f"1．学习中办、国办《{OPINION}》，加强监管。\n"
    "2．落实《课后服务管理办法》（泰教发〔2021〕5号），全面开展课后服务。\n",
    "2022.txt": HEAD.format(2022) + f"1．落实{OPINION.removeprefix('关于')}，健全作业管理。\n"
    "2．执行泰教发〔2021〕5号文件，规范收费。\n3．宣传《义务教育法》，依法治教。\n",
    "2023.txt": HEAD.format(2023)
    + "1．巩固“双减”意见落实成果，防止反弹。\n2．师生共读《朝花夕拾》，建设书香校园。\n",
    "2024.txt": HEAD.format(2024)
    + "1．编制《临澄市教育发展规划纲要》，公开征求意见。\n2．学习《纲要》，抓好落实。\n"
    "3．对照《2023年工作要点》，逐项销号。\n",
}


@pytest.fixture
def citing(library: Library, tmp_path: Path) -> Library:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return take_in(library, folder)


@pytest.mark.parametrize(
    "title",
    [
        OPINION,
        f"《{OPINION}》",
        f"中共中央办公厅 国务院办公厅{OPINION}",
        f"中办、国办印发〈{OPINION}〉的通知",
        "關於進一步減輕義務教育階段學生作業負擔和校外培訓負擔的意見",
        OPINION.removeprefix("关于"),
    ],
)
def test_one_document_has_one_key_whatever_it_is_called(title: str) -> None:
    assert title_key(title) == OPINION.removeprefix("关于")


def test_a_title_and_the_number_behind_it_are_one_citation() -> None:
    text = "按《教育法》、《课后服务办法》\n（泰教发〔2021〕 5号）和苏教〔2020〕3号"
    found = citations(text)
    assert [(one.title, one.number) for one in found] == [
        ("教育法", None),
        ("课后服务办法", "泰教发〔2021〕5号"),
        (None, "苏教〔2020〕3号"),
    ]
    assert text[found[2].start : found[2].end] == "苏教〔2020〕3号"


def test_years_and_trial_remarks_may_be_left_out_but_not_swapped() -> None:
    key = title_key("学前教育三年行动计划（2011—2013年）")
    assert same_document(title_key("学前教育三年行动计划"), key)
    assert not same_document(title_key("学前教育三年行动计划（2014—2016年）"), key)
    assert not same_document(title_key("教育法"), title_key("义务教育法"))


def test_a_short_title_is_the_last_one_that_ends_so() -> None:
    before = ["十二五规划纲要", "十三五规划纲要(草案)", "教师法"]
    assert means("纲要", before) == "十三五规划纲要(草案)"
    assert means("纲要", []) == "纲要"
    assert means("教育法", ["义务教育法"]) == "教育法"


def test_books_are_no_documents() -> None:
    assert is_document("3—6岁儿童学习与发展指南")
    assert is_document("特殊教育提升计划（2014—2016年）")
    assert not is_document("朝花夕拾")


def test_short_names_come_from_the_concept_store_alone() -> None:
    names = short_names(ConceptStore.open())
    assert names["双减意见"] == OPINION.removeprefix("关于")
    assert "减负意见" not in names


@pytest.mark.parametrize("title", [OPINION, "“双减”意见", "减轻义务教育阶段学生作业负担"])
def test_who_cites_it_is_found_marked_unmarked_and_by_short_name(citing: Library, title: str) -> None:
    answer = citing.citations(title)
    found = {one["year"]: [(c["text"], c["marked"]) for c in one["citations"]] for one in answer["passages"]}
    assert found == {
        2023: [("双减”意见", False)],
        2022: [(OPINION.removeprefix("关于"), False)],
        2021: [(OPINION, True)],
    }
    [cited] = answer["cited"]
    assert (cited["documents"], cited["first_year"], cited["last_year"]) == (3, 2021, 2023)
    for passage in answer["passages"]:
        text = citing.document(passage["document_id"])["text"]
        for one in passage["citations"]:
            assert text[one["start"] : one["end"]] == one["text"]


def test_a_bare_number_is_the_document_it_was_given_to(citing: Library) -> None:
    for asked in ("课后服务管理办法", "泰教发(2021)5号"):
        answer = citing.citations(asked)
        assert [one["year"] for one in answer["passages"]] == [2022, 2021]
        assert [one["title"] for one in answer["cited"]] == ["课后服务管理办法"]


def test_a_short_title_in_a_plan_is_the_document_it_named_before(citing: Library) -> None:
    [cited] = citing.citations("临澄市教育发展规划纲要")["cited"]
    assert (cited["title"], cited["count"], cited["documents"]) == ("临澄市教育发展规划纲要", 2, 1)


def test_the_end_of_another_title_is_no_citation(citing: Library) -> None:
    answer = citing.citations("教育法")
    assert answer["total"] == 0
    assert any("没有计划引用“教育法”" in warning for warning in answer["warnings"])


def test_all_cited_documents_are_listed_with_their_kind(citing: Library) -> None:
    answer = citing.citations()
    kinds = {one["title"]: one["kind"] for one in answer["cited"]}
    assert kinds["朝花夕拾"] == "other"
    assert kinds["义务教育法"] == "document"
    assert answer["total"] == len(kinds) == 6
    assert answer["passages"] == []
    assert [one["title"] for one in citing.citations(limit=1, offset=1)["cited"]] == [
        answer["cited"][1]["title"]
    ]


def test_filters_choose_who_cites(citing: Library) -> None:
    assert [one["year"] for one in citing.citations(OPINION, Filters(year_to=2022))["passages"]] == [
        2022,
        2021,
    ]


def test_a_cited_plan_that_is_held_is_named(citing: Library) -> None:
    [held] = [one for one in citing.documents()["documents"] if one["year"] == 2023]
    citing.set_fields(held["id"], {"title": "2023年工作要点"})
    [cited] = citing.citations("《2023年工作要点》")["cited"]
    assert cited["document_id"] == held["id"]


@pytest.mark.parametrize("title", ["《》", "题" * 301, "\ud800"])
def test_a_title_that_cannot_be_asked_is_refused(citing: Library, title: str) -> None:
    with pytest.raises(BadRequest):
        citing.citations(title)


def test_the_terminal_names_the_document_and_quotes_who_cites_it(citing: Library) -> None:
    said = render.citations(citing.citations("课后服务管理办法"), Page())
    assert "《课后服务管理办法》泰教发〔2021〕5号 2份文件引用2次，2021、2022" in said
    assert "“执行泰教发〔2021〕5号文件，规范收费。”" in said
