"""Milvus in FAISS's place: the same answers, a collection that follows the store, a server that comes and goes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from conftest import put
from fake_encoder import FakeEncoder
from live import serving
from milvus_server import MilvusServer, free_port

from api import samples
from api.errors import FAILED, exit_code, meaning
from api.evaluate import evaluate, read_cases
from api.library import Library
from api.parts import DATABASE
from api.settings import SettingError, Settings
from corpus.documents import build_documents
from corpus.types import RawDocument
from index import milvus
from index.keys import Keys
from index.milvus import MARK, Milvus, VectorsError
from index.milvus_vectors import MilvusVectors, tied
from index.store import Store

CASES = Path(__file__).parent / "relevance"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    pytest.importorskip("pymilvus", reason="pip install 'cejian[milvus]'")
    pytest.importorskip("milvus_lite", reason="the server of these tests; in the extra dev")
    made = MilvusServer(tmp_path_factory.mktemp("milvus"))
    made.start()
    yield made
    made.kill()


def over(library: Library, address: str, folder: Path, encoder: FakeEncoder | None = None) -> Library:
    """The library in a folder, asked over Milvus, with another's dictionary and concepts."""
    parts = library.parts.beside(Store.open(folder / DATABASE))
    parts.settings = replace(library.settings, data=folder, vectors=address)
    if encoder is not None:
        parts.encoder = encoder
        del parts.preparer, parts.concept_vectors
        parts.settings = replace(parts.settings, cache=folder / "cache")
    return Library(parts.settings, parts=parts)


@pytest.fixture
def asked(filled: Library, server: MilvusServer) -> Iterator[Library]:
    """``filled``, over Milvus."""
    made = over(filled, server.address, filled.parts.folder)
    yield made
    made.parts.store.close()


def engine(library: Library) -> MilvusVectors:
    vectors = library.parts.reader().vectors
    assert isinstance(vectors, MilvusVectors)
    return vectors


def client(server: MilvusServer) -> Any:
    from pymilvus import MilvusClient

    return MilvusClient(f"http://127.0.0.1:{server.port}")


def collection(library: Library, server: MilvusServer) -> str:
    """The one collection of a library."""
    prefix = (library.parts.folder / MARK).read_text().strip()
    (name,) = (one for one in client(server).list_collections() if one.startswith(prefix))
    return str(name)


def rows(library: Library, server: MilvusServer, condition: str = "key >= 0") -> list[dict[str, Any]]:
    """What the library's collection holds, by key."""
    fields = ["key", "digest", "document", "year", "issuer"]
    found = client(server).query(collection(library, server), filter=condition, output_fields=fields)
    return sorted(found, key=lambda row: int(row["key"]))


def keys(library: Library) -> list[int]:
    found: Keys = library.parts.reader().catalogue.keys
    return found.tolist()


