"""Whom is 策鉴 measured beside?  Search peers in a process of their own, asked in turn with 策鉴.

``make peers`` puts txtai and BERTopic into ``.venv-peers``.  Plain sentence-transformers with FAISS needs no
more than 策鉴 does, so it is there without that, too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self, cast

import numpy as np

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
ABSENT = "没有安装；运行 make peers 后再测"
NAMES = {"txtai": "txtai", "plain": "sentence-transformers + FAISS（float32）"}
SAME = 0.99
"""Least cosine between their vector of a text and ours: 8 bits against float32 is above 0.999, another pooling
or prompt below 0.98."""


class SearchPeers:
    """The child process, and the peers in it by name (keys of ``NAMES``); a context manager."""

    def __init__(self, model: str) -> None:
        python = PYTHON if PYTHON.exists() else Path(sys.executable)
        self._child = subprocess.Popen(
            [python, ROOT / "bench" / "peer_search.py", model],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.names = cast(list[str], self._read())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.communicate()

    def index(self, peer: str, texts: Sequence[str], ours: Sequence[float] | np.ndarray[Any, Any]) -> float:
        """Seconds to embed and index these texts; ``ours`` is our vector of the first."""
        answer = self._ask({"peer": peer, "texts": list(texts)})
        likeness = float(np.dot(answer["vector"], ours))
        if likeness < SAME:
            raise RuntimeError(
                f"{NAMES[peer]} 的向量与策鉴的余弦只有 {likeness:.3f}，应在 {SAME} 以上：不是同一个模型，不能比"
            )
        return float(answer["seconds"])

    def search(self, peer: str, questions: Sequence[str]) -> list[float]:
        """Seconds for the best ten of each question, in what was indexed last."""
        return cast(list[float], self._ask({"peer": peer, "questions": list(questions)})["seconds"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._child.stdin
        print(json.dumps(request), file=self._child.stdin, flush=True)
        return cast(dict[str, Any], self._read())

    def _read(self) -> object:
        assert self._child.stdout
        line = self._child.stdout.readline()
        if not line:
            self._child.communicate()
            raise RuntimeError(
                f"bench/peer_search.py 没有回答就结束了（退出码 {self._child.returncode}）；"
                "直接用 .venv-peers/bin/python 运行它看原因，或删掉 .venv-peers 再 make peers"
            )
        return json.loads(line)
