"""Ranking, evidence and years, on a library small enough to reason about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from conftest import put
from fake_encoder import FakeEncoder

from api.library import Library
from corpus.documents import build_documents
from corpus.types import RawDocument
from index.calibration import DEFAULT_NEAR, Background, Calibration
from index.filters import Filters
from index.verdicts import NONE, STRONG
from nlp.concept_files import Concept, Wording
from nlp.concepts import ConceptStore
from nlp.encoder import Matrix
from nlp.question import read_question
from nlp.topic import read_topic


def take(library: Library, title: str, *items: str) -> str:
    """Put one plan in; gives back its id."""
    text = title + "\n一、重点工作\n" + "\n".join(f"{n}．{item}" for n, item in enumerate(items, 1)) + "\n"
    (document,) = build_documents(RawDocument(title, title, text, "txt"))
    put(library, document)
    return document.id


@pytest.fixture
def traps(library: Library) -> Library:
    """Plans that hold the letters of a question in another sense."""
    take(library, "临澄市教育局2018年工作要点", "切实减轻中小学生过重课业负担，严控作业总量。")
    take(
        library,
        "临澄市教育局2019年工作要点",
        "落实减税降费，为企业减负，支持校办企业发展。",
        "指导临澄五高等学校制定方案。",
    )
    take(library, "临澄市教育局2020年工作要点", "为教师减负，清理进校园检查事项。", "推进学校文化建设。")
    return library


def test_a_mention_in_another_wording_comes_before_the_same_letters_in_another_sense(traps: Library) -> None:
    answer = traps.search("减负")
    assert answer["hits"][0]["year"] == 2018
    assert all("企业减负" not in hit["text"] for hit in answer["hits"])
    assert answer["query"]["concepts"] == ["学生减负"]
    assert any("企业" in one["term"] for one in answer["query"]["exclusions"])


def test_without_expansion_only_the_letters_count(traps: Library) -> None:
    answer = traps.search("减负", mode="keyword", expand=False)
    assert answer["query"]["expansions"] == []
    assert 2018 not in [hit["year"] for hit in answer["hits"]]


@pytest.mark.parametrize("question", ["高等学校", "中等学校"])
def test_a_schools_short_name_is_no_higher_school(traps: Library, question: str) -> None:
    for mode in ("phrase", "keyword"):
        assert traps.search(question, mode=mode)["hits"] == []


def test_a_year_that_only_speaks_of_something_else_is_silent(traps: Library) -> None:
    states = {year["year"]: year["state"] for year in traps.themes("减负")["years"]}
    assert states == {2018: "mentioned", 2019: "silent", 2020: "silent"}


def test_years_without_a_plan_are_a_gap_and_not_silence(steady: Library) -> None:
    answer = steady.themes("减负")
    states = {year["year"]: year["state"] for year in answer["years"]}
    assert states == {2013: "mentioned", 2014: "silent", 2015: "no_plan", 2016: "mentioned"}


def test_a_plan_for_several_years_covers_them_but_speaks_in_its_own(library: Library) -> None:
    take(library, "临澄市教育事业“十二五”规划（2011—2015年）", "减轻学生课业负担。")
    take(library, "临澄市教育局2013年工作要点", "推进学校文化建设。")
    states = {year["year"]: year["state"] for year in library.themes("减负")["years"]}
    assert [states[year] for year in (2012, 2013, 2014, 2015)] == [
        "covered_by",
        "silent",
        "covered_by",
        "covered_by",
    ]


def test_one_issuers_plan_does_not_fill_anothers_gap(library: Library) -> None:
    take(library, "临澄市教育局2013年工作要点", "减轻学生课业负担。")
    take(library, "望湖区教育局2014年工作要点", "减轻学生课业负担。")
    years = library.themes("减负", Filters(issuer=("临澄市教育局",)))["years"]
    assert [(year["year"], year["state"]) for year in years] == [(2013, "mentioned")]


def test_a_resolution_never_makes_a_plan_year(library: Library) -> None:
    take(library, "临澄市教育局2013年工作要点", "减轻学生课业负担。")
    take(
        library, "临澄市第三届人民代表大会第二次会议关于教育工作报告的决议", "会议指出，要减轻学生课业负担。"
    )
    years = library.themes("减负")["years"]
    assert [year["year"] for year in years] == [2013]
    assert library.search("减负")["total"] == 2


def test_a_period_in_the_question_is_read_and_kept_to(steady: Library) -> None:
    answer = steady.search("2015年以后的减负")
    assert answer["query"]["period"] == [2015, None]
    assert {hit["year"] for hit in answer["hits"]} == {2016}


def test_a_topic_that_no_plan_speaks_of_has_no_evidence_and_no_hits(steady: Library) -> None:
    answer = steady.search("量子计算课程", mode="keyword")
    assert (answer["evidence"], answer["hits"], answer["total"]) == (NONE, [], 0)
    assert any("不等于从未提出" in warning for warning in answer["warnings"])


def test_an_exact_wording_is_strong_evidence(steady: Library) -> None:
    answer = steady.search("校舍安全工程", mode="phrase")
    assert answer["evidence"] == STRONG
    assert [hit["year"] for hit in answer["hits"]] == [2016]
    assert answer["hits"][0]["text"][:9] == "推进校舍安全工程，"


def test_repeated_items_are_one_hit_that_names_the_others(library: Library) -> None:
    for year in (2013, 2014, 2015):
        take(library, f"临澄市教育局{year}年工作要点", "贯彻教育部减负令，切实规范中小学办学行为。")
    answer = library.search("减负")
    assert answer["total"] == 3
    assert len(answer["hits"]) == 1
    assert len(answer["hits"][0]["repeated_in"]) == 2
    assert library.themes("减负")["themes"][0]["years"] == {"2013": 1, "2014": 1, "2015": 1}


def test_pages_follow_on_without_gap_or_overlap(library: Library) -> None:
    for year in range(2005, 2020):
        take(
            library,
            f"临澄市教育局{year}年工作要点",
            f"第{year}项：减轻课业负担，开展{'甲乙丙丁戊己庚辛'[year % 8] * 9}活动。",
        )
    whole = [hit["id"] for hit in library.search("减负", limit=12)["hits"]]
    paged = [
        hit["id"] for start in (0, 4, 8) for hit in library.search("减负", limit=4, offset=start)["hits"]
    ]
    assert len(set(whole)) == 12
    assert set(paged) == set(whole)


def test_order_is_score_then_year_then_id(steady: Library) -> None:
    hits = steady.search("减负")["hits"]
    assert hits == sorted(hits, key=lambda hit: (-hit["score"], -(hit["year"] or 0), hit["id"]))
    assert all(0 <= hit["score"] <= 1 for hit in hits)


def test_every_passage_is_the_raw_slice_of_its_document(steady: Library) -> None:
    for hit in steady.search("幼儿园")["hits"]:
        text = steady.document(hit["document_id"])["text"]
        assert hit["text"] == text[hit["start"] : hit["end"]]


def test_the_same_question_gives_the_same_answer(steady: Library) -> None:
    def bare(answer: dict[str, object]) -> dict[str, object]:
        return {key: value for key, value in answer.items() if key != "took_ms"}

    assert bare(dict(steady.themes("减负"))) == bare(dict(steady.themes("减负")))


def test_a_theme_counts_only_what_names_the_topic(steady: Library) -> None:
    answer = steady.themes("减负")
    silent = {year["year"] for year in answer["years"] if year["state"] != "mentioned"}
    for theme in answer["themes"]:
        counted = [passage for passage in theme["passages"] if not passage["near"]]
        assert theme["size"] == len(counted) == sum(theme["years"].values())
        assert not silent & {passage["year"] for passage in counted}


def test_nearness_is_measured_against_the_questions_own_background() -> None:
    rows = FakeEncoder().encode_passages([f"第{number}条工作" for number in range(50)] + ["减轻学生课业负担"])
    query = FakeEncoder().encode_queries(["学生课业负担"])[0]
    z = Background(rows).deviations(query, rows @ query)
    assert int(z.argmax()) == 50
    assert float(z.mean()) == pytest.approx(0, abs=0.05)


def test_a_library_with_few_concepts_keeps_the_default_cut() -> None:
    rows = np.eye(8, dtype=np.float32)
    assert (
        Calibration.compute(
            Background(rows[:3]), lambda at: rows[at], rows[:1], {0: np.array([0, 1, 2], np.int32)}
        ).near
        == DEFAULT_NEAR
    )


def test_a_short_everyday_word_names_its_concept_only_when_it_is_the_whole_question(steady: Library) -> None:
    concepts = ConceptStore(
        (
            Concept("作业管理", "", "", (Wording("作业总量"),), colloquial=("作业", "写到半夜")),
            Concept("学校食堂", "", "", (Wording("食堂"),), colloquial=("吃饭",)),
        )
    )

    def named(text: str) -> list[str]:
        topic = read_topic(read_question(text), steady.parts.segmenter, None, concepts)
        return [group.name for group in topic.concepts]

    assert named("作业") == ["作业管理"]
    assert named("作业本太贵") == []
    assert named("孩子写到半夜") == ["作业管理"]
    assert named("农村食堂") == ["学校食堂"]


def test_a_question_asked_again_is_not_encoded_again(traps: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[str] = []
    plain = FakeEncoder.encode_queries

    def counted(self: FakeEncoder, texts: Sequence[str]) -> Matrix:
        encoded.extend(texts)
        return plain(self, texts)

    monkeypatch.setattr(FakeEncoder, "encode_queries", counted)
    first = traps.search("乡村学校取暖怎么办")
    assert encoded and len(encoded) == len(set(encoded))
    encoded.clear()
    assert traps.search("乡村学校取暖怎么办")["hits"] == first["hits"]
    assert encoded == []


def test_a_concept_can_be_switched_off_one_by_one(filled: Library) -> None:
    whole, without = filled.themes("减负"), filled.themes("减负", without=("学生减负",))
    assert whole["query"]["concepts"] == ["学生减负"]
    assert without["query"]["concepts"] == []
    kin = filled.search("减负", without=("课后服务",))["query"]["expansions"]
    assert "课后服务" in {one["term"] for one in whole["query"]["expansions"]}
    assert "课后服务" not in {one["term"] for one in kin}


def test_a_word_that_more_removed_passages_hold_than_live_ones_is_still_found(library: Library) -> None:
    for number in range(5):
        text = f"临澄市教育局201{number}年工作要点\n一、重点工作\n1．新建幼儿园{number + 2}所。\n"
        for document in build_documents(RawDocument(f"{number}.txt", f"/{number}.txt", text, "txt")):
            put(library, document)
    for record in library.parts.store.records()[1:]:
        library.remove(record.id)
    for mode in ("hybrid", "keyword", "phrase"):
        assert [hit["year"] for hit in library.search("幼儿园", mode=mode)["hits"]] == [2010]
    assert library.targets("幼儿园")["total"] == 1
