"""How is a large library made?  Copies of the sample plans, each as another town's, through the whole store.

A copy's text comes from a seeded generator: words of one length and meaning are exchanged, figures too, so that few
passages are there twice.  Only the sample is embedded; the vectors of copies are grown from it with noise, and each
copy's year is moved.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from api.library import Library
from api.samples import PLANS
from corpus.decoding import decode
from corpus.documents import build_documents
from corpus.folding import fold
from corpus.types import Document, RawDocument
from index.prepare import character_pairs
from index.records import PassageRow

NOISE = 0.25
"""Length of the noise beside a unit vector: a copy's cosine to its origin is 0.97."""
FIRST_YEAR, YEARS = 1956, 71
SAME = (
    "推进 推动", "加强 强化", "完善 健全", "开展 组织", "落实 执行", "提高 提升", "积极 大力", "切实 着力", "全面 全力", "规范 严格",
    "深入 扎实", "继续 持续", "促进 助推", "建立 构建", "认真 从严", "学校 各校",
)  # fmt: skip
"""Words that a copy may exchange."""


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


def grow(library: Library, held: list[Origin], wanted: int) -> float:
    """Add copies of these until the library holds so many passages; gives back seconds."""
    store, stamps = library.parts.store, library.parts.preparer.stamps
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
