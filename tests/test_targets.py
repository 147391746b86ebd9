"""Figures promised and reported are answered as series, each point a quotation that stands where it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import take_in
from starlette.testclient import TestClient

from api import render
from api.app import create_app
from api.checks import BadRequest
from api.library import Library
from api.render.targets import short
from api.terminal import Page
from index.filters import Filters
from index.rebuild import rebuild

TEXTS = {
    "2013.txt": "临澄市教育局2013年工作要点\n一、主要目标\n1．学前三年毛入园率达到95%，新建省优质幼儿园10—12所。\n"
    "2．为市场主体减负20%。\n",
    "2014.txt": "临澄市教育局2014年工作要点\n一、主要目标\n1．2013年，学前三年毛入园率达到95.3%。\n"
    "2．学前三年毛入园率达到96%，到2016年新建省优质幼儿园30所。\n",
    "2015.txt": "临澄市教育局2015年工作要点\n一、重点工作\n1．减轻学生课业负担，新建塑胶跑道12条。\n",
    "2014b.txt": "澄南区教育局2014年工作计划\n一、主要目标\n1．全区学前三年毛入园率达到98%以上。\n",
}


@pytest.fixture
def promised(library: Library, tmp_path: Path) -> Library:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return take_in(library, folder)


def series(library: Library, text: str = "", **filters: object) -> dict[tuple[str | None, str], list[object]]:
    answer = library.targets(text, Filters(**filters))  # type: ignore[arg-type]
    return {
        (one["issuer"], one["indicator"]): [
            (p["year"], p["kind"], p["low"], p["change"]) for p in one["points"]
        ]
        for one in answer["series"]
    }


def test_a_series_tells_what_became_of_a_figure(promised: Library) -> None:
    assert series(promised)[("临澄市教育局", "学前三年毛入园率")] == [
        (2013, "target", 95, "new"),
        (2014, "result", 95.3, "new"),
        (2014, "target", 96, "raised"),
        (2015, "target", None, "dropped"),
    ]


def test_a_promise_names_the_passage_that_reports_it(promised: Library) -> None:
    [one] = [s for s in promised.targets("毛入园率")["series"] if s["issuer"] == "临澄市教育局"]
    promise, result = one["points"][:2]
    assert promise["met_by"] == result["passage_id"]
    assert promise["met"] is True


def test_every_text_is_a_quotation_of_its_document(promised: Library) -> None:
    points = [point for one in promised.targets()["series"] for point in one["points"] if point["text"]]
    assert len(points) >= 6
    for point in points:
        text = promised.document(point["document_id"])["text"]
        assert text[point["start"] : point["end"]] == point["text"]
        assert point["passage_id"] and point["passage_id"].startswith(point["document_id"])


def test_a_question_finds_the_figures_that_speak_of_it(promised: Library) -> None:
    assert set(series(promised, "优质幼儿园")) == {("临澄市教育局", "省优质幼儿园")}
    assert set(series(promised, "毛入园率")) == {
        ("临澄市教育局", "学前三年毛入园率"),
        ("澄南区教育局", "学前三年毛入园率"),
    }


def test_figures_about_something_else_are_no_answer(promised: Library) -> None:
    answer = promised.targets("减负")
    assert [one["indicator"] for one in answer["series"]] == ["塑胶跑道"]
    assert any("段落里" in warning for warning in answer["warnings"])
    nothing = promised.targets("量子计算机")
    assert nothing["series"] == [] and any("没有找到" in warning for warning in nothing["warnings"])


def test_filters_hide_points_and_change_no_verdict(promised: Library) -> None:
    assert series(promised, "毛入园率", issuer=("临澄市教育局",), year_from=2014, year_to=2014) == {
        ("临澄市教育局", "学前三年毛入园率"): [
            (2014, "result", 95.3, "new"),
            (2014, "target", 96, "raised"),
        ]
    }


def test_pages_are_cut_from_one_order(promised: Library) -> None:
    whole = promised.targets()
    pages = [promised.targets(limit=1, offset=at)["series"] for at in range(whole["total"])]
    assert [one for page in pages for one in page] == whole["series"]
    with pytest.raises(BadRequest):
        promised.targets(limit=0)


def test_a_removed_plan_takes_its_figures_with_it(promised: Library) -> None:
    [plan] = [d for d in promised.documents()["documents"] if d["issuer"] == "澄南区教育局"]
    promised.remove(plan["id"])
    assert {issuer for issuer, _ in series(promised)} == {"临澄市教育局"}


def test_rebuilding_reads_the_same_figures(promised: Library) -> None:
    before = promised.targets()["series"]
    rebuild(promised.parts.store, promised.parts.folder, promised.parts.preparer)
    assert promised.targets()["series"] == before


def test_an_empty_library_says_so(library: Library) -> None:
    answer = library.targets("毛入园率")
    assert answer["series"] == [] and answer["warnings"]


def test_in_a_terminal_each_figure_has_its_line(promised: Library) -> None:
    shown = render.targets(promised.targets("毛入园率"), Page())
    assert "2013  目标 ≥95" in shown and "后报已达到" in shown and "2015  未再提" in shown
    assert "——" in shown
    assert short(12_345_678) == "1234.5678万"
    assert "没有找到" in render.targets(promised.targets("量子计算机"), Page())


def test_over_http(promised: Library) -> None:
    client = TestClient(create_app(promised, promised.settings), base_url="http://localhost:8000")
    answer = client.get("/api/v1/targets", params={"q": "毛入园率", "issuer": "澄南区教育局"}).json()
    assert [one["indicator"] for one in answer["series"]] == ["学前三年毛入园率"]
    assert client.get("/api/v1/targets", params={"limit": 100_000}).status_code == 400
