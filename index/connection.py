"""Whose turn is it?  The library file, a connection for each thread, and one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from corpus.errors import CejianError

BUSY_MS = 60_000
"""How long a writer waits for another process's transaction before it gives up."""

_OF_THE_MACHINE = (
    apsw.BusyError,
    apsw.CantOpenError,
    apsw.CorruptError,
    apsw.FullError,
    apsw.IOError,
    apsw.NotADBError,
    apsw.ReadOnlyError,
)
"""Errors of disk, rights and other processes; any other error of SQLite is a defect of ours."""


class StoreError(CejianError):
    """The library can't be opened, read or written; the message says what to run."""


@dataclass
class LibraryFile:
    """The SQLite file.  One writer at a time: a lock here, ``BEGIN IMMEDIATE`` across processes."""

    path: Path
    _local: threading.local = field(default_factory=threading.local, repr=False)
    _writing: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def connection(self) -> apsw.Connection:
        """This thread's connection."""
        connection: apsw.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            try:
                connection = apsw.Connection(str(self.path))
                connection.set_busy_timeout(BUSY_MS)
                connection.execute(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"
                )
            except apsw.Error as error:
                raise StoreError(
                    f"资料库 {self.path} 打不开：{error}；请运行 cejian doctor 查看，或用 cejian restore 恢复备份"
                ) from error
            self._local.connection = connection
        return connection

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self._writing:
            connection = self.connection()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, _OF_THE_MACHINE):
                    raise StoreError(
                        f"资料库 {self.path} 写不进去：{error}；这一步没有改动任何内容，"
                        "请检查磁盘空间和权限、是否有别的程序占用，或运行 cejian doctor"
                    ) from error
                raise

    def has_table(self, name: str) -> bool:
        """Whether the file holds that table yet; waits for no writer."""
        found = self.connection().execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,))
        return found.fetchone() is not None

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None
