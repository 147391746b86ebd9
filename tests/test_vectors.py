from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from index.snapshot import build_snapshot
from index.vectors import FaissVectors, Similarities, cosines

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
        build_snapshot(1, "fake", all_keys[:cut], all_keys[:cut].astype(np.uint64), rows[:cut]),
        all_keys[cut:],
        rows[cut:],
    )


@pytest.mark.parametrize("tail", [0, 1, 30, 100])
def test_every_passage_has_its_cosine_wherever_it_is_held(tail: int) -> None:
    rows = random_rows(100)
    query = random_rows(1, 9)[0]
    found = held(rows, tail=tail).similarities(query, np.arange(1, 101))
    assert found == pytest.approx(rows @ query, abs=1e-6)


@pytest.mark.parametrize("tail", [0, 1, 30, 100])
def test_vectors_come_back_in_the_order_of_their_keys(tail: int) -> None:
    rows = random_rows(100)
    index = held(rows, tail=tail)
    assert np.array_equal(index.matrix(np.arange(1, 101)), rows)
    assert np.array_equal(index.matrix(np.array([3, 71, 99])), rows[[2, 70, 98]])
    assert (index.width, index.lag) == (WIDTH, tail)


def test_a_key_without_a_vector_has_a_row_of_nan() -> None:
    found = held(random_rows(4), keys=[2, 4, 6, 8], tail=1).matrix(np.array([1, 2, 7, 8]))
    assert np.isnan(found).all(axis=1).tolist() == [True, False, True, False]


def test_an_empty_index_gives_nothing() -> None:
    index = held(random_rows(0))
    assert np.isnan(index.similarities(random_rows(1)[0], np.array([1, 2]))).all()
    assert np.isnan(index.matrix(np.array([1, 2]))).all()


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


def test_a_query_that_is_no_number_is_near_to_nothing() -> None:
    nothing = np.full(WIDTH, np.nan, np.float32)
    assert np.isnan(held(random_rows(5), tail=2).similarities(nothing, np.arange(1, 6))).all()


def test_a_vector_of_zeros_is_near_to_nothing_and_breaks_nothing() -> None:
    rows = random_rows(3)
    rows[1] = 0
    assert held(rows).similarities(rows[0], np.arange(1, 4))[1] == 0


def test_a_large_library_tells_the_nearest_and_keeps_every_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.snapshot.EXACT", 1_000)
    monkeypatch.setattr("index.vectors.NEAREST", 500)
    rows = random_rows(5_000).astype(np.float16).astype(np.float32)
    index = held(rows, tail=100)
    keys = np.arange(1, 5_001)
    hits = []
    for query in random_rows(20, 9):
        found = index.similarities(query, keys)
        told = ~np.isnan(found)
        assert told.sum() == 600 and told[-100:].all()
        assert found[told] == pytest.approx((rows @ query)[told], abs=1e-3)
        best = np.argsort(-(rows @ query))[:10]
        hits.append(told[best].mean())
    assert np.mean(hits) > 0.97
    assert np.array_equal(index.matrix(keys), rows)
    assert np.isnan(index.similarities(random_rows(1)[0], keys + 10_000)).all()
