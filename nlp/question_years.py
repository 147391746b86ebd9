"""Which years does a question name?  Years, eras, 近五年 and 去年, and what ties them to the rest of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numerals import number
from corpus.years import EARLIEST_YEAR, LATEST_YEAR, Period, periods

SEVERAL_YEARS = 5
"""What 近几年 and 这几年 count as; the answer shows the period, so that it can be corrected."""

_BEFORE = "(?:以前|之前|前(?!后|期|沿|列|三|置|言|景|瞻|线))"
_AFTER = (
    "(?:以来|以后|之后|至今|到现在|到如今|起(?!始|步|点|草|伏|色)|后(?!勤|备|进|续|期|发|台|盾|劲|代|面))"
)
_DURING = "(?:期间|时期|年间|当中|中(?=[的,]|$)|时(?=[的,]|$))"
_ERAS: tuple[tuple[str, int | None, int | None], ...] = (
    (rf'"?(?:文革|文化大革命)"?{_BEFORE}', None, 1965),
    (rf'"?(?:文革|文化大革命)"?{_DURING}', 1966, 1976),
    (rf'"?(?:文革|文化大革命)"?(?:结束)?{_AFTER}', 1977, None),
    (rf"改革开放{_BEFORE}", None, 1977),
    ("改革开放(?:初期|之初|初)", 1978, 1984),
    (rf"改革开放{_AFTER}", 1978, None),
    ("(?:新中国(?:成立)?|建国|解放)(?:初期|之初|初)", 1949, 1956),
    (rf"(?:新中国(?:成立)?|建国|解放){_AFTER}", 1949, None),
    ("大跃进(?:时期|期间|中)", 1958, 1960),
    ("(?:新|二十一|21|本)世纪(?:以来|以后|之初|初期?)", 2000, None),
    (rf"(?:党的)?十六大{_AFTER}", 2002, None),
    (rf"(?:党的)?十七大{_AFTER}", 2007, None),
    (rf"(?:(?:党的)?十八大|(?:进入)?新时代(?=以来|十年)){_AFTER}(?:十年)?|新时代十年", 2012, None),
    (rf"(?:党的)?十九大{_AFTER}", 2017, None),
    (rf"(?:党的)?二十大{_AFTER}", 2022, None),
    (rf'"?双减"?(?:政策)?{_BEFORE}', None, 2020),
    (rf'"?双减"?(?:政策)?(?:实施|出台|落地)?{_AFTER}', 2021, None),
)
"""Eras that people name instead of years, with first and last year (None: open)."""

_ERA = [(re.compile(pattern), first, last) for pattern, first, last in _ERAS]
_SINCE = re.compile(f"(?:年代?|期间)?{_AFTER}")
_UNTIL = re.compile(f"(?:年代?|期间)?(?:{_BEFORE}|为止)")
_AROUND = re.compile("年?(前后|左右|上下)")
_WITHIN = "(?:以来|来(?![华访自源])|间(?![周接隔])|里(?!程)|内(?![涵地容部高职]))"
_COUNTED = "([一二两三四五六七八九十0-9]{1,3})"
_RECENT = re.compile(
    rf"(?:最近|近|过去|这){_COUNTED}多?(?:个)?年{_WITHIN}?|(?<![第0-9]){_COUNTED}多?年(?:以来|来(?![华访自源]))"
    "|(?:最近|近|这)(?:几|些)年(?:来|间|里)?|近年来?"
)
_TWO_DIGITS = re.compile("(?<![0-9第])([5-9][1-9])年(?![代级历制限])")
"""98年 is 1998; a round number may be a span of years (建国50年)."""
_BESIDE_DIGITS = re.compile(r"(?<=[^\s0-9])\s+(?=[0-9]{4})|(?<=[0-9]{4})\s+(?=[^\s0-9])")
_NAME_OF_A_PLAN = re.compile("计划(?![对中里的,怎如有提说关都])|协同|工程|行动|[0-9a-z]")
_RELATIVE = {"今年": 0, "本年度": 0, "当年": 0, "去年": 1, "上年": 1, "上一年": 1, "前年": 2}
_RELATIVE_YEAR = re.compile(f"(?<![以之])(?:{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})(?!级|限)")

_BEFORE_SPAN = re.compile("(?:自从?|从|在|到|于|截[至止]|关于|[(])$")
_AFTER_SPAN = re.compile(
    "(?:期间|时期|年间|这一年|那一年|当年|(?:计划|规划|年度)(?=[中里内]|时期|期间|怎|如何|提[到了过]|说[到了过]|讲|写|对|有|是|都))?"
    "(?:时期|期间)?(?:[初末底间中里内](?=[的,]|怎|如何|对|有哪|有什|提[到了过]|说[到了过]|$)|里面)?[的)]?[,、]?(?:相?比(?=$))?"
)
_LINK = re.compile("[,、的]*+(和|与|跟|同|及|比|较|相比|相较于?|对比|vs|到|至|-|\\.\\.+)?[,、的在]*+")


@dataclass(frozen=True, slots=True)
class YearSpan:
    """``key[start:end]`` names the years ``first``–``last``; ``around`` is true for 2021年前后."""

    start: int
    end: int
    first: int | None
    last: int | None
    around: bool = False


def year_spans(key: str, latest: int | None) -> list[YearSpan]:
    """Everything that names years, in order, none within another; eras go before the years inside them."""
    found = [
        YearSpan(*named.span(), first, last)
        for pattern, first, last in _ERA
        for named in pattern.finditer(key)
    ]
    for recent in _RECENT.finditer(key):
        count = next((group for group in recent.groups() if group), None)
        length = int(number(count.replace("两", "二")) or 1) if count else SEVERAL_YEARS
        first = latest - length + 1 if latest is not None else None
        found.append(YearSpan(*recent.span(), first, latest))
    for relative in _RELATIVE_YEAR.finditer(key):
        year = latest - _RELATIVE[relative[0]] if latest is not None else None
        found.append(YearSpan(*relative.span(), year, year))
    for short in _TWO_DIGITS.finditer(key):
        found.append(YearSpan(*short.span(), 1900 + int(short[1]), 1900 + int(short[1])))
    for one in periods(key, bare=True):
        if one.kind == "programme" or _part_of_a_name(key, one):
            continue
        since, until, around = (pattern.match(key, one.end) for pattern in (_SINCE, _UNTIL, _AROUND))
        if since:
            found.append(YearSpan(one.start, since.end(), one.first, None))
        elif until:
            found.append(YearSpan(one.start, until.end(), None, one.first - 1))
        elif around:
            found.append(YearSpan(one.start, around.end(), one.first - 1, one.last + 1, around[1] == "前后"))
        else:
            found.append(YearSpan(one.start, one.end, one.first, one.last))
    apart: list[YearSpan] = []
    for span in found:
        if all(span.end <= other.start or other.end <= span.start for other in apart):
            apart.append(span)
    return sorted(apart, key=lambda span: span.start)


def _part_of_a_name(key: str, one: Period) -> bool:
    """Whether four digits without 年 belong to the word beside them: 现代化2035, 2011计划."""
    if one.kind != "year" or key[one.end - 1] == "年":
        return False
    before = key[one.start - 1 : one.start]
    stands_alone = (
        not before or not (before.isalnum() or before == '"') or before in "和与跟同比从自到至在问看查"
    )
    return not stands_alone or bool(_NAME_OF_A_PLAN.match(key, one.end))


def beside_digits(text: str) -> str:
    """A comma for the space beside a year: folding would drop it, and 减负 2013 is not 中国教育现代化2035."""
    return _BESIDE_DIGITS.sub(",", text)


def link(between: str) -> str | None:
    """How two spans are joined: ``和`` or ``比`` (compared), ``到`` (a range), or None."""
    link = _LINK.fullmatch(between)
    if not link or not link[1]:
        return None
    if link[1] in ("到", "至", "-") or link[1].startswith("."):
        return "到"
    return "和" if link[1] in ("和", "与", "跟", "同", "及") else "比"


def compared_sides(spans: Sequence[YearSpan], latest: int | None) -> tuple[tuple[int, int], ...]:
    """The two periods to compare: the first two named, or what lies before and after one year."""
    last_year = latest or LATEST_YEAR
    if len(spans) == 1 and spans[0].around and spans[0].first is not None:
        return (EARLIEST_YEAR, spans[0].first), (spans[0].first + 1, last_year)
    closed = [
        (EARLIEST_YEAR if span.first is None else span.first, last_year if span.last is None else span.last)
        for span in spans
    ]
    return tuple(closed[:2]) if len(closed) > 1 else ()


def whole_period(spans: Sequence[YearSpan]) -> tuple[int | None, int | None] | None:
    """From the first year named to the last; None where nothing closed or open is named."""
    if not any(span.first or span.last for span in spans):
        return None
    firsts, lasts = [span.first for span in spans], [span.last for span in spans]
    return (
        None if None in firsts else min(first for first in firsts if first is not None),
        None if None in lasts else max(last for last in lasts if last is not None),
    )


def without_years(key: str, spans: Sequence[YearSpan]) -> str:
    """The key without what names its years, and without the words that tie those to the rest."""
    parts, at = [], 0
    for span in (*spans, None):
        part = key[at : span.start] if span else key[at:]
        if at:
            part = "" if span and _LINK.fullmatch(part) else part[_tie(part) :]
        parts.append(_BEFORE_SPAN.sub("", part) if span else part)
        at = span.end if span else at
    return " ".join(parts)


def _tie(part: str) -> int:
    tie = _AFTER_SPAN.match(part)
    return tie.end() if tie else 0
