"""The HTTP API: answers as the contract has them, and a clear error for whatever a caller sends."""

from __future__ import annotations

import json
import logging
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.library import Library
from api.logs import JsonLines
from api.samples import BANNER
from index.search import MODES

V1 = "/api/v1"
LOCAL = ("127.0.0.1", 50000)
COMMON = {"took_ms", "warnings", "provenance"}


def client_of(library: Library, address: tuple[str, int] = LOCAL, **settings: Any) -> TestClient:
    app = create_app(library, replace(library.settings, **settings))
    return TestClient(app, base_url="http://localhost:8000", client=address)


@pytest.fixture
def client(filled: Library) -> Iterator[TestClient]:
    with client_of(filled) as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(steady: Library) -> Iterator[TestClient]:
    """For tests that change nothing."""
    with client_of(steady) as opened:
        yield opened


def error_of(answer: Any) -> tuple[int, str, str]:
    """Status, code and message; the shape itself is checked here."""
    body = answer.json()
    assert set(body) == {"error"}
    assert {"code", "message", "request_id"} <= set(body["error"])
    assert body["error"]["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, body["error"]["code"], body["error"]["message"]


def only_id(client: TestClient, year: int) -> str:
    found = client.get(f"{V1}/documents", params={"year_from": year, "year_to": year}).json()
    return str(found["documents"][0]["id"])


# -- answers --------------------------------------------------------------------------------------


def test_search_answers_with_the_fields_of_the_contract(asked: TestClient) -> None:
    answer = asked.get(f"{V1}/search", params={"q": "减负", "limit": 2}).json()
    assert set(answer) == {"query", "evidence", "total", "hits", "facets", *COMMON}
    assert set(answer["provenance"]) == {"library", "generation", "model", "concepts", "version"}
    assert answer["hits"]
    scores = [hit["score"] for hit in answer["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_a_hit_is_a_slice_of_its_document(asked: TestClient) -> None:
    hit = asked.get(f"{V1}/search", params={"q": "幼儿园"}).json()["hits"][0]
    text = asked.get(f"{V1}/documents/{hit['document_id']}").json()["text"]
    assert text[hit["start"] : hit["end"]] == hit["text"]


def test_themes_tell_every_year_from_first_to_last(asked: TestClient) -> None:
    answer = asked.get(f"{V1}/themes", params={"q": "课业负担"}).json()
    assert set(answer) == {"query", "evidence", "overview", "years", "themes", "alone", *COMMON}
    states = {year["year"]: year["state"] for year in answer["years"]}
    assert states == {2013: "mentioned", 2014: "silent", 2015: "no_plan", 2016: "mentioned"}


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (
            "formulations?term=课业负担",
            "term concept variants forms other_wordings first peak last years apart other_senses links total passages",
        ),
        ("matrix?by=year", "by total rows columns counts"),
        ("citations", "title total cited passages"),
        ("duties?q=幼儿园", "query unit total units duties"),
        ("suggest?q=减", "query suggestions"),
        (
            "concepts/学生减负",
            "name gloss area wordings colloquial negative broader narrower related links library",
        ),
    ],
)
def test_an_answer_has_the_fields_of_the_contract(asked: TestClient, address: str, fields: str) -> None:
    answer = asked.get(f"{V1}/{address}")
    assert answer.status_code == 200
    assert set(answer.json()) == {*fields.split(), *COMMON}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("formulations", 400),
        ("formulations?term=减", 400),
        ("formulations?term=双减&limit=0", 400),
        ("matrix?by=region", 400),
        ("citations?title=%00", 400),
        ("duties?q=" + "a" * 501, 400),
        ("suggest?q=" + "a" * 301, 400),
        ("concepts/减赋", 404),
        ("concepts/a/b", 404),
    ],
)
def test_what_can_not_be_answered_is_told_in_chinese(asked: TestClient, address: str, status: int) -> None:
    told, _, message = error_of(asked.get(f"{V1}/{address}"))
    assert told == status
    assert any("\u4e00" <= character <= "\u9fff" for character in message)


def test_documents_are_listed_newest_first_and_counted_before_the_page(asked: TestClient) -> None:
    answer = asked.get(f"{V1}/documents", params={"limit": 2}).json()
    assert answer["total"] == 3
    assert [document["year"] for document in answer["documents"]] == [2016, 2014]


