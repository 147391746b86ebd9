"""Which number does Word show before this paragraph?  Automatic numbering turned into text.

Follows ECMA-376 part 1, 17.9: a paragraph names a ``num`` and a level; ``num`` points to an
``abstractNum`` whose levels say how to count and how the number looks (``lvlText`` ``第%1章``,
``numFmt`` ``chineseCounting``).  Counters belong to the ``abstractNum``: two ``num`` of one
``abstractNum`` continue each other unless the second overrides the start.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.readers.number_forms import format_number

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_LEVEL = 8
_NO_SPACE_AFTER = ".、，。．：:)）】〕]》"
"""Ends of a number after which Chinese text follows directly, whatever tab stop the list has."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and looks."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"


@dataclass(frozen=True, slots=True)
class NumberingRef:
    """What a paragraph or style says: list and level, each perhaps left to the style."""

    num: str | None = None
    level: int | None = None


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    counts: dict[int, int]
    style_levels: dict[str, int]


class Numbering:
    """Counts through one document, paragraph by paragraph, in order."""

    def __init__(self, numbering: _Element | None, styles: Mapping[str, NumberingRef]) -> None:
        """``numbering``: root of ``numbering.xml``; ``styles``: numbering of each paragraph style, inherited."""
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._started: set[tuple[str, int]] = set()
        if numbering is not None:
            self._load(numbering)

    def label(self, ref: NumberingRef, style: str | None, text: str) -> str:
        """The number shown before ``text``, with the space it needs; ``""`` when there is none.

        A second paragraph of a list ``（%1）`` in ``chineseCounting`` gives ``"（二）"``.
        """
        inherited = self._styles.get(style or "", NumberingRef())
        num = ref.num if ref.num is not None else inherited.num
        if num is None or num == "0" or num not in self._nums:
            return ""
        abstract, own_levels, starts = self._nums[num]
        list_ = self._lists[abstract]
        level = ref.level
        if level is None:
            level = list_.style_levels.get(style or "", inherited.level or 0)
        levels = {**list_.levels, **own_levels}
        if level not in levels:
            return ""
        self._count(num, list_, level, levels, starts)
        number = self._shown(levels, list_.counts, level)
        return number + space_after(number, text, levels[level].suffix)

    def _count(
        self, num: str, list_: _List, level: int, levels: dict[int, Level], starts: dict[int, int]
    ) -> None:
        if level in starts and (num, level) not in self._started:  # this num restarts the list, once
            self._started.add((num, level))
            list_.counts[level] = starts[level]
        else:
            list_.counts[level] = list_.counts.get(level, levels[level].start - 1) + 1
        for deeper in list(list_.counts):
            if deeper > level and deeper in levels:
                restart = levels[deeper].restart
                # by default a level restarts after any higher one; lvlRestart counts levels from 1
                if restart is None or restart > deeper or (restart != 0 and level < restart):
                    del list_.counts[deeper]

    def _shown(self, levels: dict[int, Level], counts: dict[int, int], level: int) -> str:
        own = levels[level]
        if own.form == "bullet":  # a sign of a symbol font, which means nothing as text
            return ""
        number = own.text
        for other in range(_MAX_LEVEL + 1):
            if f"%{other + 1}" in number:
                of = levels.get(other, Level())
                form = "decimal" if own.legal else of.form
                number = number.replace(f"%{other + 1}", format_number(counts.get(other, of.start), form))
        return number.strip()

    def _load(self, root: _Element) -> None:
        linked: dict[str, str] = {}
        for abstract in _children(root, "abstractNum"):
            key = _attribute(abstract, "abstractNumId") or ""
            levels, style_levels = {}, {}
            for element in _children(abstract, "lvl"):
                index = _number(_attribute(element, "ilvl"), 0)
                levels[index] = _level(element)
                if style := _value(element, "pStyle"):
                    style_levels[style] = index
            self._lists[key] = _List(levels, {}, style_levels)
            if style := _value(abstract, "numStyleLink"):
                linked[key] = style
        for num in _children(root, "num"):
            abstract_id = _value(num, "abstractNumId") or ""
            if abstract_id in self._lists:
                self._nums[_attribute(num, "numId") or ""] = (abstract_id, *self._overrides(num, abstract_id))
        for key, style in linked.items():  # the list is defined where a numbering style points
            target = self._nums.get(self._styles.get(style, NumberingRef()).num or "")
            if target:
                self._lists[key].levels.update(self._lists[target[0]].levels)

    def _overrides(self, num: _Element, abstract: str) -> tuple[dict[int, Level], dict[int, int]]:
        own, starts = {}, {}
        for override in _children(num, "lvlOverride"):
            index = _number(_attribute(override, "ilvl"), 0)
            for element in _children(override, "lvl"):
                own[index] = _level(element)
            if (start := _value(override, "startOverride")) is not None:
                starts[index] = _number(start, 1)
                base = own.get(index) or self._lists[abstract].levels.get(index, Level())
                own[index] = replace(base, start=starts[index])
        return own, starts


def _level(element: _Element) -> Level:
    forms = [_attribute(f, "val") or "decimal" for f in element.iter("{*}numFmt")]
    restart = _value(element, "lvlRestart")
    legal = next(_children(element, "isLgl"), None)
    return Level(
        start=_number(_value(element, "start"), 1),
        # newer Word wraps numFmt in a choice whose fallback, the last one, is a standard form
        form=forms[-1] if forms else "decimal",
        text=_value(element, "lvlText") or "",
        restart=None if restart is None else _number(restart, 0),
        legal=legal is not None and _attribute(legal, "val") not in ("0", "false", "off"),
        suffix=_value(element, "suff") or "tab",
    )


def space_after(number: str, text: str, suffix: str = "tab") -> str:
    """White space between number and text: none in Chinese style, one where two figures would meet."""
    last, first = number[-1:], text.lstrip()[:1]
    if first.isdecimal() and (last.isdecimal() or last == "."):
        return " "  # 1. + 2023年 would read as 1.2023年
    follows = suffix == "nothing" or last in _NO_SPACE_AFTER or unicodedata.category(last or ".") == "No"
    return "" if follows else " "


def _children(element: _Element, name: str) -> Iterator[_Element]:
    yield from element.iterchildren("{*}" + name)


def _value(element: _Element, name: str) -> str | None:
    child = next(_children(element, name), None)
    return None if child is None else _attribute(child, "val")


def _attribute(element: _Element, name: str) -> str | None:
    """An attribute in either namespace that Word documents use (transitional, strict)."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.lstrip("-").isdecimal() else default
