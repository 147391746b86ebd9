"""The page's frame, 问答, 原文 and 说明 in a real browser, over a small library, one plan of it hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from browser import violations, visiting
from conftest import HOSTILE
from fastapi.testclient import TestClient
from live import serving
from stand_in_model import says, stand_in

from api.app import create_app
from api.library import Library
from api.page import VIEWS, WEB, digest, static_files
from api.prose import prose_sources

slow = pytest.mark.slow
FIRST_PICTURE = 1_000
"""Milliseconds to the answer on a warm server."""
ASKED = f"/ask?q={quote('减负')}"
Visit = Callable[..., Any]


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Visit]:
    with visiting(chromium, address) as go:
        yield go


# -- without a browser --------------------------------------------------------------------------------


def test_every_address_of_the_page_answers_and_others_do_not(steady: Library) -> None:
    client = TestClient(create_app(steady, steady.settings))
    for path, view in VIEWS.items():
        answer = client.get(path.replace("{document_id}", "x"))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert f"js/views/{view}.js" in answer.text
    assert client.get("/nothing").status_code == client.get("/ask/x").status_code == 404


def test_static_files_are_kept_for_good_and_change_their_address(steady: Library) -> None:
    client = TestClient(create_app(steady, steady.settings))
    for name in static_files():
        answer = client.get(f"/static/{digest()}/{quote(name)}")
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["cache-control"]
        assert answer.content == (WEB / name).read_bytes()
    assert client.get(f"/static/{'0' * 16}/js/app.js").status_code == 404
    assert client.get(f"/static/{digest()}/../page.py").status_code == 404


def test_every_view_of_the_page_has_its_three_files() -> None:
    for view in sorted(set(VIEWS.values())):
        for name in (f"js/views/{view}.js", f"js/words/{view}.js", f"css/{view}.css"):
            assert name in static_files()


# -- 问答 ----------------------------------------------------------------------------------------------


@slow
def test_a_question_is_asked_from_the_first_page_by_enter(visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("searchbox").fill("减负")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_selector(".passage mark")
    page.wait_for_selector(".years")
    assert page.url.endswith(ASKED)
    assert page.title().startswith("减负 · 2013—2017年")
    assert "3年提及，1年有计划未见提及" in page.inner_text(".answer")
    assert "1年缺藏" in page.inner_text(".answer")
    page.go_back()
    page.wait_for_selector(".first")


@slow
def test_the_answer_is_there_within_a_second(visit: Visit) -> None:
    visit(ASKED).wait_for_selector(".passage mark")
    page = visit(ASKED)
    page.wait_for_selector(".passage mark")
    assert page.evaluate("performance.now()") < FIRST_PICTURE


@slow
def test_a_year_narrows_what_is_listed_and_the_back_button_leaves_it(visit: Visit) -> None:
    page = visit(ASKED)
    page.wait_for_selector(".passage")
    page.wait_for_selector(".years .strip button")
    page.keyboard.press("t")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_selector(".looking")
    page.wait_for_selector(".passage .year:has-text('2013年')", state="detached")
    assert "y=2017" in page.url
    assert page.locator(".years .strip td:last-child button").evaluate(
        "one => one === document.activeElement"
    )
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".here")
    page.go_back()
    page.wait_for_selector(".looking")
    page.go_back()
    page.wait_for_selector(".looking", state="detached")


@slow
def test_a_concept_can_be_switched_off_and_on(visit: Visit) -> None:
    page = visit(ASKED)
    chip = page.locator(".read-as .chip").first
    chip.wait_for()
    assert chip.inner_text() == "学生减负"
    chip.click()
    page.wait_for_selector(".chip[aria-pressed=false]")
    assert "without=" in page.url
    page.click(".chip[aria-pressed=false]")
    page.wait_for_url(f"**{ASKED}")


@slow
def test_a_citation_is_copied_with_its_source(visit: Visit) -> None:
    page = visit(f"{ASKED}&y=2013")
    page.locator(".passages .cite").first.click()
    page.wait_for_selector("[data-said]")
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert copied[0] == "切实减轻中小学生过重课业负担，规范办学行为。"
    assert copied[1].startswith("——《临澄市教育局2013年工作要点》（2013年）一、")
    assert "/doc/" in copied[2]


@slow
def test_nothing_found_is_said_and_nothing_is_dressed_up(visit: Visit) -> None:
    page = visit(f"/ask?q={quote('量子纠缠')}")
    page.wait_for_selector(".answer:has-text('没有找到')")
    assert "不等于从未提出" in page.inner_text(".answer")
    assert page.locator(".theme-card").count() == 0


@slow
def test_a_failure_is_said_with_its_number_and_can_be_tried_again(chromium: Any, address: str) -> None:
    with visiting(chromium, address, "Failed to load resource") as visit:
        page = visit(f"/ask?q={quote('减' * 501)}")
        page.wait_for_selector(".failed")
        assert "至多 500 字" in page.inner_text(".failed >> nth=0")
        assert "编号" in page.inner_text(".failed >> nth=0")


@slow
def test_english_changes_the_page_and_not_the_plans(visit: Visit) -> None:
    page = visit(f"{ASKED}&lang=en")
    page.wait_for_selector(".passage")
    assert "mentioned in 3 years, silent in 1 year" in page.inner_text(".answer")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "课业负担" in page.inner_text(".passages")


# -- 原文, 说明 ----------------------------------------------------------------------------------------


@slow
def test_a_hostile_plan_is_shown_as_it_is_written(visit: Visit) -> None:
    page = visit(f"{ASKED}&y=2017")
    page.wait_for_selector(".passage")
    assert HOSTILE in page.inner_text(".passages .quote")
    page.click(".passage .source")
    page.wait_for_selector(".here")
    assert HOSTILE in page.inner_text(".here")
    page.click(".info > summary")
    assert "2017<img src=x onerror=alert(3)>.txt" in page.inner_text(".info")
    assert page.locator("main img, main script").count() == 0


@slow
def test_the_reader_walks_the_hits_and_compares_with_the_plan_before(visit: Visit, held: Library) -> None:
    passage = held.search("幼儿园", mode="phrase")["hits"]
    newer = next(one for one in passage if one["year"] == 2014)
    page = visit(f"/doc/{newer['document_id']}?p={newer['start']}-{newer['end']}&q={quote('幼儿园')}")
    page.wait_for_selector(".here mark")
    assert page.inner_text(".here") == newer["text"]
    page.get_by_label("对照上一份").check()
    page.wait_for_selector(".beside.edited del, .beside.new")
    assert "2013年工作要点" in page.inner_text(".answer-line")
    assert "vs=previous" in page.url


@slow
def test_an_unknown_document_is_said_and_leads_to_the_library(chromium: Any, address: str) -> None:
    with visiting(chromium, address, "Failed to load resource") as visit:
        page = visit("/doc/0123456789abcdef")
        page.wait_for_selector(".failed")
        page.click("a:text-is('到资料库里找')")
        page.wait_for_selector(".documents tbody tr")


@slow
def test_a_marked_word_leads_to_its_life_and_a_figure_to_its_series(visit: Visit, held: Library) -> None:
    page = visit(f"{ASKED}&y=2013")
    page.locator(".passages a.word").first.click()
    page.wait_for_selector("#curve svg")
    assert "/wording?term=" in page.url
    newer = next(one for one in held.documents()["documents"] if one["year"] == 2014)
    page = visit(f"/doc/{newer['id']}")
    page.wait_for_selector("a.figure")
    assert page.inner_text("a.figure") == "12所"
    page.click("a.figure")
    page.wait_for_selector(".panel .quote mark:has-text('12所')")


@slow
def test_a_text_s_own_indent_is_not_added_to_the_page_s(visit: Visit, held: Library) -> None:
    document = held.documents()["documents"][0]
    page = visit("/")
    page.route(
        f"**/api/v1/documents/{document['id']}",
        lambda route: route.fulfill(
            json={
                **held.document(document["id"]),
                "text": "　　第一段。\n\t第二段。\n",
                "outline": [],
                "noise": [],
            }
        ),
    )
    page.goto(f"{page.url.rstrip('/')}/doc/{document['id']}")
    page.wait_for_selector(".sheet p")
    assert page.locator(".sheet p").all_inner_texts() == ["第一段。", "第二段。"]


# -- 综述 ----------------------------------------------------------------------------------------------


@slow
def test_prose_is_offered_only_where_a_model_writes(visit: Visit) -> None:
    page = visit(f"{ASKED}&prose=1")
    page.wait_for_selector(".theme-card")
    page.wait_for_load_state("networkidle")
    assert page.locator(".prose").count() == 0


@slow
def test_prose_is_written_when_asked_and_each_mark_leads_to_its_source(chromium: Any, held: Library) -> None:
    sources = [one for one in prose_sources(held.themes("减负")) if "<" not in one["text"]][:2]
    said = "".join(f"{one['year']}年提出“{one['text'][:-1]}”[{one['number']}]。" for one in sources)
    with stand_in() as model, serving(held, llm_url=model.url, llm_model="stand-in") as port:
        model.behaviour = says(said + "全市新建幼儿园999所[1]。")
        with visiting(chromium, f"http://127.0.0.1:{port}") as visit:
            page = visit(ASKED)
            page.click("button:text-is('写一段综述')")
            page.wait_for_selector(".prose:has-text('由stand-in根据')")
            assert "prose=1" in page.url
            assert page.inner_text(".written").replace("\n", "") == said
            assert "机器撰写" in page.inner_text(".prose h3")
            assert "去掉了 1 句" in page.inner_text(".prose .partial")
            assert violations(page) == []
            page.locator(".written .cited").nth(1).click()
            page.wait_for_selector(".here")
            assert page.inner_text(".here") == sources[1]["text"]
            page.go_back()
            page.wait_for_selector(".written .cited")
            page.click("button:text-is('收起')")
            page.wait_for_selector(".written", state="detached")


@slow
@pytest.mark.parametrize("width", [1440, 375])
def test_no_view_has_an_accessibility_fault_or_is_wider_than_the_screen(
    visit: Visit, held: Library, width: int
) -> None:
    document = held.documents()["documents"][0]["id"]
    paths = {
        "/": ".held",
        ASKED: ".passage, .theme-card",
        f"/doc/{document}": ".sheet p",
        "/about": ".tallies",
    }
    for path, ready in paths.items():
        page = visit(path, width)
        page.wait_for_selector(ready)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1
        page.close()