def test_filters_are_repeatable_alternatives(asked: TestClient) -> None:
    ids = [only_id(asked, 2013), only_id(asked, 2016)]
    answer = asked.get(f"{V1}/documents", params={"document_id": ids}).json()
    assert {document["id"] for document in answer["documents"]} == set(ids)
    both = asked.get(f"{V1}/documents?level=市&level=县").json()
    assert both["total"] == 3


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_answers(asked: TestClient, mode: str) -> None:
    assert asked.get(f"{V1}/search", params={"q": "课业负担", "mode": mode}).status_code == 200


def test_answers_are_utf_8_without_escapes(asked: TestClient) -> None:
    answer = asked.get(f"{V1}/documents")
    assert "临澄市教育局".encode() in answer.content


def test_a_lone_surrogate_in_a_plan_leaves_as_its_json_escape(library: Library, tmp_path: Path) -> None:
    row = '{"title": "临澄市教育局2014年工作要点", "content": "减轻课业负担\\ud800。", "year": "2014"}'
    (tmp_path / "rows.jsonl").write_text(row, encoding="utf-8")
    library.ingest([tmp_path / "rows.jsonl"])
    with client_of(library) as client:
        listed = client.get(f"{V1}/documents").json()["documents"]
        answer = client.get(f"{V1}/documents/{listed[0]['id']}")
    assert answer.status_code == 200
    assert b"\\ud800" in answer.content


# -- what callers send by mistake -----------------------------------------------------------------

BAD_QUESTIONS = {
    "no question": "",
    "empty": "q=",
    "blank": "q=%20%E3%80%80",
    "lone surrogate": "q=%ED%A0%80",
    "no UTF-8": "q=%FF%FE",
    "NUL": "q=a%00b",
    "unknown mode": "q=a&mode=best",
    "surrogate mode": "q=a&mode=%ED%A0%80",
    "limit not a number": "q=a&limit=ten",
    "limit NaN": "q=a&limit=NaN",
    "limit infinite": "q=a&limit=Infinity",
    "limit a fraction": "q=a&limit=1.5",
    "limit zero": "q=a&limit=0",
    "limit negative": "q=a&limit=-1",
    "limit 2^63": "q=a&limit=9223372036854775808",
    "limit of 5,000 digits": "q=a&limit=" + "9" * 5000,
    "offset negative": "q=a&offset=-1",
    "offset huge": "q=a&offset=99999999999999999999",
    "expand unclear": "q=a&expand=maybe",
    "year not a number": "q=a&year_from=abc",
    "year negative": "q=a&year_to=-1",
    "year huge": "q=a&year_to=99999999999999999999",
    "years reversed": "q=a&year_from=2020&year_to=2010",
    "unknown level": "q=a&level=%E6%9D%91",
    "unknown stage": "q=a&stage=x",
    "unknown kind": "q=a&doc_type=x",
    "empty filter": "q=a&issuer=",
    "NUL in a filter": "q=a&issuer=%00",
    "a filter of 1,000 characters": "q=a&region=" + "x" * 1000,
    "101 values": "q=a" + "".join(f"&issuer={number}" for number in range(101)),
}


@pytest.mark.parametrize("sent", BAD_QUESTIONS.values(), ids=BAD_QUESTIONS.keys())
@pytest.mark.parametrize("path", ["search", "themes"])
def test_a_bad_question_gets_a_400_in_chinese(asked: TestClient, path: str, sent: str) -> None:
    if path == "themes" and any(name in sent for name in ("mode=", "limit=", "offset=")):
        sent = (
            sent.replace("mode=", "per_year=")
            .replace("limit=", "per_year=")
            .replace("offset=", "max_themes=")
        )
    status, _, message = error_of(asked.get(f"{V1}/{path}?{sent}"))
    assert status == 400
    assert any("\u4e00" <= character <= "\u9fff" for character in message)


def test_several_mistakes_are_named_together(asked: TestClient) -> None:
    _, _, message = error_of(asked.get(f"{V1}/search?limit=x"))
    assert "q" in message
    assert "limit" in message


@pytest.mark.parametrize("identity", ["nosuch", "%00", "..", "a" * 5000, "dcfbcdb017b5ede5"])
def test_an_unknown_document_is_a_404(asked: TestClient, identity: str) -> None:
    for answer in (
        asked.get(f"{V1}/documents/{identity}"),
        asked.delete(f"{V1}/documents/{identity}"),
        asked.patch(f"{V1}/documents/{identity}", json={"year": 2013}),
        asked.post(f"{V1}/documents/{identity}/restore"),
    ):
        assert error_of(answer)[0] in (404, 405)  # ".." is another address


