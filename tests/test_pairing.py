"""Passages of two sides about one thing are paired, one to one, and strangers are not."""

from __future__ import annotations

import numpy as np

from nlp.pairing import pair_passages

ROWS = np.eye(6, dtype=np.float32)
OLD = ["新建幼儿园10所,提高学前教育普及水平。", "减轻学生过重课业负担。", "改造危房3处。"]
NEW = ["改造危房5处。", "新建幼儿园12所,提高学前教育普及水平。", "加强党的建设。"]


def test_passages_that_share_wording_are_paired_wherever_they_stand() -> None:
    pairs = pair_passages(OLD, NEW, ROWS[:3], ROWS[[2, 0, 5]])
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 1), (2, 0)]
    assert pairs[0].similarity > pairs[1].similarity
    assert all(0 <= pair.similarity <= 1 for pair in pairs)


def test_each_passage_is_in_one_pair() -> None:
    pairs = pair_passages(OLD[:1] * 3, OLD[:1] * 2, ROWS[[0, 0, 1]], ROWS[[0, 2]])
    assert (pairs[0].first, pairs[0].second) == (0, 0)
    assert len({pair.first for pair in pairs}) == len({pair.second for pair in pairs}) == len(pairs)


def test_nearness_in_meaning_pairs_what_is_said_in_other_words() -> None:
    near = pair_passages(["严控作业总量"], ["减轻课业负担", "改造危房"], ROWS[:1], ROWS[[0, 3]])
    assert [(pair.first, pair.second) for pair in near] == [(0, 0)]


def test_a_side_without_passages_has_no_pairs() -> None:
    assert pair_passages([], NEW, ROWS[:0], ROWS[:3]) == []
