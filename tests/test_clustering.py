"""Themes stand still: the same passages give the same themes, in any order."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.clustering import ALONE, cluster, features, stability, theme_range


def blobs(groups: int, each: int, seed: int = 1) -> np.ndarray:
    """Rows around ``groups`` orthogonal directions with a little noise, centred as features are; unit length."""
    random = np.random.default_rng(seed)
    rows = np.repeat(np.eye(groups, 24, dtype=np.float32), each, axis=0)
    rows = rows + random.normal(0, 0.08, rows.shape).astype(np.float32)
    rows = rows - rows.mean(axis=0)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("groups", [4, 6, 9])
def test_a_broad_question_finds_its_groups(groups: int) -> None:
    labels = cluster(blobs(groups, 12), 4, 12)
    assert sorted(np.bincount(labels).tolist()) == [12] * groups
    for group in range(groups):
        assert len(set(labels[group * 12 : group * 12 + 12].tolist())) == 1


def test_order_of_passages_changes_only_the_numbers() -> None:
    rows = blobs(5, 10)
    order = np.random.default_rng(7).permutation(len(rows))
    plain, shuffled = cluster(rows, 4, 12), cluster(rows[order], 4, 12)
    together = plain[:, None] == plain[None, :]
    again = shuffled[:, None] == shuffled[None, :]
    assert (together[np.ix_(order, order)] == again).all()


def test_few_passages_are_one_theme_and_none_is_none() -> None:
    assert cluster(blobs(2, 2), 4, 12).tolist() == [0, 0, 0, 0]
    assert cluster(np.empty((0, 8), np.float32), 4, 12).tolist() == []


def test_never_more_themes_than_asked_for() -> None:
    assert cluster(blobs(9, 12), 4, 5).max() + 1 <= 5


def test_themes_are_numbered_by_size() -> None:
    rows = np.vstack([blobs(4, 15)[:15], blobs(4, 15)[15:20], blobs(4, 15)[30:40], blobs(4, 15)[45:57]])
    sizes = np.bincount(cluster(rows, 4, 12)).tolist()
    assert sizes == sorted(sizes, reverse=True)


def test_clear_themes_are_stable_and_mere_noise_is_less_so() -> None:
    clear = blobs(5, 12)
    steady = stability(clear, cluster(clear, 4, 12), 4, 12)
    noise = np.random.default_rng(3).normal(0, 1, (60, 24)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    shaky = stability(noise, cluster(noise, 4, 12), 4, 12)
    assert min(steady) > 0.95
    assert float(np.mean(shaky)) < 0.8


def test_words_pull_passages_of_one_meaning_apart() -> None:
    vectors = np.tile(np.eye(1, 8, dtype=np.float32), (8, 1))
    words = [["作业", "总量", "控制"]] * 4 + [["校外", "培训", "机构"]] * 4
    rows = features(vectors, words, [[]] * 8, frozenset())
    assert float(rows[0] @ rows[1]) > float(rows[0] @ rows[5]) + 0.3


def test_concepts_bring_different_words_for_one_thing_together() -> None:
    vectors = np.tile(np.eye(1, 8, dtype=np.float32), (6, 1))
    words = [
        ["课业", "负担"],
        ["作业", "过多"],
        ["双减"],
        ["危房", "改造"],
        ["校舍", "加固"],
        ["校安", "工程"],
    ]
    concepts = [["学生减负"]] * 3 + [["校舍安全"]] * 3
    rows = features(vectors, words, concepts, frozenset())
    assert float(rows[0] @ rows[2]) > float(rows[0] @ rows[3]) + 0.3


def test_a_row_that_is_like_no_other_is_alone() -> None:
    rows = np.vstack([blobs(4, 12), np.eye(1, 24, 20, dtype=np.float32)])
    labels = cluster(rows, 4, 12)
    assert labels[-1] == ALONE
    assert (labels[:-1] >= 0).all()


def test_rows_that_are_all_unlike_are_not_all_alone() -> None:
    assert cluster(np.eye(8, 24, dtype=np.float32), 4, 12).max() == 0


def test_up_to_forty_passages_give_at_most_four_themes() -> None:
    assert cluster(blobs(9, 4), *theme_range(36, 12)).max() + 1 == 4


def test_the_questions_own_words_don_t_hold_a_theme_together() -> None:
    vectors = np.tile(np.eye(1, 8, dtype=np.float32), (4, 1))
    words = [["减负", "作业"], ["减负", "作业"], ["减负", "培训"], ["减负", "培训"]]
    rows = features(vectors, words, [[]] * 4, frozenset({"减负"}))
    assert float(rows[0] @ rows[2]) == pytest.approx(0, abs=1e-6)
