from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import pytest
from conftest import put as put_whole

import index.connection
from api.library import Library
from corpus.documents import build_documents
from corpus.types import Document, Heading, Noise, Passage, RawDocument, document_id
from index.records import PassageRow, Stamps, as_json
from index.seals import broken_seals, seal_all
from index.store import DocumentReplaced, NoSuchDocument, Store, StoreError

ROOT = Path(__file__).parents[1]
STAMPS = Stamps("fake@0123", 4, "jieba@1", "concepts@1")
WIDTH = 4


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "data" / "library.db")
    yield store
    store.close()


def plan(text: str, *sources: str, **fields: Any) -> Document:
    """A plan whose sentences are its passages."""
    passages, at = [], 0
    for sentence in text.split("。"):
        if sentence:
            passages.append(Passage(sentence, at, at + len(sentence), ("一、总体要求",), "1"))
        at += len(sentence) + 1
    return Document(
        text=text, title=fields.pop("title", "工作要点"), sources=sources, passages=tuple(passages), **fields
    )


def rows_of(document: Document) -> list[PassageRow]:
    return [
        PassageRow(" ".join(p.text), "总体 要求", p.text, np.full(WIDTH, n, np.float16), {"学生减负": n + 1})
        for n, p in enumerate(document.passages)
    ]


def put(store: Store, document: Document, stamps: Stamps = STAMPS) -> str:
    return store.put(document, rows_of(document), stamps)


def counts(store: Store) -> dict[str, int]:
    return {
        table: int(store.connection().execute(f"SELECT count(*) FROM {table}").get)
        for table in ("documents", "sources", "passages", "lexicon", "mentions")
    }


FULL = plan(
    "减负。增效。",
    "计划/2013.txt",
    "a.zip!/2013.txt",
    title="2013年工作要点",
    year=2013,
    period_from=2011,
    period_to=2015,
    year_conflict=True,
    issuer="泰州市教育局",
    region="泰州市",
    level="市",
    stage=("义务", "高中"),
    doc_type="工作要点",
    found={"year": "标题行：2013年", "year_conflict": "正文写到2018年"},
    parent_id="0" * 16,
    sample=True,
    outline=(Heading(1, "一、", "总体要求", 0, 2),),
    noise=(Noise("licence", 4, 6),),
    cites=("《义务教育法》",),
)


def test_a_document_comes_back_as_it_went_in(store: Store) -> None:
    assert put(store, FULL) == "added"
    assert store.document(FULL.id) == replace(FULL, sources=tuple(sorted(FULL.sources)))
    (record,) = store.records()
    assert (record.id, record.passages, record.removed) == (FULL.id, 2, False)
    assert counts(store) == {"documents": 1, "sources": 2, "passages": 2, "lexicon": 2, "mentions": 2}


def test_what_is_not_known_of_a_document_stays_unknown(store: Store) -> None:
    bare = plan("")
    put(store, bare)
    assert store.document(bare.id) == bare


def test_the_vectors_are_kept_as_they_are(store: Store) -> None:
    put(store, FULL)
    blobs: Any = store.connection().execute("SELECT vector FROM passages ORDER BY pk").fetchall()
    assert [np.frombuffer(blob, np.float16).tolist() for (blob,) in blobs] == [[0] * WIDTH, [1] * WIDTH]


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    put(store, FULL)
    before = store.generation
    assert put(store, FULL) == "unchanged"
    assert store.generation == before
    assert store.source_known(FULL) == "unchanged"


def test_the_same_text_elsewhere_is_another_source(store: Store) -> None:
    put(store, plan("减负。", "a.txt"))
    assert store.source_known(plan("减负。", "b.txt")) is None
    assert put(store, plan("减负。", "b.txt")) == "updated"
    assert store.record(document_id("减负。")).document.sources == ("a.txt", "b.txt")
    assert counts(store)["documents"] == 1


def test_new_text_at_a_known_source_replaces_the_old_which_names_its_successor(store: Store) -> None:
    old, new = plan("减负。", "a.txt"), plan("减负增效。", "a.txt")
    put(store, old)
    assert put(store, new) == "updated"
    assert [record.id for record in store.records()] == [new.id]
    with pytest.raises(DocumentReplaced, match=f"{old.id} 已移除，已由 {new.id} 取代") as replaced:
        store.record(old.id)
    assert replaced.value.successor == new.id


