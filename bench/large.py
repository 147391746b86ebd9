"""``python -m bench.large``: what does a library of a million passages cost, and does it still find?

The text is made from the sample plans by a seeded generator: each copy is another town's, with words of one length
and meaning exchanged and other figures, so that few passages are there twice.  Only the sample is embedded; the
vectors of copies are grown from it with noise, and each copy's year is moved.  Everything goes through the whole
store.  With ``--folder`` the library is kept, and a later run only measures.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from api.library import Library
from api.samples import PLANS
from api.settings import Settings
from bench.ask import TOPICS, encoding
from corpus.decoding import decode
from corpus.documents import build_documents
from corpus.folding import fold
from corpus.types import Document, RawDocument
from index.prepare import character_pairs
from index.reader import SNAPSHOT, Reader
from index.records import PassageRow
from index.vectors import cosines

NOISE = 0.25
"""Length of the noise beside a unit vector: a copy's cosine to its origin is 0.97."""
FIRST_YEAR, YEARS = 1956, 71
SAME = (
    "推进 推动", "加强 强化", "完善 健全", "开展 组织", "落实 执行", "提高 提升", "积极 大力", "切实 着力", "全面 全力", "规范 严格",
    "深入 扎实", "继续 持续", "促进 助推", "建立 构建", "认真 从严", "学校 各校",
)  # fmt: skip
"""Words that a copy may exchange."""
MOST_FREQUENT = ("教育", "学校", "学生", "工作", "教师", "发展")


@dataclass(frozen=True)
class Origin:
    """A sample plan with its rows, from which copies are made."""

    document: Document
    rows: list[PassageRow]


def origins(library: Library) -> list[Origin]:
    """The sample plans that are plain text, prepared by the real model."""
    found = []
    for path in sorted(PLANS.iterdir()):
        if path.suffix in (".txt", ".md"):
            for document in build_documents(
                RawDocument(path.name, path.name, decode(path.read_bytes()), "txt")
            ):
                found.append(Origin(document, library.parts.preparer.rows([document])[0]))
    return found


def copies(held: list[Origin], seed: int) -> Iterator[tuple[Document, list[PassageRow]]]:
    """Every plan as another town's: texts of the same length, so that the outline holds."""
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    town = chr(0x4E00 + seed % 5_000) + chr(0x5E00 + seed // 5_000 % 1_000)
    pairs = [pair.split() for pair in SAME]
    swaps = {a: b for pair in pairs for a, b in (pair, pair[::-1]) if chance.random() < 0.5}
    swaps["临澄"] = town
    words = re.compile("|".join([*swaps, "[0-9]"]))

    def changed(text: str, year: int, moved: int) -> str:
        text = text.replace(str(year), "〇year〇")
        text = words.sub(lambda one: swaps.get(one[0]) or str(chance.randrange(1, 10)), text)
        return text.replace("〇year〇", str(moved))

    for origin in held:
        document = origin.document
        year = document.year or 2020
        moved = FIRST_YEAR + (year + seed * 16) % YEARS
        text = changed(document.text, year, moved)
        passages = tuple(replace(one, text=text[one.start : one.end]) for one in document.passages)
        rows = []
        for passage, row in zip(passages, origin.rows, strict=True):
            key = fold(passage.text).text
            vector = row.vector.astype(np.float32)
            vector += noise.normal(0, NOISE / len(vector) ** 0.5, len(vector)).astype(np.float32)
            rows.append(
                replace(
                    row,
                    tokens=changed(row.tokens, year, moved),
                    pairs=" ".join(character_pairs(key)),
                    vector=(vector / np.linalg.norm(vector)).astype(np.float16),
                    findings={},
                )
            )
        yield (
            replace(
                document,
                text=text,
                title=changed(document.title, year, moved),
                passages=passages,
                year=moved,
                issuer=document.issuer and document.issuer.replace("临澄", town),
                sources=(f"{seed}/{document.sources[0]}",),
            ),
            rows,
        )


def grow(library: Library, wanted: int) -> float:
    """Add copies until so many passages are held; gives back seconds."""
    store, stamps = library.parts.store, library.parts.preparer.stamps
    held = origins(library)
    each = sum(len(one.rows) for one in held)
    total = sum(record.passages for record in store.records())
    started = time.perf_counter()
    seed = total // each
    while total < wanted:
        for document, rows in copies(held, seed):
            store.put(document, rows, stamps)
            total += len(rows)
        seed += 1
        print(f"\r{total} 段", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return time.perf_counter() - started


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
            took = grow(library, options.passages)
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
