"""How is a piece of an answer set for a terminal?  Question, coverage, quotation, source and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api import schemas
from api.terminal import Page
from index.verdicts import COVERED, MENTIONED, NO_PLAN, NONE, SILENT, WEAK

STATES = {
    MENTIONED: ("■", "提及"),
    SILENT: ("□", "未见提及"),
    COVERED: ("▒", "只有跨年规划"),
    NO_PLAN: ("·", "缺藏"),
}
_NAMED_YEARS = 8
"""A state with more years than this is given as spans."""
_TERMS = 8
"""Expansions named without ``--explain``."""
_KINDS = {"topic": "", "comparison": "比较", "first": "最早出现"}


def reading(query: schemas.Query) -> str:
    """How a question was read: its topic, kind, period and concepts."""
    read = [f"问的是：{query['normalised']}"]
    if _KINDS[query["kind"]]:
        read.append(_KINDS[query["kind"]])
    if query["period"]:
        read.append(span(*query["period"]))
    if query["concepts"]:
        read.append(f"概念：{'、'.join(query['concepts'])}")
    return "　".join(read)


def span(first: int | None, last: int | None) -> str:
    """A period of which one end may be open.

    >>> span(1985, None), span(None, 1965), span(2011, 2015), span(2013, 2013)
    ('1985年起', '1965年止', '2011—2015年', '2013年')
    """
    if first is None or last is None:
        return f"{last}年止" if first is None else f"{first}年起"
    return f"{first}年" if first == last else f"{first}—{last}年"


def question(query: schemas.Query, page: Page, explain: bool = False) -> list[str]:
    lines = page.block(reading(query))
    terms = [expansion["term"] for expansion in query["expansions"]]
    if terms and not explain:
        more = f"等{len(terms)}个" if len(terms) > _TERMS else ""
        lines += [page.quiet(line) for line in page.block(f"也查：{'、'.join(terms[:_TERMS])}{more}")]
    if explain:
        for expansion in query["expansions"]:
            lines += page.block(f"也查“{expansion['term']}”：{expansion['why']}", 2)
        for exclusion in query["exclusions"]:
            lines += page.block(f"不算“{exclusion['term']}”：{exclusion['why']}", 2)
    return lines


def compared(query: schemas.Query, page: Page) -> list[str]:
    """For a question that compares two periods, the command that sets them side by side."""
    if query["kind"] != "comparison":
        return []
    one, other = ("-".join(map(str, dict.fromkeys(side))) for side in query["sides"])
    command = f"cejian compare --a {one} --b {other} {query['normalised']}".rstrip()
    return ["", *(page.quiet(line) for line in page.block(command, 4, "对照："))]


EVIDENCE = {NONE: "没有找到与问题有关的内容。", WEAK: "没有直接的说法，下面是意思相近的内容。"}


def evidence(level: str) -> list[str]:
    return [EVIDENCE[level]] if level in EVIDENCE else []


def quotation(sentence: schemas.Sentence, page: Page, indent: int) -> list[str]:
    return ["", *page.block(f"“{sentence['text']}”", indent), *source(sentence, page, indent)]


def source(found: schemas.Sentence | schemas.Passage, page: Page, indent: int) -> list[str]:
    place = " · ".join([*found["heading_path"], *([found["item"]] if found["item"] else [])])
    year = "年份不明" if found["year"] is None else str(found["year"])
    source = f"—— 《{found['title']}》（{year}）{place}"
    return [page.quiet(line) for line in page.block(source, indent)]


def finished(lines: list[str], warnings: Sequence[str], page: Page) -> str:
    notes = [line for warning in warnings for line in page.block(warning, 4, "注：")]
    return "\n".join([*lines, *([""] if notes else []), *notes])


def counted_states(years: Sequence[schemas.Year] | Sequence[schemas.YearOfUse]) -> str:
    """``2011—2026年：14年提及，1年未见提及，1年缺藏``"""
    states = [year["state"] for year in years]
    counts = "，".join(
        f"{states.count(state)}年{name}" for state, (_, name) in STATES.items() if state in states
    )
    return f"{years[0]['year']}—{years[-1]['year']}年：{counts}"


def coverage(years: Sequence[schemas.Year] | Sequence[schemas.YearOfUse], page: Page) -> list[str]:
    """``2011—2026年：14年提及，1年未见提及，1年缺藏``, and a strip with one mark a year."""
    if not years:
        return []
    first = years[0]["year"]
    held = {state: [year["year"] for year in years if year["state"] == state] for state in STATES}
    lines = [page.strong(counted_states(years))]
    marks = "".join(STATES[year["state"]][0] for year in years)
    room = page.width - 12
    for start in range(0, len(marks), room):
        part = marks[start : start + room]
        lines.append(f"{first + start} {part} {first + start + len(part) - 1}")
    lines.append(
        page.quiet("　".join(f"{mark} {name}" for state, (mark, name) in STATES.items() if held[state]))
    )
    for state in (SILENT, COVERED, NO_PLAN):
        if held[state]:
            lines += page.block(f"{STATES[state][1]}：{spans(held[state])}")
    return lines


def spans(years: Iterable[int]) -> str:
    """Years in words: single ones by name, many as spans.

    >>> spans([2013, 2015]), spans([2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008, 2010])
    ('2013、2015', '2001—2008、2010')
    """
    ordered = sorted(years)
    if len(ordered) <= _NAMED_YEARS:
        return "、".join(map(str, ordered))
    runs: list[list[int]] = []
    for year in ordered:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)
