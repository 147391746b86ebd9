"""What is being asked?  A question read for its topic, period, comparison and first appearance.

>>> asked = read_question("历年计划怎么说减负")
>>> asked.core, asked.kind, asked.period
('减负', 'topic', None)
>>> read_question("九十年代的扫盲").period
(1990, 1999)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.folding import fold_key
from nlp.question_years import beside_digits, compared_sides, link, whole_period, without_years, year_spans

TOPIC, COMPARISON, FIRST = "topic", "comparison", "first"
LONGEST_QUESTION = 200
"""A longer text is no question but a passage: it is taken whole."""
_DIFFER = re.compile(
    "(?:都|又|的|之间){0,4}(?:有|发生)?(?:了)?(?:何|什么|哪些|多大)?的?(?:不同|异同|区别|差别|差异|变化)(?:之处|了?什么|在哪里?)?(?=[吗呢?]{0,4}$)"
    "|相比(?:之下|于|较)?|怎么变|^(?:比较|对比)(?:一下)?|vs"
)
"""Words of a comparison; they are read only where two periods are named."""

_NAMED = "(?:提出|提到|提及|提起|出现|写进|写入|写到|见于|见|说到|说起|提(?![倡高升供前质拔取醒案])|有(?![效序关力色机])|说(?![明法]))"
_WHEN = "(?:何时|什么时候|什么时间|哪一?年|哪一?份(?:计划|报告|文件|要点)|哪一?届)"
_BEGUN = "(?:实行|实施|推行|恢复|取消|建立|设立|成立|普及)"
_STARTED = "(?:开始|起|最早|最先|首次|第一次|才|就|被)"
_FIRST = re.compile(
    rf"(?:谁|哪里)?是?(?:最早|最先|首次|首度|首先(?={_NAMED})|首见|第一次(?=是|在|被|{_NAMED}|$))"
    rf"(?:是|在|由|于|被){{0,4}}(?:{_WHEN})?(?:的?(?:计划|报告|文件|要点))?(?:里|中)?{_NAMED}?(?:了|过|在|于|的){{0,4}}(?:是|在|于){{0,3}}(?:{_WHEN})?(?:的?(?:计划|报告|文件|要点)(?:里|中)?)?的?"
    rf"|(?:是|在|于)?(?:从|自)?(?:何时|什么时候|什么时间)(?:{_STARTED}{{1,4}}{_NAMED}?|{_NAMED}|(?=的|{_BEGUN}|$))(?:来|的|了|过){{0,4}}"
    rf"|(?:是|在|于){{0,3}}(?:从|自){_WHEN}{_STARTED}{{0,4}}{_NAMED}?(?:来|的|了|过){{0,4}}"
    rf"|(?:是|在|于){{0,3}}{_WHEN}(?:{_STARTED}{{1,4}}{_NAMED}?|提出|出现|写进|写入|(?={_BEGUN}))(?:来|的|了|过){{0,4}}"
)

_ON = "对(?!口|外|内[开交合外]|比(?!例)|[象策接标等话待应付抗])"
_PLANS = "(?:(?:工作)?(?:计划|要点|报告|总结)|文件|规划|公文|文本|原文)"
_SAID = "(?:说(?![明课法])|提(?![倡高升供前质拔取醒案])|讲|写(?!作)|规定|要求|表述|描述|看待?|谈|安排|部署|论述|阐述|强调)"
_LEAD = re.compile(
    "^(?:"
    "请问|请教|请(?=[列查找搜告介说讲])|麻烦|(?:帮|替|给)(?:我|忙|我们)|我们?(?:想|要)(?:要)?(?:知道|了解|看看?|查|问|找)(?:一下)?|想(?:知道|了解|问|查|看看?)(?:一下)?|"
    "[查问找搜看列说讲](?:一下|一查|下|看|找|询|索|出|说)|搜索|列出|对比一?下?|"
    "关于|对于|有关|围绕|针对|"
    "(?:我|本)(?:市|区|县|省|局|校)(?:的)?|我们(?:市|区|县|省|局)?(?=对|怎|如何|有|历年)|"
    "(?:历年来?|历届|历次|各年|每年|逐年|往年|这些年来?|多年来?|以往|过去|最近|从来|一直)(?:以来)?的?|"
    rf"(?:市|区|县|省)?(?:教育(?:局|厅|部|部门|委员会)|教委|各级政府|政府|上级|各地|国家)(?:(?=(?:都|是|又|应该|要)*(?:怎|如何|对|有(?:什么|哪些)|历年))|的?(?=(?:工作)?{_PLANS}))|"
    rf"(?:年度|历年|教育|工作|政府)*{_PLANS}(?:里面?|里头|中|上|当中|内)?(?:都|是|又|曾)*(?=[ ,的]|怎|如何|历年|对|有|提|说|讲|写|谈|关于|都|$)|"
    f"(?:都|又|曾经?|有没有|没有|没|有无|是否)?(?:有)?(?:提到|提及|谈到|讲到|说到|涉及到?|强调)(?:过|了)?(?:关于)?|"
    "(?:什么|啥)(?:是|叫)|为什么要?|为何要?|"
    "在(?![线职岗编校园读籍任外乡场])(?=.+方面$)|的|[,、;:.'!?])"
)
_OF_THE_PLANS = (
    f"(?:历年来?|往年|各年|年度)?的?(?:教育|政府)?{_PLANS}(?:里|中|上)?|提法|表述|说法|论述|内容|规定|要求|部署|安排|措施|举措|做法|"
    "政策|情况|问题|工作|方面|目标|任务|进展|成效|效果|历史|沿革|演变|演进|(?:发展)?历程|变迁|变化|年份|趋势|由来|背景|意思|含义|特点|句子|段落|原文"
)
_ANYWHERE = re.compile(
    rf"(?:都|是|又|曾经?|分别){{0,4}}(?:怎么样?|怎样|如何|咋)(?:地|去|来)?{_SAID}(?:的|过|了|到|待){{0,4}}(?:关于|{_ON})?"
    "|(?:都|是|又|应该?|要|我们|各地){0,4}(?:怎么样?|怎样|如何|咋)(?:地|去|来)?(?:抓|搞|弄|做)(?:好|的|了){0,4}"
    "|(?:都|是|又|应该?){0,4}(?:怎么样?|怎样|如何|咋)(?:办|了)?(?:的)?(?=[ ,?]|$)"
    "|(?:都|是|又|应该?){0,4}(?:怎么样?|怎样(?!培养人)|如何|咋)(?:地|去|来|才能)?"
    rf"|(?:在|于|是){{0,3}}哪(?:些|几|一)?(?:个)?(?:年份?|年度|几年)(?:的?{_PLANS})?(?:里|中|被|都|没有|没){{0,4}}(?:有|提到|提及|出现|说到|讲到|写到)?(?:过|了)?"
    "|(?:都|还|又)?(?:有|出台|采取|制定|作出|做|提出|提|说|讲|写|规定|安排|部署)(?:了|过|到|出)?(?:哪些|什么(?!人)|啥|哪几[个条项])(?:样的?)?"
    f"|(?:哪些|什么|哪几[个条项])(?:样的?)?(?={_OF_THE_PLANS}|$)"
    "|(?:是|有)(?:什么|哪些|何|怎样的?)(?:意思)?|有没有|有无|是否|能否|多少次|几次"
    "|历年来?(?=对|有|的|怎)|(?:没有|没|被)(?:提到|提及|说到|出现|提(?![倡高升供前质拔取醒案]))过?|(?:增加|增长|提高|减少|下降)了?多少"
)
_TAIL = re.compile(
    f"(?:的|相关的?|有关的?|具体的?|这一|这个|这种|^){{1,3}}(?:{_OF_THE_PLANS}){{1,3}}的?$"
    "|(?:提法|表述|说法|论述|措施|举措|做法|进展|成效|演变|沿革|(?:发展)?历程|变迁|变化|由来|方面){1,3}的?$"
    f"|(?:历年来?|往年|各年)的?(?:教育|政府)?{_PLANS}(?:里|中|上)?$"
    "|(?:[做办考教学抓搞]|落实|推进|开展|进展|执行|完成|发展)得$|(?:吗|呢|(?<!网)吧|啊|呀|(?<![什怎多那这])么|了){1,6}$"
    "|(?:(?<!目)的|(?<![参授赋给])[和与]|[都在被是,、;:.'!?])$"
)
_LEFT_OVER = re.compile("(?:的|[都是又](?=怎|如何|哪|有|什么|$)|[,、])+")
"""What ties removed words to what follows them."""
_OBJECT = re.compile(f"^{_ON}|^就(?![业读学近医])")
_ENGLISH = re.compile(
    r"(?<![a-z])(?:what|did|do|does|has|have|had|the|plans?|reports?|say|says|said|about|over|years?|how|on|of|in|and|is|"
    r"are|was|were|to|for|all|been|with|regarding|mention(?:ed)?|policy|policies)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as read: ``core`` is the folded topic without filler, period and comparison words.

    ``period`` has None for an open end; ``sides`` are the two periods of a comparison.
    """

    text: str
    core: str
    kind: str = TOPIC
    period: tuple[int | None, int | None] | None = None
    sides: tuple[tuple[int, int], ...] = ()


