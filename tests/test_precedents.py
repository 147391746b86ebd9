"""Precedents: exact ones first and complete, figures held against each other, the draft kept to itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import cli, commands, render
from api import precedents as room
from api.app import create_app
from api.checks import BadRequest
from api.draft_files import read_draft
from api.library import Library
from api.terminal import Page

DRAFT = "一、重点工作\n1.新建省优质幼儿园10所，大力发展学前教育。\n2.新建幼儿园15所，提高学前教育普及水平。\n"


def test_each_piece_has_its_precedents(steady: Library) -> None:
    answer = steady.precedents(DRAFT)
    first, second = answer["segments"]
    assert [DRAFT[one["start"] : one["end"]] for one in (first, second)] == [first["text"], second["text"]]
    assert first["precedents"][0]["text"] == first["text"]
    assert (first["precedents"][0]["score"], first["novelty"], first["said_since"]) == (1, 0, 2013)
    assert first["precedents"][0]["diff"] == [["=", first["text"]]]
    nearest = second["precedents"][0]
    assert ["-", "12"] in nearest["diff"] and ["+", "15"] in nearest["diff"]
    assert [(one["draft"], one["past"], one["year"]) for one in second["conflicts"]] == [
        ("幼儿园15所", "幼儿园12所", 2014)
    ]
    assert 0 < second["novelty"] <= 0.5


def test_a_sentence_within_a_passage_is_no_news_wherever_it_stands(filled: Library, tmp_path: Path) -> None:
    for year in (2004, 2005, 2018):
        path = tmp_path / f"{year}.txt"
        text = f"澄南区教育局{year}年工作要点\n一、重点工作\n1．改善办学条件。開辦夜間學校,村民自願。办好{year}间食堂。\n"
        path.write_text(text, encoding="utf-8")
        filled.ingest([path])
    (segment,) = filled.precedents("开办夜间学校，村民自愿。", limit=20)["segments"]
    exact = [one["year"] for one in segment["precedents"] if one["score"] == 1]
    assert exact == [2018, 2005, 2004]
    assert (segment["novelty"], segment["said_since"]) == (0, 2004)
    filled.set_fields(filled.documents()["documents"][-1]["id"], {"year_conflict": True})
    assert filled.precedents("开办夜间学校，村民自愿。")["segments"][0]["said_since"] == 2005


def test_a_plan_is_no_precedent_of_itself_and_filters_hold(steady: Library, tmp_path: Path) -> None:
    held = steady.documents()["documents"]
    text = steady.document(held[0]["id"])["text"]
    for segment in steady.precedents(text)["segments"]:
        assert held[0]["id"] not in {one["document_id"] for one in segment["precedents"]}
    _, limit, filters = room.read_request(
        {"text": text, "limit": 3, "filters": {"year_from": 2014, "year_to": "2014"}}
    )
    for segment in steady.precedents(text, limit, filters)["segments"]:
        assert {one["year"] for one in segment["precedents"]} == {2014}


def test_an_empty_library_has_no_precedents(library: Library) -> None:
    (segment,) = library.precedents("抓好减负。")["segments"]
    assert (segment["precedents"], segment["novelty"], segment["said_since"]) == ([], 1, None)


def test_a_large_library_answers_at_once_and_says_what_is_missing(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "INLINE", 0)
    answer = filled.precedents("新建省优质幼儿园10所，大力发展学前教育。")
    assert answer["segments"][0]["novelty"] == 0
    assert any("逐句" in warning for warning in answer["warnings"])
    filled.prepare_precedents()
    assert not filled.precedents("抓好减负。")["warnings"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "empty_draft"),
        ({"text": 3}, "empty_draft"),
        ({"text": " \n"}, "empty_draft"),
        ({"text": "减" * 20_001}, "draft_too_long"),
        ({"text": "减负\0"}, "bad_text"),
        ({"text": "减负", "limit": 0}, "bad_value"),
        ({"text": "减负", "limit": "5"}, "bad_value"),
        ({"text": "减负", "filters": []}, "bad_value"),
        ({"text": "减负", "filters": {"years": 2013}}, "bad_value"),
        ({"text": "减负", "filters": {"level": ["区"]}}, "bad_value"),
        ({"text": "减负", "filters": {"year_from": [True]}}, "bad_value"),
        ({"text": "减负", "draft": "x"}, "bad_field"),
    ],
)
def test_what_can_not_be_compared_is_told(client: TestClient, body: dict[str, Any], code: str) -> None:
    answer = client.post("/api/v1/precedents", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


SECRET = "绝密草稿内容不得外泄"


def test_the_draft_stays_out_of_logs_and_errors(
    client: TestClient, caplog: pytest.LogCaptureFixture, steady: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = [
        {"text": SECRET},
        {"text": SECRET * 3_000},
        {"text": SECRET + "\ud800"},
        {"text": SECRET + "\0"},
        {"text": SECRET, "limit": 0},
        {"text": [SECRET]},
        {"text": SECRET, "filters": SECRET},
    ]
    with caplog.at_level(logging.DEBUG):
        for body in bodies:
            answer = client.post("/api/v1/precedents", content=json.dumps(body))
            if answer.status_code != 200:
                assert SECRET not in answer.text
        broken = client.post("/api/v1/precedents", content=f'{{"text": "{SECRET}'.encode())
        assert broken.status_code == 400 and SECRET not in broken.text

        def fail(*arguments: object) -> None:
            raise RuntimeError("a defect")

        monkeypatch.setattr(Library, "precedents", fail)
        defect = client.post("/api/v1/precedents", json={"text": SECRET})
        assert defect.status_code == 500 and SECRET not in defect.text
    assert "/api/v1/precedents" in caplog.text
    assert SECRET not in caplog.text


@pytest.fixture
def client(steady: Library) -> Iterator[TestClient]:
    app = create_app(steady, replace(steady.settings))
    with TestClient(app, base_url="http://localhost:8000", raise_server_exceptions=False) as opened:
        yield opened


def test_the_terminal_shows_verdict_conflict_and_changes(steady: Library) -> None:
    shown = render.precedents(steady.precedents(DRAFT), Page(width=100))
    assert "2条：" in shown and "数字不一致1" in shown
    assert "1 沿用（新颖度 0.00，2013年已有）" in shown
    assert "数字不一致：草稿“幼儿园15所”，2014年“幼儿园12所”" in shown


def test_the_command_prints_what_the_endpoint_answers(
    steady: Library,
    client: TestClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(commands, "Library", lambda settings: steady)
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT, encoding="utf-8")
    assert cli.main(["precedents", str(path), "--limit", "2", "--level", "市", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    body = {"text": DRAFT, "limit": 2, "filters": {"level": "市"}}
    answer = client.post("/api/v1/precedents", json=body).json()
    assert {**printed, "took_ms": 0} == {**answer, "took_ms": 0}


def test_a_draft_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "草稿.txt"
    path.write_text(DRAFT, encoding="utf-8")
    assert read_draft(path) == DRAFT
    with pytest.raises(BadRequest):
        read_draft(tmp_path / "没有.txt")
