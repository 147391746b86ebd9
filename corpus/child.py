"""Why was my file refused?  Each file is read in a child process with limits; the parent gets documents
or a named refusal, whatever the file does to the child.

The child is a fresh interpreter (never a fork, which would copy threads and models), it serves many files,
and it is replaced after one that ran out of time or memory or crashed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Timer
from time import monotonic
from types import TracebackType

from corpus.files import printable, source_of
from corpus.types import Document, Refusal
from corpus.wire import Frame, read_frame, unpack_document, write_frame

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from corpus.child_loop import main; main(sys.argv[2])"
_MAX_FRAME = 256 * 2**20
"""Bytes of one document on the way: its text stands there about twice, in at most three bytes a character."""
_MAX_DEATHS = 20
"""Children that one file may kill before the rest of it is given up: each costs up to ``Limits.seconds``."""
_GOODBYE = 2.0
"""Seconds a child has to end by itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost; the defaults fit a 256 MB table of reports on a machine with 4 GB."""

    memory_bytes: int = 2 * 2**30
    seconds: float = 25.0
    """Between two signs of life: a member of an archive, a row of a table, a document."""
    file_seconds: float = 3600.0
    file_bytes: int = 256 * 2**20
    document_chars: int = 5_000_000
    output_chars: int = 300_000_000
    """Of all documents of one file together."""
    temp_bytes: int = 256 * 2**20
    """Of one file that the child writes."""


DEFAULT_LIMITS = Limits()


class _DiedError(Exception):
    """The child is gone, or has to go; ``final``: the rest of the file is not worth another one."""

    def __init__(self, code: str, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.final = final


@dataclass(slots=True)
class _Progress:
    """How far a file has come; ``name`` is what the child was at."""

    name: str
    entry: int = 0
    item: int = 0
    building: bool = False
    steps: int = 0
    waited: float = 0.0
    chars: int = 0

    def behind(self) -> tuple[int, int]:
        """The place behind what the child was at: the next row, or the next member of the archive."""
        return (self.entry, self.item + 1) if self.building else (self.entry + 1, 0)


class ReaderProcess:
    """Reads files in a child; for one thread, one file at a time.

    >>> with ReaderProcess() as reader:  # doctest: +SKIP
    ...     for result in reader.read("plans.zip"):
    ...         print(result)
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._temp = ""

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(
        self, path: str | Path, name: str | None = None, source: str | None = None
    ) -> Iterator[Document | Refusal]:
        """The documents of a file and what of it was refused, one by one, in the file's order.

        ``name`` is what people call the file, ``source`` where it stands, when the path says neither
        (an upload).  Never raises for what is wrong with the file.
        """
        path = Path(path)
        label = printable(path.name) if name is None else name
        place = source_of(path) if source is None else source
        problem = self._unopened(path, label)
        if problem:
            yield problem
            return
        progress = _Progress(label)
        entry = item = deaths = 0
        while True:
            steps = progress.steps
            request = {
                "path": str(path.absolute()),
                "name": label,
                "source": place,
                "entry": entry,
                "item": item,
            }
            try:
                yield from self._attempt(request, progress)
                return
            except _DiedError as death:
                deaths += 1
                stuck = progress.steps == steps  # it died before it came to anything: so will the next
                yield Refusal(label if stuck or death.final else progress.name, death.code, str(death))
                if stuck or death.final:
                    return
                if deaths >= _MAX_DEATHS or progress.waited >= self._limits.file_seconds:
                    yield Refusal(label, death.code, "读取多次中断或太久，这个文件余下的部分没有读")
                    return
                entry, item = progress.behind()

    def close(self) -> None:
        """Ends the child; the next ``read`` starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()
            shutil.rmtree(self._temp, ignore_errors=True)

    def _unopened(self, path: Path, label: str) -> Refusal | None:
        try:
            status = path.stat()
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            reason = "找不到这个文件，请检查路径" if missing else f"打不开：{error.strerror}"
            return Refusal(label, "missing" if missing else "unreadable", reason)
        if not stat.S_ISREG(status.st_mode):
            return Refusal(label, "unreadable", "不是普通文件，没有读")
        if status.st_size > self._limits.file_bytes:
            most = self._limits.file_bytes >> 20
            return Refusal(label, "too_big", f"文件有 {status.st_size >> 20} MB，超过 {most} MB；请拆成几份")
        return None

    def _attempt(self, request: Frame, progress: _Progress) -> Iterator[Document | Refusal]:
        child = self._running()
        done = False
        try:
            self._send(child, request)
            while not done:
                frame = self._next(child, progress)
                if frame["kind"] == "step":
                    progress.steps += 1
                    progress.entry, progress.item = frame["entry"], frame["item"]
                    progress.name, progress.building = frame["name"], frame["building"]
                elif frame["kind"] == "document":
                    document = unpack_document(frame["document"])
                    progress.chars += len(document.text)
                    if progress.chars > self._limits.output_chars:
                        raise _DiedError(
                            "too_big", "这个文件里的文字太多，余下的部分没有读；请拆成几份", final=True
                        )
                    yield document
                elif frame["kind"] == "refusal":
                    yield Refusal(frame["name"], frame["code"], frame["reason"])
                elif frame["kind"] == "memory":
                    raise _DiedError("memory", self._memory_reason())
                else:
                    done = True
        finally:
            if not done:  # died, or the caller lost interest: what is in the pipe belongs to this file
                self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            root = str(Path(__file__).resolve().parents[1])
            # -P: a file named like a module in the working folder is not imported
            command = [sys.executable, "-P", "-c", _BOOT, root, json.dumps(asdict(self._limits))]
            self._temp = tempfile.mkdtemp(prefix="cejian-")  # ours to remove, however the child ends
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": self._temp},
            )
        return self._child

    def _send(self, child: subprocess.Popen[bytes], request: Frame) -> None:
        assert child.stdin is not None
        try:
            write_frame(child.stdin, request)
        except BrokenPipeError as error:
            raise self._how_it_died(child) from error

    def _next(self, child: subprocess.Popen[bytes], progress: _Progress) -> Frame:
        """The next frame; kills a child that is silent for too long."""
        assert child.stdout is not None
        allowed = min(self._limits.seconds, self._limits.file_seconds - progress.waited)
        late = False

        def stop() -> None:
            nonlocal late
            late = True
            child.kill()

        timer = Timer(max(allowed, 0.0), stop)
        timer.daemon = True
        started = monotonic()
        timer.start()
        try:
            frame = read_frame(child.stdout, _MAX_FRAME)
        except ValueError as error:
            raise _DiedError("crash", "读它的进程给出了不合格式的结果，已停止；文件可能已损坏") from error
        finally:
            timer.cancel()
            progress.waited += monotonic() - started
        if frame is None:
            if late:
                raise _DiedError("timeout", f"{allowed:g} 秒内没有读完，已停止；文件可能已损坏或过于复杂")
            raise self._how_it_died(child)
        return frame

    def _how_it_died(self, child: subprocess.Popen[bytes]) -> _DiedError:
        try:
            code = child.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            code = 0
        if code == -signal.SIGKILL:  # not by us: the system ran out of memory
            return _DiedError("memory", self._memory_reason())
        if code == -signal.SIGXCPU:
            return _DiedError(
                "timeout", f"{self._limits.seconds:g} 秒内没有读完，已停止；文件可能已损坏或过于复杂"
            )
        how = signal.Signals(-code).name if code < 0 else f"退出码 {code}"
        return _DiedError("crash", f"读它的进程意外退出（{how}），文件可能已损坏")

    def _memory_reason(self) -> str:
        return f"读它要用的内存超过 {self._limits.memory_bytes >> 20} MB，已停止；请拆成几份或另存后再试"
