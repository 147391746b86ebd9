"""Who gets in where: the default address, the token, every endpoint that writes, the headers of every answer."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from test_app import V1, client_of

from api.access import is_loopback
from api.cli import build_parser
from api.library import Library
from api.observe import SECURITY_HEADERS
from api.serving import listen

TOKEN = "口令-1"
READS = {
    ("POST", f"{V1}/precedents"), ("POST", f"{V1}/draft"), ("POST", f"{V1}/export"), ("POST", f"{V1}/prose"),
}  # fmt: skip
"""What is posted because it is long, and changes nothing."""


@pytest.fixture
def client(steady: Library) -> Iterator[TestClient]:
    """From another machine, with a token set."""
    with client_of(steady, address=("10.0.0.7", 50000), token=TOKEN) as opened:
        yield opened


def test_it_listens_on_this_machine_only_unless_told_otherwise() -> None:
    host = build_parser().parse_args(["serve"]).host
    with listen(host, 0) as listener:
        assert is_loopback(listener.getsockname()[0])


def test_whatever_is_no_read_wants_the_token(client: TestClient) -> None:
    """By the description of the API, so that an endpoint that comes later is asked too."""
    asked = set()
    for path, methods in client.get(f"{V1}/openapi.json").json()["paths"].items():
        for method in map(str.upper, methods):
            if method == "GET" or (method, path) in READS:
                continue
            asked.add((method, path))
            answer = client.request(method, path.replace("{document_id}", "0123456789abcdef"), json={})
            assert answer.status_code == 401, (method, path, answer.text)
    assert len(asked) >= 4
    assert client.get(f"{V1}/search", params={"q": "课业负担"}).status_code == 200


def test_the_token_is_compared_in_constant_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right or wrong, long or short: the one comparison is ``hmac.compare_digest``, of the whole token."""
    compared: list[bytes] = []

    def watched(given: bytes, wanted: bytes) -> bool:
        compared.append(given)
        return hmac_compare(given, wanted)

    hmac_compare = hmac.compare_digest
    monkeypatch.setattr("api.access.hmac.compare_digest", watched)
    tried = [TOKEN, TOKEN[:-1], "", "x", TOKEN + "x", "x" * 5000]
    for token in tried:
        key = {"authorization": b"Bearer " + token.encode()}
        answer = client.delete(f"{V1}/documents/0123456789abcdef", headers=key)
        assert answer.status_code == (404 if token == TOKEN else 401)
    assert compared == [token.encode() for token in tried]


@pytest.mark.parametrize(
    "path", ["/", "/static/js/app.js", "/healthz", "/metrics", "/nowhere", "/mcp", f"{V1}/documents", f"{V1}/search"]
)  # fmt: skip
def test_every_kind_of_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "server" not in headers


BAD: tuple[Any, ...] = (
    b"", b"{", b"[" * 50_000, b"\xff", b"null", b"[]", b'{"jsonrpc": "2.0"}', b'"\\ud800"', b'{"id": 1e999}', b"x" * (2 << 20),
    {"method": "ping", "id": 2**70}, {"method": "tools/call", "params": {"name": "search", "arguments": {"query": "\ud800"}}},
    {"method": "tools/call", "params": {"name": "\0", "arguments": []}}, {"method": "subscriptions/listen", "params": {}},
    {"method": "tools/call", "params": {"name": "search", "arguments": {"query": "x" * 100_000, "limit": 2**63}}},
)  # fmt: skip


@pytest.mark.parametrize("body", BAD, ids=lambda body: str(body)[:30])
def test_what_an_assistant_may_send_is_no_5xx(client: TestClient, body: Any) -> None:
    if isinstance(body, dict):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, **body}).encode()
    kinds = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    assert client.post("/mcp", content=body, headers=kinds).status_code < 500
