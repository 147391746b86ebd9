"""The API explains itself in Chinese, with examples that work, and its page needs no other host."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.testclient import TestClient

from api.api_docs import SUMMARIES
from api.app import create_app
from api.library import Library
from api.serving import Protocol, listen

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def client(steady: Library) -> Iterator[TestClient]:
    with TestClient(create_app(steady, steady.settings), base_url="http://localhost:8000") as opened:
        yield opened


@pytest.fixture(scope="module")
def operations(client: TestClient) -> dict[str, dict[str, object]]:
    """Each operation of the description by method and path."""
    described = client.get("/api/v1/openapi.json").json()
    return {
        f"{method.upper()} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def test_every_endpoint_has_a_chinese_summary_and_a_group(operations: dict[str, dict[str, object]]) -> None:
    bare = [name for name, one in operations.items() if not CHINESE.search(str(one.get("summary", "")))]
    assert not bare, f"add them to SUMMARIES in api/api_docs.py: {bare}"
    assert all(len(one["tags"]) == 1 for one in operations.values())  # type: ignore[arg-type]


def test_no_summary_is_of_an_endpoint_that_is_not_there(operations: dict[str, dict[str, object]]) -> None:
    assert set(SUMMARIES) <= set(operations)


def test_every_parameter_is_described_in_chinese_with_an_example_to_fill_in_where_it_must_be_given(
    operations: dict[str, dict[str, object]],
) -> None:
    bare = [
        f"{name}: {parameter['name']}"
        for name, one in operations.items()
        for parameter in one.get("parameters", [])  # type: ignore[attr-defined]
        if not re.search("[\u4e00-\u9fff].*例如：", parameter.get("description", ""))
        or (parameter["required"] and not parameter.get("examples"))
    ]
    assert not bare, f"add them to PARAMETERS in api/api_docs.py: {bare}"


def test_every_body_has_an_example(operations: dict[str, dict[str, object]]) -> None:
    for name, one in operations.items():
        for kind, content in (one.get("requestBody") or {}).get("content", {}).items():  # type: ignore[attr-defined]
            assert "example" in content or kind == "multipart/form-data", name


NOT_ANSWERED = {
    "GET /api/v1/compare": 400,  # the three plans hold no 2023
    "GET /api/v1/lineage": 404,  # nor the sample plan that is named
    "GET /api/v1/documents/{document_id}": 404,
    "GET /api/v1/prose": 409,  # no language model is set
}


def test_the_examples_are_answered(client: TestClient, operations: dict[str, dict[str, object]]) -> None:
    """What must be given, as the description has it; what these plans can't answer is told, and no defect."""
    for name, one in operations.items():
        method, _, path = name.partition(" ")
        required = [p for p in one.get("parameters", []) if p["required"]]  # type: ignore[attr-defined]
        examples = {p["name"]: next(iter(p["examples"].values()))["value"] for p in required}
        content = (one.get("requestBody") or {}).get("content", {}).get("application/json")  # type: ignore[attr-defined]
        address = path.format(**examples)
        if method == "GET":
            asked = {key: value for key, value in examples.items() if f"{{{key}}}" not in path}
            status = client.get(address, params=asked).status_code
        elif content and method == "POST":
            status = client.post(address, json=content["example"]).status_code
        else:
            continue  # writes
        assert status == NOT_ANSWERED.get(name, 200) or (status == 503 and path == "/readyz"), name


def test_the_page_names_only_files_of_its_own(client: TestClient) -> None:
    page = client.get("/docs")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/")
        found = client.get(address)
        assert found.status_code == 200, address
    assert "script-src" not in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert 'style="' not in page.text


@pytest.fixture(scope="module")
def address(steady: Library) -> Iterator[str]:
    """The same service on a socket."""
    with listen("127.0.0.1", 0) as listener:
        app = create_app(steady, steady.settings)
        server = uvicorn.Server(uvicorn.Config(app, http=Protocol, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.mark.slow
def test_the_page_shows_the_endpoints_and_breaks_no_policy(address: str) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here: apt-get install chromium")
    api = pytest.importorskip("playwright.sync_api")
    said: list[str] = []
    asked: set[str] = set()
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.add(request.url.split("/")[2]))
        page.goto(f"{address}/docs")
        page.get_by_text("历年怎么说：各年有无、主题、原文摘句").click()
        page.get_by_role("button", name="Try it out").click()
        assert page.get_by_placeholder("q", exact=True).input_value() == "减负"
        page.get_by_role("button", name="Execute").click()
        page.get_by_text('"evidence"').first.wait_for()
        browser.close()
    assert said == []
    assert asked == {address.split("/")[2]}
