"""How does text become a vector?  One small protocol, and sentence-transformers behind it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from corpus.errors import CejianError

Matrix = npt.NDArray[np.float32]

BATCH = 32
"""Passages a forward pass.  64 gains nothing on two cores, and a question waits behind one batch."""

_PROMPTED = {"e5": {"query": "query: ", "document": "passage: "}}
"""Prompts of model families that don't carry their own (the e5 cards ask for these)."""

_PROMPT_NAMES = {"query": ("query",), "document": ("document", "passage", "corpus")}
"""What models call their prompts, in sentence-transformers' own order."""

_HASHED = ("model*.safetensors", "tokenizer.json", "vocab.txt", "*_Pooling/config.json")
"""What makes a vector besides the prompts; other files name versions that don't change it."""


class ModelError(CejianError):
    """The model can't be loaded, or gave something that is no vector."""


class Encoder(Protocol):
    """What the rest of the system knows of a model; a test may hand in another.

    Both methods give float32 rows of unit length, shape ``(len(texts), dimension)``.
    """

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str:
        """Changes when weights, tokenizer or prompts do; stamped into the library."""
        ...

    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Matrix: ...

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Matrix: ...


class SentenceTransformerEncoder:
    """A sentence-transformers model, by hub name or folder; loaded when first used.

    One text at a time goes through the model (a lock, held for one batch), because tokenizers raise
    'Already borrowed' when two threads share one.
    """

    def __init__(self, model: str, name: str | None = None, precision: str | None = None) -> None:
        self.path = model
        self.name = name or Path(model).name or model
        self._precision = precision
        self._lock = threading.Lock()

    @cached_property
    def precision(self) -> str:
        """``bfloat16`` where the processor multiplies it natively, else ``float32``."""
        return self._precision or ("bfloat16" if cpu_has_bfloat16() else "float32")

    @cached_property
    def _model(self) -> Any:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        quiet: Any = transformers.utils.logging
        quiet.disable_progress_bar()
        try:
            model = SentenceTransformer(
                self.path,
                device="cpu" if not torch.cuda.is_available() else "cuda",
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True, "dtype": getattr(torch, self.precision)},
            )
        except Exception as error:
            raise ModelError(
                f"模型“{self.path}”装不进来（{type(error).__name__}: {str(error)[:200]}）；"
                "请把 CEJIAN_MODEL 设为 sentence-transformers 模型的目录或名称（权重须为 safetensors），或取消该设置"
            ) from error
        model.eval()
        if not any(model.prompts.values()):
            model.prompts = {**family_prompts(self.path)}
        return model

    @cached_property
    def fingerprint(self) -> str:
        folder = Path(self.path)
        if not folder.is_dir():
            from huggingface_hub import snapshot_download

            folder = Path(snapshot_download(self.path, local_files_only=bool(self._model)))
        return model_fingerprint(folder, own_prompts(folder) or family_prompts(self.path))

    @cached_property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of questions; ``encode_queries(["减负"]).shape == (1, dimension)``."""
        return self._encode(texts, "query", None)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Matrix:
        """Vectors of passages, in order; ``progress`` is told how many were done after each batch."""
        return self._encode(texts, "document", progress)

    def _encode(self, texts: Sequence[str], kind: str, progress: Callable[[int], None] | None) -> Matrix:
        found = np.zeros((len(texts), self.dimension), np.float32)
        by_length = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        prompts = self._model.prompts
        prompt = next((prompts[name] for name in _PROMPT_NAMES[kind] if prompts.get(name)), None)
        for first in range(0, len(by_length), BATCH):
            chosen = by_length[first : first + BATCH]
            with self._lock:
                rows = self._model.encode(
                    [encodable(texts[number]) for number in chosen],
                    prompt=prompt,
                    batch_size=BATCH,
                    show_progress_bar=False,
                    normalize_embeddings=True,
                    convert_to_tensor=True,
                )
            found[chosen] = rows.float().cpu().numpy()
            if progress:
                progress(len(chosen))
        return unit_rows(found, self.name)


def model_fingerprint(folder: Path, prompts: dict[str, str]) -> str:
    """16 hex digits of weights, tokenizer, pooling and prompts; the same on every machine and precision."""
    digest = hashlib.sha256()
    for pattern in _HASHED:
        for path in sorted(folder.rglob(pattern)):
            digest.update(str(path.relative_to(folder)).encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    digest.update(json.dumps(prompts, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def family_prompts(path: str) -> dict[str, str]:
    """The prompts of the family that a model's name, hub name or hub cache folder tells.

    >>> family_prompts("intfloat/multilingual-e5-small")["query"], family_prompts("/home/e5/bge-small-zh")
    ('query: ', {})
    """
    parts = Path(path.lower()).parts
    names = [*parts[-1:], *(part for part in parts if part.startswith("models--"))]
    for family, prompts in _PROMPTED.items():
        if any(re.search(rf"(?<![a-z0-9]){family}(?![a-z0-9])", name) for name in names):
            return dict(prompts)
    return {}


def own_prompts(folder: Path) -> dict[str, str]:
    """The prompts that the model carries, if any is not blank."""
    path = folder / "config_sentence_transformers.json"
    prompts = json.loads(path.read_text(encoding="utf-8")).get("prompts") or {} if path.is_file() else {}
    return prompts if any(prompts.values()) else {}


def encodable(text: str) -> str:
    """The text with ``?`` for lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def unit_rows(rows: Matrix, name: str) -> Matrix:
    """The rows scaled to unit length in float32; raises ``ModelError`` for NaN or infinity."""
    if not np.isfinite(rows).all():
        raise ModelError(f"模型“{name}”给出了 NaN 或无穷大；请换一个模型（CEJIAN_MODEL）或改用 float32")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = rows / np.maximum(lengths, 1e-12)
    return scaled


def cpu_has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself; without that it is slower than float32."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return re.search(r"\b(avx512_bf16|amx_bf16|bf16)\b", flags) is not None
