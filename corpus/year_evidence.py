"""Does the text belong to the year of its title?  Evidence that it does not.

Web pages re-date old plans: a title says 2023 over a text full of 2013.  The year is kept as it was
found and marked; the evidence is quoted, so that a person can judge.  History told in a young text
is no conflict, nor is a target in a later year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.folding import fold
from corpus.official import year_of_number
from corpus.years import Period, dated_terms, five_year_plan, periods

_DATES = ("year", "school_year", "range")
_DECLARED = re.compile(
    r"((?:19|20)\d\d)年(?:是.{1,16}?年|(?:全[省市县区校])?(?:教育)?工作的?(?:总体要求|总体思路|指导思想))"
)
_CURRENT = re.compile(r"(?:根据|按照|依据|围绕|落实|实施|贯彻|完成|推进|制定|编制|是)[^。;]{0,16}$")
"""What stands before a five-year plan that is being carried out, not remembered."""
STALE_YEARS = 3
"""All years that a plan names lie at least this far before its own: it was written then."""
GRACE = 1
"""Programmes are spoken of a year after they ended: reports on them come late."""
SIGNATURE_YEARS = 2
"""A plan is signed in its year, or in the December before, or a year late; not further off."""
ENOUGH = 2
"""Traces of an older time that make a conflict, where nothing in the text is younger."""

LONG_PAST, WHOLE_PLAN = 4, 800
"""In a whole plan (characters) one trace this many years old is enough.  Of the 60 sample plans put
under titles 8 years younger, 54 are found (40 without this rule and the words added with it); under
their own titles no sample plan and none of the 52 government reports is doubted."""


def year_conflict(
    year: int, body: str, teasers: Sequence[tuple[str, str]] = (), signed: int | None = None, number: str = ""
) -> str | None:
    """Why ``year`` can't be that of ``body``; None if nothing speaks against it.

    ``signed`` is the year of the signature, ``number`` the document's own 发文字号.

    ``teasers`` are titles and openings of other documents on the same page: where the page put its
    year over texts of other years, its title is in doubt too.

    >>> year_conflict(2023, "贯彻教育部“减负令”，基本完成无证幼儿园清理整顿。")
    '文中仍在部署“减负令”（止于2015年前后）、“无证幼儿园”（止于2017年前后），没有更晚的提法'
    >>> year_conflict(2023, "巩固“双减”成果，当年“减负令”未能治本。") is None
    True
    """
    named = periods(body)
    reasons = [
        _signed_elsewhere(year, signed),
        _numbered_elsewhere(year, number),
        _ahead_of_its_time(year, body),
        _declared_elsewhere(year, named, body),
        _old_years(year, named, body),
        _old_programmes(year, named, body, teasers),
    ]
    return "；".join(reason for reason in reasons if reason) or None


def _signed_elsewhere(year: int, signed: int | None) -> str | None:
    if signed is None or abs(signed - year) < SIGNATURE_YEARS:
        return None
    return f"落款日期是{signed}年"


def _numbered_elsewhere(year: int, number: str) -> str | None:
    numbered = year_of_number(number)
    if numbered is None or abs(numbered - year) < SIGNATURE_YEARS:
        return None
    return f"发文字号是{number}"


def _ahead_of_its_time(year: int, body: str) -> str | None:
    """Words that did not exist yet."""
    key = fold(body).text
    early = [term for term in dated_terms() if term.first > year and fold(term.text).text in key]
    if not early:
        return None
    words = "、".join(f"“{term.text}”（{term.first}年才有）" for term in early[:3])
    return f"文中有{words}"


def _declared_elsewhere(year: int, named: Sequence[Period], body: str) -> str | None:
    """2013年是“十二五”的关键之年: the text says which year is its own, and names no other near it."""
    if any(abs(period.last - year) <= 1 or period.first == year for period in named if period.kind in _DATES):
        return None
    for match in _DECLARED.finditer(fold(body).text):
        if abs(int(match[1]) - year) >= SIGNATURE_YEARS:
            return f"文中自称“{match[0]}”"
    return None


def _old_years(year: int, named: Sequence[Period], body: str) -> str | None:
    """Every year that the text names is long past."""
    explicit = [period for period in named if period.kind in _DATES]
    if len(explicit) < 2 or max(period.last for period in explicit) > year - STALE_YEARS:
        return None
    quoted = "、".join(dict.fromkeys(re.sub(r"\s", "", body[p.start : p.end]) for p in explicit[-3:]))
    return f"文中的年份都早于标题：{quoted}"


def _old_programmes(
    year: int, named: Sequence[Period], body: str, teasers: Sequence[tuple[str, str]]
) -> str | None:
    """Programmes that had ended, five-year plans that had run out, and nothing younger than they are."""
    key = fold(body).text
    present = [term for term in dated_terms() if fold(term.text).text in key]
    stale = {
        f"“{term.text}”": term.last for term in present if term.last is not None and term.last + GRACE < year
    }
    plans = [period for period in named if period.kind == "five_year"]
    carried_out = 0
    for period in plans:
        if period.last + GRACE < year:
            name = body[period.start : period.end].strip('“”"')
            stale[f"“{name}”"] = period.last
            carried_out += bool(_CURRENT.search(body[max(0, period.start - 24) : period.start]))
    redated = [title for title, text in teasers if _redated(year, title, text)]
    if not stale:
        return None
    latest = max(stale.values())
    long_past = latest + LONG_PAST < year and len(body) >= WHOLE_PLAN
    if len(stale) + bool(carried_out) + len(redated) < ENOUGH and not long_past:
        return None
    younger = (
        any(term.first > latest for term in present)
        or any(period.first > latest for period in plans)
        or any(period.last > latest + GRACE for period in named if period.kind in ("year", "school_year"))
    )
    if younger:
        return None
    words = "、".join(f"{text}（止于{last}年前后）" for text, last in list(stale.items())[:4])
    reason = f"文中仍在部署{words}，没有更晚的提法"
    return reason + (f"；同页“{redated[0]}”的标题也与其文不符" if redated else "")


def _redated(year: int, title: str, text: str) -> bool:
    """A teaser under a title of ``year`` whose own text is of another year."""
    if not any(period.first == year for period in periods(title, bare=True)):
        return False
    named = periods(text)
    years = [period.last for period in named if period.kind in ("year", "school_year")]
    plans = [period for period in named if period.kind == "five_year"]
    current = five_year_plan((year - 1951) // 5) if year >= 1966 else (year, year)
    return bool(years and max(years) <= year - STALE_YEARS) or bool(
        not years and plans and all(period.last < current[0] for period in plans)
    )