def read_question(text: str, latest: int | None = None) -> Asked:
    """Read a question; ``latest`` is the library's newest plan year, from which 近五年 counts.

    >>> asked = read_question("2013年和2023年减负有什么不同")
    >>> asked.core, asked.kind, asked.sides
    ('减负', 'comparison', ((2013, 2013), (2023, 2023)))
    """
    key = fold_key(beside_digits(text[: LONGEST_QUESTION + 1]))
    if len(text) > LONGEST_QUESTION:
        return Asked(text, fold_key(text))
    spans = year_spans(key, latest)
    links = [link(key[a.end : b.start]) for a, b in pairwise(spans)]
    compared = any(link in ("和", "比") for link in links) or _DIFFER.search(key)
    sides = compared_sides(spans, latest) if compared and "到" not in links else ()
    kind = FIRST if _FIRST.search(key) else COMPARISON if sides else TOPIC
    rest = without_years(key, spans)
    for pattern, wanted in ((_FIRST, kind == FIRST), (_DIFFER, sides)):
        rest = _cut_all(pattern, rest) if wanted else rest
    core = _topic(rest, asked_about=rest != key, dated=bool(spans))
    period = None if kind == COMPARISON else whole_period(spans)
    return Asked(text, core, kind, period, sides if kind == COMPARISON else ())


