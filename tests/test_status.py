"""What a caller may do here, and the text of a draft's file, which is not kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.library import Library


@pytest.mark.parametrize(
    ("settings", "host", "writes"),
    [
        ({}, "127.0.0.1", "open"),
        ({}, "10.0.0.9", "closed"),
        ({"token": "口令"}, "10.0.0.9", "token"),
        ({"token": "口令", "read_only": True}, "127.0.0.1", "closed"),
    ],
)
def test_the_status_tells_what_this_caller_may_do(
    steady: Library, settings: dict[str, object], host: str, writes: str
) -> None:
    app = create_app(steady, replace(steady.settings, **settings))  # type: ignore[arg-type]
    client = TestClient(app, base_url="http://127.0.0.1", client=(host, 5000))
    answer = client.get("/api/v1/status").json()
    assert (answer["writes"], answer["read_only"]) == (writes, settings.get("read_only", False))
    assert (answer["documents"], answer["sample"]) == (3, False)
    assert answer["facets"]["year"] == {"2013": 1, "2014": 1, "2016": 1}


@pytest.mark.slow
def test_a_draft_file_gives_its_text_and_is_not_taken_in(steady: Library) -> None:
    client = TestClient(create_app(steady, steady.settings), base_url="http://127.0.0.1")
    generation = steady.generation
    given = {"files": ("草稿.txt", "1．新建幼儿园12所。\n".encode("gb18030"))}
    assert client.post("/api/v1/draft", files=given).json() == {
        "name": "草稿.txt",
        "text": "1．新建幼儿园12所。\n",
    }
    refused = client.post("/api/v1/draft", files={"files": ("空.txt", b"")})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "empty_draft")
    assert steady.generation == generation