def test_a_document_with_another_source_left_is_not_replaced(store: Store) -> None:
    put(store, plan("减负。", "a.txt", "b.txt"))
    put(store, plan("增效。", "a.txt"))
    assert {r.id: r.document.sources for r in store.records()} == {
        document_id("减负。"): ("b.txt",),
        document_id("增效。"): ("a.txt",),
    }


def test_a_source_that_goes_back_to_its_old_text_brings_the_old_document_back(store: Store) -> None:
    old, new = plan("减负。", "a.txt"), plan("增效。", "a.txt")
    for document in (old, new, old):
        put(store, document)
    assert [record.id for record in store.records()] == [old.id]
    with pytest.raises(DocumentReplaced) as replaced:
        store.record(new.id)
    assert replaced.value.successor == old.id
    assert counts(store)["passages"] == 2


def test_several_plans_of_one_file_share_its_source(store: Store) -> None:
    first, second = (plan(text, "合订.docx", parent_id="1" * 16) for text in ("甲文。", "乙文。"))
    assert [put(store, first), put(store, second)] == ["added", "added"]
    assert [put(store, first), put(store, second)] == ["unchanged", "unchanged"]
    assert [record.id for record in store.records()] == [first.id, second.id]


def test_a_newer_version_of_a_file_with_several_plans_replaces_those_that_changed(store: Store) -> None:
    for text in ("甲文。", "乙文。"):
        put(store, plan(text, "合订.docx", parent_id="1" * 16))
    same, new = (plan(text, "合订.docx", parent_id="2" * 16) for text in ("甲文。", "新文。"))
    assert store.source_known(same) is None
    assert [put(store, same), put(store, new)] == ["updated", "added"]
    assert [record.id for record in store.records()] == [same.id, new.id]
    assert {record.document.parent_id for record in store.records()} == {"2" * 16}
    with pytest.raises(DocumentReplaced):
        store.record(document_id("乙文。"))


def test_a_plan_that_also_stands_alone_is_unchanged_from_either_file(store: Store) -> None:
    alone, part = plan("甲文。", "甲.txt"), plan("甲文。", "合订.docx", parent_id="1" * 16)
    assert [put(store, alone), put(store, part)] == ["added", "updated"]
    assert [put(store, alone), put(store, part), put(store, alone)] == ["unchanged"] * 3
    assert store.source_known(alone) == store.source_known(part) == "unchanged"
    assert store.record(alone.id).document.parent_id == "1" * 16


def test_one_plan_in_place_of_several_replaces_them_all(store: Store) -> None:
    for text in ("甲文。", "乙文。"):
        put(store, plan(text, "合订.docx", parent_id="1" * 16))
    assert put(store, plan("全文。", "合订.docx")) == "updated"
    assert [record.id for record in store.records()] == [document_id("全文。")]


def test_rows_of_a_table_that_move_by_one_keep_every_row(store: Store) -> None:
    for number, text in enumerate(["甲文。", "乙文。", "丙文。"], 1):
        put(store, plan(text, f"表.csv#{number}"))
    for number, text in enumerate(["新文。", "甲文。", "乙文。", "丙文。"], 1):
        put(store, plan(text, f"表.csv#{number}"))
    assert {r.id: r.document.sources for r in store.records()} == {
        document_id(text): (f"表.csv#{number}",)
        for number, text in enumerate(["新文。", "甲文。", "乙文。", "丙文。"], 1)
    }


def test_a_removed_document_is_gone_until_it_is_restored(store: Store) -> None:
    put(store, FULL)
    store.remove(FULL.id)
    assert store.records() == []
    with pytest.raises(DocumentReplaced, match="可用 restore 恢复") as removed:
        store.document(FULL.id)
    assert removed.value.successor is None
    store.restore(FULL.id)
    assert store.document(FULL.id).passages == FULL.passages


def test_a_removed_document_that_is_read_again_is_back(store: Store) -> None:
    put(store, FULL)
    store.remove(FULL.id)
    assert store.source_known(FULL) is None
    assert put(store, FULL) == "added"
    assert counts(store)["passages"] == 2


@pytest.mark.parametrize("do", ["record", "document", "remove", "restore"])
def test_an_unknown_id_is_named_with_the_command_that_lists_all(store: Store, do: str) -> None:
    with pytest.raises(NoSuchDocument, match="没有编号为 0123 的文件；cejian documents"):
        getattr(store, do)("0123")
    with pytest.raises(NoSuchDocument):
        store.set_fields("0123", {"year": 2013})


