"""Which years does this string name?  Years, school years, plan periods and decades in a text.

Reads raw or folded text; offsets are those of the string given.  An unknown year (``xx年``,
``20xx年``) is not reported.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.folding import flatten
from corpus.numerals import number

DATED_TERMS = Path(__file__).parent / "dated_terms.toml"
EARLIEST_YEAR, LATEST_YEAR = 1949, 2049
"""What counts as the year of a document; anything else in four digits is a number or history."""

_GAP = r"\s{0,2}"
_Y = rf"(?<![\d.])(?:19|1{_GAP}9{_GAP}|20|2{_GAP}0{_GAP})\d{_GAP}\d(?![\d%])"
_TO = rf"{_GAP}(?:-{{1,2}}|至|到|/){_GAP}"
_SCHOOL_YEAR = re.compile(
    rf"({_Y}){_GAP}(?:年|学年度?)?(?:{_TO}({_Y}|\d\d(?!\d)){_GAP})?学年度?{_GAP}(?:第?([一二12上下])学期)?"
)
_RANGE = re.compile(rf"({_Y}){_GAP}年?{_TO}({_Y}|\d\d(?=年)){_GAP}年?(?!学年)")
_YEAR = re.compile(rf"({_Y}){_GAP}年(?!级|代)")
_BARE_YEAR = re.compile(rf"({_Y})(?!{_GAP}年代)")

_ORDINALS = (
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
)
_FIVE_YEAR = re.compile(
    r'"(十[一二三四五]?|[一二三四五六七八九])五"(?!工程|行动|普法)'
    r"|(?<![第一二三四五六七八九十百0-9])(十[一二三四五])五(?![年月日号所个名项条届周次岁])"
    r"|(?<![第一二三四五六七八九十百0-9])(十|[一二三四五六七八九])五(?=计划|规划|期间|时期|末)"
    r"|第(十[一二三四五]?|[一二三四五六七八九])个五年(?=计划|规划)"
)
_PHASE = re.compile(r"第([一二三四五1-5])[期轮]")
_DECADE = re.compile(
    r"((?:上|二十|20)世纪|(?:本|二十一|21)世纪)?([一二三四五六七八九]十|(?<!\d)[1-9]0)年代|(?<!\d)(19|20)(\d)0年代"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Years that a string names, and where: ``Period(2021, 2025, "five_year", 0, 4)`` in 十四五规划.

    ``kind``: ``year``, ``school_year``, ``range``, ``five_year``, ``programme`` or ``decade``.
    """

    first: int
    last: int
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DatedTerm:
    """A programme word and the years in which a plan could speak of it as current."""

    text: str
    first: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A numbered programme: ``phases[0]`` is what 第一期 covers."""

    about: str
    name: str
    phases: tuple[tuple[int, int], ...]


@cache
def dated_terms() -> tuple[DatedTerm, ...]:
    """The dated words of ``dated_terms.toml``."""
    with DATED_TERMS.open("rb") as file:
        rows = tomllib.load(file)["term"]
    return tuple(DatedTerm(row["text"], row["first"], row.get("last")) for row in rows)


@cache
def programmes() -> tuple[Programme, ...]:
    """The numbered programmes of ``dated_terms.toml``."""
    with DATED_TERMS.open("rb") as file:
        rows = tomllib.load(file)["programme"]
    return tuple(
        Programme(row["about"], row["name"], tuple((first, last) for first, last in row["phases"]))
        for row in rows
    )


def five_year_plan(ordinal: int) -> tuple[int, int]:
    """The years of the nth five-year plan; the third began in 1966, after three years of adjustment.

    >>> [five_year_plan(ordinal) for ordinal in (1, 2, 3, 14)]
    [(1953, 1957), (1958, 1962), (1966, 1970), (2021, 2025)]
    """
    first = 1948 + 5 * ordinal if ordinal < 3 else 1951 + 5 * ordinal
    return first, first + 4


def periods(text: str, bare: bool = False) -> list[Period]:
    """Every year and period that ``text`` names, in order, none within another.

    ``bare`` also takes four digits without 年 (for file names and titles: ``plan-2013.txt``).

    >>> [(p.first, p.last, p.kind) for p in periods("二〇二三年，“十四五”规划，2023—2024学年，九十年代")]
    [(2023, 2023, 'year'), (2021, 2025, 'five_year'), (2023, 2024, 'school_year'), (1990, 1999, 'decade')]
    >>> periods("xx年新增2300个学位，建设2023平方米")
    []
    """
    flat = flatten(text)
    finders = [_decades(flat), _school_years(flat), _ranges(flat), _programmes(flat), _five_year_plans(flat)]
    finders.append(_years(flat, _YEAR))
    if bare:
        finders.append(_years(flat, _BARE_YEAR))
    found: list[Period] = []
    taken = bytearray(len(flat))
    for finder in finders:
        for period in finder:
            if not any(taken[period.start : period.end]):
                found.append(period)
                taken[period.start : period.end] = b"\1" * (period.end - period.start)
    return sorted(found, key=lambda period: period.start)


def _year(digits: str) -> int:
    return int(re.sub(r"\s", "", digits))


def _end_year(first: int, digits: str) -> int:
    """``2011—2013`` and ``2011—13年`` both end in 2013."""
    value = _year(digits)
    return value if value >= 100 else first // 100 * 100 + value


def _school_years(flat: str) -> Iterable[Period]:
    for match in _SCHOOL_YEAR.finditer(flat):
        first = _year(match[1])
        last = _end_year(first, match[2]) if match[2] else first + 1
        if last - first > 1 or last < first:
            continue
        if match[3] and match[3] in "二2下":
            first = last
        elif match[3]:
            last = first
        yield Period(first, last, "school_year", *match.span())


def _ranges(flat: str) -> Iterable[Period]:
    for match in _RANGE.finditer(flat):
        first = _year(match[1])
        last = _end_year(first, match[2])
        if first < last <= first + 30:
            yield Period(first, last, "range", *match.span())


def _years(flat: str, pattern: re.Pattern[str]) -> Iterable[Period]:
    for match in pattern.finditer(flat):
        year = _year(match[1])
        if EARLIEST_YEAR <= year <= LATEST_YEAR:
            yield Period(year, year, "year", *match.span())


def _five_year_plans(flat: str) -> Iterable[Period]:
    for match in _FIVE_YEAR.finditer(flat):
        ordinal = _ORDINALS.index(next(group for group in match.groups() if group)) + 1
        yield Period(*five_year_plan(ordinal), "five_year", *match.span())


def _programmes(flat: str) -> Iterable[Period]:
    """第二期学前教育三年行动计划, 学前教育三年行动计划（第二期）: what the phase covered."""
    if not any(programme.name in flat for programme in programmes()):
        return
    for phase in _PHASE.finditer(flat):
        start, end = max(0, phase.start() - 16), phase.end() + 16
        around = flat[start:end]
        for programme in programmes():
            about, name = around.find(programme.about), around.find(programme.name)
            ordinal = int(number(phase[1]) or 0)
            if 0 <= about < name and 0 < ordinal <= len(programme.phases):
                first = min(start + about, phase.start())
                last = max(start + name + len(programme.name), phase.end())
                yield Period(*programme.phases[ordinal - 1], "programme", first, last)


def _decades(flat: str) -> Iterable[Period]:
    for match in _DECADE.finditer(flat):
        century, tens, hundreds, digit = match.groups()
        if hundreds:
            first = int(hundreds + digit + "0")
        else:
            value = int(number(tens) or 0)
            this_century = bool((century and century[0] in "本") or century in ("二十一世纪", "21世纪"))
            first = (2000 if this_century or (not century and value < 30) else 1900) + value
        yield Period(first, first + 9, "decade", *match.span())
