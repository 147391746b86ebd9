"""Makes writers: a process that has everything loaded and forks children, to be killed at any moment.

    python tests/nursery.py DATA COUNT

Lines in: ``write``, ``exit STEP``, ``together N``, ``restore`` (of ``backup.db``).  Lines out: ``born PID``, ``open`` (the library is open,
recovery is over), ``put NUMBER`` (acknowledged), ``kept`` (a snapshot is published), ``dead CODE``.
Loading takes seconds and a fork none, so that hundreds of deaths cost a minute.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fake_encoder import FakeEncoder

import index.passage_rows
import index.reader
import index.sealed
import index.store
from api.library import Library
from api.settings import Settings
from corpus.documents import build_documents
from corpus.types import Document, RawDocument
from index.backup import restore
from index.reader import Reader
from index.records import PassageRow, Stamps
from index.store import Store

ROOT = Path(__file__).parents[1]
EVERY = 10
"""Documents between two snapshots."""
STEPS = ("insert", "seal", "commit", "mark", "temporary", "fsync", "rename", "folder", "clean-up")


def document(number: int) -> Document:
    """A plan of three items that no other plan has."""
    text = (
        f"临澄市教育局第{number}号工作要点\n一、重点工作\n1．新建幼儿园{number}所，普及学前教育。\n"
        f"2．切实减轻中小学生课业负担，抽查学校{number}所。\n3．修缮校舍{number}平方米。\n"
    )
    (made,) = build_documents(RawDocument(f"{number}.txt", f"/plans/{number}.txt", text, "txt"))
    return made


def say(line: str) -> None:
    """One write, which a kill can't cut in two."""
    os.write(1, f"{line}\n".encode())


def write(path: Path, plans: list[tuple[int, tuple[Document, list[PassageRow]]]], stamps: Stamps) -> None:
    """Put in what is missing, one after the other, with a snapshot now and then."""
    store = Store.open(path)
    say("open")
    for number, (plan, rows) in plans:
        if store.source_known(plan):
            continue
        store.put(plan, rows, stamps)
        say(f"put {number}")
        if number % EVERY == EVERY - 1:
            Reader.open(store, path.parent)
            say("kept")
    store.close()


def dying(step: str) -> None:
    """Patch this process so that it ends the first time it comes to a step."""

    def die(*arguments: Any, **options: Any) -> Any:
        os._exit(9)

    def second(function: Callable[..., Any]) -> Callable[..., Any]:
        calls = []

        def counted(*arguments: Any, **options: Any) -> Any:
            calls.append(1)
            return die() if len(calls) == 2 else function(*arguments, **options)

        return counted

    if step == "insert":  # the second passage: half a document is written
        index.passage_rows.insert_derived = second(index.passage_rows.insert_derived)
    elif step == "seal":
        index.store.seal = die
    elif step == "commit":
        begun = Store.advance

        def advance(connection: Any) -> None:
            begun(connection)
            connection.set_commit_hook(die)

        Store.advance = staticmethod(advance)  # type: ignore[assignment]
    elif step == "mark":  # committed, and nobody knows
        Store._committed = second(Store._committed)  # type: ignore[method-assign]
    elif step == "temporary":
        index.sealed.fcntl.flock = die  # type: ignore[assignment]
    elif step == "fsync":
        index.sealed.os.fsync = die  # type: ignore[assignment]
    elif step == "rename":
        Path.replace = die  # type: ignore[assignment]
    elif step == "folder":
        index.sealed.sync_folder = die
    elif step == "clean-up":
        Path.unlink = die  # type: ignore[assignment]


def main(data: Path, count: int) -> None:
    """Serve deaths until the input ends."""
    library = Library(Settings(data=data / "unused", cache=data / "cache"), FakeEncoder())
    preparer = library.parts.preparer
    library.parts.store.close()
    plans = [(plan, preparer.rows([plan])[0]) for plan in map(document, range(count))]
    index.reader.TAIL = 0
    say("ready")
    for line in sys.stdin:
        word, _, what = line.strip().partition(" ")
        shares = int(what) if word == "together" else 1
        for share in range(shares):
            if not os.fork():
                say(f"born {os.getpid()}")
                if word == "exit":
                    dying(what)
                if word == "restore":
                    restore(data / "library.db", data / "backup.db", force=True)
                    os._exit(0)
                write(data / "library.db", list(enumerate(plans))[share::shares], preparer.stamps)
                os._exit(0)
        for _ in range(shares):
            _, status = os.wait()
            say(f"dead {os.waitstatus_to_exitcode(status)}")


@dataclass
class Nursery:
    """The process, as a test sees it, and what its children said."""

    process: subprocess.Popen[str]
    put: list[int] = field(default_factory=list)
    opened: bool = False

    def send(self, order: str) -> int:
        """Have a child born; its process id."""
        self.order(order)
        word, number = self.line()
        assert word == "born"
        return int(number)

    def order(self, line: str) -> None:
        """Write one line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        self.opened = False

    def line(self) -> list[str]:
        """The words of the next line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()

    def until_dead(self) -> int:
        """Hear what the child said until its end; its exit code."""
        while (said := self.line())[0] != "dead":
            self.opened |= said[0] == "open"
            if said[0] == "put":
                self.put.append(int(said[1]))
        return int(said[1])


@contextmanager
def nursery(data: Path, count: int) -> Iterator[Nursery]:
    """A nursery whose writers put ``count`` documents into the library in the folder ``data``."""
    data.mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, __file__, str(data), str(count)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = Nursery(process)
    assert found.line() == ["ready"]
    try:
        yield found
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
