"""txtai, and plain sentence-transformers with FAISS, on texts that are handed to them; knows nothing of 策鉴.

    .venv-peers/bin/python bench/peer_search.py MODEL_FOLDER

The first line of stdout names the peers that are installed here, as JSON.  Then each line of stdin is a request
and each line of stdout its answer:

    {"peer": "txtai", "texts": […]}      →  {"seconds": 31.5, "vector": […]}     index these texts, and only these
    {"peer": "txtai", "questions": […]}  →  {"seconds": [0.021, …]}              the best ten for each

``vector`` is of the first text, so that whoever asks can see that it is the same model.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import sys
import time
import warnings
from typing import Any

BEST = 10
PROMPTS = {"query": "query: ", "data": "passage: "}
"""What e5 wants before its texts."""


class Txtai:
    """Vectors, BM25 and texts, as its documentation begins; the rest are its defaults."""

    def __init__(self, folder: str) -> None:
        from txtai import Embeddings

        self._embeddings: Any = Embeddings(
            path=folder, instructions=PROMPTS, content=True, hybrid=True, backend="faiss", gpu=False
        )

    def index(self, texts: list[str]) -> None:
        self._embeddings.index(texts)

    def search(self, question: str) -> object:
        return self._embeddings.search(question, BEST)

    def vector(self, text: str) -> list[float]:
        return [float(one) for one in self._embeddings.batchtransform([text], "data")[0]]


class Plain:
    """Vectors in float32 in a flat index; the texts stay in a list."""

    def __init__(self, folder: str) -> None:
        import faiss
        from sentence_transformers import SentenceTransformer

        self._model: Any = SentenceTransformer(folder, device="cpu")
        self._flat: Any = faiss.IndexFlatIP
        self._texts: list[str] = []

    def _encode(self, texts: list[str], kind: str) -> Any:
        return self._model.encode(
            texts, prompt=PROMPTS[kind], normalize_embeddings=True, show_progress_bar=False
        )

    def index(self, texts: list[str]) -> None:
        vectors = self._encode(texts, "data")
        self._texts, self._index = texts, self._flat(vectors.shape[1])
        self._index.add(vectors)

    def search(self, question: str) -> object:
        scores, found = self._index.search(self._encode([question], "query"), BEST)
        return [(self._texts[number], score) for number, score in zip(found[0], scores[0], strict=True)]

    def vector(self, text: str) -> list[float]:
        return [float(one) for one in self._encode([text], "data")[0]]


def main(folder: str) -> None:
    os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    peers: dict[str, Txtai | Plain] = {"plain": Plain(folder)}
    if importlib.util.find_spec("txtai"):
        peers["txtai"] = Txtai(folder)
    print(json.dumps(list(peers)), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(answer(peers[request["peer"]], request)), file=answers, flush=True)


def answer(peer: Txtai | Plain, request: dict[str, Any]) -> dict[str, Any]:
    """What was asked, with the seconds that it took."""
    if texts := request.get("texts"):
        seconds = _timed(peer.index, texts)
        return {"seconds": seconds, "vector": peer.vector(texts[0])}
    return {"seconds": [_timed(peer.search, question) for question in request["questions"]]}


def _timed(act: Any, given: Any) -> float:
    started = time.perf_counter()
    act(given)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1])
