"""A killed writer: what was acknowledged is there, nothing is half there, and the next one goes on."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from nursery import STEPS, Nursery, document, nursery

import index.sealed
from api.library import Library
from index.doctor import examine
from index.sealed import ABANDONED_SECONDS, publish, read_published
from index.seals import broken_seals, damaged_vectors
from index.snapshot import read_snapshot
from index.store import Store

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
FILES = ("library.db", "library.db-wal", "library.mark", "vectors.snapshot")


def check(data: Path, copy: Path, acknowledged: list[int], count: int) -> int:
    """Look at a copy, so that the next writer has to recover by itself; gives back how many are there."""
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for name in FILES:
        if (data / name).exists():
            shutil.copyfile(data / name, copy / name)
    if not (copy / "library.db").exists():
        assert not acknowledged
        return 0
    store = Store.open(copy / "library.db")
    try:
        records = store.records()
        held = [record.id for record in records]
        ids = [document(number).id for number in range(count)]
        assert len(set(held)) == len(held), "twice there"
        assert {ids[number] for number in acknowledged} <= set(held), "acknowledged and lost"
        assert {record.passages for record in records} <= {3}, "half there"
        connection = store.connection()
        rows = {
            table: connection.execute(f"SELECT count(*) FROM {table}").get
            for table in ("passages", "lexicon", "sources", "seals")
        }
        assert rows == {
            "passages": 3 * len(held),
            "lexicon": 3 * len(held),
            "sources": len(held),
            "seals": len(held),
        }
        assert broken_seals(connection) == {}
        assert damaged_vectors(connection, 32) == set()
        assert store.acknowledged <= store.generation == len(held)
        if (copy / "vectors.snapshot").exists():
            assert read_snapshot(copy / "vectors.snapshot").count % 3 == 0
        return len(held)
    finally:
        store.close()


def assert_sound(data: Path, library: Library) -> None:
    found = list(examine(data / "library.db", library.parts.preparer))
    assert [check for check in found if not check.good] == []


def heard(children: Nursery, puts: int) -> int | None:
    """Hear the child out until it has told of so many documents; its exit code where it is dead before."""
    while puts:
        word, *rest = children.line()
        children.opened |= word == "open"
        if word == "dead":
            return int(rest[0])
        if word == "put":
            children.put.append(int(rest[0]))
            puts -= 1
    return None


@pytest.mark.parametrize(
    ("kills", "count"),
    [pytest.param(20, 60, marks=pytest.mark.slow), pytest.param(200, 500, marks=pytest.mark.hard)],
)
def test_what_was_acknowledged_survives_kills_at_any_moment(
    tmp_path: Path, base: Library, kills: int, count: int
) -> None:
    """At a moment after so many documents and not after so long: on a busy machine too they spread over all."""
    chance = random.Random(kills)
    data, killed, in_recovery, rounds, most = tmp_path / "data", 0, 0, 0, 0
    with nursery(data, count) as children:
        while killed < kills or most < count:
            child = children.send("write")
            code = heard(children, chance.choice((0, 0, 1, 2, 4, 6)) if killed < kills else count)
            if code is None:
                time.sleep(chance.uniform(0, 0.02))  # a document takes some 0.002 s
                with suppress(ProcessLookupError):  # it had finished
                    os.kill(child, signal.SIGKILL)
                code = children.until_dead()
            if code == -signal.SIGKILL:
                killed += 1
                in_recovery += not children.opened
            held = check(data, tmp_path / "copy", children.put, count)
            most = max(most, held)
            if held == count and killed < kills:
                assert_sound(data, base)
                for name in (*FILES, "library.db-shm"):
                    (data / name).unlink(missing_ok=True)
                children.put.clear()
                rounds += 1
    assert_sound(data, base)
    print(f"{killed} kills, {in_recovery} before the library was open, {rounds} libraries filled")
    assert in_recovery > 0


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nursery, Path]]:
    data = tmp_path_factory.mktemp("steps") / "data"
    with nursery(data, 30) as children:
        yield children, data


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_an_end_at_every_step_leaves_all_or_nothing(
    steps: tuple[Nursery, Path], tmp_path: Path, base: Library, step: str
) -> None:
    children, data = steps
    for name in (*FILES, "library.db-shm"):
        (data / name).unlink(missing_ok=True)
    children.put.clear()
    children.send(f"exit {step}")
    assert children.until_dead() == 9, "the step was never come to"
    acknowledged = list(children.put)
    held = check(data, tmp_path / "copy", acknowledged, 30)
    assert held - len(acknowledged) == (1 if step == "mark" else 0)
    children.send("write")
    assert children.until_dead() == 0
    assert check(data, tmp_path / "copy", children.put, 30) == 30
    assert_sound(data, base)


# -- the order of a publication ---------------------------------------------------------------------


def test_a_file_is_written_synced_renamed_and_the_folder_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        target = Path(f"/proc/self/fd/{handle}").readlink()
        done.append("fsync folder" if target.is_dir() else f"fsync {target.suffix} {target.stat().st_size}")
        sync(handle)

    def rename(self: Path, target: Path) -> Path:
        done.append(f"rename {self.suffix} to {target.name}")
        return replace(self, target)

    monkeypatch.setattr("index.sealed.os.fsync", fsync)
    monkeypatch.setattr(Path, "replace", rename)
    publish(tmp_path / "x", b"kind\n", {}, [np.arange(100_000)])
    size = (tmp_path / "x").stat().st_size
    assert done == [f"fsync .tmp {size}", "rename .tmp to x", "fsync folder"]


TRACED = """
import sys
from pathlib import Path
import numpy as np
from index.snapshot import build_snapshot, write_snapshot
from index.store import Store
from test_store import plan, put
folder = Path(sys.argv[1])
store = Store.open(folder / "library.db")
put(store, plan("减负。", "a.txt"))
print("acknowledged", flush=True)
rows = np.eye(4, dtype=np.float32)
write_snapshot(build_snapshot(1, "m", np.arange(4), np.arange(4, dtype=np.uint64), rows), folder / "vectors.snapshot")
"""


@pytest.mark.slow
def test_the_system_calls_show_the_log_synced_before_the_word_is_given_and_the_rename_between_syncs(
    tmp_path: Path,
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2,write,pwrite64"
    done = subprocess.run(
        ["strace", "-f", "-y", "-e", calls, sys.executable, "-c", TRACED, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{HERE}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in done.stderr and done.returncode:
        pytest.skip("tracing is not allowed here")
    assert done.returncode == 0, done.stderr[-2000:]
    short = []
    for line in done.stderr.splitlines():
        if found := re.search(r"(fsync|fdatasync|rename\w*|write|pwrite64)\((.*)", line):
            call, rest = found.groups()
            short.append((call.replace("fdatasync", "fsync").replace("pwrite64", "write"), rest))
    said = next(n for n, (call, rest) in enumerate(short) if call == "write" and "acknowledged" in rest)
    log = [
        n for n, (call, rest) in enumerate(short) if call == "write" and "library.db-wal" in rest and n < said
    ]
    synced = [n for n, (call, rest) in enumerate(short) if call == "fsync" and "library.db-wal" in rest]
    assert any(log[-1] < n < said for n in synced), "acknowledged before the log was on the disk"
    order = [
        ("fsync folder" if rest.rstrip(") =0").endswith(f"{tmp_path}>") else f"{call} file")
        if call == "fsync"
        else call
        for call, rest in short[said + 1 :]
        if call in ("fsync", "rename", "renameat", "renameat2")
    ]
    assert [one for one in order if not one.startswith("write")][:3] == [
        "fsync file",
        "rename",
        "fsync folder",
    ]


# -- what killed writers leave ----------------------------------------------------------------------


def test_what_a_killed_writer_left_goes_with_the_next_publication_but_not_that_of_a_living_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, living = tmp_path / ".x.dead.tmp", tmp_path / ".x.living.tmp"
    old = time.time() - ABANDONED_SECONDS - 1
    for left in (dead, living):
        left.write_bytes(b"half")
        os.utime(left, (old, old))
    young = tmp_path / ".x.young.tmp"
    young.write_bytes(b"half")
    with living.open("rb") as held:
        index.sealed.fcntl.flock(held, index.sealed.fcntl.LOCK_EX)
        publish(tmp_path / "x", b"kind\n", {"a": 1}, [b"whole"])
        header, body = read_published(tmp_path / "x", b"kind\n")
    assert (header, bytes(body)) == ({"a": 1}, b"whole")
    assert not dead.exists()
    assert living.exists()
    assert young.exists()
