"""Many at once: every writer's documents are there, nobody hears of 'busy', and no answer mixes two states."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import apsw
import pytest
from conftest import put
from nursery import document, nursery
from starlette.testclient import TestClient

import index.reader
from api.app import create_app
from api.library import Library
from index.connection import _log_ahead
from index.doctor import examine
from index.store import Store

ROOM = 12
"""Questions that are asked, in turn: six kinds of two."""
QUESTIONS = ("课业负担", "幼儿园")


def local(library: Library) -> TestClient:
    app = create_app(library, library.settings)
    return TestClient(app, base_url="http://localhost:8000", client=("127.0.0.1", 50000))


def checked(library: Library) -> None:
    found = list(examine(library.parts.store.path, library.parts.preparer))
    assert [check for check in found if not check.good] == []


@pytest.mark.parametrize(
    "count", [pytest.param(30, marks=pytest.mark.slow), pytest.param(300, marks=pytest.mark.hard)]
)
def test_three_writers_and_an_upload_at_once_all_get_in(base: Library, tmp_path: Path, count: int) -> None:
    data, files = tmp_path / "data", []
    for number in range(count, count + count // 3):
        files.append(("files", (f"{number}.txt", document(number).text.encode())))
    with nursery(data, count) as writers:
        writers.order("together 3")  # on a library that is not there yet
        library = base.beside(data)
        answer = local(library).post("/api/v1/documents", files=files)
        codes = [writers.until_dead() for _ in range(3)]
    assert codes == [0, 0, 0]
    assert sorted(writers.put) == list(range(count))
    assert [one["status"] for one in answer.json()["files"]] == ["added"] * len(files)
    every = count + len(files)
    assert {record.id for record in library.parts.store.records()} == {document(n).id for n in range(every)}
    assert library.generation == every
    checked(library)
    library.parts.store.close()


@pytest.mark.hard
def test_the_same_file_uploaded_ten_times_at_once_is_one_document(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(document(1).text, encoding="utf-8")

    def upload(_: int) -> Any:
        return library.upload([("计划.txt", path)])["files"][0]

    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(upload, range(10)))
    assert sorted(one["status"] for one in told) == ["added"] + ["unchanged"] * 9, told
    assert library.documents()["total"] == 1
    assert library.size == (1, 3)
    checked(library)


def test_ten_threads_that_store_one_document_store_it_once(library: Library) -> None:
    plan = document(1)

    def store(_: int) -> str:
        try:
            return put(library, plan)
        finally:
            library.parts.store.close()

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(store, range(10))) == ["added"] + ["unchanged"] * 9
    assert (library.size, library.generation) == ((1, 3), 1)


# -- answers while the library changes ---------------------------------------------------------------


def one_answer(library: Library, number: int) -> tuple[int, int, str]:
    """The generation, the question's number, and what is said."""
    asks: list[Callable[[str], Any]] = [
        library.search,
        library.themes,
        library.formulations,
        library.targets,
        lambda question: library.search(question, mode="keyword"),
        lambda question: library.search(question, mode="phrase"),
    ]
    which = number % ROOM
    found = dict(asks[which % len(asks)](QUESTIONS[which // len(asks)]))
    generation = found.pop("provenance")["generation"]
    found.pop("took_ms")
    return generation, which, json.dumps(found, ensure_ascii=False, sort_keys=True)


@pytest.fixture
def swapping(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library whose snapshot is built anew with every change."""
    monkeypatch.setattr(index.reader, "TAIL", 0)
    for number in range(20):
        put(library, document(number))
    yield library


def changes(library: Library, count: int) -> Iterator[Callable[[], Any]]:
    """What may happen to a library: additions, corrections, removals, replacements, rebuilds."""
    store = library.parts.store
    for number in range(count):
        plan = document(1000 + number)
        kind = number % 8
        if kind == 5:
            yield lambda: store.remove(document(3).id)
        elif kind == 6:
            yield lambda: store.restore(document(3).id)
        elif kind == 7 and number % 40 == 7:
            yield library.rebuild
        elif kind == 7:
            yield lambda number=number: store.set_fields(document(4).id, {"year": 1990 + number % 30})
        else:
            yield lambda plan=plan: put(library, plan)


@pytest.mark.parametrize(
    ("swaps", "searchers"),
    [pytest.param(8, 8, marks=pytest.mark.slow), pytest.param(200, 8, marks=pytest.mark.hard)],
)
def test_searchers_get_whole_answers_of_one_generation_while_the_index_is_swapped(
    swapping: Library, base: Library, swaps: int, searchers: int
) -> None:
    library = swapping
    given: dict[tuple[int, int], set[str]] = {}
    lock, over, problems = threading.Lock(), threading.Event(), []

    def ask(first: int) -> None:
        number = first
        try:
            while not over.is_set():
                generation, which, said = one_answer(library, number)
                with lock:
                    given.setdefault((generation, which), set()).add(said)
                number += searchers + 1
        except BaseException as error:
            problems.append(error)
        finally:
            library.parts.store.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(searchers)]
    for thread in threads:
        thread.start()
    quiet: dict[tuple[int, int], str] = {}
    beside = base.beside(library.parts.folder)  # sees what a quiet library of that generation answers
    for change in changes(library, swaps):
        change()
        for number in range(ROOM):
            generation, which, said = one_answer(beside, number)
            quiet[generation, which] = said
    over.set()
    for thread in threads:
        thread.join()
    beside.parts.store.close()
    assert problems == []
    compared = [key for key in given if key in quiet]
    mixed = [key for key in compared if given[key] != {quiet[key]}]
    asked, generations = len(given), len({generation for generation, _ in given})
    print(f"{swaps} swaps, {generations} generations asked, {asked} answers, {len(compared)} compared")
    assert mixed == []
    assert all(len(said) == 1 for said in given.values())
    assert len(compared) > swaps
    checked(library)


def test_an_answer_keeps_the_generation_that_it_began_with(filled: Library, base: Library) -> None:
    parts = filled.parts
    before = parts.reader().catalogue.generation
    words = filled.search("课业负担")["total"]
    with parts.one_generation():
        other = base.beside(parts.folder)
        put(other, document(1))
        other.rebuild()
        other.search("课业负担")
        other.parts.store.close()
        assert parts.store.generation == before
        assert parts.reader().catalogue.generation == before
        assert filled.search("课业负担")["total"] == words
    assert parts.reader().catalogue.generation == before + 2
    assert filled.search("课业负担")["total"] == words + 1


def test_an_older_reader_does_not_take_the_place_of_a_newer_one(filled: Library, base: Library) -> None:
    parts = filled.parts
    filled.search("课业负担")
    with parts.one_generation():
        old = parts.store.generation

        def newer() -> int:
            put(filled, document(1))
            filled.search("课业负担")
            parts.store.close()
            return parts.reader().catalogue.generation

        with ThreadPoolExecutor(1) as pool:
            new = pool.submit(newer).result()
        assert (new, parts.reader().catalogue.generation) == (old + 1, old)
    assert parts._reader is not None
    assert parts._reader.catalogue.generation == new


def test_a_library_is_made_once_by_ten_who_open_it_at_once(tmp_path: Path) -> None:
    together = threading.Barrier(10)

    def opened(turn: int) -> int:
        together.wait()
        store = Store.open(tmp_path / str(turn) / "library.db")
        try:
            return store.generation
        finally:
            store.close()

    with ThreadPoolExecutor(10) as pool:
        for turn in range(20):
            assert list(pool.map(opened, [turn] * 10)) == [0] * 10


def test_a_new_file_that_another_is_just_opening_is_asked_again() -> None:
    class Refusing:
        asked = 0

        def execute(self, statement: str) -> None:
            assert statement == "PRAGMA journal_mode = WAL"
            self.asked += 1
            if self.asked < 3:
                raise apsw.BusyError("database is locked")

    connection = Refusing()
    _log_ahead(connection)  # type: ignore[arg-type]
    assert connection.asked == 3
