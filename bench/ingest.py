"""How fast do plans go in?  The whole ingest against peers that are handed the ready texts."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from api.library import Library
from bench.peers import NAMES, SearchPeers
from bench.table import RATE, Ratio
from corpus.child import ReaderProcess
from corpus.files import SourceFile, find_files
from corpus.types import Document, Passage
from index.prepare import embedding_text

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample" / "plans"
ROUNDS = 3
"""The sample is taken in by thirds, each side in turn: the machine drifts."""
WANTED = {"txtai": 3.0, "plain": 2.5}
OURS = "策鉴"


def sample_rounds() -> list[list[Path]]:
    """The sample plans by thirds."""
    files = _files([SAMPLE])
    return [files[start::ROUNDS] for start in range(ROUNDS)]


def compare_ingest(
    name: str, library: Library, rounds: Sequence[Sequence[Path]], peers: SearchPeers
) -> list[Ratio]:
    """Passages a second of ``Library.ingest`` and of each peer's index.

    Ingest reads, cuts, segments, embeds and commits; a peer embeds and indexes in memory.
    """
    encoder = library.parts.encoder
    warm_up(library)
    seconds = dict.fromkeys((OURS, *peers.names), 0.0)
    passages = 0
    for files in rounds:
        texts = texts_of(files)
        started = time.perf_counter()
        report = library.ingest(files)
        seconds[OURS] += time.perf_counter() - started
        assert not report.refused and sum(outcome.passages for outcome in report.outcomes) == len(texts)
        first = encoder.encode_passages(texts[:1])[0]
        for peer in peers.names:
            seconds[peer] += peers.index(peer, texts, first)
        passages += len(texts)
    return ingest_ratios(f"收录{name}（{passages} 段）", passages, seconds)


def ingest_ratios(what: str, passages: int, seconds: Mapping[str, float]) -> list[Ratio]:
    """One line of the table for each peer."""
    return [
        Ratio(what, NAMES[peer], passages / seconds[OURS], passages / taken, RATE, WANTED[peer])
        for peer, taken in seconds.items()
        if peer != OURS
    ]


def warm_up(library: Library) -> None:
    """Load what is loaded once."""
    document = Document(text="减负。", title="", passages=(Passage("减负。", 0, 3),))
    library.parts.preparer.rows([document])


def texts_of(paths: Sequence[Path]) -> list[str]:
    """What the model reads of every passage of these files and folders."""
    with ReaderProcess() as reader:
        documents = [one for path in _files(paths) for one in reader.read(path) if isinstance(one, Document)]
    return [embedding_text(passage) for document in documents for passage in document.passages]


def _files(paths: Sequence[Path]) -> list[Path]:
    return [found.path for found in find_files(paths) if isinstance(found, SourceFile)]
