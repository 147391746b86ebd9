"""Who changed what: one line for each write that was tried, and not a word of what was written."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from test_app import V1, client_of, only_id

from api.library import Library
from api.logs import JsonLines

TOKEN, TITLE, TEXT = "geheim-9", "改过的标题", "临澄市教育局2017年工作要点\n1．研学旅行秘密。\n"


@pytest.fixture
def client(filled: Library, caplog: pytest.LogCaptureFixture) -> Iterator[TestClient]:
    caplog.handler.setFormatter(JsonLines())
    with client_of(filled, address=("10.0.0.7", 50000), token=TOKEN) as opened:
        yield opened


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """As the handler wrote them, while the request was worked on."""
    told = map(json.loads, caplog.text.splitlines())
    return [one for one in told if one["logger"] == "cejian.audit"]


def test_every_write_is_told_with_address_and_outcome_and_reads_are_not(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    identity, key = only_id(client, 2013), {"authorization": f"Bearer {TOKEN}"}
    with caplog.at_level(logging.INFO, "cejian.audit"):
        client.get(f"{V1}/search", params={"q": "减负"})
        client.patch(f"{V1}/documents/{identity}", json={"title": TITLE, "year": 2012}, headers=key)
        client.patch(f"{V1}/documents/{identity}", json={TITLE: 1}, headers=key)
        client.delete(f"{V1}/documents/{identity}", headers={**key, "x-request-id": "r-1"})
        client.delete(f"{V1}/documents/{identity}", headers={"authorization": "Bearer guess"})
        client.post(
            f"{V1}/documents",
            files=[("files", ("密.txt", TEXT.encode())), ("files", ("x.bin", b"\0"))],
            headers=key,
        )
    told = lines(caplog)
    assert [(one["method"], one["status"]) for one in told] == [
        ("PATCH", 200),
        ("PATCH", 400),
        ("DELETE", 200),
        ("DELETE", 401),
        ("POST", 200),
    ]
    assert all(one["address"] == "10.0.0.7" and one["time"] and one["request_id"] for one in told)
    assert told[0]["fields"] == ["title", "year"]
    assert told[2]["path"] == f"{V1}/documents/{identity}"
    assert told[2]["request_id"] == "r-1"
    assert told[4]["files"] == {"added": 1, "refused": 1}
    assert len(told[4]["documents"]) == 1


def test_no_token_no_text_and_no_name_is_in_it(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    key = {"authorization": f"Bearer {TOKEN}"}
    with caplog.at_level(logging.INFO):
        client.patch(f"{V1}/documents/{only_id(client, 2013)}", json={"title": TITLE}, headers=key)
        client.post(f"{V1}/documents", files={"files": ("密.txt", TEXT.encode())}, headers=key)
        client.delete(f"{V1}/documents/x", headers={"authorization": "Bearer guess-7"})
    told = json.dumps(lines(caplog), ensure_ascii=False)
    assert not any(word in told for word in (TOKEN, TITLE, "研学", "密", "guess-7"))