def same(one: Any, other: Any) -> bool:
    """Whether two answers differ in nothing but the time taken, and the last digits of scores."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            same(one[name], other[name]) for name in one if name not in ("took_ms", "seconds")
        )
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 2e-4
    return bool(one == other)


def a_plan(year: int, text: str) -> Any:
    raw = f"临澄市教育局{year}年工作要点\n一、重点工作\n1．{text}\n"
    (document,) = build_documents(RawDocument(f"{year}.txt", f"/{year}.txt", raw, "txt"))
    return document


def test_answers_are_those_of_faiss(filled: Library, asked: Library) -> None:
    for question in ("减负", "新建幼儿园", "校舍安全", "说不出名字的事"):
        assert same(asked.search(question), filled.search(question))
        assert same(asked.themes(question), filled.themes(question))
    assert same(asked.compare("2013", "2016"), filled.compare("2013", "2016"))
    assert asked.served.tail == 0


def test_cosines_and_rows_are_those_of_faiss(filled: Library, asked: Library) -> None:
    query = FakeEncoder().encode_queries(["减轻课业负担"])[0]
    some = np.array([1, 2, 999], np.int64)
    one, other = engine(asked), filled.parts.reader().vectors
    assert one.width == other.width == 32
    assert one.similarities(query, some) == pytest.approx(
        other.similarities(query, some), abs=1e-6, nan_ok=True
    )
    assert np.array_equal(one.matrix(some), other.matrix(some), equal_nan=True)
    assert np.isnan(one.similarities(np.full(32, np.nan, np.float32), some)).all()


def test_an_empty_library_asks_nothing_of_the_server(library: Library) -> None:
    nowhere = over(library, f"milvus://127.0.0.1:{free_port()}", library.parts.folder)
    assert nowhere.search("减负")["hits"] == []


def test_equal_vectors_tie_however_the_server_sums_them() -> None:
    near = np.array([0.5, 0.8, 0.5000003, 0.7, 0.4999998], np.float32)
    found = tied(near, np.array([7, 9, 7, 7, 7], np.uint32))
    assert found[0] == found[2] == found[4]
    assert found[[1, 3]].tolist() == near[[1, 3]].tolist()
    assert tied(near[:0], np.empty(0, np.uint32)).tolist() == []


def test_the_same_sentence_of_two_years_has_one_cosine(asked: Library) -> None:
    for year in range(2017, 2022):
        put(asked, a_plan(year, "切实减轻中小学生过重课业负担，规范办学行为。"))
    asked.search("减负")
    query = FakeEncoder().encode_queries(["课业负担"])[0]
    vectors = engine(asked)
    found = vectors.similarities(query, vectors.wanted.keys)
    _, marks = np.unique(vectors.wanted.checksums, return_inverse=True)
    assert np.bincount(marks).max() >= 5
    assert all(len(set(found[marks == mark].tolist())) == 1 for mark in set(marks.tolist()))


# -- the collection follows the store -----------------------------------------------------------------


def test_every_passage_is_a_row_that_can_be_filtered(asked: Library, server: MilvusServer) -> None:
    asked.search("减负")
    assert [row["key"] for row in rows(asked, server)] == keys(asked)
    held = {one["id"]: one for one in asked.documents()["documents"]}
    found = rows(asked, server, 'year >= 2014 and issuer == "临澄市教育局"')
    assert {row["year"] for row in found} == {2014, 2016}
    assert all(row["year"] == held[row["document"]]["year"] for row in found)


def test_what_comes_changes_and_goes_in_the_store_does_so_in_the_collection(
    asked: Library, server: MilvusServer
) -> None:
    asked.search("减负")
    before = rows(asked, server)
    put(asked, a_plan(2018, "办好人民满意的教育，减轻学生负担。"))
    asked.search("减负")
    assert [row["key"] for row in rows(asked, server)] == keys(asked)
    assert len(rows(asked, server)) > len(before)
    first = before[0]["document"]
    asked.set_fields(first, {"year": 1999, "issuer": "临澄县教育局"})
    asked.search("减负")
    changed = [row for row in rows(asked, server) if row["document"] == first]
    assert {row["year"] for row in changed} == {1999}
    assert {row["issuer"] for row in changed} == {"临澄县教育局"}
    asked.remove(first)
    asked.search("减负")
    assert not any(row["document"] == first for row in rows(asked, server))
    asked.restore(first)
    asked.search("减负")
    assert rows(asked, server)[: len(before)] == sorted(
        [*changed, *before[len(changed) :]], key=lambda row: int(row["key"])
    )


def test_only_what_differs_is_written(
    asked: Library, server: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.search("减负")
    fresh = Milvus(server.address, asked.parts.folder)
    monkeypatch.setattr(Milvus, "_change", changes := Changes(Milvus._change))
    vectors = engine(asked)
    fresh.follow(vectors.store, vectors.wanted)
    assert changes.differing == [0]


class Changes:
    """Notes how many rows each change finds different, and makes it."""

    def __init__(self, change: Any) -> None:
        self.change, self.differing = change, list[int]()

    def __get__(self, server: Milvus, kind: type) -> Any:
        def noted(store: Store, wanted: Any, name: str, held: Keys, digests: Any, newest: bool) -> None:
            same = np.isin(np.stack([wanted.keys, wanted.digests]), np.stack([held, digests])).all(axis=0)
            self.differing.append(int((~same).sum()))
            self.change(server, store, wanted, name, held, digests, newest)

        return noted


def test_a_vector_made_anew_is_written_anew(asked: Library, server: MilvusServer) -> None:
    asked.search("减负")
    before = rows(asked, server)
    store = asked.parts.store
    with store.writing() as connection:
        connection.execute("UPDATE passages SET vector = zeroblob(64) WHERE pk = 2")
    assert asked.rebuild().embedded == 1
    asked.search("减负")
    assert rows(asked, server) == before  # mended to what it was
    other = FakeEncoder(fingerprint="f" * 16, dimension=48)
    changed = over(asked, server.address, asked.parts.folder, other)
    changed.rebuild()
    changed.search("减负")
    assert [row["key"] for row in rows(changed, server)] == keys(changed)  # and the other model's is dropped
    with pytest.raises(VectorsError, match="再问一次"):
        changed.parts.reader()
        stale = replace(engine(changed).wanted, model="fake@0")
        assert changed.parts.milvus
        changed.parts.milvus.search(store, stale, np.zeros(48, np.float32))


def test_a_killed_upload_goes_on_where_it_stopped(
    asked: Library, server: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus, "BATCH", 2)
    vectors, calls = engine(asked), list[int]()
    with monkeypatch.context() as patched:

        def killed(self: Any, store: Store, some: Keys) -> Any:
            calls.append(len(some))
            if len(calls) == 2:
                raise KeyboardInterrupt
            return made(self, store, some)

        made = type(vectors.wanted).rows
        patched.setattr(type(vectors.wanted), "rows", killed)
        with pytest.raises(KeyboardInterrupt):
            asked.search("减负")
    assert len(rows(asked, server)) == 2
    again = over(asked, server.address, asked.parts.folder)
    assert again.search("减负")["hits"]
    assert [row["key"] for row in rows(asked, server)] == keys(asked)


def test_several_processes_at_once_do_no_harm(asked: Library, server: MilvusServer) -> None:
    found: list[Any] = []

    def ask() -> None:
        own = over(asked, server.address, asked.parts.folder)
        found.append(own.search("减负"))
        own.parts.store.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert [row["key"] for row in rows(asked, server)] == keys(asked)


def test_an_older_picture_of_the_library_takes_nothing_away(asked: Library, server: MilvusServer) -> None:
    older = engine(asked)
    query = FakeEncoder().encode_queries(["减负"])[0]
    older.similarities(query, older.wanted.keys)
    newer = over(asked, server.address, asked.parts.folder)
    put(newer, a_plan(2018, "减轻学生负担。"))
    newer.search("减负")
    late = replace(older, server=Milvus(server.address, asked.parts.folder))
    assert np.isfinite(late.similarities(query, late.wanted.keys)).all()
    assert [row["key"] for row in rows(newer, server)] == keys(newer)


def test_rows_and_collections_that_vanish_are_made_again(asked: Library, server: MilvusServer) -> None:
    wanted = asked.search("减负")
    direct = client(server)
    direct.delete(collection(asked, server), ids=keys(asked)[:3])
    assert same(asked.search("减负"), wanted)
    direct.drop_collection(collection(asked, server))
    assert same(asked.search("减负"), wanted)
    direct.delete(collection(asked, server), ids=keys(asked)[:3])
    asked.check()
    assert [row["key"] for row in rows(asked, server)] == keys(asked)


def test_a_collection_of_ours_with_other_fields_is_remade_and_a_foreign_one_is_not_touched(
    asked: Library, server: MilvusServer
) -> None:
    from pymilvus import DataType

    wanted = asked.search("减负")
    name, direct = collection(asked, server), client(server)
    for first, second, width, error in (
        ("key", "digest", 16, None),
        ("key", "digest", 0, None),
        ("id", "text", 32, "不是策鉴建的"),
    ):
        direct.drop_collection(name)
        schema = direct.create_schema(auto_id=False)
        schema.add_field(first, DataType.INT64, is_primary=True)
        schema.add_field(second, DataType.INT64)
        schema.add_field("vector" if width else "other", DataType.FLOAT_VECTOR, dim=width or 32)
        direct.create_collection(name, schema=schema)
        again = over(asked, server.address, asked.parts.folder)
        if error is None:
            assert same(again.search("减负"), wanted)
        else:
            with pytest.raises(VectorsError, match=error):
                again.search("减负")
            assert {field["name"] for field in direct.describe_collection(name)["fields"]} == {
                "id",
                "text",
                "vector",
            }
    direct.drop_collection(name)


def test_a_library_keeps_its_name_and_a_read_only_one_makes_none(
    asked: Library, server: MilvusServer
) -> None:
    store = Store.open(asked.parts.store.path, read_only=True)
    parts = asked.parts.beside(store)
    parts.settings = asked.parts.settings
    reading = Library(parts.settings, parts=parts)
    with pytest.raises(VectorsError, match="不带只读"):
        reading.search("减负")
    wanted = asked.search("减负")
    name = collection(asked, server)
    assert same(reading.search("减负"), wanted)
    assert collection(reading, server) == name
    (asked.parts.folder / MARK).write_text("坏了")
    again = over(asked, server.address, asked.parts.folder)
    assert same(again.search("减负"), wanted)
    assert collection(again, server) != name
    client(server).drop_collection(name)
    store.close()


# -- a server that comes and goes ---------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Iterator[MilvusServer]:
    """A server of this test's own, not started yet."""
    pytest.importorskip("milvus_lite", reason="the server of these tests; in the extra dev")
    made = MilvusServer(tmp_path / "milvus")
    yield made
    made.kill()


