"""Which encoder answers?  The bundled model on its own fast path, any other by sentence-transformers."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlp.bundle import HUB_NAME, RANGES, bundled_model
from nlp.encoder import (
    Encoder,
    Matrix,
    ModelError,
    SentenceTransformerEncoder,
    cpu_has_bfloat16,
    encodable,
    model_fingerprint,
    own_prompts,
    unit_rows,
)

if TYPE_CHECKING:
    from nlp.packed_bert import PackedBert

BUDGET = 1_500
"""Tokens a forward pass; 750 is 3 % slower, 3,000 gains nothing."""
KERNELS = 64
"""Products of different shapes whose machine code oneDNN keeps: seven for each number of tokens, 0.4 MB each.  Of its
own accord it keeps 1,024, so that a service grows by 0.3 GB while plans of ever other lengths go in; to make seven
anew takes 1 ms, and passages go in as fast."""


def open_encoder(model: str | None, cache: Path) -> Encoder:
    """The model of that name or path; the bundled one, built first if need be, when ``model`` is empty."""
    if model:
        return SentenceTransformerEncoder(model)
    try:
        folder = bundled_model(cache / "models")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"内置模型没能在 {cache} 里生成（{type(error).__name__}: {str(error)[:200]}）；"
            "它要约 0.5 GB 磁盘，请腾出空间或换一个缓存目录，也可把 CEJIAN_MODEL 设为别的模型"
        ) from error
    name = f"{HUB_NAME} (bundled)"
    if folder == HUB_NAME or _has_gpu():
        return SentenceTransformerEncoder(folder, name)
    return BundledEncoder(Path(folder), name)


class BundledEncoder:
    """The bundled model, computed by ``PackedBert``; loaded when first used.

    ``precision`` is chosen for the processor (int8, else bfloat16, else float32) unless given.  The
    vectors of any two agree to a cosine above 0.999, so the fingerprint, and with it a library, is
    the same for all three.

    Each product is computed by one thread, and as many batches at once as torch would take threads: on
    two cores 184 passages a second against 160 with two threads in each product, a question takes 8.0 ms
    against 7.5, and processes that share the cores do not spin for each other.  Loading the model sets
    torch to one thread in the whole process.
    """

    def __init__(self, folder: Path, name: str | None = None, precision: str | None = None) -> None:
        self.path = str(folder)
        self.name = name or folder.name
        self._folder = folder
        self._precision = precision
        self._loading = threading.Lock()
        self._prompts = own_prompts(folder)

    @cached_property
    def precision(self) -> str:
        """What the products are computed in."""
        from nlp.packed_bert import BFLOAT16, FLOAT32, INT8, int8_supported

        if self._precision:
            return self._precision
        if int8_supported():
            return INT8
        return BFLOAT16 if cpu_has_bfloat16() else FLOAT32

    @cached_property
    def fingerprint(self) -> str:
        return model_fingerprint(self._folder, self._prompts)

    @cached_property
    def _config(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
        return found

    @property
    def dimension(self) -> int:
        return int(self._config["hidden_size"])

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(threads(), "cejian-model")

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(self._config["max_position_embeddings"])
        return tokenizer

    @cached_property
    def _model(self) -> PackedBert:
        from safetensors.torch import load_file

        from nlp.packed_bert import PackedBert, ranges_of

        threads()  # to one: of two, one spins while the other waits for a core, 1 to 4 s instead of 0.2
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(KERNELS))  # read at its first product
        try:
            weights = load_file(self._folder / "model.safetensors")
            ranges = ranges_of(load_file(self._folder / RANGES))
        except Exception as error:
            raise ModelError(
                f"内置模型 {self._folder} 读不出来（{type(error).__name__}: {str(error)[:200]}）；请删掉这个目录，会重新生成"
            ) from error
        config = self._config
        return PackedBert(
            weights,
            config["num_hidden_layers"],
            config["num_attention_heads"],
            config["layer_norm_eps"],
            self.precision,
            ranges,
        )

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of questions; ``encode_queries(["减负"]).shape == (1, dimension)``."""
        return self._encode(texts, "query", None)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Matrix:
        """Vectors of passages, in order; ``progress`` is told how many were done after each pass."""
        return self._encode(texts, "document", progress)

    def _encode(self, texts: Sequence[str], kind: str, progress: Callable[[int], None] | None) -> Matrix:
        found = np.zeros((len(texts), self.dimension), np.float32)
        prompt = self._prompts.get(kind) or self._prompts.get("passage", "")
        with self._loading:  # the tokenizer can't be shared; and the model is loaded once
            tokens = [
                one.ids for one in self._tokenizer.encode_batch([prompt + encodable(text) for text in texts])
            ]
            model, pool = self._model, self._pool
        order = sorted(range(len(texts)), key=lambda number: len(tokens[number]))

        def run(chosen: list[int]) -> int:
            found[chosen] = model.encode([tokens[number] for number in chosen])
            return len(chosen)

        runs = batches(order, [len(one) for one in tokens])
        for done in pool.map(run, runs) if len(runs) > 1 else map(run, runs):
            if progress:
                progress(done)
        return unit_rows(found, self.name)


@cache
def threads() -> int:
    """How many batches are computed at once: as many as torch would have taken threads for one product."""
    import torch

    found = torch.get_num_threads()
    torch.set_num_threads(1)
    return int(found)


def batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Runs of ``order`` of at most ``BUDGET`` tokens each; a longer text is a run of its own.

    >>> batches([0, 1, 2], [900, 500, 400])
    [[0, 1], [2]]
    """
    runs: list[list[int]] = []
    held = BUDGET
    for number in order:
        if held + lengths[number] > BUDGET:
            runs.append([])
            held = 0
        runs[-1].append(number)
        held += lengths[number]
    return runs


def _has_gpu() -> bool:
    import torch

    return bool(torch.cuda.is_available())