def test_a_surrogate_in_the_path_is_a_400(asked: TestClient) -> None:
    assert error_of(asked.get(f"{V1}/documents/%ED%A0%80"))[:2] == (400, "bad_text")


def test_an_unknown_address_and_method_are_told_in_the_same_shape(asked: TestClient) -> None:
    assert error_of(asked.get("/nowhere"))[:2] == (404, "not_found")
    answer = asked.put(f"{V1}/documents")
    assert error_of(answer)[:2] == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


BAD_CHANGES = {
    "no JSON": b"year=2013",
    "empty": b"",
    "no object": b"[]",
    "nothing to change": b"{}",
    "NaN": b'{"year": NaN}',
    "Infinity": b'{"year": -Infinity}',
    "1e999": b'{"year": 1e999}',
    "2^63": b'{"year": 9223372036854775808}',
    "5,000 digits": b'{"year": ' + b"9" * 5000 + b"}",
    "year as text": b'{"year": "2013"}',
    "year true": b'{"year": true}',
    "surrogate in a value": b'{"title": "\\ud800"}',
    "surrogate in a name": b'{"\\ud800": 1}',
    "NUL": b'{"title": "a\\u0000b"}',
    "no UTF-8": b'{"title": "\xff"}',
    "field that can't be set": b'{"id": "x"}',
    "empty title": b'{"title": " "}',
    "title null": b'{"title": null}',
    "stage no list": '{"stage": "义务"}'.encode(),
    "stage of numbers": b'{"stage": [1]}',
    "stage of lists": b'{"stage": [[]]}',
    "unknown level": b'{"level": "x"}',
    "nested 100,000 deep": b"[" * 100_000,
}


@pytest.mark.parametrize("body", BAD_CHANGES.values(), ids=BAD_CHANGES.keys())
def test_a_bad_correction_is_a_400_and_changes_nothing(asked: TestClient, body: bytes) -> None:
    address = f"{V1}/documents/{only_id(asked, 2013)}"
    before = asked.get(address).json()
    assert error_of(asked.patch(address, content=body))[0] == 400
    after = asked.get(address).json()
    assert {**before, "took_ms": 0} == {**after, "took_ms": 0}


def test_a_json_body_over_a_megabyte_is_a_413(asked: TestClient) -> None:
    body = b'{"title": "' + b"x" * (1 << 20) + b'"}'
    assert error_of(asked.patch(f"{V1}/documents/x", content=body))[:2] == (413, "too_large")


# -- documents ------------------------------------------------------------------------------------


def test_a_correction_shows_in_the_document_and_how_it_was_found(client: TestClient) -> None:
    address = f"{V1}/documents/{only_id(client, 2013)}"
    answer = client.patch(address, json={"year": 2012, "issuer": None, "stage": ["义务"]}).json()
    assert (answer["year"], answer["issuer"], answer["stage"]) == (2012, None, ["义务"])
    assert answer["found"]["year"] == "人工更正"


def test_a_removed_document_is_gone_from_answers_until_it_is_restored(client: TestClient) -> None:
    identity = only_id(client, 2013)
    removed = client.delete(f"{V1}/documents/{identity}").json()
    assert removed["removed"] is True
    assert error_of(client.get(f"{V1}/documents/{identity}"))[:2] == (410, "gone")
    assert client.get(f"{V1}/documents").json()["total"] == 2
    assert client.post(f"{V1}/documents/{identity}/restore").json()["id"] == identity
    assert client.get(f"{V1}/documents").json()["total"] == 3


def test_a_replaced_document_names_its_successor(client: TestClient, plans: Path, filled: Library) -> None:
    old = only_id(client, 2013)
    (plans / "2013.txt").write_text(
        "临澄市教育局2013年工作要点\n1．减轻课业负担，重新写过。\n", encoding="utf-8"
    )
    filled.ingest([plans])
    answer = client.get(f"{V1}/documents/{old}")
    status, code, message = error_of(answer)
    new = only_id(client, 2013)
    assert (status, code, answer.json()["error"]["successor"]) == (410, "gone", new)
    assert new in message


# -- uploads --------------------------------------------------------------------------------------


