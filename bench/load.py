"""``make load``: does it stay quick and flat under load?  Eight readers over a grown library while plans go in.

The library is that of bench/grown.py.  The service runs in a process of
its own, whose memory is what is measured.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path

import httpx
import numpy as np

from api.library import Library
from api.settings import Settings
from bench.grown import Origin, copies, grow, origins
from corpus.types import Document

CLIENTS = 8
INGEST_EVERY = 5.0
"""Seconds between two uploads of one plan."""
READY_SECONDS = 300
UPLOADED = 1_000_000
"""Seed of the first copies that are uploaded: no library is grown so far."""
MOST_P99, MOST_BYTES, MOST_GROWTH = 1.5, 4 * 2**30, 0.05
SEARCHES = (
    "减负", "学前教育", "随迁子女入学", "校舍安全", "教师待遇", "课后服务", "职业教育", "控辍保学", "义务教育均衡发展", "食堂食品安全",
    "高考改革", "家校共育", "特殊教育", "心理健康", "德育", "校园足球", "乡村教师", "教育信息化", "依法治教", "招生制度",
)  # fmt: skip
THEMES = ("历年计划怎么说减负", "学前教育", "教师队伍建设")
THEMES_EACH = 20
"""One question in so many asks for themes."""


@dataclass
class Measured:
    """What the clients saw; lists only grow, so no lock is needed."""

    searches: list[float] = field(default_factory=list)
    themes: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def load(address: str, process: int, plans: Iterator[Document], seconds: float) -> Measured:
    """Ask for so long, and take in plans beside it."""
    measured, stop = Measured(), threading.Event()

    def timed(times: list[float], ask: Callable[[], httpx.Response]) -> None:
        started = time.monotonic()
        try:
            answer = ask()
            if answer.status_code != 200:
                measured.errors.append(f"{answer.status_code} {answer.text[:100]}")
        except httpx.HTTPError as error:
            measured.errors.append(repr(error))
        times.append(time.monotonic() - started)

    def reader(which: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            turn = which
            while not stop.is_set():
                turn += 1
                path = "themes" if turn % THEMES_EACH == 0 else "search"
                questions = THEMES if path == "themes" else SEARCHES
                query = {"q": questions[turn % len(questions)]}
                times = measured.themes if path == "themes" else measured.searches
                timed(times, partial(client.get, f"/api/v1/{path}", params=query))

    def writer() -> None:
        with httpx.Client(base_url=address, timeout=120) as client:
            for plan in plans:
                if stop.wait(INGEST_EVERY):
                    return
                files = {"files": (f"{plan.title}.txt", plan.text.encode())}
                timed(measured.uploads, partial(client.post, "/api/v1/documents", files=files))

    threads = [threading.Thread(target=reader, args=(which * 7,)) for which in range(CLIENTS)]
    threads.append(threading.Thread(target=writer))
    for thread in threads:
        thread.start()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        measured.memory.append(_resident(process))
        time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join()
    return measured


def more(held: list[Origin]) -> Iterator[Document]:
    """Plans of towns that the library does not hold."""
    for seed in count(UPLOADED):
        yield from (document for document, _ in copies(held, seed))


def wait_until_ready(address: str) -> None:
    """The model is loaded, the snapshot read; raises ``TimeoutError`` with the service's own reason."""
    for _ in range(READY_SECONDS):
        if (answer := httpx.get(f"{address}/readyz", timeout=60)).status_code == 200:
            return
        time.sleep(1)
    raise TimeoutError(answer.text)


def _resident(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmRSS"))


def told(measured: Measured) -> bool:
    """Print the table; whether every figure is within its limit."""
    half = len(measured.memory) // 2
    first, last = max(measured.memory[:half]), max(measured.memory[half:])
    p50, p99 = np.percentile(measured.searches, [50, 99])
    good = (
        p99 <= MOST_P99 and not measured.errors and last <= MOST_BYTES and last <= first * (1 + MOST_GROWTH)
    )
    print(f"检索 {len(measured.searches)} 次：p50 {p50:.2f} 秒，p99 {p99:.2f} 秒（至多 {MOST_P99}）")
    print(f"主题 {len(measured.themes)} 次：最慢 {max(measured.themes, default=0):.2f} 秒")
    print(f"上传 {len(measured.uploads)} 份：最慢 {max(measured.uploads, default=0):.2f} 秒")
    print(f"出错 {len(measured.errors)} 次（应为 0）{measured.errors[:3] or ''}")
    print(f"内存：前半至多 {first >> 20} MB，后半至多 {last >> 20} MB（增长至多 5%，合计至多 4096 MB）")
    print("合格" if good else "不合格")
    return bool(good)


def main() -> int:
    """Grow a library, serve it, ask it; 1 when a figure is out of its limit."""
    parser = argparse.ArgumentParser(prog="python -m bench.load")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings.from_environ(os.environ), data=Path(folder, "library"))
        library = Library(settings)
        held = origins(library)
        grow(library, held, options.passages)
        command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--data", str(settings.data)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as service:
            assert service.stdout
            address = service.stdout.readline().partition("：")[2].partition("（")[0]
            try:
                wait_until_ready(address)
                measured = load(address, service.pid, more(held), options.seconds)
            finally:
                service.terminate()
    return 0 if told(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
