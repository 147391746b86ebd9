"""A full disk: a clear error, answers as before, nothing half there, and success once there is room."""

from __future__ import annotations

import errno
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import put, take_in, write_plans
from fake_encoder import FakeEncoder
from nursery import document
from test_concurrency import checked, local

import index.reader
from api.library import Library
from index.connection import is_full
from index.reader import SNAPSHOT
from index.sealed import publish
from index.sentences import SentenceIndex
from index.snapshot import build_snapshot, read_snapshot, write_snapshot
from index.store import DiskFull

ROOM = 6 << 20
"""Bytes of the small disk."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of ``ROOM`` bytes; only root may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"a small file system can't be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """A file that takes all the room but ``leave`` bytes."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC
        file.truncate(max(0, file.tell() - leave))
    return ballast


def answers(library: Library) -> list[Any]:
    return [library.search(text)["hits"] for text in ("课业负担", "幼儿园", "校舍")]


@pytest.mark.parametrize(
    "points", [pytest.param(4, marks=pytest.mark.slow), pytest.param(20, marks=pytest.mark.hard)]
)
def test_a_full_disk_refuses_writes_and_nothing_else(
    base: Library, small_disk: Path, tmp_path: Path, points: int
) -> None:
    """The disk is left with less and less room, so that it runs full at another step each time."""
    library = take_in(base.beside(small_disk / "data"), write_plans(tmp_path / "plans"))
    client, number, refused = local(library), 0, 0
    for point in range(points):
        before, held = answers(library), library.documents()["total"]
        ballast = fill(small_disk, leave=point * 16384 * 20 // points)
        with pytest.raises(DiskFull, match="磁盘空间不够"):
            while True:
                put(library, document(number))
                number += 1
                held += 1
        refused += 1
        sent = [("files", ("x.txt", document(number).text.encode()))]
        if point < 2:  # a child for each takes half a second
            answer = client.post("/api/v1/documents", files=sent)
            assert (answer.status_code, answer.json()["error"]["code"]) == (507, "disk_full")
        changed = client.patch(f"/api/v1/documents/{document(0).id}" if number else "/", json={"year": 1999})
        assert changed.status_code in (200, 404, 405, 507)
        assert client.get("/api/v1/search", params={"q": "课业负担"}).status_code == 200
        assert library.documents()["total"] == held
        if number == 0:
            assert answers(library) == before
        ballast.unlink()
        assert put(library, document(number)) == "added"
        number += 1
        checked(library)
    print(f"{refused} times full, {number} documents in")
    library.parts.store.close()


@pytest.mark.slow
def test_a_new_process_can_search_on_a_full_disk(base: Library, small_disk: Path, tmp_path: Path) -> None:
    library = take_in(base.beside(small_disk / "data"), write_plans(tmp_path / "plans"))
    before = answers(library)
    library.parts.store.close()
    (small_disk / "data" / SNAPSHOT).unlink()
    fill(small_disk, leave=32_768)  # room for SQLite's shared memory, none for a snapshot
    again = base.beside(small_disk / "data")
    assert answers(again) == before
    assert not (small_disk / "data" / SNAPSHOT).exists()
    again.parts.store.close()
    (small_disk / "ballast").unlink()
    fill(small_disk, leave=0)
    with pytest.raises(DiskFull, match="打不开：磁盘空间不够"):
        base.beside(small_disk / "data").search("课业负担")


@pytest.mark.slow
def test_a_rebuild_and_a_backup_without_room_leave_all_as_it_was(
    base: Library, small_disk: Path, tmp_path: Path
) -> None:
    library = base.beside(small_disk / "data")
    for number in range(60):
        put(library, document(number))
    before = answers(library)
    library.parts.store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    fill(small_disk, leave=20_000)
    with pytest.raises(DiskFull, match="没有改动任何内容"):
        library.rebuild(all_vectors=True)
    with pytest.raises(DiskFull, match="备份没有写成"):
        library.back_up(small_disk / "backup.db")
    assert {path.name for path in small_disk.iterdir()} == {"data", "ballast"}
    assert answers(library) == before
    (small_disk / "ballast").unlink()
    library.rebuild()
    library.back_up(small_disk / "backup.db")
    checked(library)
    library.parts.store.close()


# -- a limit on the size of files --------------------------------------------------------------------


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes; Python ignores the signal and gets an error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("step", [pytest.param(997, id="coarse"), pytest.param(1, marks=pytest.mark.hard)])
def test_a_short_index_file_is_never_published(tmp_path: Path, step: int) -> None:
    """The limit is stepped over the end of the file: below it nothing appears, at it all does."""
    path = tmp_path / SNAPSHOT
    rows = np.random.default_rng(0).normal(size=(64, 32)).astype(np.float32)
    keys = np.arange(64, dtype=np.int64)
    snapshot = build_snapshot(7, "fake", keys, keys.astype(np.uint64), rows)
    write_snapshot(snapshot, path)
    whole = path.read_bytes()
    path.unlink()
    for size in (*range(0, len(whole) - 40, step), *range(len(whole) - 40, len(whole))):
        with at_most(size), pytest.raises(OSError, match="File too large") as caught:
            write_snapshot(snapshot, path)
        assert is_full(caught.value)
        assert list(tmp_path.iterdir()) == []
    with at_most(len(whole)):
        write_snapshot(snapshot, path)
    assert path.read_bytes() == whole
    with at_most(len(whole) - 1), pytest.raises(OSError, match="File too large"):
        write_snapshot(snapshot, path)
    assert read_snapshot(path).count == 64


def test_a_limit_on_the_size_of_files_is_told_as_a_full_disk(filled: Library) -> None:
    log = filled.parts.store.path.with_name("library.db-wal")
    with at_most(log.stat().st_size + 8192), pytest.raises(DiskFull, match="磁盘空间不够"):
        for number in range(100):
            put(filled, document(number))
    assert put(filled, document(200)) == "added"
    checked(filled)


# -- what is derived costs no answer ------------------------------------------------------------------


def no_room(*arguments: Any, **options: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_snapshot_that_can_not_be_kept_costs_no_answer(
    filled: Library, base: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = answers(filled)
    (filled.parts.folder / SNAPSHOT).unlink()
    monkeypatch.setattr(index.reader, "write_snapshot", no_room)
    again = base.beside(filled.parts.folder)
    assert answers(again) == before
    assert "vectors are not kept" in caplog.text
    again.parts.store.close()


def test_sentences_that_can_not_be_kept_cost_no_answer(
    filled: Library, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sentences.publish", no_room)
    made = SentenceIndex(filled.parts.store, filled.parts.folder, encoder)
    keys = filled.parts.reader().catalogue.keys
    made.fill(keys)
    assert not len(made.current.missing(keys))


def test_an_upload_whose_temporary_file_finds_no_room_is_507(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.uploads.tempfile.TemporaryDirectory", no_room)
    answer = local(filled).post("/api/v1/documents", files=[("files", ("x.txt", "减负".encode()))])
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "disk_full")
    assert "腾出空间" in answer.json()["error"]["message"]


def test_a_publication_without_room_leaves_no_scraps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path / "x", b"kind\n", {}, [b"old"])
    monkeypatch.setattr("index.sealed.os.fsync", no_room)
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path / "x", b"kind\n", {}, [b"new"])
    assert [file.name for file in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes().endswith(b"old")
