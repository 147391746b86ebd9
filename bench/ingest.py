"""How fast do plans go in?  The whole ingest against the bare embedding by plain sentence-transformers."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import torch

from api.library import Library
from api.settings import Settings
from corpus.child import ReaderProcess
from corpus.files import SourceFile, find_files
from corpus.types import Document, Passage
from index.prepare import embedding_text
from nlp.bundled_encoder import BundledEncoder, threads
from nlp.encoder import SentenceTransformerEncoder

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample" / "plans"
ROUNDS = 3
"""Each side is measured in turn this often, over a third of the plans each time: the machine drifts."""


def compare_ingest(folder: Path) -> list[tuple[str, str]]:
    """Passages a second of ``Library.ingest`` and of plain float32 embedding, and their ratio.

    Ingest reads, cuts, segments, embeds and commits; the other side is handed the ready texts.
    """
    settings = replace(Settings.from_environ(os.environ), data=folder / "library")
    library = Library(settings)
    encoder = library.parts.encoder
    assert isinstance(encoder, BundledEncoder)
    plain = SentenceTransformerEncoder(encoder.path, precision="float32")
    for one in (encoder, plain):
        one.encode_passages(["预热"])
    _ = library.parts.preparer.rows([Document(text="减负。", title="", passages=(Passage("减负。", 0, 3),))])
    files = [found.path for found in find_files([SAMPLE]) if isinstance(found, SourceFile)]
    ours = theirs = 0.0
    passages = 0
    for start in range(ROUNDS):
        chosen = files[start::ROUNDS]
        texts = _texts(chosen)
        started = time.perf_counter()
        report = library.ingest(chosen)
        ours += time.perf_counter() - started
        assert not report.refused and sum(outcome.passages for outcome in report.outcomes) == len(texts)
        torch.set_num_threads(threads())
        started = time.perf_counter()
        plain.encode_passages(texts)
        theirs += time.perf_counter() - started
        torch.set_num_threads(1)
        passages += len(texts)
    return [
        ("段落数（示例计划）", str(passages)),
        ("策鉴的向量用什么精度算", encoder.precision),
        ("策鉴收录（读、切、分词、向量、提交），段/秒", f"{passages / ours:.1f}"),
        ("sentence-transformers float32 只算向量，段/秒", f"{passages / theirs:.1f}"),
        ("比值", f"{theirs / ours:.2f}"),
    ]


def _texts(paths: list[Path]) -> list[str]:
    with ReaderProcess() as reader:
        documents = [one for path in paths for one in reader.read(path) if isinstance(one, Document)]
    return [embedding_text(passage) for document in documents for passage in document.passages]