def test_metadata_set_by_hand_stay_when_the_file_is_read_again(store: Store) -> None:
    put(store, FULL)
    store.set_fields(FULL.id, {"year": 2014, "stage": ("学前",), "issuer": None})
    put(store, FULL)
    document = store.document(FULL.id)
    assert (document.year, document.stage, document.issuer) == (2014, ("学前",), None)
    assert document.found["year"] == document.found["issuer"] == "人工更正"
    assert document.found["year_conflict"] == "正文写到2018年"


def test_only_metadata_can_be_set_by_hand(store: Store) -> None:
    put(store, FULL)
    with pytest.raises(ValueError, match=r"text.*editable are"):
        store.set_fields(FULL.id, {"text": "别的"})
    assert store.document(FULL.id).text == FULL.text


def test_every_change_makes_a_new_generation(store: Store) -> None:
    seen = [store.generation]
    other = plan("增效。", "b.txt")
    for change in (
        lambda: put(store, FULL),
        lambda: put(store, other),
        lambda: put(store, replace(other, sources=("c.txt",))),
        lambda: store.set_fields(FULL.id, {"year": 2012}),
        lambda: store.remove(FULL.id),
        lambda: store.restore(FULL.id),
    ):
        change()
        seen.append(store.generation)
    assert seen == list(range(seen[0], seen[0] + 7))


def test_rows_of_another_model_are_refused_with_both_named_and_the_mend(store: Store) -> None:
    assert store.stamps is None
    put(store, FULL)
    assert store.stamps == STAMPS
    other = Stamps("bge@9876", 512, "jieba@1", "concepts@2")
    with pytest.raises(StoreError) as refused:
        put(store, plan("增效。", "b.txt"), other)
    message = str(refused.value)
    for part in (
        "模型：资料库 fake@0123，现在 bge@9876",
        "向量维数：资料库 4，现在 512",
        "概念库",
        "cejian rebuild",
    ):
        assert part in message
    assert "分词" not in message
    assert counts(store)["documents"] == 1


def test_as_many_rows_as_passages_are_wanted(store: Store) -> None:
    with pytest.raises(ValueError, match="1 rows for 2 passages"):
        store.put(FULL, rows_of(FULL)[:1], STAMPS)


def test_an_error_on_the_way_leaves_nothing_of_the_document(store: Store) -> None:
    no_number: Any = object()
    broken = rows_of(FULL)
    broken[1] = replace(broken[1], mentions={"学生减负": no_number})
    before = counts(store), store.generation
    with pytest.raises(TypeError):
        store.put(FULL, broken, STAMPS)
    assert (counts(store), store.generation) == before
    assert store.stamps is None
    assert put(store, FULL) == "added"


def test_an_interrupted_transaction_is_rolled_back(store: Store) -> None:
    put(store, FULL)
    with pytest.raises(KeyboardInterrupt), store.writing() as connection:
        connection.execute("DELETE FROM mentions")
        raise KeyboardInterrupt
    assert counts(store)["mentions"] == 2


def test_lone_surrogates_and_odd_characters_survive(store: Store) -> None:
    odd = "\ud800减\x00负\udfff\uf8f0😀𫖯"
    document = Document(
        text=odd + "。",
        title=odd,
        issuer=odd,
        found={"title": odd},
        sources=(f"{odd}.txt",),
        passages=(Passage(odd, 0, len(odd), (odd,), odd),),
        cites=(odd,),
    )
    clean = PassageRow("减 负", "", "减负", np.zeros(WIDTH, np.float16), {})
    store.put(document, [clean], STAMPS)
    assert store.document(document.id) == document
    assert store.put(document, [clean], STAMPS) == "unchanged"
    assert store.source_known(document) == "unchanged"
    changed = replace(document, text=odd)
    assert store.put(changed, [clean], STAMPS) == "updated"


def test_passages_are_given_by_key_and_unknown_keys_are_left_out(store: Store) -> None:
    put(store, plan("。".join(f"第{number}项" for number in range(1000)), "a.txt"))
    found = store.passages([1, 2, 5000, *range(3, 1001)])
    assert sorted(found) == list(range(1, 1001))
    assert found[1000].passage.text == "第999项"


