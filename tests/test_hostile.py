"""Files that mean harm among good ones: each ends in a named error or harmless text, and the good ones go in."""

from __future__ import annotations

import os
import re
import socket
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import put
from make_hostile import SECRET, TEXT, Hostile, good, hostile

from api.ingest import Outcome
from api.library import Library
from corpus.child import ReaderProcess
from corpus.documents import build_documents
from corpus.types import Document, RawDocument, Refusal

GOOD = 40
MOST_SECONDS = 30.0
MOST_GROWTH = 100 * 2**20
"""Bytes by which the parent may grow at any moment."""
LONGEST_REASON = 300


@dataclass
class Run:
    """What happened while a folder of good and hostile files went in."""

    files: list[Hostile]
    outcomes: dict[str, list[Outcome]] = field(default_factory=lambda: defaultdict(list))
    """By the name of the file."""
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    grown: int = 0
    connections: int = 0
    written: set[str] = field(default_factory=set)
    """Paths beside the data folder that were not there before, or are no longer."""
    texts: str = ""


def memory(name: str) -> int:
    """A figure of this process in bytes: ``VmRSS`` now, ``VmHWM`` at most since it was reset."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024


def listing(folder: Path) -> set[str]:
    return {
        f"{path} {path.lstat().st_size}" for path in folder.rglob("*") if path.is_symlink() or path.is_file()
    }


def run(library: Library, folder: Path, *, heavy: bool) -> Run:
    """Take everything in; ``folder`` is empty."""
    files, work, scratch = folder / "计划", folder / "work", folder / "tmp"
    for made in (files, work, scratch):
        made.mkdir()
    secret = folder / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as canary, pytest.MonkeyPatch.context() as patch:
        canary.setblocking(False)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}"
        found = Run([one for one in hostile(secret, address) if heavy or not one.heavy])
        for one in found.files:
            (files / one.name).write_bytes(one.make())
        for number in range(GOOD):
            name, data = good(number)
            (files / name).write_bytes(data)
        odd_places(files, secret)
        patch.chdir(work)
        patch.setenv("TMPDIR", str(scratch))
        for document in build_documents(RawDocument("先", "先", TEXT.replace("1999", "1998"), "txt")):
            put(library, document)  # loads the dictionary, which is no file's doing
        patch.setattr(ReaderProcess, "read", timed(ReaderProcess.read, found.seconds))
        before, size = listing(folder), memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
        report = library.ingest([files])
        found.grown = memory("VmHWM") - size
        found.written = {path for path in before ^ listing(folder) if "/data/" not in path}
        try:
            while True:
                canary.accept()[0].close()
                found.connections += 1
        except BlockingIOError:
            pass
    sources = {d["id"]: d["sources"] for d in library.documents()["documents"]}
    for outcome in report.outcomes:
        names = [outcome.name] if outcome.status == "refused" else sources.get(outcome.document_id or "", [])
        for name in names:
            for part in {re.split("[!#]", part)[0] for part in re.split(r"[/ ]", name)}:
                found.outcomes[part].append(outcome)
    found.texts = "\n".join(library.document(one)["text"] for one in sources)
    return found


def odd_places(files: Path, secret: Path) -> None:
    """What a folder may hold besides files: links out of it, circles, pipes, devices, names in other bytes."""
    (files / "链接.txt").symlink_to(secret)
    (files / "环").symlink_to(files)
    (files / "零.txt").symlink_to("/dev/zero")
    os.mkfifo(files / "管道.txt")
    (files / "断了.txt").symlink_to(files / "没有")
    Path(os.fsdecode(os.fsencode(files) + b"/\xb9\xfa\xb1\xea.txt")).write_text(
        "临澄市教育局1979年工作要点\n一、减负。\n1．办好学校。\n"
    )


def timed(read, seconds):  # type: ignore[no-untyped-def]
    """The same, noting how long each file took; a caller's pause between two results is not counted."""

    def measured(
        self: ReaderProcess, path: Path, name: str | None = None, source: str | None = None
    ) -> Iterator[Document | Refusal]:
        results = read(self, path, name, source)
        while True:
            started = time.monotonic()
            result = next(results, None)
            seconds[Path(path).name] += time.monotonic() - started
            if result is None:
                return
            yield result

    return measured


def check(found: Run) -> None:
    told = {one.name: found.outcomes.get(one.name, []) for one in found.files}
    assert [name for name, outcomes in told.items() if not outcomes] == []
    for one in found.files:
        for outcome in told[one.name]:
            assert outcome.status in (
                ("refused", "added", "unchanged", "updated") if one.goes_in else ("refused",)
            ), one
            if outcome.status == "refused":
                assert outcome.reason
                assert re.search("[一-鿿]", outcome.reason)
                assert "Traceback" not in outcome.reason
                assert len(outcome.reason) < LONGEST_REASON
    for number in range(GOOD):
        name, _ = good(number)
        assert [outcome.status for outcome in found.outcomes[name]] == ["added"], name
    assert {name: took for name, took in found.seconds.items() if took > MOST_SECONDS} == {}
    assert found.connections == 0
    assert found.written == set()
    assert SECRET not in found.texts
    assert "哈" * 1000 not in found.texts
    assert not any(map(str.isspace, "".join(found.outcomes).replace(" ", "").replace("　", "")))
    assert "root:" not in found.texts
    assert found.grown <= MOST_GROWTH


@pytest.mark.slow
def test_hostile_files_among_good_ones_are_named_and_the_good_ones_go_in(
    library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    found = run(library, folder, heavy=False)
    assert len(found.files) >= 60
    check(found)


@pytest.mark.hard
def test_the_heaviest_files_too(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    found = run(library, folder, heavy=True)
    print(f"{len(found.files)} hostile, +{found.grown >> 20} MB, {max(found.seconds.values()):.1f} s at most")
    check(found)
