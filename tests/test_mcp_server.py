"""The tools for AI assistants, through the official client: in process, mounted on the service, on stdio."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from conftest import put
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from api.app import create_app
from api.library import Library
from api.mcp_server import ToolServer
from api.samples import PLANS
from api.tools import TOOLS
from corpus.documents import build_documents
from corpus.files import source_of
from corpus.types import RawDocument

ROOT = Path(__file__).parents[1]
FEW_THOUSAND = 9_000
"""Characters of the longest answer that a tool gives unasked."""


def asked(library: Library, use: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(ToolServer(lambda: (library, ["一条说明"]))) as client:
            return await use(client)

    return anyio.run(run)


def called(library: Library, name: str, **arguments: Any) -> CallToolResult:
    found: CallToolResult = asked(library, lambda client: client.call_tool(name, arguments))
    return found


def said(result: CallToolResult) -> str:
    assert isinstance(result.content[0], TextContent)
    return result.content[0].text


def answered(library: Library, name: str, **arguments: Any) -> dict[str, Any]:
    result = called(library, name, **arguments)
    assert not result.is_error, said(result)
    found: dict[str, Any] = json.loads(said(result))
    assert found == result.structured_content
    return found


def test_every_tool_is_read_only_and_described_in_two_languages(steady: Library) -> None:
    listed = asked(steady, lambda client: client.list_tools()).tools
    assert {tool.name for tool in listed} == set(TOOLS)
    for tool in listed:
        assert tool.annotations.read_only_hint
        assert tool.annotations.open_world_hint is False
        assert any(ord(letter) > 0x4E00 for letter in tool.description)
        assert any("a" <= letter <= "z" for letter in tool.description)
        for about in tool.input_schema["properties"].values():
            assert about["description"]


@pytest.mark.parametrize(
    ("name", "arguments", "fields"),
    [
        ("search", {"query": "课业负担"}, {"evidence", "total", "hits", "read_as"}),
        ("themes", {"query": "课业负担"}, {"evidence", "years", "overview", "themes", "read_as"}),
        ("compare", {"a": "2013", "b": "2016"}, {"a", "b", "shared", "only_in_a", "only_in_b", "pairs"}),
        ("formulation", {"term": "课业负担"}, {"first", "peak", "last", "counts", "years", "passages"}),
        ("targets", {}, {"total", "series"}),
        ("precedents", {"text": "减轻学生课业负担。"}, {"total", "pieces"}),
        ("documents", {}, {"total", "documents"}),
    ],
)
def test_a_tool_answers_with_its_fields_warnings_and_provenance(
    steady: Library, name: str, arguments: dict[str, Any], fields: set[str]
) -> None:
    answer = answered(steady, name, **arguments)
    assert fields | {"warnings", "provenance"} <= set(answer)
    assert answer["warnings"][0] == "一条说明"


def test_a_quotation_is_verbatim_citable_and_can_be_opened(steady: Library) -> None:
    hit = answered(steady, "search", query="课业负担", filters={"year_to": 2013})["hits"][0]
    assert hit["citation"] == "《临澄市教育局2013年工作要点》（2013年），一、重点工作，条目1。"
    opened = answered(steady, "document", document_id=hit["id"], length=len(hit["text"]))
    assert opened["text"] == hit["text"]
    assert opened["next_start"]
    years = answered(steady, "themes", query="课业负担")["years"]
    assert years == {"mentioned": "2013、2016", "no_plan": "2015", "silent": "2014"}


def test_lineage_names_what_changed(steady: Library) -> None:
    newest = answered(steady, "documents", filters={"year_from": 2014, "year_to": 2014})["documents"][0]
    found = answered(steady, "lineage", document_id=newest["id"])
    assert found["previous"]["year"] == 2013
    assert found["dropped"]


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [
        ("search", {}, "缺少参数 query"),
        ("search", {"query": " "}, "问题是空的"),
        ("search", {"query": "减负", "years": 2013}, "没有参数 years；可用：query"),
        ("search", {"query": "减负", "limit": "many"}, "limit 应是整数"),
        ("search", {"query": "减负", "limit": 5000}, "1—50"),
        ("search", {"query": "减负", "filters": {"decade": 1}}, "不认得的筛选：decade"),
        ("search", {"query": "减负", "filters": {"level": ["乡"]}}, "国家"),
        ("document", {"document_id": "0000000000000000"}, "没有编号"),
        ("document", {"document_id": "一:二"}, "没有编号"),
        ("remove", {"document_id": "x"}, "没有工具“remove”"),
    ],
)
def test_what_is_wrong_is_a_tool_error_in_our_words(
    steady: Library, name: str, arguments: dict[str, Any], why: str
) -> None:
    result = called(steady, name, **arguments)
    assert result.is_error
    assert why in said(result)


def test_a_defect_tells_nothing_of_its_inside(steady: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(Library, "documents", broken)
    result = called(steady, "documents")
    assert result.is_error
    assert "secret" not in said(result)


def test_a_lone_surrogate_in_a_plan_does_not_break_the_protocol(library: Library) -> None:
    text = "临澄市教育局2013年工作要点\n一、重点工作\n1．减轻课业\ud800负担，规范办学行为。\n"
    for document in build_documents(
        RawDocument("x.txt", source_of(library.settings.cache / "x.txt"), text, "txt")
    ):
        put(library, document)
    assert "\ufffd负担" in answered(library, "search", query="规范办学")["hits"][0]["text"]


def test_it_is_mounted_on_the_service_and_no_foreign_page_may_ask(steady: Library) -> None:
    app = create_app(steady, steady.settings)

    async def use(headers: dict[str, str]) -> Any:
        transport = httpx2.ASGITransport(app)
        async with (
            httpx2.AsyncClient(transport=transport, headers=headers) as http,
            Client(streamable_http_client("http://localhost:8000/mcp", http_client=http)) as client,
        ):
            return await client.call_tool("search", {"query": "课业负担"})

    async def run() -> None:
        async with app.router.lifespan_context(app):
            result = await use({})
            assert json.loads(said(result))["hits"]
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as http:
                for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}):
                    url = "http://localhost:8000/mcp"
                    refused = await http.post(
                        url, json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers=headers
                    )
                    assert refused.status_code == 403, refused.text
                for method in ("GET", "DELETE"):  # a GET would be a stream that never ends
                    refused = await http.request(method, "http://localhost:8000/mcp", timeout=5)
                    assert refused.status_code == 405, refused.text

    anyio.run(run)


@pytest.mark.slow
def test_stdio_keeps_its_output_to_the_protocol_and_its_answers_short(root: Library, tmp_path: Path) -> None:
    library = root.beside(tmp_path / "data")
    library.ingest(sorted(PLANS.glob("bureau-20[12][13].txt")))
    library.parts.store.close()
    settings = {
        "CEJIAN_DATA": str(tmp_path / "data"),
        "CEJIAN_CACHE": str(root.settings.cache),
        "PYTHONPATH": str(ROOT),
    }
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "api.cli", "mcp"], env=settings, cwd=ROOT
    )

    async def run() -> None:
        async with Client(command, read_timeout_seconds=120) as client:
            assert len((await client.list_tools()).tools) == len(TOOLS)
            for name, arguments in (
                ("search", {"query": "减负"}),
                ("themes", {"query": "历年计划怎么说减负"}),
                ("compare", {"a": "2013", "b": "2023"}),
                ("formulation", {"term": "双减"}),
                ("targets", {}),
                ("precedents", {"text": "减轻学生课业负担。\n新建幼儿园10所。"}),
            ):
                result = await client.call_tool(name, arguments)
                assert not result.is_error, said(result)
                assert 100 < len(said(result)) < FEW_THOUSAND, name

    anyio.run(run)