def test_a_library_opens_again_with_what_it_held(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    first = Store.open(path)
    put(first, FULL)
    first.close()
    again = Store.open(path)
    assert (again.generation, again.stamps) == (1, STAMPS)
    assert again.document(FULL.id).text == FULL.text
    again.close()


def test_a_library_opens_while_another_process_writes(tmp_path: Path) -> None:
    writer = Store.open(tmp_path / "library.db")
    reader = Store(writer.path)
    with writer.writing():
        assert Store.open(reader.path).generation == 0
    writer.close()


@pytest.mark.parametrize(
    ("version", "mend"), [("5", "请升级策鉴后再打开"), ("0", "文件可能坏了，请运行 cejian doctor")]
)
def test_another_schema_version_is_named_with_its_mend(tmp_path: Path, version: str, mend: str) -> None:
    store = Store.open(tmp_path / "library.db")
    with store.writing() as connection:
        store.set_meta(connection, "schema", version)
    store.close()
    with pytest.raises(StoreError, match=f"第{version}版，本程序认得第4版；{mend}"):
        Store.open(store.path)


def test_a_library_of_the_version_before_gets_its_seals_and_goes_on(store: Store) -> None:
    put(store, FULL)
    with store.writing() as connection:
        connection.execute("DROP TABLE seals")
        store.set_meta(connection, "schema", "2")
    store.close()
    again = Store.open(store.path)
    assert again.meta("schema") == "4"
    assert broken_seals(again.connection()) == {}
    assert put(again, plan("增效。", "b.txt")) == "added"
    again.close()


def test_a_library_of_the_first_version_is_migrated_and_asks_for_a_rebuild(store: Store) -> None:
    put(store, FULL)
    with store.writing() as connection:
        connection.execute("DROP TABLE findings; DROP TABLE seals")
        store.set_meta(connection, "schema", "1")
        old = {key: value for key, value in as_json(STAMPS).items() if key != "findings"}
        store.set_meta(connection, "stamps", json.dumps(old))
    store.close()
    again = Store.open(store.path)
    assert again.meta("schema") == "4"
    assert again.document(FULL.id).text == FULL.text
    assert again.findings("measure") == {}
    newer = replace(STAMPS, findings="1")
    with pytest.raises(StoreError, match=r"指标和引文的读法.*cejian rebuild"):
        put(again, plan("增效。", "b.txt"), newer)
    again.close()


def test_what_was_found_in_a_passage_comes_back_by_kind(store: Store) -> None:
    document = plan("提高入园率到95%。减负。", "a.txt")
    rows = [
        replace(row, findings={"measure": [{"low": 95}], "cite": [{"title": "《甲》\ud800"}]})
        if not number
        else row
        for number, row in enumerate(rows_of(document))
    ]
    store.put(document, rows, STAMPS)
    keys = [stored.pk for stored in store.passages_of(store.record(document.id).pk)]
    assert store.findings("measure") == {keys[0]: [{"low": 95}]}
    assert store.findings("cite") == {keys[0]: [{"title": "《甲》\ud800"}]}
    assert store.findings("duty") == {}


def test_a_file_that_is_no_library_is_named(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"no database, but long enough to look like one" * 100)
    with pytest.raises(StoreError, match=r"library\.db 打不开.*cejian doctor"):
        Store.open(path)


def test_a_library_that_another_process_keeps_locked_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.connection, "BUSY_MS", 50)
    store = Store.open(tmp_path / "library.db")
    other = apsw.Connection(str(store.path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"写不进去.*没有改动任何内容.*别的程序占用"):
        put(store, FULL)
    other.execute("ROLLBACK")
    assert put(store, FULL) == "added"
    other.close()
    store.close()


def test_a_full_disk_is_named_and_the_library_stays_whole(store: Store) -> None:
    put(store, FULL)
    pages = int(store.connection().execute("PRAGMA page_count").get)
    store.connection().execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match=r"写不进去.*磁盘空间"):
        put(store, plan("增效。" * 20_000, "b.txt"))
    assert [record.id for record in store.records()] == [FULL.id]
    assert store.connection().execute("PRAGMA integrity_check").get == "ok"


def test_threads_write_one_after_another(store: Store) -> None:
    errors: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for number in range(10):
                put(store, plan(f"第{thread}线第{number}项。", f"{thread}-{number}.txt"))
        except BaseException as error:
            errors.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (len(store.records()), store.generation) == (40, 40)


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from index.store import Store
from test_store import plan, put
store = Store.open(Path({path!r}))
for number in range(25):
    put(store, plan(f"{name}第{{number}}项。", f"{name}-{{number}}.txt"))