def soon(ready: Callable[[], httpx.Response]) -> Any:
    """What is answered as soon as all is well, within ten seconds."""
    for _ in range(100):
        if ready().status_code == 200:
            break
        time.sleep(0.1)
    return ready().json()


def test_without_a_server_questions_say_so_and_words_are_searched(
    filled: Library, own: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "AGAIN_SECONDS", 0.1)
    library = over(filled, own.address, filled.parts.folder)
    with pytest.raises(VectorsError, match="CEJIAN_VECTORS") as error:
        library.search("减负")
    assert exit_code(error.value) == FAILED
    assert (meaning(error.value).status, meaning(error.value).code) == (503, "vectors")
    with serving(library) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:

        def ask(mode: str) -> httpx.Response:
            return http.get("/api/v1/search", params={"q": "课业负担", "mode": mode})

        def ready() -> httpx.Response:
            return http.get("/readyz")

        assert ready().status_code == 503
        assert "Milvus" in ready().json()["reason"]
        assert ask("keyword").json()["hits"]
        own.start()  # it was not there at the start
        assert ask("hybrid").json()["hits"]
        assert soon(ready) == {"ready": True}
        own.kill()
        answer = ask("hybrid")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "vectors")
        assert ready().status_code == 503
        put(library, a_plan(2018, "减轻学生课业负担，办好人民满意的教育。"))
        for mode in ("keyword", "phrase"):
            assert any(hit["year"] == 2018 for hit in ask(mode).json()["hits"])
        assert http.get("/api/v1/formulations", params={"term": "课业负担"}).json()["first"]["year"] == 2013
        own.start()
        assert soon(ready) == {"ready": True}
        assert any(hit["year"] == 2018 for hit in ask("hybrid").json()["hits"])


