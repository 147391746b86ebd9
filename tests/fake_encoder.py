"""A tiny deterministic encoder for tests of structure: texts that share characters are near each other."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nlp.encoder import Matrix

LONGEST_GRAM = 3


@dataclass(frozen=True)
class FakeEncoder:
    """Hashed character n-grams, summed with signs and scaled to unit length."""

    dimension: int = 32
    name: str = "fake"
    fingerprint: str = "0123456789abcdef"

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return np.array([self._row(text) for text in texts], np.float32).reshape(-1, self.dimension)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Matrix:
        rows = self.encode_queries(texts)
        if progress and len(texts):
            progress(len(texts))
        return rows

    def _row(self, text: str) -> Matrix:
        row = np.zeros(self.dimension, np.float32)
        for length in range(1, LONGEST_GRAM + 1):
            for start in range(len(text) - length + 1):
                code = zlib.crc32(text[start : start + length].encode("utf-8", "surrogatepass"))
                row[code % self.dimension] += 1 if code & 0x10000 else -1
        if not row.any():
            row[0] = 1
        unit: Matrix = row / np.linalg.norm(row)
        return unit
