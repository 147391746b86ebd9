from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.snapshot import build_flat
from index.vectors import FaissVectors, Keys, Similarities, cosines

WIDTH = 16


def unit(rows: Similarities) -> Similarities:
    scaled: Similarities = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return scaled


def random_rows(count: int, seed: int = 0) -> Similarities:
    return unit(np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32))


def held(rows: Similarities, keys: Sequence[int] | None = None, tail: int = 0) -> FaissVectors:
    """The rows in an index; the last ``tail`` of them are newer than its snapshot."""
    all_keys = np.array(range(1, len(rows) + 1) if keys is None else keys, np.int64)
    cut = len(rows) - tail
    return FaissVectors(
        build_flat(1, "fake", all_keys[:cut], all_keys[:cut].astype(np.uint64), rows[:cut]),
        all_keys[cut:],
        rows[cut:],
    )


def by_hand(rows: Similarities, query: Similarities, k: int, among: Sequence[int] | None = None) -> list[int]:
    keys = [key for key in range(1, len(rows) + 1) if among is None or key in among]
    scores = cosines(rows, query)
    return sorted(keys, key=lambda key: (-scores[key - 1], -key))[:k]


@pytest.mark.parametrize("tail", [0, 1, 30, 100])
def test_the_nearest_come_first_wherever_they_are_held(tail: int) -> None:
    rows = random_rows(100)
    query = random_rows(1, 9)[0]
    keys, found = held(rows, tail=tail).search(query, 10)
    assert keys.tolist() == by_hand(rows, query, 10)
    assert found == pytest.approx(rows[keys - 1] @ query, abs=1e-6)
    assert list(found) == sorted(found, reverse=True)


def test_the_metric_is_the_cosine_and_larger_is_nearer() -> None:
    rows = np.eye(3, WIDTH, dtype=np.float32)
    keys, found = held(rows).search(rows[1], 3)
    assert keys[0] == 2
    assert found.tolist() == [1, 0, 0]


@pytest.mark.parametrize("tail", [0, 2, 5])
def test_more_asked_for_than_there_are_gives_all_without_padding(tail: int) -> None:
    rows = random_rows(5)
    keys, found = held(rows, tail=tail).search(rows[0], 50)
    assert sorted(keys.tolist()) == [1, 2, 3, 4, 5]
    assert np.isfinite(found).all()


def test_an_empty_index_gives_nothing() -> None:
    keys, found = held(random_rows(0)).search(random_rows(1)[0], 5)
    assert (len(keys), len(found)) == (0, 0)
    assert np.isnan(held(random_rows(0)).similarities(random_rows(1)[0], np.array([1, 2]))).all()


def test_none_asked_for_gives_nothing() -> None:
    rows = random_rows(5)
    assert held(rows, tail=2).search(rows[0], 0)[0].tolist() == []


@pytest.mark.parametrize("tail", [0, 10])
def test_only_those_allowed_are_found(tail: int) -> None:
    rows = random_rows(50)
    among = np.array([2, 3, 17, 44, 49], np.int64)
    keys, _ = held(rows, tail=tail).search(rows[20], 3, among)
    assert keys.tolist() == by_hand(rows, rows[20], 3, among.tolist())


def test_allowed_keys_that_are_not_held_are_no_hits() -> None:
    rows = random_rows(4)
    index = held(rows, keys=[2, 4, 6, 8], tail=1)
    assert sorted(index.search(rows[0], 9, np.array([1, 3, 4, 5, 8, 9]))[0].tolist()) == [4, 8]
    assert index.search(rows[0], 9, np.array([1, 3, 9]))[0].tolist() == []
    assert index.search(rows[0], 9, np.array([], np.int64))[0].tolist() == []


@pytest.mark.parametrize("tail", [0, 3, 8, 12])
def test_equal_vectors_are_ordered_by_larger_key_even_at_the_cut(tail: int) -> None:
    one, other = random_rows(2)
    rows = np.array([one] * 10 + [other] * 2)
    keys, found = held(rows, tail=tail).search(one, 4)
    assert keys.tolist() == [10, 9, 8, 7]
    assert len(set(found.tolist())) == 1


def test_a_tie_at_the_cut_is_decided_among_those_allowed() -> None:
    rows = np.array([random_rows(1)[0]] * 20)
    keys, _ = held(rows).search(rows[0], 3, np.arange(1, 12))
    assert keys.tolist() == [11, 10, 9]


def test_equal_vectors_have_equal_similarities_wherever_they_stand() -> None:
    rows = np.array([random_rows(1)[0]] * 37)
    query = random_rows(1, 3)[0]
    assert len(set(cosines(rows, query).tolist())) == 1
    index = held(rows, tail=5)
    assert len(set(index.similarities(query, np.arange(1, 38)).tolist())) == 1


def test_similarities_are_of_the_keys_asked_for_and_nan_for_unknown_ones() -> None:
    rows = random_rows(4)
    index = held(rows, keys=[2, 4, 6, 8], tail=1)
    query = random_rows(1, 5)[0]
    found = index.similarities(query, np.array([1, 2, 5, 6, 8, 9]))
    assert np.isnan(found).tolist() == [True, False, True, False, False, True]
    assert found[[1, 3, 4]] == pytest.approx(rows[[0, 2, 3]] @ query, abs=1e-6)


def test_a_query_that_is_no_number_finds_nothing() -> None:
    keys, _ = held(random_rows(5), tail=2).search(np.full(WIDTH, np.nan, np.float32), 3)
    assert keys.tolist() == []


def test_a_vector_of_zeros_is_last_and_breaks_nothing() -> None:
    rows = random_rows(3)
    rows[1] = 0
    keys, found = held(rows).search(rows[0], 3)
    assert keys[0] == 1
    assert np.isfinite(found).all()
    assert found[keys.tolist().index(2)] == 0


@given(
    picks=st.lists(st.integers(0, 3), min_size=1, max_size=30),
    tail=st.integers(0, 30),
    k=st.integers(1, 35),
    among=st.none() | st.sets(st.integers(1, 30)),
)
def test_search_is_what_sorting_by_hand_gives(
    picks: list[int], tail: int, k: int, among: set[int] | None
) -> None:
    rows = random_rows(4)[picks]
    query = random_rows(1, 7)[0]
    allowed: Keys | None = None if among is None else np.array(sorted(among), np.int64)
    keys, _ = held(rows, tail=min(tail, len(rows))).search(query, k, allowed)
    assert keys.tolist() == by_hand(rows, query, k, None if among is None else sorted(among))
