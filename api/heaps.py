"""Why does a service not grow?  What the C library (glibc) is told of the memory that arrays take, where it listens."""

from __future__ import annotations

import ctypes

M_ARENA_MAX, ARENAS = -8, 2
"""glibc gives each thread a heap of its own, up to eight a core, and each keeps what it once took."""


def settle() -> None:
    """Let all threads take memory from the same heaps: mallopt(3)."""
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is not None:
        tell(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give the system what no array holds any more: malloc_trim(3), some 5 ms.

    Each generation of a library leaves holes between arrays that stay; over 100,000 passages 40 to 110 MB lay in them.
    """
    tell = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if tell is not None:
        tell(0)
