"""What a word names, what it may be the beginning of, and what the concept behind it holds."""

from __future__ import annotations

import pytest

from api import render
from api.library import Library
from api.terminal import Page
from nlp.concepts import ConceptStore
from nlp.terms import NoSuchConcept, Terms


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms(ConceptStore.open())


@pytest.mark.parametrize("text", ["双减", "雙減", "“双减”", " 双 减 "])
def test_a_wording_names_its_concept_however_it_is_typed(terms: Terms, text: str) -> None:
    assert terms.concept(text).name == "学生减负"


def test_a_name_goes_before_a_wording_of_another_concept(terms: Terms) -> None:
    for term in terms.all:
        if term.kind == "concept":
            assert terms.concept(term.text).name == term.text


def test_an_unknown_name_is_answered_with_near_ones(terms: Terms) -> None:
    with pytest.raises(NoSuchConcept, match="学生减负"):
        terms.concept("减赋")
    with pytest.raises(NoSuchConcept, match="suggest"):
        terms.concept("qqq")


def test_suggestions_begin_with_what_was_typed_then_hold_it(steady: Library) -> None:
    found = steady.suggest("减负")["suggestions"]
    assert found[0] == {"text": "减负", "kind": "wording", "concept": "学生减负"}
    assert len(found) == 10
    begins = [one["text"].startswith("减负") for one in found]
    assert begins == sorted(begins, reverse=True)
    assert {"text": "学生减负", "kind": "concept", "concept": "学生减负"} in found


def test_titles_are_suggested_too(steady: Library) -> None:
    found = steady.suggest("临澄市教育局2014")["suggestions"]
    assert found == [{"text": "临澄市教育局2014年工作要点", "kind": "title", "concept": None}]


@pytest.mark.parametrize("text", ["", "  ", "“”", "qzx"])
def test_nothing_typed_and_nothing_known_suggest_nothing(steady: Library, text: str) -> None:
    assert steady.suggest(text)["suggestions"] == []


def test_no_text_is_suggested_twice(steady: Library) -> None:
    for text in ("教", "学生", "普惠"):
        texts = [one["text"] for one in steady.suggest(text)["suggestions"]]
        assert len(texts) == len(set(texts))


def test_a_concept_tells_its_wordings_links_and_place_in_this_library(steady: Library) -> None:
    answer, matrix = steady.concept("学生减负"), steady.matrix()
    column = matrix["columns"].index("学生减负")
    assert answer["library"] == {
        "mentions": sum(row[column] for row in matrix["counts"]),
        "passages": 2,
        "documents": 2,
        "years": {"2013": 1, "2016": 1},
    }
    [dated] = [one for one in answer["wordings"] if one["text"] == "双减"]
    assert (dated["from"], dated["year"]) == (2021, 2021)
    assert {"企业…减负"} <= {one["text"] for one in answer["negative"]}
    succession = [one for one in answer["links"] if one["wording"] == "双减" and one["term"] == "减负三十条"]
    assert [(one["type"], one["direction"]) for one in succession] == [("followed_by", "from")]
    parent = steady.concept("素质教育")["narrower"] or steady.concept("学前教育")["narrower"]
    assert parent


def test_a_concept_that_no_plan_mentions_says_so(steady: Library) -> None:
    assert steady.concept("高等教育")["library"]["passages"] == 0


def test_the_terminal_shows_a_concept(steady: Library) -> None:
    said = render.concept(steady.concept("双减"), Page())
    assert "本库：2份文件的2段提到" in said
    assert "双减：此前有“减负三十条”" in said
