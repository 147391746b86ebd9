"""Who has to do it, and by when?  Responsible units and deadlines that an item names.

Read where they are labelled: （牵头处室：基教处；配合处室：督导室；完成时限：9月底前）, 责任单位：…, or names of
units alone in brackets at the end of an item.  What prose only hints at is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.folding import flatten
from corpus.numerals import number

LEAD, SUPPORT = "lead", "support"
_SUPPORTING = ("配合", "协办", "协助", "协同", "参与", "参加")
_LABEL = re.compile(
    r"(?:(?P<role>牵头|责任|主责|主办|承办|负责|落实|配合|协办|协助|协同|参与|参加)(?:责任)?"
    r"(?P<who>处室|科室|股室|单位|部门|机构|处|科|股|领导|校长|人员|人)|(?P<alone>牵头|主办|承办|配合|协办|协助))"
    r"\s?:\s?"
)
"""``牵头处室：``, ``责任人：``, ``配合：``; the text is flattened."""
_WHEN = re.compile(
    r"(?:完成|办结|落实|实施)?(?:时限|期限|时间节点|时间要求|截止时间|截止日期|完成时间|办结时间)(?:要求)?\s?:\s?"
)
_VALUE = re.compile(r"(?:[^;。()\n]|\([^();。\n]{1,8}\))*")
"""Up to the end of the label's part; 各县(市、区) is no end."""
_PART = re.compile(r"(?:[^、,/\s()]|\([^()]*\))+")
_UNIT = "[一-鿿]{1,9}(?:处|科|股|室|办|组|中心|院|馆|站)"
_BARE = re.compile(rf"\(({_UNIT}(?:[、,\s]\s?{_UNIT}){{0,9}})\)[。;]?\s*$")
"""``（基教处、督导室）`` at the end of an item."""
_ASIDE = re.compile(rf"\((?:{_LABEL.pattern}|{_WHEN.pattern})[^()]*(?:\([^()]*\)[^()]*)*\)")
"""``(责任科室:义务教育组;配合单位:电教馆(仪器站))``."""
_DUE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年|(?P<this>今年|本年度?)|(?P<next>明年|次年))?"
    r"(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份|底|末|上旬|中旬|下旬|(?P<day>\d{1,2})[日号])?"
    r"|第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年|(?P<end>年底|年末|年内|全年))"
    r"(?:之?前|以前|末|底)?"
)
_PROSE = re.compile(r"(?:月(?:份|底|末|上旬|中旬|下旬|\d{1,2}[日号])?|年[底末])(?:之?前|以前)$|年内$")
"""In prose only what says that it is a deadline counts: 6月底前, 年底前, 年内; 9月投入使用 does not."""
_LONGEST_UNIT = 20
"""Characters: a longer run after a label is prose."""
_SCHOOL_YEAR_ENDS = 7
"""The last month of a school year."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``text[start:end]`` is who has to do it."""

    name: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """``text[start:end]`` says by when; ``year`` is null where the text leaves it to the plan's own.

    ``next`` for 明年; month and day are null where they can't be told (长期坚持).
    """

    text: str
    start: int
    end: int
    year: int | None = None
    next: bool = False
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who has to do what an item says, and by when.

    ``heading`` is the heading that names them for all items under it; offsets are then within it.
    """

    units: tuple[Unit, ...]
    deadlines: tuple[Deadline, ...]
    heading: str | None = None


def duties(text: str, headings: Sequence[str] = ()) -> list[Duty]:
    """The duty that a raw text names, or else the innermost of its headings; none or one.

    Deadlines in prose count only beside a unit or a labelled deadline.

    >>> [found] = duties("9月底前完成自评（责任科室：义务教育组；配合单位：电教馆）。")
    >>> [(unit.name, unit.role) for unit in found.units], [(one.text, one.month) for one in found.deadlines]
    ([('义务教育组', 'lead'), ('电教馆', 'support')], [('9月底前', 9)])
    """
    units, deadlines = _read(text)
    if units or deadlines:
        return [Duty(units, deadlines)]
    for heading in reversed(headings):
        units, deadlines = _read(heading)
        if units:
            return [Duty(units, deadlines, heading)]
    return []


def without_duties(key: str) -> str:
    """A folded text without the brackets that say who has to do it: no part of what is done.

    >>> without_duties("9月底前完成自评(责任科室:义务教育组;配合:电教馆)。")
    '9月底前完成自评。'
    """
    return _ASIDE.sub("", key)


def due_year(deadline: Deadline, year: int | None, school_year: bool = False) -> int | None:
    """The year of a deadline in a plan of ``year``; the months to July of a school year are in its second.

    >>> june = Deadline("6月底前", 0, 4, month=6)
    >>> due_year(june, 2021), due_year(june, 2021, school_year=True), due_year(june, None)
    (2021, 2022, None)
    """
    if deadline.year is not None or year is None or deadline.month is None:
        return deadline.year
    second = school_year and deadline.month <= _SCHOOL_YEAR_ENDS
    return year + (second or deadline.next)


def _read(text: str) -> tuple[tuple[Unit, ...], tuple[Deadline, ...]]:
    flat = flatten(text)
    units = _labelled(text, flat)
    if not units and (bare := _BARE.search(flat)):
        units = _names(text, flat, bare.start(1), bare.end(1), LEAD)
    labelled: list[Deadline] = []
    for label in _WHEN.finditer(flat):
        labelled += _deadlines(text, flat, label.end(), _stop(flat, label.end()))
    if not units and not labelled:
        return (), ()
    prose = [
        _deadline(text, found)
        for found in _DUE.finditer(flat)
        if _PROSE.search(found[0])
        and all(found.end() <= one.start or found.start() >= one.end for one in labelled)
    ]
    return tuple(units), tuple(sorted((*labelled, *prose), key=lambda one: one.start))


def _labelled(text: str, flat: str) -> list[Unit]:
    found: list[Unit] = []
    for label in _LABEL.finditer(flat):
        role = SUPPORT if (label["role"] or label["alone"]) in _SUPPORTING else LEAD
        found += _names(text, flat, label.end(), _stop(flat, label.end()), role)
    return found


def _stop(flat: str, start: int) -> int:
    """Where the value of a label ends: at punctuation, or where the next label begins."""
    value = _VALUE.match(flat, start)
    end = value.end() if value else start
    following = [label.start() for kind in (_LABEL, _WHEN) if (label := kind.search(flat, start, end))]
    return min((*following, end))


def _names(text: str, flat: str, start: int, end: int, role: str) -> list[Unit]:
    units = []
    for part in _PART.finditer(flat, start, end):
        first, last = part.span()
        name = text[first:last]
        if 2 <= last - first <= _LONGEST_UNIT:
            units.append(Unit("".join(name.split()), role, first, last))
    return units


def _deadlines(text: str, flat: str, start: int, end: int) -> list[Deadline]:
    """What a label says, read as far as it can be; whole where nothing in it can be."""
    found = [_deadline(text, match) for match in _DUE.finditer(flat, start, end)]
    if found or not flat[start:end].strip(" ,"):
        return found
    return [Deadline(text[start:end].strip(), start, end)]


def _deadline(text: str, found: re.Match[str]) -> Deadline:
    month = day = None
    if found["month"]:
        told = number(found["month"])
        month = int(told) if told is not None and 1 <= told <= 12 else None
        day = int(found["day"]) if month and found["day"] and 1 <= int(found["day"]) <= 31 else None
    elif found["quarter"]:
        month = 3 * int(number(found["quarter"]) or 0)
    else:
        month = 6 if found["half"] == "上" else 12
    year = int(found["year"]) if found["year"] else None
    return Deadline(
        "".join(text[found.start() : found.end()].split()),
        found.start(),
        found.end(),
        year,
        bool(found["next"]),
        month,
        day,
    )
