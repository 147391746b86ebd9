"""Was the machine ours alone?  The cores that other programs took while something was measured.

A core that is taken slows the peers more than 策鉴: their threads wait for each other in every product.  Ratios of
such a run are too high.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

STAT = Path("/proc/stat")
QUIET = 0.1
"""Cores that others may take on average."""


class Others:
    """Counts from when it is made; where there is no ``/proc`` it knows nothing."""

    def __init__(self, stat: Path = STAT) -> None:
        self._stat = stat
        self._started = time.perf_counter()
        self._busy, self._own = self._seconds()

    def line(self) -> tuple[str, str] | None:
        """What to say of them, when they took more than ``QUIET``."""
        if (cores := self.cores()) <= QUIET:
            return None
        return (
            "注意",
            f"别的程序平均占了 {cores:.1f} 个核：对手比策鉴更受拖累，倍数偏高，请在空闲的机器上再测",
        )

    def cores(self) -> float:
        """How many cores others took since; our own processes count once they have ended."""
        busy, own = self._seconds()
        passed = time.perf_counter() - self._started
        return max(0.0, (busy - self._busy - (own - self._own)) / passed) if passed else 0.0

    def _seconds(self) -> tuple[float, float]:
        """Processor seconds of everybody (also those that a hypervisor took away), and of our processes."""
        if not self._stat.exists():
            return 0.0, 0.0
        counts = self._stat.read_text(encoding="ascii").splitlines()[0].split()[1:]
        user, nice, system, _idle, _waiting, interrupts, soft, stolen = map(int, counts[:8])
        busy = (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")
        return busy, sum(os.times()[:4])
