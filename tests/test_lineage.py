"""Lineage: every item has its status beside the plan before, and doubts are said."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import render
from api.app import create_app
from api.library import Library
from api.terminal import Page
from index.store import NoSuchDocument

PLAN = "临澄市教育局2017年工作要点\n一、重点工作\n1．推进校舍安全工程，改造危房5处。\n2．開展課後服務。\n"


@pytest.fixture
def lined(filled: Library, tmp_path: Path) -> Library:
    path = tmp_path / "2017.txt"
    path.write_text(PLAN, encoding="utf-8")
    filled.ingest([path])
    return filled


def of_year(library: Library, year: int) -> str:
    return next(one["id"] for one in library.documents()["documents"] if one["year"] == year)


def test_items_are_kept_edited_new_or_dropped(lined: Library) -> None:
    answer = lined.lineage(of_year(lined, 2017))
    assert answer["previous"] is not None and answer["previous"]["year"] == 2016
    assert [(one["status"], one["previous"] and one["previous"]["item"]) for one in answer["items"]] == [
        ("edited", "2"),
        ("new", None),
    ]
    assert ["-", "3"] in answer["items"][0]["diff"] and ["+", "5"] in answer["items"][0]["diff"]
    assert answer["items"][1]["diff"] == [["+", "開展課後服務。"]]
    assert [one["text"] for one in answer["dropped"]] == ["控制作业总量，减轻学生课业负担。"]
    assert answer["counts"] == {"verbatim": 0, "edited": 1, "new": 1, "dropped": 1}
    assert answer["warnings"] == []


def test_a_missing_year_and_a_doubtful_one_are_said(lined: Library) -> None:
    assert any("2015年" in warning for warning in lined.lineage(of_year(lined, 2016))["warnings"])
    lined.set_fields(of_year(lined, 2016), {"year_conflict": True})
    assert any("有出入" in warning for warning in lined.lineage(of_year(lined, 2017))["warnings"])


def test_the_first_plan_and_an_undated_one_have_nothing_before(lined: Library) -> None:
    first = lined.lineage(of_year(lined, 2013))
    assert first["previous"] is None
    assert {one["status"] for one in first["items"]} == {"new"}
    assert "2013年以前" in first["warnings"][0]
    document = of_year(lined, 2017)
    lined.set_fields(document, {"year": None})
    undated = lined.lineage(document)
    assert undated["previous"] is None
    assert f"cejian documents set {document} year=" in undated["warnings"][0]


def test_the_endpoint_answers_what_the_library_says(lined: Library) -> None:
    client = TestClient(create_app(lined, lined.settings))
    document = of_year(lined, 2017)
    answer = client.get("/api/v1/lineage", params={"document_id": document}).json()
    assert {**answer, "took_ms": 0} == {**lined.lineage(document), "took_ms": 0}
    assert client.get("/api/v1/lineage", params={"document_id": "0" * 16}).status_code == 404


def test_an_unknown_document_is_not_found(lined: Library) -> None:
    with pytest.raises(NoSuchDocument):
        lined.lineage("0" * 16)


def test_the_terminal_shows_what_changed(lined: Library) -> None:
    shown = render.lineage(lined.lineage(of_year(lined, 2017)), Page(width=100))
    assert "对照《临澄市教育局2016年工作要点》（2016）" in shown
    assert "改造危房[-3-][+5+]处" in shown
    assert "未再提出  控制作业总量" in shown
