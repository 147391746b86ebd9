"""How many times?  One comparison of 策鉴 with a peer, and the table of them that ``make bench`` prints."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

RATE, TIME = "段/秒", "毫秒"
"""Units: of a rate more is better, of a time less."""
HEAD = ("比的是", "对手", "倍数", "要求", "策鉴", "对手")


@dataclass(frozen=True, slots=True)
class Ratio:
    """What both sides reached in one run, in the same unit.

    >>> Ratio("收录", "txtai", 120.0, 40.0, RATE, 3).times, Ratio("搜索", "txtai", 20.0, 50.0, TIME).times
    (3.0, 2.5)
    """

    what: str
    peer: str
    ours: float
    theirs: float
    unit: str
    wanted: float | None = None

    @property
    def times(self) -> float:
        """How many times faster 策鉴 is."""
        return self.ours / self.theirs if self.unit == RATE else self.theirs / self.ours

    @property
    def cells(self) -> tuple[str, ...]:
        """One line of the table; ``HEAD`` stands above."""
        wanted = "" if self.wanted is None else f"{self.wanted:g}"
        figures = (f"{value:.0f} {self.unit}" for value in (self.ours, self.theirs))
        return (self.what, self.peer, f"{self.times:.1f}", wanted, *figures)


def lines(ratios: Sequence[Ratio]) -> list[str]:
    """The table, its columns below each other where a Chinese character is two wide."""
    rows = [HEAD, *(ratio.cells for ratio in ratios)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
