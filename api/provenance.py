"""With what was an answer made, and how long did it take?  The fields that every answer carries."""

from __future__ import annotations

import time
from collections.abc import Sequence

from api import VERSION, schemas
from api.parts import Parts
from index.reader import Reader


class Clock:
    """Started when an answer is begun; ``common`` closes it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._started = time.perf_counter()

    def common(self, reader: Reader, warnings: Sequence[str] = ()) -> schemas.Common:
        """``took_ms``, ``warnings`` and ``provenance`` of an answer from this reader."""
        stamps = self._parts.store.stamps
        return {
            "took_ms": round((time.perf_counter() - self._started) * 1000, 2),
            "warnings": list(warnings),
            "provenance": {
                "library": self._parts.folder.name,
                "generation": reader.catalogue.generation,
                "model": stamps.model if stamps else None,
                "concepts": self._parts.concepts.fingerprint,
                "version": VERSION,
            },
        }
