"""Sentence vectors: made once, kept beside the library, never wrong for another model or library."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder

from api.library import Library
from index.giving_way import Answering
from index.sentences import FILE, SentenceIndex, SentenceVectors, sentence_texts


def index_of(library: Library, encoder: FakeEncoder) -> SentenceIndex:
    return SentenceIndex(library.parts.store, library.parts.folder, encoder)


def test_a_passage_has_one_text_a_sentence() -> None:
    assert sentence_texts("抓好减负。好！改造危房３处；") == ["抓好减负。", "改造危房3处;"]
    assert sentence_texts("好！") == ["好!"]


def test_vectors_are_made_once_and_read_back(filled: Library, encoder: FakeEncoder) -> None:
    keys = filled.parts.reader().catalogue.keys
    made = index_of(filled, encoder)
    told: list[tuple[int, int]] = []
    made.fill(keys, lambda done, total: told.append((done, total)))
    assert told == [(len(keys), len(keys))]
    assert not len(made.current.missing(keys))
    read = index_of(filled, encoder)
    assert read.current.owners.tolist() == made.current.owners.tolist()
    assert np.allclose(read.current.matrix, made.current.matrix, atol=1e-3)


def test_those_of_another_model_and_damaged_ones_are_made_again(
    filled: Library, encoder: FakeEncoder
) -> None:
    keys = filled.parts.reader().catalogue.keys
    index_of(filled, encoder).fill(keys)
    other = index_of(filled, FakeEncoder(fingerprint="another"))
    assert len(other.current.missing(keys)) == len(keys)
    path = filled.parts.folder / FILE
    path.write_bytes(path.read_bytes()[:-200])
    assert len(index_of(filled, encoder).current.missing(keys)) == len(keys)


def test_what_left_the_library_is_left_out_and_what_came_is_added(
    filled: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    made = index_of(filled, encoder)
    made.fill(filled.parts.reader().catalogue.keys)
    document = filled.documents()["documents"][0]
    filled.remove(document["id"])
    more = tmp_path / "2017.txt"
    more.write_text(
        "临澄市教育局2017年工作要点\n一、重点工作\n1．办好老年大学。扩大招生。\n", encoding="utf-8"
    )
    filled.ingest([more])
    keys = filled.parts.reader().catalogue.keys
    made.fill(keys)
    assert set(made.current.owners.tolist()) == set(keys.tolist())
    assert (np.diff(made.current.owners) >= 0).all()


def test_a_passage_is_as_near_as_its_nearest_sentence() -> None:
    rows = np.eye(4, dtype=np.float32)
    vectors = SentenceVectors(np.array([3, 3, 7]), rows[[0, 1, 2]], rows)
    near = vectors.nearness(rows[[1, 2]], np.array([3, 5, 7]))
    assert near[0, 0] > near[0, 2]
    assert near[1, 2] > near[1, 0]
    assert near[0, 1] == -np.inf


@pytest.mark.parametrize(("most", "made"), [(1_000, True), (1, False)])
def test_a_service_makes_those_of_a_large_library_when_the_first_draft_comes(
    filled: Library, monkeypatch: pytest.MonkeyPatch, most: int, made: bool
) -> None:
    monkeypatch.setattr("api.library.UNASKED", most)
    begun: list[int] = []
    monkeypatch.setattr(filled.parts.sentences, "fill_beside", lambda keys: begun.append(len(keys)))
    filled.prepare_precedents_beside()
    assert bool(begun) is made
    filled.precedents("改造危房3处。")
    assert not len(filled.parts.sentences.current.missing(filled.parts.reader().catalogue.keys))


def test_nothing_is_made_beside_an_answer_and_all_after_it(filled: Library, encoder: FakeEncoder) -> None:
    keys = filled.parts.reader().catalogue.keys
    answering = Answering(patience=60)
    made = SentenceIndex(filled.parts.store, filled.parts.folder, encoder, answering)
    with answering.under_way():
        made.fill_beside(keys)
        time.sleep(0.3)
        assert len(made.current.missing(keys)) == len(keys)
    deadline = time.monotonic() + 30
    while len(made.current.missing(keys)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_endless_answer_does_not_keep_them_from_being_made(filled: Library, encoder: FakeEncoder) -> None:
    keys = filled.parts.reader().catalogue.keys
    answering = Answering(patience=0.01)
    made = SentenceIndex(filled.parts.store, filled.parts.folder, encoder, answering)
    with answering.under_way():
        made.fill(keys, beside=True)
    assert not len(made.current.missing(keys))


def test_every_question_counts_as_an_answer_under_way(filled: Library) -> None:
    with filled.parts.one_generation(), filled.parts.one_generation():
        assert not filled.parts.sentences._answering.give_way()
    assert filled.parts.sentences._answering.give_way()
