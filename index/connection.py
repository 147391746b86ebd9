"""Whose turn is it?  The library file, a connection for each thread, and one writer at a time."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from corpus.errors import CejianError

_READ_AND_WRITE = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
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


class DiskFull(StoreError):
    """Nothing more can be written: the disk, a quota or a limit on the size of files is reached."""


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_full(error: BaseException, connection: apsw.Connection | None = None) -> bool:
    """Whether SQLite or the file system failed for lack of room; ``connection`` knows the system's number.

    >>> is_full(OSError(28, "No space left on device")), is_full(OSError(13, "Permission denied"))
    (True, False)
    """
    if isinstance(error, OSError):
        return error.errno in _FULL
    failed = isinstance(error, apsw.IOError) and connection is not None and connection.system_errno in _FULL
    return failed or isinstance(error, apsw.FullError)


def _log_ahead(connection: apsw.Connection) -> None:
    """Have a write-ahead log, waiting ``BUSY_MS`` for others that open a new file at the same moment.

    Two that switch the mode at once would wait for each other, so SQLite tells one of them "busy" without
    asking its busy handler (https://sqlite.org/c3ref/busy_handler.html).
    """
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except apsw.BusyError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)


@dataclass
class LibraryFile:
    """The SQLite file.  One writer at a time: a lock here, ``BEGIN IMMEDIATE`` across processes."""

    path: Path
    read_only: bool = False
    """Nothing is written: neither the library nor what is derived from it."""
    _local: threading.local = field(default_factory=threading.local, repr=False)
    _writing: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def connection(self) -> apsw.Connection:
        """This thread's connection."""
        connection: apsw.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            opened = None
            try:
                flags = apsw.SQLITE_OPEN_READONLY if self.read_only else _READ_AND_WRITE
                connection = opened = apsw.Connection(str(self.path), flags=flags)
                connection.set_busy_timeout(BUSY_MS)
                if not self.read_only:
                    _log_ahead(connection)
                    connection.execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
            except apsw.Error as error:
                if is_full(error, opened):
                    raise DiskFull(
                        f"资料库 {self.path} 打不开：磁盘空间不够（{error}）；请腾出空间再试"
                    ) from error
                raise StoreError(
                    f"资料库 {self.path} 打不开：{error}；请运行 cejian doctor 查看，或用 cejian restore 恢复备份"
                ) from error
            self._local.connection = connection
        return connection

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        if self.read_only:
            raise StoreError(f"资料库 {self.path} 以只读方式打开，没有写入（CEJIAN_READ_ONLY）")
        with self._writing:
            connection = self.connection()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                full = is_full(error, connection)
                if connection.in_transaction:
                    with suppress(apsw.Error):  # a disk that fails here, too; the next to open rolls back
                        connection.execute("ROLLBACK")
                if full:
                    raise DiskFull(
                        f"资料库 {self.path} 写不进去：磁盘空间不够（{error}）；这一步没有改动任何内容，"
                        "请腾出空间再试，查询不受影响"
                    ) from error
                if isinstance(error, _OF_THE_MACHINE):
                    raise StoreError(
                        f"资料库 {self.path} 写不进去：{error}；这一步没有改动任何内容，"
                        "请检查磁盘空间和权限、是否有别的程序占用，或运行 cejian doctor"
                    ) from error
                raise
            self._committed(connection)

    def _committed(self, connection: apsw.Connection) -> None:
        """Called after each commit, before anybody is told of it."""

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """All that this thread reads in the block is of one generation; inside another one, of that one's."""
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

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
