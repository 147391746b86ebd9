"""Is it promised or reported, and by when?  The mood and the deadline of each clause of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.years import Period, periods

TARGET, RESULT, BASELINE = "target", "result", "baseline"
LOOKING_BACK = ("报告", "总结", "决议")
"""Kinds of document whose figures are results unless a clause says otherwise."""
END_OF_CENTURY = 2000

_PROMISE = re.compile(
    "今年|明年|今明两年|今后|未来|(?<![一二三四五六七八九十])年内|[一二两三]年内|[四五十]年内(?=[使要将把均])"
    "|(?<![主重需必紧纲摘概首只])要(?![求点素闻害么])|拟(?!定)|计划(?=[在安招新建培用投到再增于])|预期目标|主要目标|目标是"
    "|力争|争取(?!到|了)|确保(?!了)|继续保持|再(?=增加|提高|扫除|减少|解决|建|新增|完成|培|使)|加快实现|必须|应当"
    "|将(?=继续|逐步|陆续|再|达|增|提|减|降|有|从|由|比|在|投入|安排|新增|超过|实现|为|全部|建|完成|扩大|使|能|可|基本|进一步|培养|招收|吸收|同|到|普及)"
)
_NOW = re.compile("今年|本年|本学[年期]|(?<![一二三四五六七八九十])年内|新学[年期]|力争|确保(?!了)|明年")
_SOME_YEARS = re.compile("年内|今后")
_PERIOD = re.compile("(?:时期|期间|期末|末期|末|内)")
_UNTIL = re.compile("(?:底|末|以?前|之前)")
_THEN = re.compile("去年|上年|上学年|过去|截[至止]|[一二三四五六七八九十两]年来")
"""Times gone by: they hold for the clauses that follow, too."""
_DONE = re.compile("(?<![为除得不])了(?![解望])|已(?!知)|以来|还有|曾|提前实现|超额完成|超过[^,]{0,6}目标")
"""Done things: each holds for its own clause."""
_STATED = re.compile("有|达|是|为|占|增长|下降|共")
"""我国有2.9亿在校学生,要办好教育: what merely is does not become a promise by the 要 that follows."""
_BESIDE = re.compile("(?:比|较|同|与|由|从)(?:去年|上年|上一年|前年)|在(?:去年|上年)[^,]{0,12}基础上")
_COMPARED_WITH = ("比", "较", "同", "从", "由", "自", "与")
_TIMES = re.compile(r'\d{4}|[一二三四五六七八九十]"?(?:个)?五')

_FROM = re.compile(
    "(?:从|由)(?:[^,;:。从由]{0,10}的|(?:19|20)[0-9]{2}年的?|(?:上年|去年|原来|目前|现在)的?|每[^,;:。]{0,6})?(?:约|近)?$"
)
_TO = re.compile(
    "[^,;:。]{0,14}?(?:提高|提升|增加|增长|上升|下降|降低?|减少|扩大|整合|优化|发展|缩小|调整|延长|压减|转|增|减|合并|归并)"
    "[^,;:。]{0,2}?(?:到|至|为)"
)
_THAN = re.compile("(?:比(?![例重率值])|较)[^,;:。]{1,12}的(?:约|近)?$")
_ON_TOP = re.compile("[^,;:。]{0,12}?基础上")
_HAVING = re.compile("(?:现有|原有|全[市区县省校])$")
_HOLDING = re.compile("全[市区县省校][^,;:。不每达到为保实新建降增减]{2,24}$")
_ACTED_ON = re.compile("[^,;:。]{0,24}?(?:全部|完成|达到|实现|建成|配备|通过|安装)")

_PAST_HEADING = re.compile("回顾|过去|去年|成就|总结|完成情况|基本情况")
_PROMISING_HEADING = re.compile(
    "任务|部署|安排|目标|总体要求|建议|今后|展望|政策取向|工作重点|重点工作|主要工作|工作布局|今年|明年|设想"
)


@dataclass(frozen=True, slots=True)
class Mood:
    """What holds in one clause: the kind of its figures, and the year by which promises are due."""

    kind: str
    deadline: int | None


def heading_mood(headings: Sequence[str], doc_type: str) -> str:
    """What a figure is where its clause says nothing: by the kind of document and the headings it stands under.

    >>> heading_mood(["三、2024年政府工作任务"], "报告"), heading_mood([], "报告"), heading_mood([], "工作要点")
    ('target', 'result', 'target')
    """
    for heading in headings:
        if _PAST_HEADING.search(heading):
            return RESULT
        if _PROMISING_HEADING.search(heading):
            return TARGET
    return RESULT if doc_type in LOOKING_BACK else TARGET


def moods(
    sentence: str, clauses: Sequence[tuple[int, int]], doc_type: str, year: int | None, default: str
) -> list[Mood]:
    """The mood of each clause ``sentence[start:end]``: a time or a promise reaches over those that follow.

    >>> said = "2017年60套已交付使用,今年再建80套"
    >>> [mood.kind for mood in moods(said, [(0, 13), (14, 21)], "工作要点", 2018, TARGET)]
    ['result', 'target']
    """
    named = _times(sentence)
    plan = doc_type not in LOOKING_BACK
    found: list[Mood] = []
    silent: set[int] = set()
    carried, deadline, at = default, None, 0
    for number, (start, end) in enumerate(clauses):
        clause = _BESIDE.sub("", sentence[start:end])
        times = []
        while at < len(named) and named[at].start < end:
            times.append(named[at])
            at += 1
        due = [time.last for time in times if year is not None and _is_due(sentence, start, time, year)]
        gone = any(year is not None and time.last < year and time.kind != "five_year" for time in times)
        now = _NOW.search(clause)
        promised = now if plan else _PROMISE.search(clause) or (due and max(due) > (year or 0))
        past = _THEN.search(clause) or (gone and not due and not promised)
        kind = carried
        if promised and not past:
            kind = carried = TARGET
            if _DONE.search(clause):
                kind = RESULT
            elif not plan:
                _promise_before(found, silent)
        elif past:
            kind = carried = RESULT
            if promised and now:
                kind = carried = TARGET
        elif _DONE.search(clause):
            kind = RESULT
        elif not _STATED.search(clause):
            silent.add(number)
        if now or _SOME_YEARS.search(clause):
            deadline = None
        deadline = due[-1] if due else deadline
        century = "本世纪末" in clause and (year or END_OF_CENTURY) < END_OF_CENTURY
        kind = TARGET if century else kind
        found.append(Mood(kind, (END_OF_CENTURY if century else deadline) if kind == TARGET else None))
    return found


def _promise_before(found: list[Mood], silent: set[int]) -> None:
    """提高1200万中小学教师待遇,中央财政为此将投入120亿元: the first clause promises as well."""
    number = len(found) - 1
    while number in silent:
        found[number] = Mood(TARGET, None)
        silent.remove(number)
        number -= 1


def _is_due(sentence: str, start: int, time: Period, year: int) -> bool:
    """到2020年, 2012年达到, “十一五”时期; not the years in the name of a plan (“十四五”规划, 2017-2020年)."""
    if time.last < year:
        return False
    if time.kind == "five_year":
        return sentence[time.start] == "第" or bool(_PERIOD.match(sentence, time.end))
    until = sentence[max(start, time.start - 1) : time.start] in ("到", "至") or _UNTIL.match(
        sentence, time.end
    )
    return time.kind == "year" and bool(until or (time.last > year and time.start - start <= 1))


def _times(sentence: str) -> list[Period]:
    """Years and plan periods that say when; 比2010年翻一番 and 2022年版 do not."""
    if not _TIMES.search(sentence):
        return []
    return [
        time
        for time in periods(sentence)
        if time.kind in ("year", "range", "five_year")
        and not sentence[max(0, time.start - 1) : time.start].endswith(_COMPARED_WITH)
        and not sentence.startswith(("版", "级"), time.end)
    ]


def is_baseline(left: str, right: str, stock: bool) -> bool:
    """Whether a number is where something starts from: the 26% of 由26%下降到20%, the 395亿 of 比上年的395亿.

    ``stock``: a count of things; what a plan only has (全区6200名留守儿童) is its background.
    """
    if _FROM.search(left) and _TO.match(right):
        return True
    if _THAN.search(left) or _ON_TOP.match(right):
        return True
    if not stock:
        return False
    return (bool(_HAVING.search(left)) and not _ACTED_ON.match(right)) or (
        bool(_HOLDING.match(left)) and not right
    )
