"""``make load``: does it stay quick and flat under load?  Eight readers over a grown library while plans go in.

The library is grown from the sample plans: each copy is another town's, with a number in every passage, so
that no text is there twice.  Only the first copy is embedded by the model; the vectors of the others are
those with a little noise, near-duplicates as plans of many towns are.  The service runs in a process of
its own, whose memory is what is measured.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import numpy as np

from api.library import Library
from api.samples import PLANS
from api.settings import Settings
from corpus.decoding import decode
from corpus.documents import build_documents
from corpus.types import RawDocument
from nlp.encoder import Encoder, Matrix

CLIENTS = 8
INGEST_EVERY = 5.0
"""Seconds between two uploads of one plan."""
READY_SECONDS = 300
MOST_P99, MOST_BYTES, MOST_GROWTH = 1.5, 4 * 2**30, 0.05
NOISE = 0.02
OWN = re.compile(r"[东南西北中上下新老大]{3}澄|临澄|[〔\[][0-9]+[〕\]]")
"""What a copy has for itself, folded or not: the town's name, and its number in every passage."""
SEARCHES = (
    "减负", "学前教育", "随迁子女入学", "校舍安全", "教师待遇", "课后服务", "职业教育", "控辍保学", "义务教育均衡发展", "食堂食品安全",
    "高考改革", "家校共育", "特殊教育", "心理健康", "德育", "校园足球", "乡村教师", "教育信息化", "依法治教", "招生制度",
)  # fmt: skip
THEMES = ("历年计划怎么说减负", "学前教育", "教师队伍建设")
THEMES_EACH = 20
"""One question in so many asks for themes."""


@dataclass
class Echo:
    """The model for the first copy of each passage; for the others its vector with noise."""

    model: Encoder
    noise: np.random.Generator = field(default_factory=lambda: np.random.default_rng(6))
    _known: dict[str, Matrix] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name, self.dimension, self.fingerprint = (
            self.model.name, self.model.dimension, self.model.fingerprint,
        )  # fmt: skip

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return self.model.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Matrix:
        plain = [OWN.sub("", text) for text in texts]
        if missing := [one for one in dict.fromkeys(plain) if one not in self._known]:
            self._known.update(zip(missing, self.model.encode_passages(missing), strict=True))
        rows = np.stack([self._known[one] for one in plain])
        rows = rows + self.noise.normal(0, NOISE, rows.shape).astype(np.float32) / rows.shape[1] ** 0.5
        found: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return found


def copies(number: int) -> Iterator[tuple[str, str]]:
    """Name and text of every sample plan as another town's."""
    town = "".join("东南西北中上下新老大"[int(digit)] for digit in f"{number:03}")
    for path in sorted(PLANS.iterdir()):
        if path.suffix in (".txt", ".md"):
            text = decode(path.read_bytes()).replace("临澄", f"{town}澄")
            lines = [
                f"{line}〔{number}〕" if line.endswith(("。", "；")) else line for line in text.splitlines()
            ]
            yield f"{town}{path.name}", "\n".join(lines)


def grow(settings: Settings, wanted: int) -> int:
    """Fill the library to ``wanted`` passages; gives back the number of the next copy."""
    library = Library(settings)
    parts = Library(settings, Echo(library.parts.encoder)).parts
    held = number = 0
    while held < wanted:
        for name, text in copies(number):
            for document in build_documents(RawDocument(name, f"/{name}", text, "txt")):
                parts.store.put(document, parts.preparer.rows([document])[0], parts.preparer.stamps)
                held += len(document.passages)
        number += 1
        print(f"\r造资料库：{held} 段", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    parts.store.close()
    return number


@dataclass
class Measured:
    """What the clients saw; lists only grow, so no lock is needed."""

    searches: list[float] = field(default_factory=list)
    themes: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def load(address: str, process: int, number: int, seconds: float) -> Measured:
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
                timed(times, lambda path=path, query=query: client.get(f"/api/v1/{path}", params=query))  # type: ignore[misc]

    def writer() -> None:
        with httpx.Client(base_url=address, timeout=120) as client:
            for copy in range(number, number + 900):
                for name, text in copies(copy):
                    if stop.wait(INGEST_EVERY):
                        return
                    files = {"files": (name, text.encode())}
                    timed(measured.uploads, lambda files=files: client.post("/api/v1/documents", files=files))  # type: ignore[misc]

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
        number = grow(settings, options.passages)
        command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--data", str(settings.data)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as service:
            assert service.stdout
            address = service.stdout.readline().partition("：")[2].partition("（")[0]
            try:
                wait_until_ready(address)
                measured = load(address, service.pid, number, options.seconds)
            finally:
                service.terminate()
    return 0 if told(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
