"""What does a passage say?  Its text without the names of offices and without slogans, or what of that is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from corpus.folding import fold_key
from nlp.boilerplate import without_boilerplate
from nlp.duties import without_duties
from nlp.focus import focus

KEPT = 16_384
"""Passages whose text stays known: some 10 MB, once that many were compared."""
Held = Callable[[str], Sequence[tuple[int, int]]]
"""Where a folded text holds the question."""


def said(text: str, headings: tuple[str, ...], held: Held | None = None) -> str:
    """What a raw passage under its headings says (of a question), folded; empty where that is slogans alone.

    >>> said("以党的十八大精神为指导。新建幼儿园10所。（责任科室：学前教育科）", ())
    '新建幼儿园10所。'
    """
    if held is None:
        return _whole(text, headings)
    key = without_duties(fold_key(text))
    return _pledged(focus(key, held(key)), headings)


@lru_cache(KEPT)
def _whole(text: str, headings: tuple[str, ...]) -> str:
    return _pledged(without_duties(fold_key(text)), headings)


def _pledged(key: str, headings: Sequence[str]) -> str:
    return without_boilerplate(key, tuple(map(fold_key, headings)))
