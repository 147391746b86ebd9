"""Backup and restore: whole, at one point in time, over whatever stands there, and never the wrong way round."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw
import pytest
from conftest import put
from nursery import document, nursery
from test_cli import Run as Run
from test_cli import run as run
from test_concurrency import checked

import index.backup
from api.library import Library
from index.backup import SET_ASIDE, backup
from index.seals import broken_seals
from index.store import Store, StoreError


def answers(library: Library) -> list[Any]:
    return [library.search(text)["hits"] for text in ("课业负担", "幼儿园")] + [
        library.documents()["documents"]
    ]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def saved(filled: Library, tmp_path: Path) -> Path:
    target = tmp_path / "备份.db"
    filled.back_up(target)
    return target


def test_a_backup_is_one_file_that_brings_all_back_in_another_place(
    filled: Library, base: Library, tmp_path: Path
) -> None:
    identity = filled.documents()["documents"][0]["id"]
    filled.set_fields(identity, {"issuer": "澄南区教育局"})
    filled.remove(filled.documents()["documents"][1]["id"])
    before = answers(filled)
    folder = tmp_path / "backups"
    folder.mkdir()
    done = filled.back_up(folder / "b.db")
    assert names(folder) == {"b.db"}
    assert (done.documents, done.passages, done.generation) == (2, 4, filled.generation)
    assert done.bytes == (folder / "b.db").stat().st_size
    there = base.beside(tmp_path / "elsewhere")
    back = Library.bring_back(there.settings, folder / "b.db")
    assert (back.documents, back.passages) == (2, 4)
    assert answers(there) == before
    assert names(folder) == {"b.db"}
    checked(there)
    there.parts.store.close()


def test_a_library_with_documents_is_replaced_only_when_that_is_wanted(filled: Library, saved: Path) -> None:
    before = answers(filled)
    put(filled, document(1))
    with pytest.raises(StoreError, match=r"已有 4 份文件.*--force"):
        Library.bring_back(filled.settings, saved)
    assert filled.documents()["total"] == 4
    generation = filled.generation
    Library.bring_back(filled.settings, saved, force=True)  # while this one is open, as a service is
    assert filled.generation > generation
    assert answers(filled) == before
    checked(filled)


def test_what_comes_after_a_restore_is_not_taken_for_what_was_there_before(
    filled: Library, saved: Path
) -> None:
    """Neither vectors nor sentences of keys that are used anew."""
    put(filled, document(1))
    filled.search("幼儿园")
    filled.precedents("新建幼儿园1所。")
    used = set(filled.parts.reader().catalogue.keys.tolist())
    Library.bring_back(filled.settings, saved, force=True)
    put(filled, document(2))
    fresh = set(filled.parts.reader().catalogue.keys.tolist())
    assert len(fresh - used) == 3
    assert filled.search("第2号工作要点 幼儿园")["hits"][0]["document_id"] == document(2).id
    found = filled.precedents("修缮校舍2平方米。")["segments"][0]["precedents"][0]
    assert (found["document_id"], found["text"]) == (document(2).id, "修缮校舍2平方米。")
    checked(filled)


@pytest.mark.parametrize("there", ["a file", "a folder", "the library", "a device"])
def test_a_backup_replaces_nothing_that_it_should_not(filled: Library, tmp_path: Path, there: str) -> None:
    target = tmp_path / "b"
    if there == "a folder":
        target.mkdir()
    elif there == "a file":
        target.write_text("mine")
    elif there == "a device":
        os.mkfifo(target)
    else:
        target = filled.parts.store.path
    for force in (False, True)[: 1 if there == "a file" else 2]:
        with pytest.raises(StoreError, match=r"已经有了|是文件夹|就是资料库|不是普通文件"):
            filled.back_up(target, force)
    checked(filled)
    if there == "a file":
        assert target.read_text() == "mine"
        filled.back_up(target, force=True)
        assert target.read_bytes().startswith(b"SQLite")


def test_a_damaged_library_does_not_replace_a_good_backup(filled: Library, saved: Path) -> None:
    good = saved.read_bytes()
    behind = apsw.Connection(str(filled.parts.store.path))
    behind.execute("UPDATE documents SET year = 1999 WHERE pk = 1")
    behind.close()
    with pytest.raises(StoreError, match=r"有损坏，没有备份.*文件信息"):
        filled.back_up(saved, force=True)
    assert saved.read_bytes() == good
    assert len(names(saved.parent)) == 3, "the plans, the library and the backup, and no scraps"


def test_a_damaged_library_is_brought_back_and_kept_beside(
    filled: Library, base: Library, saved: Path
) -> None:
    before = answers(filled)
    filled.parts.store.close()
    path = filled.parts.store.path
    path.write_bytes(b"damaged" * 1000)
    path.with_name("library.db-wal").write_bytes(b"of the damaged one")
    with pytest.raises(StoreError, match=r"打不开.*停掉服务.*--force"):
        Library.bring_back(filled.settings, saved)
    Library.bring_back(filled.settings, saved, force=True)
    again = base.beside(path.parent)
    assert answers(again) == before
    assert path.with_name(path.name + SET_ASIDE).read_bytes() == b"damaged" * 1000
    checked(again)
    again.parts.store.close()


def test_a_lost_library_file_is_brought_back_without_force(
    filled: Library, base: Library, saved: Path
) -> None:
    before = answers(filled)
    filled.parts.store.close()
    filled.parts.store.path.unlink()
    Library.bring_back(filled.settings, saved)
    again = base.beside(filled.parts.folder)
    assert answers(again) == before
    checked(again)
    again.parts.store.close()


def test_a_backup_of_the_version_before_is_migrated_and_one_of_the_next_is_refused(
    filled: Library, base: Library, saved: Path, tmp_path: Path
) -> None:
    before = answers(filled)
    old = apsw.Connection(str(saved))
    old.execute("DROP TABLE seals; UPDATE meta SET value = 2 WHERE key = 'schema'")
    old.close()
    there = base.beside(tmp_path / "there")
    Library.bring_back(there.settings, saved)
    assert answers(there) == before
    assert broken_seals(there.parts.store.connection()) == {}
    new = apsw.Connection(str(saved))
    new.execute("UPDATE meta SET value = 5 WHERE key = 'schema'")
    new.close()
    with pytest.raises(StoreError, match=r"不能用.*第5版.*请升级策鉴"):
        Library.bring_back(there.settings, saved, force=True)
    assert answers(there) == before
    there.parts.store.close()


@pytest.mark.parametrize("damage", ["cut", "year", "foreign", "missing"])
def test_a_backup_that_is_not_whole_is_refused(
    filled: Library, saved: Path, tmp_path: Path, damage: str
) -> None:
    before = answers(filled)
    if damage == "cut":
        saved.write_bytes(saved.read_bytes()[:-8192])
    elif damage == "year":
        behind = apsw.Connection(str(saved))
        behind.execute("UPDATE documents SET year = 1999 WHERE pk = 1")
        behind.close()
    elif damage == "foreign":
        saved.write_text("no backup")
    else:
        saved = tmp_path / "nowhere.db"
    with pytest.raises(StoreError, match=r"不能用|没有备份文件"):
        Library.bring_back(filled.settings, saved, force=True)
    assert answers(filled) == before
    assert names(filled.parts.folder) <= {
        "library.db", "library.db-wal", "library.db-shm", "library.mark", "vectors.snapshot",
    }  # fmt: skip


def test_a_library_copied_by_hand_with_its_log_can_be_brought_back(
    filled: Library, base: Library, tmp_path: Path
) -> None:
    by_hand = tmp_path / "by hand"
    shutil.copytree(filled.parts.folder, by_hand)
    assert (by_hand / "library.db-wal").stat().st_size
    there = base.beside(tmp_path / "there")
    Library.bring_back(there.settings, by_hand / "library.db")
    assert answers(there) == answers(filled)
    there.parts.store.close()


def test_a_backup_during_an_ingest_is_a_point_in_its_course(library: Library, tmp_path: Path) -> None:
    """It holds the first documents, each whole, and none after a missing one."""
    plans = [(plan, library.parts.preparer.rows([plan])[0]) for plan in map(document, range(120))]
    stamps, over = library.parts.preparer.stamps, threading.Event()

    def write() -> None:
        for plan, rows in plans:
            library.parts.store.put(plan, rows, stamps)
        library.parts.store.close()
        over.set()

    order = {plan.id: number for number, (plan, _) in enumerate(plans)}
    seen = []
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not over.is_set():
            target = tmp_path / f"{len(seen)}.db"
            backup(Store(library.parts.store.path), target)
            held = Store.open(target)
            numbers = sorted(order[record.id] for record in held.records())
            assert numbers == list(range(len(numbers)))
            assert held.generation == len(numbers)
            assert broken_seals(held.connection()) == {}
            held.close()
            seen.append(len(numbers))
        writing.result()
    assert seen == sorted(seen)
    assert any(0 < number < 120 for number in seen)


def test_an_answer_that_is_being_given_while_a_backup_is_brought_in_is_of_one_state(
    filled: Library, saved: Path
) -> None:
    put(filled, document(1))
    filled.search("幼儿园")
    with filled.parts.one_generation():
        before = answers(filled)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(Library.bring_back, filled.settings, saved, True).result()
        assert answers(filled) == before
    assert filled.documents()["total"] == 3


@pytest.mark.parametrize(
    "kills", [pytest.param(6, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.hard)]
)
def test_a_killed_restore_leaves_the_old_library_or_the_new_one(
    base: Library, tmp_path: Path, kills: int
) -> None:
    chance, data, states = random.Random(0), tmp_path / "data", []
    with nursery(data, 40) as children:
        children.send("write")
        assert children.until_dead() == 0
        old = base.beside(data)
        old.back_up(data / "backup.db")
        for number in range(100, 103):
            put(old, document(number))
        old.back_up(tmp_path / "full.db")
        old.parts.store.close()
        started = time.monotonic()
        children.send("restore")
        assert children.until_dead() == 0
        seconds = time.monotonic() - started  # some 0.05 s, and many times that on a busy machine
        for _ in range(kills):
            Library.bring_back(old.settings, tmp_path / "full.db", force=True)
            child = children.send("restore")
            time.sleep(chance.uniform(0, 2 * seconds))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            children.until_dead()
            held = base.beside(data)
            total = held.documents()["total"]
            assert total in (40, 43)
            states.append(total)
            checked(held)
            held.parts.store.close()
    print(f"{kills} kills: {states.count(43)} times the old, {states.count(40)} times the new")
    assert set(states) <= {40, 43}
    assert kills < 50 or len(set(states)) == 2


# -- the commands -------------------------------------------------------------------------------------


def test_the_commands_say_what_they_did(run: Run, plans: Path, tmp_path: Path) -> None:
    run("ingest", plans)
    target = tmp_path / "b.db"
    code, out, _ = run("backup", target)
    assert (code, "3 份文件、6 段" in out) == (0, True)
    code, out, err = run("backup", target)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--force" in err
    assert json.loads(run("backup", target, "--force", "--json")[1])["documents"] == 3
    code, _, err = run("restore", target)
    assert code == 1
    assert "已有 3 份文件" in err
    code, out, _ = run("restore", target, "--force")
    assert (code, "已恢复" in out) == (0, True)
    shutil.rmtree(tmp_path / "data")
    answer = json.loads(run("restore", target, "--json")[1])
    assert set(answer) == {"file", "bytes", "generation", "documents", "passages"}
    assert json.loads(run("documents", "--json")[1])["total"] == 3
    assert run("backup")[0] == run("restore")[0] == 2


def test_nothing_is_left_of_a_backup_that_failed_or_was_killed(
    filled: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*arguments: Any) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(index.backup, "sync_folder", failing)
    before = names(tmp_path)
    left = tmp_path / ".b.db.killed.tmp"
    left.mkdir()
    (left / "library.db").write_bytes(b"half")
    os.utime(left, (0, 0))
    with pytest.raises(StoreError, match="备份没有写成"):
        filled.back_up(tmp_path / "b.db")
    assert names(tmp_path) - before <= {"b.db"}