def test_an_upload_takes_in_what_it_can_and_names_what_it_can_not(client: TestClient) -> None:
    sent = [
        ("files", ("2017.txt", "临澄市教育局2017年工作要点\n1．减轻学生课业负担。\n".encode())),
        ("files", ("broken.docx", b"PK\x03\x04 this is no archive")),
        ("files", ("empty.txt", b"")),
        ("files", ("noise.bin", bytes(range(256)) * 20)),
        ("files", ("2018.txt", "临澄市教育局2018年工作要点\n1．规范办学行为。\n".encode())),
    ]
    answer = client.post(f"{V1}/documents", files=sent)
    assert answer.status_code == 200
    files = {file["name"]: file for file in answer.json()["files"]}
    assert [files[name]["status"] for name in ("2017.txt", "2018.txt")] == ["added", "added"]
    for name in ("broken.docx", "empty.txt", "noise.bin"):
        assert files[name]["status"] == "refused"
        assert files[name]["reason"]
        assert files[name]["document_id"] is None
    assert client.get(f"{V1}/documents").json()["total"] == 5


def test_an_uploaded_document_is_found_at_once_under_its_name(client: TestClient) -> None:
    text = "临澄市教育局2017年工作要点\n1．开展研学旅行。\n".encode()
    answer = client.post(f"{V1}/documents", files={"files": ("计划.txt", text)}).json()
    found = client.get(f"{V1}/search", params={"q": "研学旅行", "mode": "phrase"}).json()
    assert found["hits"][0]["document_id"] == answer["files"][0]["document_id"]
    document = client.get(f"{V1}/documents/{answer['files'][0]['document_id']}").json()
    assert document["sources"] == ["upload:计划.txt"]
    again = client.post(f"{V1}/documents", files={"files": ("计划.txt", text)}).json()
    assert again["files"][0]["status"] == "unchanged"


def test_an_upload_over_the_cap_is_a_413_whether_or_not_it_says_its_length(filled: Library) -> None:
    big = b"x" * (2 << 20)
    with client_of(filled, upload_mb=1) as client:
        declared = client.post(f"{V1}/documents", files={"files": ("a.txt", big)})

        def chunks() -> Iterator[bytes]:
            yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
            for _ in range(32):
                yield b"x" * (1 << 16)
            yield b"\r\n--b--\r\n"

        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        counted = client.post(f"{V1}/documents", content=chunks(), headers=headers)
        assert client.get(f"{V1}/documents").json()["total"] == 3
    assert error_of(declared)[:2] == error_of(counted)[:2] == (413, "too_large")


def test_uploads_leave_nothing_in_the_temporary_folder(
    filled: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with client_of(filled, upload_mb=1) as client:
        client.post(f"{V1}/documents", files={"files": ("a.txt", "减轻课业负担。\n".encode() * 500)})
        client.post(f"{V1}/documents", files={"files": ("b.docx", b"PK\x03\x04")})
        client.post(f"{V1}/documents", files={"files": ("c.txt", b"x" * (2 << 20))})
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b""),
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, b"no boundary"),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b""),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b"--c\r\n\r\n"),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--b--\r\n',
        ),
    ],
)
def test_an_upload_that_is_no_form_with_files_is_a_400(
    asked: TestClient, headers: dict[str, str], body: bytes
) -> None:
    assert error_of(asked.post(f"{V1}/documents", headers=headers, content=body))[0] == 400


def test_an_uploaded_name_can_not_leave_its_folder(client: TestClient) -> None:
    text = "临澄市教育局2017年工作要点\n1．开展研学旅行。\n".encode()
    answer = client.post(f"{V1}/documents", files={"files": ("../../etc/计划.txt", text)}).json()
    assert answer["files"][0]["name"] == "计划.txt"


# -- who may write --------------------------------------------------------------------------------


def writes(client: TestClient, **given: str | bytes) -> list[int]:
    headers = {k.encode(): v if isinstance(v, bytes) else v.encode() for k, v in given.items()}
    identity = only_id(client, 2013)
    return [
        client.patch(f"{V1}/documents/{identity}", json={"year": 2013}, headers=headers).status_code,
        client.post(f"{V1}/documents", files={"files": ("a.txt", b"")}, headers=headers).status_code,
        client.delete(f"{V1}/documents/{identity}", headers=headers).status_code,
        client.post(f"{V1}/documents/{identity}/restore", headers=headers).status_code,
    ]


