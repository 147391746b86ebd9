"""The views 比较, 提法, 指标, 草稿 and 资料库 in a real browser, over a small library of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import violations, visiting
from conftest import HOSTILE, put

from api.library import Library
from corpus.documents import build_documents
from corpus.files import source_of
from corpus.types import RawDocument

pytestmark = pytest.mark.slow
DRAFT = "一、重点工作\n1．新建省优质幼儿园12所，大力发展学前教育。\n2．开设星际航行课程，购买飞船三艘。\n"
VIEWS = {
    "/compare?a=2013&b=2014": "h1:has-text('2013年与2014年')",
    "/wording?term=课业负担": "#uses .passage",
    "/targets?q=幼儿园": ".panel",
    "/draft#s2": ".segment.now#s2",
    "/library": ".documents tbody tr",
}
"""Addresses, each with what shows that the view has come back."""


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    with visiting(
        chromium, address, "Failed to load resource: the server responded with a status of 401"
    ) as go:

        def with_draft(path: str, width: int = 1440, draft: str = "") -> Any:
            page = go(path, width)
            if draft:
                page.evaluate("text => sessionStorage.setItem('cejian-draft', text)", draft)
                page.reload()
            return page

        yield with_draft


@pytest.mark.parametrize(("path", "shown"), VIEWS.items(), ids=[path.split("?")[0] for path in VIEWS])
def test_a_view_comes_back_from_its_address_and_every_reader_can_use_it(
    visit: Callable[..., Any], path: str, shown: str
) -> None:
    for width in (1440, 375):
        page = visit(path, width, DRAFT)
        page.wait_for_selector(shown)
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/compare?a=2013&b=2014", "2013 and 2014"),
        ("/wording?term=课业负担", "First in library"),
        ("/targets?q=幼儿园", "target"),
        ("/draft", "Precedents"),
        ("/library", "documents"),
    ],
)
def test_a_view_speaks_english_where_it_is_asked_to(visit: Callable[..., Any], path: str, said: str) -> None:
    page = visit(path + ("&" if "?" in path else "?") + "lang=en", draft=DRAFT)
    page.wait_for_selector(f"main :text('{said}')")


def test_two_years_are_told_apart_word_by_word(visit: Callable[..., Any]) -> None:
    page = visit("/compare")
    page.select_option("#from-a", "2013")
    page.select_option("#from-b", "2014")
    page.click("form.sides button[type=submit]")
    page.wait_for_selector("h1:has-text('2013年与2014年')")
    assert page.url.endswith("/compare?a=2013&b=2014")
    assert "甲 2013年：1份计划" in page.inner_text(".answer-line")
    page.click(".swap")
    page.wait_for_selector("h1:has-text('2014年与2013年')")
    page.go_back()
    page.wait_for_selector("h1:has-text('2013年与2014年')")


def test_the_curve_is_read_by_mouse_and_keys_and_narrows_the_passages(visit: Callable[..., Any]) -> None:
    page = visit("/wording?term=负担&with=作业")
    page.wait_for_selector("#curve svg")
    box = page.locator("#curve").bounding_box()
    for share in (0.2, 0.5, 0.8):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    page.focus("#curve")
    page.keyboard.press("Home")
    page.wait_for_selector("#curve-read:has-text('2013年：1份计划中1份提及')")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("#curve-read:has-text('2015年：缺藏')")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url("**y=2013*")
    page.wait_for_selector("#uses h2:has-text('1段')")
    page.click("button:text-is('表')")
    assert "缺藏" in page.inner_text(".years")


def test_on_paper_a_chart_is_whole_and_a_table_keeps_its_heads(visit: Callable[..., Any]) -> None:
    page = visit("/wording?term=课业负担")
    page.wait_for_selector("#curve svg")
    page.emulate_media(media="print")
    drawn, room = page.evaluate(
        """() => {
            document.querySelector("main").style.width = "630px"; // paper is narrower, and no resizing is told
            return [".chart svg", ".chart"].map((one) => document.querySelector(one).getBoundingClientRect().width);
        }"""
    )
    assert 0 < drawn <= room < 630
    page = visit("/library")
    page.wait_for_selector(".documents tbody tr")
    page.emulate_media(media="print")
    assert page.locator(".documents thead th").first.inner_text().startswith("题名")
    assert not page.locator(".upload").is_visible()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_chart_is_saved(visit: Callable[..., Any], kind: str) -> None:
    page = visit("/wording?term=负担")
    page.wait_for_selector("#curve svg")
    page.click(".export > summary")
    with page.expect_download() as download:
        page.click(f".menu-box button:has-text('{kind.upper()}')")
    content = Path(download.value.path()).read_bytes()
    assert content.startswith({"svg": b"<svg", "png": b"\x89PNG"}[kind])
    assert len(content) > 2_000


def test_a_series_is_pointed_at_and_keeps_its_sentences(visit: Callable[..., Any]) -> None:
    page = visit("/targets?q=幼儿园&series=0")
    page.wait_for_selector(".panel .chart svg")
    for chart in page.locator(".panel .chart").all():
        chart.scroll_into_view_if_needed()
        chart.hover()
    page.wait_for_selector(".panel.focused .row .quote")
    page.focus(".panel .chart")
    page.keyboard.press("End")
    page.wait_for_selector(".panel .readout:has-text('目标')")


def test_a_draft_is_judged_beside_its_precedents_and_leaves_nothing(visit: Callable[..., Any]) -> None:
    page = visit("/draft")
    page.fill("#draft-text", DRAFT)
    page.click(".draft-box button[type=submit]")
    page.wait_for_selector(".segment")
    assert "数字不一致：草稿“省优质幼儿园12所”" in page.inner_text("aside.detail")
    page.keyboard.press("j")
    page.wait_for_selector("#s2.now")
    assert page.url.endswith("/draft#s2")
    page.click("button:text-is('清空')")
    page.wait_for_selector(".notice:has-text('草稿已清空')")
    assert page.evaluate("sessionStorage.getItem('cejian-draft')") is None
    page.click("button:text-is('撤销')")
    page.wait_for_selector(".segment")
    page.click("button:has-text('改草稿')")
    with page.expect_response("**/api/v1/draft"):
        page.set_input_files(
            ".draft-box input[type=file]",
            {"name": "草稿.txt", "mimeType": "text/plain", "buffer": "1．新建幼儿园99所。\n".encode()},
        )
    page.wait_for_selector(".segment:has-text('99所')")


def test_a_file_goes_in_is_put_right_and_comes_out_again(visit: Callable[..., Any]) -> None:
    page = visit("/library/upload")
    page.wait_for_selector(".documents tbody tr")
    hostile, title = f"{HOSTILE.replace('/', '')}.txt", "临澄市教育局2019年工作要点"
    good = f"{title}\n一、重点工作\n1．新建幼儿园16所，减轻课业负担。\n"
    page.set_input_files(
        ".upload input",
        [
            {"name": hostile, "mimeType": "text/plain", "buffer": good.encode()},
            {"name": "空.txt", "mimeType": "text/plain", "buffer": b""},
        ],
    )
    page.wait_for_selector(".outcome.added")
    page.wait_for_selector(".outcome.refused")
    row = page.locator(".documents tr", has=page.get_by_role("link", name=title, exact=True))
    row.get_by_role("button", name="改正").click()
    page.fill("#f-year", "2018")
    page.click(".correcting button[type=submit]")
    page.wait_for_selector(".correcting [role=status]:has-text('已保存')")
    page.wait_for_selector(".correcting input[name=year] + small:has-text('人工')")
    page.click(".correcting button:text-is('撤销')")
    page.wait_for_selector(".correcting [role=status]", state="detached")
    assert page.input_value("#f-year") == "2019"
    row.get_by_role("button", name="移除").click()
    page.wait_for_selector(f".removed:has-text('已移除《{title}》')")
    page.click(".removed button")
    page.wait_for_selector(".removed", state="detached")
    page.click("a:text-is('提法')")
    page.wait_for_selector("h1:has-text('提法')")


def test_hostile_titles_and_texts_stay_text(visit: Callable[..., Any]) -> None:
    for path, shown in (
        ("/wording?term=课业负担&y=2017", "#uses .passage"),
        ("/library?sort=title", ".documents tbody tr"),
        ("/compare?a=2013&b=2017", ".answer-line"),
        (f"/wording?term={HOSTILE.replace('&', '%26')[:50]}", "#uses .passage"),
    ):
        page = visit(path)
        page.locator(shown).first.wait_for()
        assert page.locator("main img, main script").count() == 0
        if "2017" in path:
            assert HOSTILE in (page.text_content("main") or "")


def test_a_token_is_asked_for_in_place_and_a_read_only_service_offers_no_upload(
    visit: Callable[..., Any], held: Library
) -> None:
    page = visit("/library")
    page.route(
        "**/api/v1/status",
        lambda route: route.fulfill(json={**route.fetch().json(), "writes": "closed", "read_only": True}),
    )
    page.reload()
    page.wait_for_selector(".notice:has-text('只读')")
    assert page.locator(".upload, td.do").count() == 0
    page.unroute("**/api/v1/status")
    page.reload()
    page.wait_for_selector("td.do")
    refusal = {"error": {"code": "unauthorized", "message": "写入要带口令", "request_id": "r1"}}

    def guarded(route: Any) -> None:
        if route.request.headers.get("authorization") == "Bearer 口令".encode().decode("latin-1"):
            route.continue_()
        elif route.request.headers.get("authorization") == "Bearer secret":
            route.fulfill(json={"id": "x", "title": "x", "removed": True})
        else:
            route.fulfill(status=403 if route.request.method == "GET" else 401, json=refusal)

    page.route("**/api/v1/documents/*", guarded)
    page.locator("td.do button", has_text="移除").first.click()
    page.wait_for_selector(".token")
    page.fill(".token input", "secret")
    page.click(".token button")
    page.wait_for_selector(".removed")


def test_a_long_library_comes_in_pages_sorted_and_searched_by_the_service(visit: Callable[..., Any]) -> None:
    page = visit("/")
    asked: list[str] = []
    document = {
        "year": 2013,
        "issuer": "临澄市教育局",
        "region": None,
        "level": "市",
        "stage": [],
        "doc_type": "工作要点",
    }
    document |= {"passages": 9, "sample": False, "year_conflict": False, "found": {}}

    def thousands(route: Any) -> None:
        asked.append(route.request.url)
        rows = [{**document, "id": f"{n:016x}", "title": f"第{n}份"} for n in range(50)]
        lacking = dict.fromkeys(("year", "issuer", "region", "level", "stage", "doubt"), 7)
        route.fulfill(json={"total": 4321, "documents": rows, "lacking": lacking, "warnings": []})

    page.route("**/api/v1/documents?*", thousands)
    page.click("nav a:text-is('资料库')")
    page.wait_for_selector("[role=status]:has-text('共4321份，这里是第1—50份')")
    page.click("a:text-is('下一页')")
    page.wait_for_selector("[role=status]:has-text('第51—100份')")
    page.click("th button:has-text('题名')")
    page.wait_for_selector("[role=status]:has-text('第1—50份')")
    page.fill("#find", "要点")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.wait_for_load_state("networkidle")
    assert len(asked) == 4
    assert "offset=50" in asked[1]
    assert "sort=title" in asked[2] and "offset=0" in asked[2]
    assert "title=%E8%A6%81%E7%82%B9" in asked[3]


def test_a_replaced_document_leads_to_its_new_edition(chromium: Any, address: str, held: Library) -> None:
    title, source = "临澄市教育局2012年工作要点", source_of(Path("/plans/2012.txt"))
    texts = [f"{title}\n一、重点工作\n1．减轻课业负担，{one}。\n" for one in ("办好学前教育", "办好老年大学")]
    ids = []
    for text in texts:
        (document,) = build_documents(RawDocument("2012.txt", source, text, "txt"))
        put(held, document)
        ids += [one["id"] for one in held.documents()["documents"] if one["title"] == title]
    with visiting(
        chromium, address, "Failed to load resource: the server responded with a status of 410"
    ) as go:
        page = go(f"/doc/{ids[0]}?q=课业负担")
        page.wait_for_selector("h1:has-text('此件已有新版')")
        page.click("a:text-is('查看新版')")
        page.wait_for_selector(".sheet:has-text('办好老年大学')")
        assert f"/doc/{ids[1]}?q=" in page.url
