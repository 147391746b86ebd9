"""Told to stop under load, the service finishes what runs and is gone within ten seconds."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.library import Library

ROOT = Path(__file__).parents[1]
SERVICE = """
import sys, time
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from fake_encoder import FakeEncoder
from api import serving
from api.library import Library
from api.settings import Settings

def open_library(settings):
    return Library(settings, FakeEncoder())

def slow(self, text, *rest, **options):
    time.sleep(float(text))
    return {"hits": [text], "warnings": []}

serving.Library, Library.search, Library.warm = open_library, slow, lambda self: None
sys.exit(serving.run(Settings(data=Path(sys.argv[3]), cache=Path(sys.argv[4])), "127.0.0.1", 0))
"""


@contextmanager
def service(library: Library, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address; a question is answered after as many seconds as it says."""
    settings = library.settings
    command = [sys.executable, "-c", SERVICE, ROOT, ROOT / "tests", settings.data, settings.cache]
    errors = (folder / "errors").open("w")
    with errors, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().partition("：")[2].partition("（")[0]
        finally:
            process.kill()


def ask(address: str, seconds: float) -> object:
    answer = httpx.get(f"{address}/api/v1/search", params={"q": str(seconds)}, timeout=30)
    return answer.status_code, answer.json().get("hits")


def stop(process: subprocess.Popen[str]) -> float:
    """Seconds from the signal to the end."""
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    return time.monotonic() - started


@pytest.mark.slow
def test_what_runs_finishes_what_comes_then_is_refused_and_the_log_is_json(
    filled: Library, tmp_path: Path
) -> None:
    with service(filled, tmp_path) as (process, address), ThreadPoolExecutor(20) as pool:
        answers = [pool.submit(ask, address, 1.0) for _ in range(20)]
        idle = httpx.Client(base_url=address)
        assert idle.get("/healthz").status_code == 200
        time.sleep(0.7)
        seconds = stop(process)
        assert [answer.result() for answer in answers] == [(200, ["1.0"])] * 20
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{address}/healthz")
        idle.close()
    assert seconds < 10
    assert process.returncode in (0, -signal.SIGTERM)
    lines = (tmp_path / "errors").read_text(encoding="utf-8").splitlines()
    assert sum('"message": "request"' in line for line in lines) == 21
    assert all(line.startswith('{"time": ') for line in lines)


@pytest.mark.slow
def test_what_does_not_finish_is_cut_off_within_ten_seconds(filled: Library, tmp_path: Path) -> None:
    with service(filled, tmp_path) as (process, address), ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(ask, address, 60.0) for _ in range(3)]
        time.sleep(0.7)
        assert stop(process) < 10
        assert [answer.result() for answer in answers] == [(503, None)] * 3