def _topic(text: str, asked_about: bool, dated: bool) -> str:
    """The topic alone; filler goes as long as two characters of topic are left, or a period is named."""
    core = " ".join(_ENGLISH.sub(" ", text).split())
    whole = core
    for pattern in (_LEAD, _ANYWHERE, _LEAD, _TAIL):
        core = _stripped(core, pattern, dated)
    if asked_about or core != whole:
        for pattern in (_OBJECT, _LEAD, _TAIL):
            core = _stripped(core, pattern, dated)
    return " ".join(filter(None, map(_bare, core.split())))


def _bare(part: str) -> str:
    """Without punctuation around it, and without a quotation mark or bracket that has lost its other."""
    part = part.strip("?!。,、;:.")
    if part.count('"') % 2 or re.fullmatch('"[^"]*"', part):
        part = part.strip('"')
    if part.count("(") != part.count(")") or re.fullmatch(r"\([^()]*\)", part):
        part = part.strip("()")
    return part


def _stripped(core: str, pattern: re.Pattern[str], dated: bool) -> str:
    """Each part of the core without what the pattern finds there, again and again."""
    done: list[str] = []
    parts = core.split()
    while parts:
        part = parts.pop(0)
        found = next((found for found in pattern.finditer(part) if found[0]), None)
        shorter = _cut(part, found).split() if found else []
        left = sum(map(len, (*done, *shorter, *parts)))
        if found and (left >= 2 or (dated and not left)):
            parts[:0] = shorter
        else:
            done.append(part)
    return " ".join(done)


def _cut(text: str, found: re.Match[str]) -> str:
    """The text without a match, and without what tied the match to the text after it."""
    after = found.end()
    tie = _LEFT_OVER.match(text, after)
    return text[: found.start()] + " " + text[tie.end() if tie else after :]


def _cut_all(pattern: re.Pattern[str], text: str) -> str:
    while found := next((found for found in pattern.finditer(text) if found[0]), None):
        text = _cut(text, found)
    return text
