"""Forty scripts in titles, texts, file names, questions and summaries, in a real browser: none runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
from browser import visiting
from conftest import put

from api.library import Library
from corpus.documents import build_documents
from corpus.types import RawDocument

RUN = "window.ran=1"
PAYLOADS = tuple(
    one.replace("RUN", RUN)
    for one in (
        "<script>RUN</script>", "<img src=x onerror=RUN>", "<svg onload=RUN>", "<body onload=RUN>", "<iframe srcdoc='<script>parent.ran=1</script>'>",
        "<a href=javascript:RUN>x</a>", "<details open ontoggle=RUN>x", "<input autofocus onfocus=RUN>", "<marquee onstart=RUN>x", "<video src=x onerror=RUN>",
        "<audio src=x onerror=RUN>", "<object data=javascript:RUN>", "<embed src=javascript:RUN>", "<meta http-equiv=refresh content='0;javascript:RUN'>", "<base href=//evil.example/>",
        "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import '//evil.example/x.css'</style>", "${RUN}", "{{constructor.constructor('RUN')()}}", "</script><script>RUN</script>",
        "</textarea><script>RUN</script>", "</title><script>RUN</script>", "--><script>RUN</script>", "'\"><img src=x onerror=RUN>", "\\u003cscript\\u003eRUN\\u003c/script\\u003e",
        "&lt;script&gt;RUN&lt;/script&gt;", "javascript:RUN", "data:text/html,<script>RUN</script>", "\" onmouseover=\"RUN\" x=\"", "' autofocus onfocus='RUN' x='",
        "[x](javascript:RUN)", "<!--?lit$123$--><script>RUN</script>", "\");RUN;//", "</style><img src=x onerror=RUN>", "<svg><animate onbegin=RUN attributeName=x dur=1s>",
        "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>RUN</script></svg>#x\">", "<noscript><p title=\"</noscript><img src=x onerror=RUN>\">", "<form><button formaction=javascript:RUN autofocus>x", "+ADw-script+AD4-RUN+ADw-/script+AD4-", "<math><mtext><img src=x onerror=RUN></mtext></math>",
    )
)  # fmt: skip
TOGETHER = 4
"""Payloads in one plan: in its title, in its file's name, and one in each of its items."""
RAN = "() => window.ran"


@pytest.fixture(scope="module")
def held(base: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = base.beside(tmp_path_factory.mktemp("payloads") / "data")
    for number in range(0, len(PAYLOADS), TOGETHER):
        few = PAYLOADS[number : number + TOGETHER]
        year = 2000 + number
        items = "".join(
            f"{at}．减轻课业负担{one}，新建幼儿园{number + at}所。\n" for at, one in enumerate(few, 1)
        )
        text = f"临澄市教育局{year}年工作要点\n一、{few[0]}\n{items}"
        name = "".join(few).replace("/", "∕") + ".txt"
        for document in build_documents(RawDocument(name, name, text, "txt")):
            put(library, document)
    for document in library.documents()["documents"]:
        at = (document["year"] or 2000) - 2000
        library.set_fields(
            document["id"], {"title": "".join(PAYLOADS[at : at + TOGETHER]), "issuer": PAYLOADS[at]}
        )
    return library


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Callable[..., Any]]:
    """A complaint of the console (a script that was stopped, an image not found) fails the test."""
    with visiting(chromium, address) as go:
        yield go


def see(visit: Callable[..., Any], path: str, shown: str) -> Any:
    page = visit(path)
    page.wait_for_selector(shown)
    page.wait_for_timeout(100)
    assert page.evaluate(RAN) is None, path
    assert (
        page.locator("main script, main img, main iframe, main object, main embed, main [onerror]").count()
        == 0
    )
    return page


@pytest.mark.slow
def test_the_control_runs(chromium: Any) -> None:
    """The same payloads written into a page as markup: those that need no click do run."""
    from playwright.sync_api import TimeoutError as NotInTime

    ran, page = [], chromium.new_page()
    page.route("**/*", lambda route: route.abort())
    for payload in PAYLOADS:
        page.goto("about:blank")
        page.set_content(f"<p>{payload}</p>", wait_until="commit")
        with suppress(NotInTime):
            page.wait_for_function(RAN, timeout=200)
            ran.append(payload)
    page.close()
    assert len(ran) >= 15, ran


@pytest.mark.slow
def test_no_payload_of_a_plan_runs_in_any_view(visit: Callable[..., Any], held: Library) -> None:
    for path, shown in (
        (f"/ask?q={quote('减负')}", ".passage, .theme"),
        (f"/compare?a=2000&b=2004&q={quote('减负')}", "main .theme, main .passage"),
        (f"/wording?term={quote('课业负担')}", "main .passage"),
        (f"/targets?q={quote('幼儿园')}", "main .panel"),
        ("/library", "main table"),
    ):
        said = see(visit, path, shown).inner_text("main")
        assert any(payload in said for payload in PAYLOADS), path
    for document in held.documents()["documents"]:
        page = see(visit, f"/doc/{document['id']}", "main h1")
        at, said = (document["year"] or 0) - 2000, page.inner_text("main")
        assert all(payload in said for payload in PAYLOADS[at : at + TOGETHER])


@pytest.mark.slow
def test_no_payload_of_a_draft_runs(visit: Callable[..., Any]) -> None:
    page = visit("/draft")
    page.fill("#draft-text", "\n".join(f"减轻课业负担{one}。" for one in PAYLOADS[::4]))
    page.click(".draft-box button[type=submit]")
    page.wait_for_selector(".segment")
    page.wait_for_timeout(100)
    assert page.evaluate(RAN) is None
    assert PAYLOADS[4] in page.inner_text("main")


def asked(visit: Callable[..., Any], payloads: tuple[str, ...]) -> None:
    for payload in payloads:
        page = see(visit, f"/ask?q={quote(payload, safe='')}", "main h1")
        assert page.input_value("[role=searchbox], input[type=search]") == payload
        page.close()


@pytest.mark.slow
def test_no_payload_of_a_question_runs(visit: Callable[..., Any]) -> None:
    asked(visit, PAYLOADS[1::6])


@pytest.mark.hard
def test_none_of_forty_questions_runs(visit: Callable[..., Any]) -> None:
    asked(visit, PAYLOADS)