def test_without_a_token_this_machine_may_write(filled: Library) -> None:
    for base in ("http://localhost:8000", "http://127.0.0.1", "http://[::1]:9"):
        app = create_app(filled, filled.settings)
        with TestClient(app, base_url=base, client=LOCAL) as client:
            assert writes(client) == [200] * 4
            assert writes(client, origin="http://localhost:3000") == [200] * 4


def test_without_a_token_nobody_else_may_write(filled: Library) -> None:
    with client_of(filled, address=("10.0.0.7", 50000)) as client:
        assert writes(client) == [403] * 4
        assert client.get(f"{V1}/documents").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "plans.example"},
        {"host": "localhost.example:8000"},
        {"origin": "https://plans.example"},
        {"origin": "null"},
        {"origin": "http://localhost.example"},
        {"origin": "http://["},
    ],
)
def test_a_page_from_elsewhere_can_not_write_through_the_browser(
    filled: Library, headers: dict[str, str]
) -> None:
    with client_of(filled) as client:
        assert writes(client, **headers) == [403] * 4


def test_with_a_token_it_alone_lets_write(filled: Library) -> None:
    with client_of(filled, address=("10.0.0.7", 50000), token="口令-a") as client:
        assert writes(client, authorization="Bearer 口令-a".encode(), host="plans.example") == [200] * 4
        for wrong in ("Bearer b", "Bearer", "", "Basic 口令-a".encode()):
            assert writes(client, authorization=wrong) == [401] * 4
        assert writes(client) == [401] * 4
    with client_of(filled, token="a") as client:
        answer = client.delete(f"{V1}/documents/x")
        assert error_of(answer)[:2] == (401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_read_only_service_takes_no_write_at_all(filled: Library) -> None:
    with client_of(filled, read_only=True, token="a") as client:
        assert writes(client, authorization="Bearer a") == [403] * 4


# -- the sample library ---------------------------------------------------------------------------


@pytest.mark.slow
def test_an_empty_library_shows_the_samples_until_the_first_plan_is_in(library: Library) -> None:
    with client_of(library) as client:
        wait_until_ready(client)
        shown = client.get(f"{V1}/search", params={"q": "减负"}).json()
        assert BANNER in shown["warnings"]
        assert all(hit["sample"] and hit["title"].startswith("【示例】") for hit in shown["hits"])
        assert error_of(client.delete(f"{V1}/documents/{shown['hits'][0]['document_id']}"))[0] == 404
        text = "临澄市教育局2017年工作要点\n1．减轻学生课业负担。\n".encode()
        client.post(f"{V1}/documents", files={"files": ("a.txt", text)})
        after = client.get(f"{V1}/search", params={"q": "减负"}).json()
        assert BANNER not in after["warnings"]
        assert not any(hit["sample"] for hit in after["hits"])
        assert client.get(f"{V1}/documents").json()["total"] == 1


def wait_until_ready(client: TestClient) -> None:
    for _ in range(600):
        if client.get("/readyz").status_code == 200:
            return
        time.sleep(0.1)
    raise AssertionError(client.get("/readyz").json())


# -- running it -----------------------------------------------------------------------------------


def test_it_is_alive_at_once_and_ready_when_warm(asked: TestClient) -> None:
    assert asked.get("/healthz").json()["status"] == "ok"
    wait_until_ready(asked)
    assert asked.get("/readyz").json() == {"ready": True}


def test_a_service_reads_ahead_what_comparisons_look_at(filled: Library) -> None:
    with client_of(filled) as client:
        wait_until_ready(client)
        deadline = time.monotonic() + 30
        while not filled.parts.gists.of.cache_info().currsize:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_readiness_says_why_not(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(library: Library) -> None:
        raise OSError("no model here")

    monkeypatch.setattr(Library, "warm", fail)
    logging.getLogger("api.samples").disabled = True
    with client_of(filled) as client:
        for _ in range(100):
            answer = client.get("/readyz")
            if "OSError" in answer.text:
                break
            time.sleep(0.05)
    logging.getLogger("api.samples").disabled = False
    assert answer.status_code == 503
    assert "OSError" in answer.json()["reason"]


def test_metrics_count_requests_by_route_and_never_by_address(client: TestClient) -> None:
    for number in range(3):
        client.get(f"{V1}/documents/unknown{number}")
    text = client.get("/metrics").text
    route = f'method="GET",route="{V1}/documents/{{document_id}}"'
    assert f'cejian_requests_total{{{route},status="404"}} 3.0' in text
    assert f'cejian_request_seconds_bucket{{le="10.0",{route}}} 3.0' in text
    assert "unknown" not in text


def test_metrics_tell_of_library_index_queue_and_uploads(client: TestClient) -> None:
    wait_until_ready(client)
    files = [
        ("files", ("2017.txt", "临澄市教育局2017年工作要点\n1．减轻课业负担。\n".encode())),
        ("files", ("x.bin", b"\0")),
    ]
    client.post(f"{V1}/documents", files=files)
    told = dict(
        line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if not line.startswith("#")
    )
    assert told["cejian_generation"] == told["cejian_index_generation"] == "4.0"
    assert told["cejian_index_lag"] == "0.0"
    assert told["cejian_documents"] == "4.0"
    assert told["cejian_ready"] == "1.0"
    assert told["cejian_questions_waiting"] == "0.0"
    assert told['cejian_ingest_files_total{status="added"}'] == "1.0"
    assert told['cejian_ingest_files_total{status="refused"}'] == "1.0"
    assert told["cejian_ingest_seconds_count"] == "1.0"


def test_it_is_no_longer_ready_when_another_process_changes_the_model(
    client: TestClient, filled: Library
) -> None:
    wait_until_ready(client)
    store = filled.parts.store
    stamps = store.meta("stamps")
    assert stamps
    with store.writing() as connection:
        store.set_meta(connection, "stamps", stamps.replace("0123456789abcdef", "fedcba9876543210"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "cejian rebuild" in answer.json()["reason"]
    assert client.get("/healthz").status_code == 200
    assert "cejian_ready 0.0" in client.get("/metrics").text


def test_the_log_line_holds_no_question_and_no_token(
    filled: Library, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), client_of(filled, token="geheim") as client:
        client.get(f"{V1}/search", params={"q": "课业负担"}, headers={"x-request-id": "mine-1"})
        client.patch(f"{V1}/documents/x", json={"title": "草稿"}, headers={"authorization": "Bearer geheim"})
    lines = [JsonLines().format(record) for record in caplog.records if record.name.startswith("cejian")]
    first = json.loads(lines[0])
    assert (first["message"], first["path"], first["status"]) == ("request", f"{V1}/search", 200)
    assert not any(word in line for line in lines for word in ("课业", "%E8%AF%BE", "草稿", "geheim"))
    assert "geheim" not in repr(replace(filled.settings, token="geheim"))


def test_every_answer_carries_its_request_id_and_security_headers(asked: TestClient) -> None:
    for answer in (asked.get("/healthz"), asked.get("/nowhere"), asked.get(f"{V1}/search?q=%FF")):
        assert answer.headers["x-request-id"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_request_id_that_could_forge_a_log_line_is_not_taken(asked: TestClient) -> None:
    answer = asked.get("/healthz", headers={"x-request-id": 'x", "status": 200'})
    assert answer.headers["x-request-id"].isalnum()


def test_a_defect_is_a_500_that_tells_only_its_number(
    filled: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    with client_of(filled) as client:
        wait_until_ready(client)
        monkeypatch.setattr(Library, "documents", broken)
        status, code, message = error_of(client.get(f"{V1}/documents"))
    assert (status, code) == (500, "internal")
    assert "secret" not in message
    assert "secret inside" in caplog.text


def test_the_description_lists_the_endpoints_and_no_422(asked: TestClient) -> None:
    described = asked.get(f"{V1}/openapi.json").json()
    assert {f"{V1}/search", f"{V1}/themes", f"{V1}/documents", f"{V1}/documents/{{document_id}}"} <= set(
        described["paths"]
    )
    parameters = {p["name"] for p in described["paths"][f"{V1}/search"]["get"]["parameters"]}
    assert {
        "q",
        "mode",
        "limit",
        "offset",
        "expand",
        "year_from",
        "year_to",
        "issuer",
        "document_id",
    } <= parameters
    assert "422" not in json.dumps(described)
    assert "SearchAnswer" in described["components"]["schemas"]


@pytest.mark.parametrize("address", ["/redoc", "/docs/oauth2-redirect"])
def test_the_framework_adds_no_page_that_loads_scripts_from_other_hosts(
    asked: TestClient, address: str
) -> None:
    assert asked.get(address).status_code == 404
