"""How much room and time does a passage take on Milvus?  ``python -m bench.scale milvus://主机:端口``.

Measured over the library that ``CEJIAN_DATA`` names, which is only read; its collection is made from nothing.
docs/scale.md reckons from these figures.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from api.library import Library
from api.settings import Settings
from index.milvus import MARK, Milvus
from index.milvus_vectors import MilvusVectors

QUESTIONS = ("减负", "学前教育普及", "教师待遇", "校舍安全", "农村义务教育经费", "孩子上学难怎么办")
ROUNDS = 3


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    settings = replace(Settings.from_environ(os.environ), vectors="")
    faiss = Library(settings)
    faiss.warm()
    count = faiss.size[1]
    (settings.data / MARK).unlink(missing_ok=True)
    other = Library(
        replace(settings, vectors=parser.parse_args().address), parts=faiss.parts.beside(faiss.parts.store)
    )
    other.parts.settings = other.settings
    vectors = other.parts.reader().vectors
    assert isinstance(vectors, MilvusVectors)
    print(f"段落                 {count}")
    print(f"资料库               {faiss.parts.store.path.stat().st_size / count:.0f} 字节一段")
    print(f"写入集合             {count / seconds(vectors.check):.0f} 段/秒")
    again = Milvus(other.settings.vectors, settings.data)
    comparing = seconds(partial(again.follow, vectors.store, vectors.wanted))
    print(f"逐行核对             {count / comparing:.0f} 段/秒")
    for name, library in (("FAISS", faiss), ("Milvus", other)):
        times = [seconds(partial(library.search, one)) for _ in range(ROUNDS) for one in QUESTIONS]
        print(f"检索，{name:<14} {statistics.median(times) * 1000:.0f} 毫秒（中位）")
    alike = sum(
        [hit["id"] for hit in faiss.search(one, limit=50)["hits"]]
        == [hit["id"] for hit in other.search(one, limit=50)["hits"]]
        for one in QUESTIONS
    )
    print(f"前 50 段逐条相同     {alike} 问，共 {len(QUESTIONS)} 问")


def seconds(work: Callable[[], Any]) -> float:
    """How long it took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
