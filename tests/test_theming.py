"""Passages become themes with names; what repeats the question, or is like nothing else, stands alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from nlp.clustering import theme_range
from nlp.concept_files import Concept, Wording
from nlp.concepts import ConceptStore
from nlp.gist import Gists
from nlp.labelling import AskedWords
from nlp.mentions import MentionFinder
from nlp.segmentation import Segmenter
from nlp.theming import Grouped, ThemeFinder

STORE = ConceptStore(
    (
        Concept("随迁子女教育", "", "", (Wording("随迁子女"), Wording("农民工子女"))),
        Concept("校舍安全", "", "", (Wording("校舍安全"), Wording("危房改造"), Wording("维修…校舍"))),
    )
)
MOVING = ["保障随迁子女入学", "解决农民工子女就学", "随迁子女在公办学校就读", "做好农民工子女入学"]
ROOFS = ["推进校舍安全工程", "完成危房改造三处", "维修农村校舍", "实施校舍安全检查"]
QUESTION = ["促进教育公平", "教育公平取得进展", "更加注重教育公平", "推进教育公平"]


@pytest.fixture(scope="module")
def finder() -> ThemeFinder:
    terms = (term for concept in STORE.concepts for term in concept.terms)
    return ThemeFinder(Gists(Segmenter(terms), MentionFinder(STORE.concepts).find).of, STORE)


def grouped(finder: ThemeFinder, texts: Sequence[str], directions: Sequence[int], asked: str = "") -> Grouped:
    noise = np.random.default_rng(5).normal(0, 0.05, (len(texts), 16))
    vectors = (np.eye(16)[list(directions)] + noise).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    words = AskedWords(frozenset({asked} if asked else ()))
    return finder.find(texts, vectors, words, lambda total: theme_range(total, 12))


def test_different_wordings_of_one_concept_are_one_theme_named_by_the_usual_one(finder: ThemeFinder) -> None:
    found = grouped(finder, [*MOVING, *ROOFS], [0, 1, 0, 1, 2, 3, 2, 3])
    assert [sorted(members) for members in found.members] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert found.labels[0].text in ("随迁子女", "农民工子女")
    assert found.labels[1].text == "校舍安全"


def test_a_theme_that_repeats_the_question_is_listed_passage_by_passage(finder: ThemeFinder) -> None:
    found = grouped(finder, [*MOVING, *QUESTION], [0] * 4 + [1] * 4, asked="教育公平")
    assert [sorted(members) for members in found.members] == [[0, 1, 2, 3]]
    assert sorted(found.alone) == [4, 5, 6, 7]


def test_passages_that_share_no_name_join_the_themes_they_are_nearest_to(finder: ThemeFinder) -> None:
    apart = ["举办书法比赛", "修订食堂菜谱"]
    found = grouped(finder, [*MOVING, *ROOFS, *apart], [0] * 4 + [1] * 4 + [2, 2])
    assert not found.alone
    assert sorted(number for members in found.members for number in members) == list(range(10))
    assert found.joined == {8, 9}
    assert all(any(label.text in text for text in [*MOVING, *ROOFS]) for label in found.labels)


def test_where_all_repeats_the_question_one_theme_is_called_by_its_opening(finder: ThemeFinder) -> None:
    found = grouped(finder, QUESTION, [0] * 4, asked="教育公平")
    assert [label.text for label in found.labels] == ["促进教育公平"]
    assert sorted(found.members[0]) == [0, 1, 2, 3]


def test_a_sentence_carried_over_keeps_all_its_passages_in_one_theme(finder: ThemeFinder) -> None:
    texts = [*MOVING, *ROOFS, ROOFS[0], ROOFS[0]]
    vectors = np.eye(16, dtype=np.float32)[[0, 0, 0, 0, 2, 2, 2, 2, 2, 2]]
    found = finder.find(texts, vectors, AskedWords(), lambda total: theme_range(total, 12))
    assert sorted(found.members[0]) == [4, 5, 6, 7, 8, 9]


def test_nothing_gives_no_themes(finder: ThemeFinder) -> None:
    empty = finder.find([], np.empty((0, 16), np.float32), AskedWords(), lambda total: (1, 4))
    assert (empty.members, empty.alone) == ([], [])