def test_without_the_client_the_extra_is_named(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    library = over(filled, "milvus://127.0.0.1:1", filled.parts.folder)
    with pytest.raises(VectorsError, match=r"pip install 'cejian\[milvus\]'"):
        library.search("减负")
    assert library.search("减负", mode="keyword")["hits"]


def test_doctor_says_whether_the_server_is_there(asked: Library, server: MilvusServer) -> None:
    from api.diagnosis import diagnose

    def of_the_server(settings: Settings) -> Any:
        return next(check for check in diagnose(settings, asked.parts.encoder) if check.name == "Milvus")

    assert of_the_server(asked.settings).good
    away = replace(asked.settings, vectors=f"milvus://127.0.0.1:{free_port()}")
    assert "连不上" in of_the_server(away).detail


@pytest.mark.parametrize(
    ("value", "held"), [("", ""), ("faiss", ""), ("milvus://db:19530", "milvus://db:19530")]
)
def test_the_setting_is_an_address_or_faiss(value: str, held: str) -> None:
    assert Settings.from_environ({"HOME": "/home/a", "CEJIAN_VECTORS": value}).vectors == held


@pytest.mark.parametrize(
    "value",
    [
        "milvus",
        "milvus://",
        "milvus://db",
        "milvus://db:x",
        "http://db:1",
        "milvus://a:b@db:1",
        "milvus://db:1/x",
        "milvus://库:1",
        "milvus://db:99999",
    ],
)
def test_a_malformed_address_is_named_with_what_is_wanted(value: str) -> None:
    with pytest.raises(SettingError, match=r"CEJIAN_VECTORS.*milvus://127"):
        Settings.from_environ({"HOME": "/home/a", "CEJIAN_VECTORS": value})


# -- relevance ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sample_plans_are_found_as_well(root: Library, server: MilvusServer) -> None:
    library = root.beside(root.settings.data / "milvus-sample")
    library.ingest([samples.PLANS], sample=True)
    cases = read_cases(CASES / "graded_sample.json")[::6]
    other = over(library, server.address, library.parts.folder)
    assert same(evaluate(other, cases), evaluate(library, cases))


@pytest.mark.hard
def test_the_reports_are_found_as_well(reports: Library, server: MilvusServer, shared: Path) -> None:
    other = over(reports, server.address, reports.parts.folder)
    cases = read_cases(shared / "eval" / "dev_topics.json")
    assert same(evaluate(other, cases), evaluate(reports, cases))
    for question in (query for case in cases for query in case.queries):
        assert same(found_for(other, question), found_for(reports, question))


def found_for(library: Library, question: str) -> dict[str, Any]:
    """What a search finds, in order; the rank in one leg of two passages as good as equal may change."""
    answer = library.search(question, limit=50)
    hits = [(hit["id"], hit["score"]) for hit in answer["hits"]]
    return {"total": answer["total"], "evidence": answer["evidence"], "hits": hits}
