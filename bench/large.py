"""``python -m bench.large``: what does a library of a million passages cost, and does it still find?

The library is that of bench/grown.py.  With ``--folder`` the library is kept, and a later run only measures.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from api.library import Library
from api.settings import Settings
from bench.ask import TOPICS, encoding
from bench.grown import copies, grow, origins
from index.reader import SNAPSHOT, Reader
from index.vectors import cosines

MOST_FREQUENT = ("教育", "学校", "学生", "工作", "教师", "发展")


def recall(library: Library) -> tuple[float, float]:
    """Share of the true ten nearest, and of the nearest of each year, that the vector leg tells; over all topics."""
    reader = library.parts.reader()
    keys, years = reader.catalogue.keys, reader.catalogue.years
    queries = np.stack([library.parts.question_vector((f"关于{topic}的教育政策",)) for topic in TOPICS])
    exact = np.empty((len(queries), len(keys)), np.float32)
    for first in range(0, len(keys), 65_536):
        rows = reader.vectors.matrix(keys[first : first + 65_536])
        exact[:, first : first + len(rows)] = np.stack([cosines(rows, query) for query in queries])
    ten, yearly = [], []
    for query, true in zip(queries, exact, strict=True):
        told = ~np.isnan(reader.vectors.similarities(query, keys))
        order = np.argsort(-true, kind="stable")
        ten.append(told[order[:10]].mean())
        yearly.append(told[order[np.unique(years[order], return_index=True)[1]]].mean())
    return float(np.mean(ten)), float(np.mean(yearly))


def adding(library: Library, seed: int) -> tuple[float, float]:
    """Seconds until a document is safe in the library, and until questions see it: medians of five."""
    took = []
    for document, rows in list(copies(origins(library)[:5], seed)):
        started = time.perf_counter()
        library.parts.store.put(document, rows, library.parts.preparer.stamps)
        safe = time.perf_counter()
        library.parts.reader()
        took.append((safe - started, time.perf_counter() - started))
    safe, seen = np.median(took, axis=0)
    return float(safe), float(seen)


def measure(settings: Settings) -> list[tuple[str, str]]:
    """The table: times as multiples of encoding one question, recall, memory, disk."""
    started = time.perf_counter()
    library = Library(settings)
    reader = library.parts.reader()
    opened = time.perf_counter() - started
    library.warm()
    unit = encoding(library)
    rows = [
        ("段落、文件", f"{len(reader.catalogue.keys):,}、{len(reader.catalogue.records):,}"),
        ("打开（含读快照、装入模型），秒", f"{opened:.1f}"),
        ("一个问题的向量，毫秒", f"{1000 * unit:.1f}"),
    ]
    for name, mode, asked in (
        ("search", "hybrid", TOPICS),
        ("search --mode semantic", "semantic", TOPICS[::2]),
        ("search --mode keyword，最常见的词", "keyword", MOST_FREQUENT),
        ("themes", "", TOPICS[1::2]),
    ):
        took = []
        for topic in asked:
            begun = time.perf_counter()
            if mode:
                library.search(topic, mode=mode)
            else:
                library.themes(f"历年计划怎么说{topic}")
            took.append(time.perf_counter() - begun)
        p50, p95 = np.percentile(took, [50, 95])
        rows.append(
            (
                f"{name}，p50、p95",
                f"{1000 * p50:.0f}、{1000 * p95:.0f} 毫秒（{p50 / unit:.1f}、{p95 / unit:.1f} 倍）",
            )
        )
    rows.append(("内存至多，GB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f}"))
    ten, yearly = recall(library)
    rows.append(("向量一路：前十的召回、各年最近一段的召回", f"{ten:.3f}、{yearly:.3f}"))
    safe, seen = adding(library, 5_000_000 + int(time.time()) % 10_000)
    rows.append(("加一份计划：存好、搜得到，秒", f"{safe:.2f}、{seen:.2f}"))
    sizes = [(settings.data / name).stat().st_size / 2**30 for name in ("library.db", SNAPSHOT)]
    rows.append(("磁盘：资料库、向量快照，GB", "、".join(f"{size:.2f}" for size in sizes)))
    return rows


def main() -> None:
    """Grow (in a process of its own, so that its memory isn't counted) and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--grow", action="store_true", help="only grow")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        settings = replace(Settings.from_environ(os.environ), data=folder)
        if options.grow:
            library = Library(settings)
            took = grow(library, origins(library), options.passages)
            started = time.perf_counter()
            Reader.open(library.parts.store, folder)
            print(f"造资料库 {took:.0f} 秒，建向量快照 {time.perf_counter() - started:.0f} 秒")
            return
        subprocess.run(
            [
                sys.executable,
                "-m",
                "bench.large",
                "--grow",
                "--folder",
                folder,
                "--passages",
                str(options.passages),
            ],
            check=True,
        )
        for name, value in measure(settings):
            print(f"{name:<44} {value}")


if __name__ == "__main__":
    main()