store.close()
"""


def writer(path: Path, name: str) -> str:
    return WRITER.format(root=str(ROOT), tests=str(ROOT / "tests"), path=str(path), name=name)


@pytest.mark.slow
def test_two_processes_write_into_one_library(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    running = [
        subprocess.Popen([sys.executable, "-c", writer(path, name)], stderr=subprocess.PIPE, text=True)
        for name in ("甲", "乙")
    ]
    done = [(process.communicate()[1], process.returncode) for process in running]
    assert done == [("", 0), ("", 0)]
    store = Store.open(path)
    assert (len(store.records()), store.generation) == (50, 50)
    assert counts(store)["lexicon"] == 50
    store.close()


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_killed_writer(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    program = writer(path, "甲").replace("range(25)", "range(100000)") + "\n"
    program = program.replace("    put(", "    status = put(").replace(
        '.txt"))\n', '.txt"))\n    print(number, status, flush=True)\n'
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(30)]
    process.kill()
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    acknowledged = [line.split() for line in said if line.endswith("added\n")]
    assert len(acknowledged) >= 30
    store = Store.open(path)
    held = {record.document.sources[0] for record in store.records()}
    assert {f"甲-{number}.txt" for number, _ in acknowledged} <= held
    found = counts(store)
    assert found["documents"] == found["passages"] == found["lexicon"] == found["mentions"]
    assert store.generation == found["documents"]
    assert store.connection().execute("PRAGMA integrity_check").get == "ok"
    store.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda store: put(store, replace(FULL, sources=("c.txt",))),
        lambda store: put(store, plan("减负增效。", *FULL.sources)),
        lambda store: store.remove(FULL.id),
        lambda store: (store.remove(FULL.id), store.restore(FULL.id)),
        lambda store: store.set_fields(FULL.id, {"year": 2012}),
    ],
)
def test_every_change_is_sealed(store: Store, change: Any) -> None:
    put(store, FULL)
    change(store)
    assert broken_seals(store.connection()) == {}


def test_what_was_changed_behind_the_back_stays_so_until_it_is_corrected_by_hand(store: Store) -> None:
    put(store, FULL)
    with store.writing() as connection:
        connection.execute("UPDATE documents SET year = 2031")
    broken = broken_seals(store.connection())
    assert list(broken.values()) == [FULL.id]
    store.remove(FULL.id)
    store.restore(FULL.id)
    put(store, replace(FULL, sources=("c.txt",)))
    put(store, plan("减负增效。", "c.txt"))
    with store.writing() as connection:
        seal_all(connection, broken)
    assert broken_seals(store.connection()) == broken
    store.set_fields(FULL.id, {"year": 2013})
    assert broken_seals(store.connection()) == {}


def test_a_corrected_year_is_that_of_the_figures_too(library: Library) -> None:
    text = "临澄市教育局2013年工作要点\n一、重点工作\n1．到2015年，入园率达到95%。\n"
    (document,) = build_documents(RawDocument("2013.txt", "2013.txt", text, "txt"))
    assert put_whole(library, document) == "added"
    found = library.parts.store.findings
    assert [one["deadline"] for measures in found("measure").values() for one in measures] == [2015]
    library.set_fields(document.id, {"year": 2016})
    assert [one["deadline"] for measures in found("measure").values() for one in measures] == [None]


def test_an_emptied_library_file_is_not_taken_for_a_new_library(store: Store) -> None:
    put(store, FULL)
    store.close()
    for change in (lambda: store.path.write_bytes(b""), lambda: store.path.unlink()):
        change()
        with pytest.raises(StoreError, match=r"曾有过第1代内容.*cejian restore"):
            Store.open(store.path)
    store.mark.unlink()
    assert Store.open(store.path).records() == []


def test_a_library_older_than_what_was_acknowledged_is_told_when_it_is_opened(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    put(store, FULL)
    store.mark.write_text(f"{7:020d}\n")
    store.close()
    again = Store.open(store.path)
    assert "现在是第1代，曾经确认到第7代" in caplog.text
    put(again, plan("增效。", "b.txt"))
    assert again.acknowledged == again.generation == 2
    again.close()


@pytest.mark.parametrize("content", [b"", b"\xff", "坏".encode(), b"9" * 5000])
def test_a_mark_that_can_not_be_read_is_no_obstacle(store: Store, content: bytes) -> None:
    put(store, FULL)
    store.close()
    store.mark.write_bytes(content)
    Store.open(store.path).close()


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    other = apsw.Connection(str(path))
    other.execute("CREATE TABLE theirs(x)")
    other.close()
    with pytest.raises(StoreError, match="不是策鉴的资料库"):
        Store.open(path)
