"""How long until it answers?  Seconds from a command typed to its answer, each the least of a few runs.

    python -m bench.start FOLDER      # a library that is filled; an empty folder shows the samples

Programs, models and the library are in the page cache, as on any machine that was used today.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
RUNS = 3
QUESTION = "减负"
SEARCH = ("search", QUESTION)
LIMIT_SECONDS = 120.0
"""A service that is not ready by then never will be."""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of a service to its first answers, and where it listens."""

    alive: float
    words: float
    ready: float
    port: int


def command(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """``cejian`` over a data folder, to its end."""
    environ = os.environ | {"CEJIAN_DATA": str(data)}
    line = [sys.executable, "-m", "api.cli", *arguments]
    return subprocess.run(line, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)


def seconds(*arguments: str, data: Path, runs: int = RUNS) -> float:
    """The least that a command takes."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        command(*arguments, data=data)
        taken.append(time.perf_counter() - started)
    return min(taken)


@contextmanager
def service(data: Path) -> Iterator[Start]:
    """``cejian serve`` over a data folder, once it is ready."""
    environ = os.environ | {"CEJIAN_DATA": str(data)}
    started = time.perf_counter()
    line = [sys.executable, "-m", "api.cli", "serve", "--port", "0"]
    with subprocess.Popen(
        line, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            port = int(process.stdout.readline().partition("（")[0].rpartition(":")[2])
            words = f"/api/v1/search?mode=keyword&q={quote(QUESTION)}"
            alive, answered, ready = (_until(port, path, started) for path in ("/healthz", words, "/readyz"))
            yield Start(alive, answered, ready, port)
        finally:
            process.terminate()


def compare_starts(data: Path) -> list[tuple[str, str]]:
    """The table of ``make bench``, over a library that is filled."""
    rows = [("cejian --help，秒", _shown(seconds("--help", data=data)))]
    for mode in ("phrase", "keyword", "hybrid"):
        alone = seconds(*SEARCH, "--mode", mode, data=data)
        rows.append((f"cejian search --mode {mode}，没有服务，秒", _shown(alone)))
    with service(data):
        rows.append(("cejian search，服务开着，秒", _shown(seconds(*SEARCH, data=data))))
    with tempfile.TemporaryDirectory() as empty:
        for name, folder in (("资料库", data), ("示例", Path(empty))):
            starts = [_start(folder) for _ in range(RUNS)]
            least = [min(getattr(one, what) for one in starts) for what in ("alive", "words", "ready")]
            rows.append((f"服务（{name}）到 /healthz、查词、/readyz，秒", "、".join(map(_shown, least))))
    return rows


def _start(data: Path) -> Start:
    with service(data) as start:
        return start


def _until(port: int, path: str, started: float) -> float:
    """Seconds from the start until this address answers 200."""
    while (now := time.perf_counter() - started) < LIMIT_SECONDS:
        connection = HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            json.loads(answer.read())
            if answer.status == 200:
                return time.perf_counter() - started
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    raise TimeoutError(f"{path} did not answer 200 within {now:.0f} s")


def _shown(value: float) -> str:
    return f"{value:.2f}"


if __name__ == "__main__":
    for label, figure in compare_starts(Path(sys.argv[1])):
        print(f"{label:<44} {figure}")
