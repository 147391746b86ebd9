"""The index made anew: the same answers, by another model, and never half of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_encoder import FakeEncoder

from api.library import Library
from index.passage_rows import insert_derived
from index.reader import SNAPSHOT
from index.store import DocumentReplaced, StoreError


def answers(library: Library) -> list[Any]:
    """What a user sees, without times and generations."""
    return [library.search(text)["hits"] for text in ("课业负担", "幼儿园", "教师工资")]


def rows(library: Library, sql: str) -> list[Any]:
    return library.parts.store.connection().execute(sql).fetchall()


def test_a_rebuild_gives_the_same_answers(filled: Library) -> None:
    before = answers(filled)
    done = filled.rebuild()
    assert (done.passages, done.embedded, done.dropped) == (6, 0, 0)
    assert answers(filled) == before


def test_words_and_mentions_that_were_lost_come_back(filled: Library) -> None:
    before = answers(filled)
    with filled.parts.store.writing() as connection:
        connection.execute("DELETE FROM mentions; DELETE FROM lexicon")
        filled.parts.store.advance(connection)
    assert answers(filled) != before
    filled.rebuild()
    assert answers(filled) == before


def test_a_damaged_vector_is_made_again_and_the_sound_ones_are_kept(filled: Library) -> None:
    before = rows(filled, "SELECT vector FROM passages")
    broken = np.full(32, np.nan, np.float16).tobytes()
    with filled.parts.store.writing() as connection:
        connection.execute("UPDATE passages SET vector = ? WHERE pk = 2", (broken,))
        connection.execute("UPDATE passages SET vector = x'00' WHERE pk = 3")
    assert filled.rebuild().embedded == 2
    assert rows(filled, "SELECT vector FROM passages") == before


def test_another_model_makes_all_vectors_and_its_stamp(filled: Library) -> None:
    other = Library(filled.settings, FakeEncoder(dimension=16, name="other"))
    with pytest.raises(StoreError, match="cejian rebuild"):
        other.search("课业负担")
    told: list[tuple[int, int]] = []
    assert other.rebuild(progress=lambda done, total: told.append((done, total))).embedded == 6
    assert told[-1] == (6, 6)
    assert other.search("课业负担")["hits"]
    stamps = other.parts.store.stamps
    assert stamps is not None
    assert (stamps.model, stamps.dimension) == ("other@0123456789abcdef", 16)
    with pytest.raises(StoreError, match="other"):  # the process that still has the old model is told
        filled.search("课业负担")


def test_all_vectors_can_be_asked_for(filled: Library) -> None:
    assert filled.rebuild(all_vectors=True).embedded == 6


def test_a_crash_before_the_end_leaves_the_old_state(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(filled)
    tables = ("SELECT * FROM passages", "SELECT * FROM mentions", "SELECT * FROM meta")
    held = [rows(filled, sql) for sql in tables]

    class PowerCut(BaseException):
        pass

    calls = 0

    def cut(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise PowerCut
        insert_derived(*arguments)

    monkeypatch.setattr("index.rebuild.insert_derived", cut)
    with pytest.raises(PowerCut):
        filled.rebuild(all_vectors=True)
    assert [rows(filled, sql) for sql in tables] == held
    assert answers(filled) == before


def test_the_snapshot_is_made_again_from_the_new_vectors(filled: Library) -> None:
    filled.search("课业负担")
    path = filled.parts.folder / SNAPSHOT
    path.write_bytes(b"damaged")
    filled.rebuild()
    assert path.read_bytes().startswith(b"cejian vectors")


def replace_2013(library: Library, plans: Path) -> tuple[str, str]:
    old = next(d["id"] for d in library.documents()["documents"] if d["year"] == 2013)
    text = (plans / "2013.txt").read_text(encoding="utf-8")
    (plans / "2013.txt").write_text(text + "3．开展研学旅行。\n", encoding="utf-8")
    library.ingest([plans])
    new = next(d["id"] for d in library.documents()["documents"] if d["year"] == 2013)
    return old, new


def test_passages_of_a_replaced_document_go_and_its_id_still_names_the_successor(
    filled: Library, plans: Path
) -> None:
    old, new = replace_2013(filled, plans)
    assert filled.rebuild().dropped == 2
    assert rows(filled, "SELECT count(*) FROM passages") == [(7,)]
    for ask in (filled.document, filled.restore):
        with pytest.raises(DocumentReplaced) as caught:
            ask(old)
        assert caught.value.successor == new


def test_a_replaced_text_that_comes_back_has_its_passages_again(filled: Library, plans: Path) -> None:
    text = (plans / "2013.txt").read_text(encoding="utf-8")
    old, _ = replace_2013(filled, plans)
    filled.rebuild()
    (plans / "2013.txt").write_text(text, encoding="utf-8")
    filled.ingest([plans])
    assert filled.document(old)["passages"] == 2
    assert any(hit["document_id"] == old for hit in filled.search("课业负担")["hits"])


def test_a_removed_document_can_be_restored_after_a_rebuild(filled: Library) -> None:
    identity = filled.search("课业负担")["hits"][0]["document_id"]
    filled.remove(identity)
    assert filled.rebuild().dropped == 0
    assert filled.restore(identity)["passages"] == 2


def test_an_empty_library_can_be_rebuilt(library: Library) -> None:
    assert library.rebuild().passages == 0
    assert library.search("课业负担")["hits"] == []
