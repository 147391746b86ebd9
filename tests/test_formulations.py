"""The life of a wording over a library: exhaustive, by year, with links, and honest about doubtful years."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import take_in

from api import render
from api.checks import BadRequest
from api.library import Library
from api.terminal import Page
from index.filters import Filters

HEAD = "临澄市教育局{}年工作{}\n一、重点工作\n"
TEXTS = {
    "2017.txt": HEAD.format(2017, "要点") + "1．坚持减轻负担，落实双减试点要求。\n",
    "2018.txt": HEAD.format(2018, "要点") + "1．推进校舍安全工程。\n",
    "2019.txt": HEAD.format(2019, "要点") + "1．落实减负三十条，规范办学。\n2．加强教师培训。\n",
    "2021.txt": HEAD.format(2021, "要点") + "1．落实“双减”政策，接续减负三十条。\n2．改造危房3处。\n",
    "2022.txt": HEAD.format(2022, "要点")
    + "1．巩固“雙減”成果，双减与课后服务并重。\n2．推进化肥农药双减。\n",
    "2023总结.txt": HEAD.format(2023, "总结") + "1．双减成效明显。\n",
    "无年份.txt": "临澄市教育局工作要点\n一、重点工作\n1．双减工作常抓不懈。\n",
    "规划.txt": "临澄市“十四五”教育发展规划\n一、重点工作\n1．五年内深化教育改革。\n",
}


@pytest.fixture
def wordings(library: Library, tmp_path: Path) -> Library:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return take_in(library, folder)


def test_every_form_is_found_and_every_year_accounted_for(wordings: Library) -> None:
    answer = wordings.formulations("双减")
    years = {
        one["year"]: (one["state"], one["documents"], one["documents_with"], one["count"])
        for one in answer["years"]
    }
    assert years[2017] == ("mentioned", 1, 1, 1)
    assert years[2018] == ("silent", 1, 0, 0)
    assert years[2020] == ("no_plan", 0, 0, 0)
    assert years[2022] == ("mentioned", 1, 1, 2)
    assert years[2024] == ("covered_by", 0, 0, 0)
    assert answer["variants"] == ["双减", "“双减”", "“雙減”"]
    assert {form["text"]: form["count"] for form in answer["forms"]} == {"双减": 4, "“双减”": 1, "“雙減”": 1}
    assert answer["other_senses"] == 1
    assert "化肥农药" not in "".join(one["text"] for one in answer["passages"])


def test_share_is_occurrences_per_passage_held(wordings: Library) -> None:
    [year] = [one for one in wordings.formulations("双减")["years"] if one["year"] == 2022]
    assert year["share"] == 2 / 2


def test_occurrences_are_raw_slices_at_their_offsets(wordings: Library) -> None:
    for passage in wordings.formulations("双减")["passages"]:
        text = wordings.document(passage["document_id"])["text"]
        for one in passage["occurrences"]:
            assert text[one["start"] : one["end"]] == one["text"]
            assert one["text"] in ("双减", "雙減")


def test_passages_are_in_order_of_year_and_a_page_says_how_many_there_are(wordings: Library) -> None:
    whole = wordings.formulations("双减")
    assert [one["year"] for one in whole["passages"]] == [2017, 2021, 2022, 2023, None]
    page = wordings.formulations("双减", limit=2, offset=1)
    assert [one["id"] for one in page["passages"]] == [one["id"] for one in whole["passages"][1:3]]
    assert any("共5段" in warning and "第2—3段" in warning for warning in page["warnings"])


def test_reviews_and_undated_documents_set_no_year_and_are_named(wordings: Library) -> None:
    answer = wordings.formulations("双减")
    assert answer["last"] is not None
    assert answer["last"]["year"] == 2022
    assert answer["apart"]["undated"] == {"documents": 1, "count": 1}
    assert answer["apart"]["not_plans"] == {"documents": 1, "count": 1}
    said = "；".join(answer["warnings"])
    assert "《临澄市教育局2023年工作总结》" in said
    assert "《临澄市教育局工作要点》年份不明" in said


def test_a_doubtful_year_never_sets_the_first_appearance(wordings: Library) -> None:
    """双减 in a plan of 2017 is itself the reason for doubt; once a person vouches for the year, it counts."""
    answer = wordings.formulations("双减")
    assert answer["first"] is not None
    assert answer["first"]["year"] == 2021
    assert answer["first"]["passage"] is not None
    assert answer["first"]["passage"]["year"] == 2021
    [year] = [one for one in answer["years"] if one["year"] == 2017]
    assert (year["count"], year["in_doubt"]) == (1, 1)
    assert any("《临澄市教育局2017年工作要点》（2017）年份存疑" in warning for warning in answer["warnings"])
    wordings.set_fields(answer["passages"][0]["document_id"], {"year_conflict": False})
    vouched = wordings.formulations("双减")["first"]
    assert vouched is not None
    assert vouched["year"] == 2017


def test_links_go_both_ways_with_the_passage_where_both_stand(wordings: Library) -> None:
    [link] = [one for one in wordings.formulations("双减")["links"] if one["term"] == "减负三十条"]
    assert (link["type"], link["direction"]) == ("followed_by", "from")
    assert link["evidence"] is not None
    assert link["evidence"]["year"] == 2021, "the plan of 2019 has only one of the two"
    [back] = [one for one in wordings.formulations("减负三十条")["links"] if one["term"] == "双减"]
    assert back["direction"] == "to"


def test_a_link_that_nothing_shows_has_no_evidence(wordings: Library) -> None:
    links = {one["term"]: one for one in wordings.formulations("双减")["links"]}
    assert links["学科类校外培训"]["evidence"] is None


def test_other_wordings_of_the_concept_are_listed_beside_it(wordings: Library) -> None:
    answer = wordings.formulations("双减")
    assert answer["concept"] == "学生减负"
    others = {form["text"]: form["count"] for form in answer["other_wordings"]}
    assert others["减负三十条"] == 2
    assert "双减" not in others


def test_filters_hold_for_every_part_of_the_answer(wordings: Library) -> None:
    answer = wordings.formulations("双减", Filters(year_from=2021, year_to=2022))
    assert answer["first"] is not None
    assert answer["first"]["year"] == 2021
    assert {one["year"] for one in answer["passages"]} == {2021, 2022}
    assert [one["year"] for one in answer["years"]] == [2021, 2022]


def test_an_unknown_wording_has_no_life_and_says_what_was_searched(wordings: Library) -> None:
    answer = wordings.formulations("从未有过的提法")
    assert (answer["first"], answer["peak"], answer["last"], answer["passages"]) == (None, None, None, [])
    assert any("已检索8份文件" in warning for warning in answer["warnings"])


@pytest.mark.parametrize("term", ["", "“减”", "减", "…", "减" * 61, "双\0减", "双\ud800减"])
def test_a_wording_that_cannot_be_searched_is_refused(wordings: Library, term: str) -> None:
    with pytest.raises(BadRequest):
        wordings.formulations(term)


def test_the_terminal_shows_years_links_and_quotations(wordings: Library) -> None:
    said = render.formulation(wordings.formulations("双减"), Page())
    assert "最早 2021年" in said
    assert "此前有“减负三十条”" in said
    assert "2022 ████████████████████████ 2次，1/1份" in said
    assert "“巩固“雙減”成果，双减与课后服务并重。”" in said
