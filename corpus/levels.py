"""Which numbering stands above which?  Levels of headings and items, from the document itself.

Most documents nest 一、（一）1.（1）; some put 1. above （一）, number only some sections, or list
第一，第二 under 一、.  What tells them apart: a list that starts again at 1 stands below what came
between; one that goes on stands above it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.numbering import STYLES

BARE = "bare"
"""The key of headings without a number."""
PROSE = "prose"
"""The key of text without a number; it has no level, but parts a heading from a list."""


def levels_of(numbered: Sequence[tuple[str, int]]) -> dict[str, int]:
    """The level of each style, counted from 1.

    ``numbered`` lists the styles and numbers of a document in order; bare headings and prose have 0.

    >>> levels_of([("han", 1), ("digit", 1), ("digit", 2), ("han", 2), ("digit", 1)])
    {'han': 1, 'digit': 2}
    >>> levels_of([("digit", 1), ("han_paren", 1), ("han_paren", 2), ("digit", 2), ("han_paren", 1)])
    {'digit': 1, 'han_paren': 2}
    """
    above = _evidence(numbered)
    used = sorted({key for key, _ in numbered} - {BARE, PROSE}, key=_usual)
    order = _settled(used, above)
    levels = {key: level for level, key in enumerate(order, start=1)}
    if any(key == BARE for key, _ in numbered):
        _place_bare(levels, order, above)
    return levels


def _usual(key: str) -> tuple[int, int]:
    """Where the rules for official documents put a style; a list within its like comes below all."""
    return key.count("'"), STYLES.index(key.rstrip("'"))


def _evidence(numbered: Sequence[tuple[str, int]]) -> Counter[tuple[str, str]]:
    """How often the first style was seen to stand above the second."""
    above: Counter[tuple[str, str]] = Counter()
    last: dict[str, tuple[int, int]] = {}
    latest: dict[str, int] = {}
    for position, (key, value) in enumerate(numbered):
        if key == PROSE:
            continue
        if position > 1 and value == 1 and numbered[position - 1][0] == BARE:
            above[BARE, key] += 1
        if key in last and key != BARE:
            before_value, before_position = last[key]
            between = [other for other, at in latest.items() if other != key and at > before_position]
            for other in between:
                if value == before_value + 1:
                    above[key, other] += 1
                elif value <= 1:
                    above[other, key] += 1
        last[key] = (value, position)
        latest[key] = position
    return above


def _settled(order: list[str], above: Counter[tuple[str, str]]) -> list[str]:
    """The usual order, with neighbours swapped where the document says so."""
    order = list(order)
    for _ in order:
        for at in range(len(order) - 1):
            upper, lower = order[at], order[at + 1]
            if above[lower, upper] > above[upper, lower]:
                order[at], order[at + 1] = lower, upper
    return order


def _place_bare(levels: dict[str, int], order: Sequence[str], above: Counter[tuple[str, str]]) -> None:
    """Bare headings stand below what goes on across them and above what starts again under them;
    where neither is seen, beside the style that the usual order puts there."""
    under = [key for key in order if above[BARE, key] > above[key, BARE]]
    over = [key for key in order if above[key, BARE] > above[BARE, key]]
    if under and under[0] == order[0]:
        for key in order:
            levels[key] += 1
        levels[BARE] = 1
    elif over:
        levels[BARE] = levels[over[-1]] + 1
        lower = order[order.index(over[-1]) + 1 :]
        if any(key in under for key in lower):
            for key in lower:
                levels[key] += 1
    else:
        levels[BARE] = 1
