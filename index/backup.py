"""How is the library copied out and in?  Whole, checked, and at one point in time, whoever is writing."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from corpus.errors import CejianError
from index.connection import is_full
from index.doctor import content_problem
from index.sealed import sync_folder
from index.store import DiskFull, Store, StoreError

ABANDONED_SECONDS = 24 * 3600.0
"""A temporary folder as old as this was left by a process that was killed."""
SET_ASIDE = ".replaced"
"""Appended to the name of a damaged library file that a backup takes the place of."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: the file and its size, and what it holds."""

    file: str
    bytes: int
    generation: int
    documents: int
    passages: int


def backup(store: Store, target: Path, force: bool = False) -> Copied:
    """Copy the library to the file ``target``, which appears whole or not at all.

    What others write meanwhile is in it whole or not at all.  A library with damaged texts is refused, so
    that no good backup is replaced by a bad one.
    """
    if target.is_dir():
        raise StoreError(f"{target} 是文件夹；备份要写成一个文件，例如 {target / '策鉴备份.db'}")
    if target.exists() and not target.is_file():
        raise StoreError(f"{target} 不是普通文件；请换一个名字")
    if target.exists() and not force:
        raise StoreError(f"{target} 已经有了；请换一个名字，或加 --force 覆盖它")
    if target.exists() and target.samefile(store.path):
        raise StoreError(f"{target} 就是资料库本身；请换一个名字")
    with _failing(f"备份没有写成，{target} 没有动过"), _scratch(target) as scratch:
        _copy(store.path, scratch)
        _check(scratch, "资料库有损坏，没有备份；请运行 cejian doctor")
        copied = _described(scratch, target)
        scratch.replace(target)
        sync_folder(target.parent)
    return copied


def restore(path: Path, source: Path, force: bool = False) -> Copied:
    """Bring the backup ``source`` back as the library at ``path``; the backup is only read.

    Raises ``StoreError`` for a backup that is damaged or of a newer program, and, without ``force``, where
    documents would be lost.  A running service goes on with what was restored.
    """
    if not source.is_file():
        raise StoreError(f"没有备份文件 {source}；请看路径是否写对")
    if path.exists() and source.samefile(path):
        raise StoreError(f"{source} 就是资料库本身；请给出备份文件")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _failing(f"没有恢复，资料库 {path} 没有动过"), _scratch(path) as scratch:
        for part in ("", "-wal"):  # the log, too, of a library that was copied by hand
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{source}{part}", f"{scratch}{part}")
        _check(scratch, f"备份 {source} 不能用")
        replaced = _replaceable(path, force)
        _number_on(scratch, Store(path).acknowledged, replaced)
        copied = _described(scratch, path)
        if replaced is None:
            _put_in_place(scratch, path)
        else:
            replaced.close()
            _copy(scratch, path)
        store = Store(path)
        with store.writing():
            pass  # the mark follows
        store.close()
    return copied


def _replaceable(path: Path, force: bool) -> Store | None:
    """The library that is to be replaced; None where there is none, or none that can be opened."""
    store = Store(path)
    try:
        if not path.exists():
            return None
        store = Store.open(path)
        held = store.connection().execute("SELECT count(*) FROM documents").get
        if held and not force:
            raise _Unwilling(
                f"资料库 {path} 里已有 {held} 份文件，没有恢复；确定要用备份取代它们，请加 --force"
            )
    except _Unwilling as error:
        store.close()
        raise StoreError(str(error)) from None
    except (CejianError, apsw.Error) as error:
        store.close()
        if not force:
            raise StoreError(
                f"现在的资料库打不开（{error}）；要用备份取代它，请先停掉服务，再加 --force，"
                f"原来的文件会另存为 {path.name}{SET_ASIDE}"
            ) from error
        return None
    return store


class _Unwilling(Exception):
    """The library holds documents."""


def _number_on(scratch: Path, acknowledged: int, replaced: Store | None) -> None:
    """Let generations and keys go on where the replaced library stood.

    A reader, a snapshot or a service that knows those numbers then never takes one thing for another.
    """
    store = Store.open(scratch)
    known = max(store.generation, acknowledged)
    keys: list[tuple[str, int]] = []
    if replaced is not None:
        known = max(known, replaced.generation)
        rows = replaced.connection().execute("SELECT name, seq FROM sqlite_sequence").fetchall()
        keys = [(str(name), int(str(seq))) for name, seq in rows]
    with store.writing() as connection:
        store.set_meta(connection, "generation", str(known + 1))
        store.set_meta(connection, "rebuilt", str(known + 1))
        for name, seq in keys:
            connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (seq, name))
    _alone(store)


def _put_in_place(scratch: Path, path: Path) -> None:
    """Rename over a file that can't be opened; it is kept beside, and its log must not meet the new one."""
    with suppress(FileNotFoundError):
        aside = path.with_name(path.name + SET_ASIDE)
        aside.unlink(missing_ok=True)
        os.link(path, aside)
    for left in ("-wal", "-shm"):
        path.with_name(path.name + left).unlink(missing_ok=True)
    scratch.replace(path)
    sync_folder(path.parent)


def _copy(source: Path, target: Path) -> None:
    """SQLite's own copy, in one step: one state of ``source``, in one transaction of ``target``."""
    read, written = apsw.Connection(str(source)), apsw.Connection(str(target))
    try:
        for connection in (read, written):
            connection.set_busy_timeout(60_000)
        with written.backup("main", read, "main") as copying:
            while not copying.done:
                copying.step(-1)
    finally:
        read.close()
        written.close()


def _check(scratch: Path, complaint: str) -> None:
    if problem := content_problem(scratch):
        raise StoreError(f"{complaint}（{problem}）")


def _described(scratch: Path, shown: Path) -> Copied:
    store = Store(scratch)
    connection = store.connection()
    documents, passages = (
        int(str(connection.execute(f"SELECT count(*) FROM {what}").get))
        for what in (
            "documents WHERE removed = 0",
            "passages p JOIN documents d ON d.pk = p.document WHERE d.removed = 0",
        )
    )
    generation = store.generation
    _alone(store)
    return Copied(str(shown), scratch.stat().st_size, generation, documents, passages)


def _alone(store: Store) -> None:
    """Make the file complete without a log beside it, and close it."""
    store.connection().execute("PRAGMA journal_mode = DELETE")
    store.close()
    with store.path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """A temporary file in the folder of ``beside``, gone afterwards with all that SQLite put beside it."""
    for left in beside.parent.glob(f".{beside.name}.*.tmp"):
        if left.is_dir() and time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{beside.name}.", suffix=".tmp", dir=beside.parent))
    try:
        yield folder / "library.db"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _failing(what: str) -> Iterator[None]:
    """Disk and rights in words."""
    try:
        yield
    except (apsw.Error, OSError) as error:
        if is_full(error):
            raise DiskFull(f"{what}：磁盘空间不够（{error}）；请腾出空间再试") from error
        raise StoreError(f"{what}：{error}") from error
