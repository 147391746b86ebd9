"""Two sides compared: what both say, what one began or gave up, and clear errors for sides that are none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import take_in
from starlette.testclient import TestClient

from api import render
from api.app import create_app
from api.checks import BadRequest
from api.cli import main
from api.compare import SHARED
from api.library import Library
from api.reading_ahead import read_ahead
from api.sides import read_sides
from api.terminal import Page
from corpus.folding import fold_key
from index.filters import ANY, Filters

COMMON = {"took_ms", "warnings", "provenance"}
SLOGAN = "以党的十八大精神为指导，办好人民满意的教育。"


def plan(year: int, *items: str) -> str:
    lines = [f"临澄市教育局{year}年工作要点", "一、指导思想", SLOGAN, "二、重点工作"]
    return "\n".join([*lines, *(f"{number}．{item}" for number, item in enumerate(items, 1))]) + "\n"


@pytest.fixture
def two(library: Library, tmp_path: Path) -> Library:
    """A plan of 2013 and one of 2023: kindergartens in both, illiteracy before, digital schools after."""
    folder = tmp_path / "two"
    folder.mkdir()
    before = (
        "新建幼儿园10所，提高学前教育普及水平。",
        "扫除青壮年文盲300人。",
        "开展扫盲教育，扫除剩余文盲。",
    )
    after = (
        "新建幼儿园12所，提高学前教育普及水平。",
        "评选智慧校园20所。",
        "开展智慧校园评估，公布智慧校园名单。",
    )
    (folder / "2013.txt").write_text(plan(2013, *before), encoding="utf-8")
    (folder / "2023.txt").write_text(plan(2023, *after), encoding="utf-8")
    return take_in(library, folder)


def test_the_answer_has_the_fields_of_the_contract(two: Library) -> None:
    answer = two.compare("2013", "2023")
    fields = {"a", "b", "shared", "emerging", "fading", "pairs", "keywords"}
    assert set(answer) == fields | {"query", "evidence", "alone", "boilerplate"} | COMMON
    assert answer["a"]["name"] == "2013年" and answer["b"]["documents"] == 1
    assert answer["query"] is None


def test_every_passage_is_in_a_theme_alone_or_boilerplate(two: Library) -> None:
    answer = two.compare("2013", "2023")
    themes = [*answer["emerging"], *answer["fading"]]
    themes += [pair[side] for pair in answer["shared"] for side in ("a", "b")]  # type: ignore[literal-required]
    seen = [hit["id"] for theme in themes for hit in theme["passages"]]
    seen += [one["id"] for part in ("alone", "boilerplate") for half in answer[part].values() for one in half]  # type: ignore[literal-required]
    assert sorted(seen) == sorted(passage["id"] for passage in two.passages())
    assert answer["b"]["passages"] + answer["a"]["passages"] == len(seen)


def test_what_is_not_alike_is_not_shared(two: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = two.compare("2013", "2023")
    assert all(pair["similarity"] >= SHARED for pair in before["shared"])
    monkeypatch.setattr("api.compare.SHARED", 2.0)
    after = two.compare("2013", "2023")
    assert before["shared"] and not after["shared"]
    for side in ("emerging", "fading"):
        assert len(after[side]) == len(before[side]) + len(before["shared"])  # type: ignore[literal-required]


def test_slogans_are_kept_apart_and_make_no_theme_and_no_pair(two: Library) -> None:
    answer = two.compare("2013", "2023")
    assert [one["text"] for one in answer["boilerplate"]["a"]] == [SLOGAN]
    assert [one["text"] for one in answer["boilerplate"]["b"]] == [SLOGAN]
    assert all(SLOGAN not in (pair["a"]["text"], pair["b"]["text"]) for pair in answer["pairs"])


def test_pairs_show_what_changed_in_the_wording(two: Library) -> None:
    pair = two.compare("2013", "2023")["pairs"][0]
    assert (pair["a"]["year"], pair["b"]["year"]) == (2013, 2023)
    assert ["-", "10"] in pair["diff"] and ["+", "12"] in pair["diff"]
    for side, struck in (("a", "+"), ("b", "-")):
        assert "".join(text for op, text in pair["diff"] if op != struck) == pair[side]["text"]  # type: ignore[literal-required]


def test_the_other_way_round_new_and_given_up_change_places(two: Library) -> None:
    there, back = two.compare("2013", "2023"), two.compare("2023", "2013")

    def held(themes: object) -> set[str]:
        return set(re.findall(r'"id": "([0-9a-f]{16}:[0-9]+-[0-9]+)"', json.dumps(themes)))

    assert held(there["emerging"]) == held(back["fading"])
    assert held(there["fading"]) == held(back["emerging"])


def test_with_a_question_only_what_is_about_it_is_compared(two: Library) -> None:
    answer = two.compare("2013", "2023", "扫盲")
    assert answer["query"] is not None and answer["query"]["normalised"] == "扫盲"
    assert answer["a"]["passages"] == 2 and answer["b"]["passages"] == 0
    assert any("2023年" in warning and "没有说到" in warning for warning in answer["warnings"])


def test_keywords_count_both_sides_and_point_to_the_second(
    two: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlp.keywords.CRITICAL", 2)
    words = {word["term"]: word for word in two.compare("2013", "2023")["keywords"]}
    assert words["智慧校园"]["effect"] > 0 and words["智慧校园"]["a_count"] == 0
    there = {word["term"]: word for word in two.compare("2023", "2013")["keywords"]}
    assert there["智慧校园"]["effect"] == -words["智慧校园"]["effect"]


def test_a_period_and_an_issuer_are_sides(filled: Library) -> None:
    answer = filled.compare("2013-2014", "2016")
    assert (answer["a"]["name"], answer["a"]["documents"]) == ("2013—2014年", 2)
    reader = filled.parts.reader(with_model=False)
    with pytest.raises(BadRequest, match="相同的文件"):
        read_sides(reader, "issuer:临澄市教育局", "2016", ANY)


@pytest.mark.parametrize(
    ("first", "second", "code", "said"),
    [
        ("2013", "2013", "same_sides", "不重叠"),
        ("2013-2014", "2014-2016", "same_sides", "2014年工作要点"),
        ("2015", "2016", "no_such_side", "2013、2014、2016"),
        ("issuer:某局", "2016", "no_such_side", "临澄市教育局"),
        ("去年", "2016", "bad_side", "2011-2015"),
        ("2016-2013", "2014", "bad_side", "2013-2016"),
        ("", "2014", "bad_side", "issuer"),
        ("2013\0", "2014", "bad_text", "NUL"),
    ],
)
def test_a_side_that_is_none_is_refused_by_name(
    steady: Library, first: str, second: str, code: str, said: str
) -> None:
    with pytest.raises(BadRequest, match=re.escape(said)) as refused:
        steady.compare(first, second)
    assert refused.value.code == code


def test_an_empty_library_has_no_side(library: Library) -> None:
    for side in ("issuer:临澄市教育局", "2013"):
        with pytest.raises(BadRequest):
            library.compare(side, side)


def test_filters_narrow_both_sides(steady: Library) -> None:
    with pytest.raises(BadRequest, match="没有2013年的计划"):
        steady.compare("2013", "2016", filters=Filters(level=("校",)))


def test_so_many_passages_are_sampled_and_said(two: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.compare.MOST_PASSAGES", 2)
    answer = two.compare("2013", "2023")
    assert sum("均匀取出的2段" in warning for warning in answer["warnings"]) == 2


def test_a_label_stands_in_the_side_that_it_names(two: Library) -> None:
    answer = two.compare("2013", "2023")
    for theme in (*answer["emerging"], *answer["fading"]):
        assert any(theme["label"] in fold_key(hit["text"]) for hit in theme["passages"])


def test_over_http_and_on_the_command_line(two: Library, capsys: pytest.CaptureFixture[str]) -> None:
    with TestClient(create_app(two, two.settings), base_url="http://localhost:8000") as client:
        there = client.get("/api/v1/compare", params={"a": "2013", "b": "2023"})
        assert there.status_code == 200
        assert {pair["a"]["year"] for pair in there.json()["pairs"]} == {2013}
        missing = client.get("/api/v1/compare", params={"a": "2012", "b": "2023"})
        assert (missing.status_code, missing.json()["error"]["code"]) == (400, "no_such_side")
        assert client.get("/api/v1/compare", params={"a": "2013"}).status_code == 400
    with pytest.raises(SystemExit) as left:
        main(["compare", "--a", "2013"])
    assert left.value.code == 2
    assert "--b" in capsys.readouterr().err


def test_in_a_terminal_sides_themes_and_changes_can_be_read(two: Library) -> None:
    shown = render.compare(two.compare("2013", "2023"), Page(100))
    assert "2013年（1 份、4 段）　对　2023年（1 份、4 段）" in shown
    assert "[-10-][+12+]" in shown
    assert "另有 2 段是指导思想" in shown


def test_a_question_that_compares_two_years_names_the_command(two: Library) -> None:
    shown = render.themes(two.themes("2013年和2023年的学前教育有何不同"), Page(100))
    assert "cejian compare --a 2013 --b 2023 学前教育" in shown


def test_what_is_read_ahead_is_cut_into_words_no_more(two: Library) -> None:
    plain = two.compare("2013", "2023")
    read_ahead(two.parts)
    known, cut = two.parts.gists.of.cache_info(), two.parts.segmenter._kept.cache_info()  # type: ignore[attr-defined]  # of lru_cache
    again = two.compare("2013", "2023")
    assert two.parts.gists.of.cache_info().misses == known.misses > 0
    assert two.parts.segmenter._kept.cache_info().misses == cut.misses > 0  # type: ignore[attr-defined]  # of lru_cache
    assert {**again, "took_ms": 0} == {**plain, "took_ms": 0}


@pytest.mark.parametrize(("most", "read"), [(1_000, True), (1, False)])
def test_a_large_library_is_not_read_ahead(
    two: Library, monkeypatch: pytest.MonkeyPatch, most: int, read: bool
) -> None:
    monkeypatch.setattr("api.reading_ahead.KEPT", most)
    read_ahead(two.parts)
    assert bool(two.parts.gists.of.cache_info().currsize) is read
