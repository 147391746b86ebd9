"""Is the right passage found?  The real model on 52 real reports, the seed plan and the sample plans.

The floors are a little under what was measured when they were set (the figure beside each), so that a
change that loses quality fails here; they are raised with the quality, never lowered to pass.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import score_precedents
from make_packed import packed

from api.evaluate import Case, Evaluation, evaluate, read_cases
from api.library import Library
from api.samples import PLANS
from corpus.drafts import draft_passages
from index.connection import StoreError
from nlp.bundle import build

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent / "relevance"


@pytest.fixture(scope="module")
def seed(root: Library, shared: Path) -> Library:
    library = root.beside(root.settings.data / "seed")
    assert library.ingest([shared / "data" / "seed-plan.txt"]).count("added") == 1
    return library


@pytest.fixture(scope="module")
def sample(root: Library) -> Library:
    library = root.beside(root.settings.data / "sample")
    report = library.ingest([PLANS], sample=True)
    assert not report.refused
    assert report.count("added") >= 60
    return library


def scores(library: Library, path: Path, concepts: bool = True) -> Evaluation:
    cases: list[Case] = read_cases(path)
    return evaluate(library, cases, concepts=concepts)


def levels(library: Library, questions: list[str]) -> Counter[str]:
    return Counter(library.search(question)["evidence"] for question in questions)


def test_topics_that_search_was_developed_on(reports: Library, shared: Path) -> None:
    found = scores(reports, shared / "eval" / "dev_topics.json")
    assert found["ndcg"] is not None and found["ndcg"] >= 0.90  # 0.95
    assert found["years"] is not None and found["years"] >= 0.95  # 0.97


def test_without_the_concept_store_the_rest_is_good_too(reports: Library, shared: Path) -> None:
    found = scores(reports, shared / "eval" / "dev_topics.json", concepts=False)
    assert found["ndcg"] is not None and found["ndcg"] >= 0.70  # 0.75


def test_topics_that_the_concept_store_was_not_written_for(reports: Library) -> None:
    found = scores(reports, CASES / "topics.json")
    assert found["ndcg"] is not None and found["ndcg"] >= 0.82  # 0.841
    assert found["years"] is not None and found["years"] >= 0.87  # 0.885


def test_topics_that_nobody_tuned_to(reports: Library) -> None:
    found = scores(reports, CASES / "held_out.json")
    assert found["ndcg"] is not None and found["ndcg"] >= 0.66  # 0.697
    assert found["years"] is not None and found["years"] >= 0.83  # 0.854


def test_topics_that_only_border_on_education(reports: Library) -> None:
    found = scores(reports, CASES / "neighbours.json")
    assert found["ndcg"] is not None and found["ndcg"] >= 0.69  # 0.709
    assert found["years"] is not None and found["years"] >= 0.74  # 0.761


def test_a_topic_that_no_report_speaks_of_has_no_evidence(reports: Library) -> None:
    absent = json.loads((CASES / "absent.json").read_text(encoding="utf-8"))
    found = levels(reports, [question for case in absent for question in case["queries"]])
    assert found["strong"] == 0
    assert found["none"] >= 0.8 * found.total()


def test_a_topic_that_reports_speak_of_has_evidence(reports: Library) -> None:
    present = json.loads((CASES / "present.json").read_text(encoding="utf-8"))
    found = levels(reports, [case["query"] for case in present])
    assert found["none"] <= 0.03 * found.total()


def test_passages_are_short_enough_to_quote(reports: Library) -> None:
    lengths = [len(passage["text"]) for passage in reports.passages()]
    assert sum(lengths) / len(lengths) <= 140
    assert max(lengths) <= 260


def test_the_burden_of_reports_is_the_pupils_not_the_enterprises(reports: Library) -> None:
    answer = reports.themes("减负")
    years = {year["year"]: year["state"] for year in answer["years"]}
    assert {year for year, state in years.items() if state == "no_plan"} >= {
        1961,
        1962,
        1963,
        1976,
        1996,
        2020,
    }
    assert next(year for year, state in years.items() if state == "mentioned") == 1981
    for theme in answer["themes"]:
        texts = {passage["text"]: passage["near"] for passage in theme["passages"]}
        assert not any("企业减负" in text for text in texts)
        assert not any("为企业" in text for text, near in texts.items() if not near)
        assert theme["label"] not in ("减负", "企业")


def test_a_library_of_reports_knows_52_plan_years_and_no_more(reports: Library) -> None:
    held = reports.documents()["documents"]
    assert sum(document["year"] is not None for document in held) == 52
    assert Counter(document["doc_type"] for document in held if document["year"] is None) == {"决议": 20}


def test_the_seed_plans_burden_item_comes_first(seed: Library) -> None:
    first = seed.search("减负")["hits"][0]
    assert first["text"] == "贯彻教育部“减负令”,切实规范中小学办学行为。"
    assert (first["item"], first["heading_path"]) == ("7", ["三、重点工作", "二)深化素质教育"])
    assert (first["year"], first["year_conflict"]) == (2023, True)


@pytest.mark.parametrize("question", ["高等学校", "中等学校"])
@pytest.mark.parametrize("mode", ["hybrid", "keyword", "phrase"])
def test_the_seed_plan_holds_no_higher_school(seed: Library, question: str, mode: str) -> None:
    for hit in seed.search(question, mode=mode)["hits"]:
        assert question not in hit["matched_terms"]
        assert "五高等学校" not in hit["text"]


def test_sample_plans_follow_history(sample: Library) -> None:
    years = {year["year"]: year["state"] for year in sample.themes("人工智能教育")["years"]}
    assert years[2012] == "silent"
    assert years[2025] == "mentioned"
    answer = sample.themes("历年计划怎么说减负")
    assert answer["evidence"] == "strong"
    assert len(answer["themes"]) >= 2
    assert all("【示例】" in quote["title"] for quote in answer["overview"])


def test_another_model_of_another_width_works_after_rebuild(seed: Library, tmp_path: Path) -> None:
    build(packed(tmp_path / "tiny.bin"), tmp_path / "tiny-model")
    held = Library(replace(seed.settings, data=tmp_path / "data"), seed.parts.encoder)
    held.ingest(seed.documents()["documents"][0]["sources"])
    other = Library(replace(held.settings, model=str(tmp_path / "tiny-model")))
    with pytest.raises(StoreError, match="cejian rebuild"):
        other.search("减负")
    other.rebuild()
    assert other.parts.encoder.dimension != seed.parts.encoder.dimension
    assert other.search("减负")["hits"][0]["text"].startswith("贯彻教育部“减负令”")


def test_the_source_of_a_paraphrase_is_among_the_first_ten(reports: Library) -> None:
    reports.prepare_precedents()
    cases = score_precedents.score(reports)
    assert score_precedents.within(cases, 10) >= 0.90  # 0.917
    assert score_precedents.within(cases, 1) >= 0.63  # 0.65
    assert sum(case.novelty < 0.7 for case in cases) >= 0.83 * len(cases)  # 0.85: reworded, not new


def test_what_no_report_ever_said_is_new_to_them(reports: Library) -> None:
    absent = json.loads((CASES / "absent.json").read_text(encoding="utf-8"))
    never = [word for case in absent for word in case["never"]]
    items = dict.fromkeys(
        passage.text
        for path in sorted(PLANS.glob("*.txt"))
        for passage in draft_passages(path.read_bytes().decode("utf-8", "ignore"))
        if any(word in passage.text for word in never)
    )
    drafts = list(items)[::4]
    novelty = [reports.precedents(text, 1)["segments"][0]["novelty"] for text in drafts]
    assert len(novelty) > 50
    assert sum(one >= 0.7 for one in novelty) >= 0.80 * len(novelty)  # 0.82; 0.955 before the model was tuned
