"""Who issued it, for which place, level and stage?  Read from a title or a name, never from the body.

``临澄市教育局2013年工作要点`` is issued by 临澄市教育局, region 临澄市, level 市.  An unknown name
(``xx市教育局``) names nobody: it gives a level, but neither issuer nor region.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.folding import flatten, simplify
from corpus.places import leading, told_apart
from corpus.years import periods

_OFFICE = (
    r"(?:人民代表大会|常务委员会|常委会|国务院|中共中央|教育(?:和体育|体育|科技|文化体育|卫生)?(?:局|厅|部|委员会)|教委|教体局|教科局|"
    r"人民政府|(?<=[省市县区乡镇州旗])政府|委员会|领导小组|办公室|办公厅|党委|党组|工委|党工委|总支|支部|教研室|研究院|教科院|"
    r"督导室|指导中心|教师发展中心|兵团|(?<=.)[局厅处科股室委]|(?<=..)部)"
)
_SCHOOL = r"(?:学校|[一二三四五六七八九十\d]中(?!学)|附中|附小|中学|小学|初中|高中|幼儿园|学院|大学|中心校|中心幼儿园|教育集团|园)"
_ORGANISATION = re.compile(rf"{_OFFICE}|{_SCHOOL}")
_FOLLOWS = re.compile(
    r"$|关于|工作|政府工作报告|(?:19|20|xx)\d{0,2}|第|\"|年度|教育|义务|学前|基础|职业|高中|特殊|中小学|党建|德育|教学|教研|安全|师资|学年"
    r"|《|十[一二三四五]五|\d|[(\[]|贯彻|落实|实施|推进|印发|转发|办公|[ -]"
)
_LEADING = re.compile(
    r"^(?:中华人民共和国|第[一二三四五六七八九十\d]+届|关于|转发|印发|[^\w*]|(?:19|20)\d\d(?:-(?:19|20)?\d\d)?(?:学?年度?)?|(?:20)?xx学?年度?)+"
)
_GENERIC = re.compile(
    r"(?:全[省市县区国校]|[本我各该]|普通|中小|农村|城区|公办|民办|直属){0,6}(?:学校|中学|小学|初中|高中|幼儿园|学院|大学|园|部门)"
)
_MASKED = re.compile(r"x{2,}|\*{2,}|某")

_PROVINCE = r"[一-鿿]{2,6}?(?:省|自治区|特别行政区)"
_CITY = r"[一-鿿]{1,6}?(?:市|自治州|地区|盟)"
_COUNTY = r"[一-鿿]{1,8}?(?:自治县|县|新区|开发区|区|旗|市)"
_PLACE = re.compile(rf"(?P<province>{_PROVINCE})?(?P<city>{_CITY})?(?P<county>{_COUNTY})?")
_NO_PLACE = re.compile(
    r"(?:^|[市省])(?:[全本我各该]|[一-鿿]{0,2}(?:校|园|社|学|片|辖|示范|城|市))(?:省|市|县|区)$|^(?:省|市|县|区)$|教育|学校|中学|小学"
)
_STATE = re.compile(r"^(?:中共中央|国务院|教育部|国家|全国|中华人民共和国|财政部)|教育部")

_DOC_TYPES = (
    ("决议", "决议"),
    ("工作要点|要点|工作重点", "工作要点"),
    ("行动计划|提升计划|规划纲要|纲要|规划|振兴计划", "规划"),
    ("总结|小结|回顾", "总结"),
    ("方案|办法|细则|预案", "方案"),
    ("通知|通报", "通知"),
    ("(?<!征求)意见", "意见"),
    ("报告|汇报", "报告"),
    ("计划|打算|安排|思路", "工作计划"),
)
_BOTH = (
    (re.compile("(?:计划|要点)(?:和|及|与|暨|、).{0,12}(?:总结|小结)$"), "工作计划"),
    (re.compile(r"(?:总结|小结)(?:和|及|与|暨|、)[^\d]{0,6}(?:打算|思路|下一步.{0,6}|今后.{0,6})$"), "总结"),
)
"""Titles of two things whose last word is the lesser: a plan with last year's summary, a summary with intentions."""
_STAGES = (
    ("学前", "学前|幼儿|幼教|托幼"),
    ("义务", "义务教育|小学|初中|初级中学|九年一贯|初等教育"),
    ("高中", "高中|普高|高级中学|高考"),
    ("职业", "职业|职教|中职|高职|技工|技师|中等专业|中专"),
    ("高等", "高等教育|高等学校|高校|大学(?!附)|本科|研究生|(?<!进修)学院"),
    ("特殊", "特殊教育|特教|聋|盲人|盲校|培智|残疾"),
    ("终身", "终身|成人教育|社区教育|社区学院|老年大学|老年教育|开放大学|扫盲|继续教育"),
)
_BASIC = ("学前", "义务", "高中", "特殊")
DOMINANT = 0.7
"""Share of the headings with a stage that must name the same one before it counts as the document's."""


def issuer_of(title: str) -> str | None:
    """The organisation that a title begins with, in simplified characters.

    >>> [issuer_of(title) for title in ("临澄市教育局2013年工作要点", "教育局基础教育处2023年工作要点")]
    ['临澄市教育局', '教育局基础教育处']
    >>> issuer_of("2025年中华人民共和国国务院政府工作报告"), issuer_of("xx市教育局工作要点")
    ('国务院', None)
    """
    name = organisation(title)
    if name is None or _MASKED.search(flatten(name)):
        return None
    return name


def organisation(title: str) -> str | None:
    """As ``issuer_of``, unknown names included."""
    compact = simplify("".join(title.split()))
    flat = flatten(compact)
    lead = _LEADING.match(flat)
    start = lead.end() if lead and lead.end() < len(flat) else 0
    best = None
    for match in _ORGANISATION.finditer(flat, start, min(len(flat), start + 40)):
        if "关于" in flat[start : match.start()] or "《" in flat[start : match.start()]:
            break
        if _FOLLOWS.match(flat, match.end()) and match.end() - start >= 3:
            best = match.end()
    if best is None:
        return None
    name = compact[start:best]
    if _GENERIC.fullmatch(flat[start:best]) or any(p.end - p.start > 3 for p in periods(name)):
        return None
    return name


def region_of(name: str, hints: Iterable[str] = ()) -> str | None:
    """The place at the start of an issuer's name or a title, as ``Place.title`` has it where it is known.

    ``hints`` name places around it, which tell one 鼓楼区 from another.

    >>> [region_of(name) for name in ("临澄市澄南区教育局", "教育局基础教育处", "国务院", "xx市教育局")]
    ['临澄市澄南区', None, None, None]
    >>> region_of("姜堰区教育局"), region_of("鼓楼区教育局"), region_of("鼓楼区教育局", ["南京市"])
    ('泰州市姜堰区', '鼓楼区', '南京市鼓楼区')
    """
    return _placed(name, hints)[0]


def _placed(name: str, hints: Iterable[str] = ()) -> tuple[str | None, str | None]:
    """The region that a name begins with, and the level of its government."""
    compact = simplify("".join(name.split()))
    flat = flatten(compact)
    lead = _LEADING.match(flat)
    start = lead.end() if lead else 0
    if flat.startswith("中共", start):
        start += 2
    known = leading(compact[start:])
    if known is None:
        return _unlisted(compact, flat, start)
    end = start + known.end
    places = told_apart(known.places, hints)
    ranks = {place.rank for place in places}
    level = ranks.pop() if len(ranks) == 1 else None
    if len(places) > 1:
        return (compact[start:end] if re.search("[市县区旗]$", compact[start:end]) else None), level
    if level == "县":
        return places[0].title, level
    within, inner = _unlisted(compact, flat, end, below=places[0].level)
    return (places[0].title + within, inner) if within else (places[0].title, level)


def _unlisted(compact: str, flat: str, start: int, below: str = "") -> tuple[str | None, str | None]:
    """The same for names that are in no list: what has the form of one, below a place of a level."""
    match = _PLACE.match(flat, start)
    level, end = None, start
    for kind, its_level in (("province", "省"), ("city", "市"), ("county", "县")):
        if not match or not match[kind]:
            continue
        if _NO_PLACE.search(match[kind]) or its_level == below or (below == "市" and its_level == "省"):
            break
        level, end = its_level, match.end(kind)
    words = compact[start:end]
    return (words, level) if words and not _MASKED.search(words) else (None, level)


def level_of(title: str, issuer: str | None) -> str | None:
    """The level of government, or 校.

    >>> [level_of(title, issuer_of(title)) for title in ("江苏省教育厅2013年工作要点", "2023年全区教育工作要点")]
    ['省', '县']
    >>> level_of("临澄市实验初级中学2013年工作计划", "临澄市实验初级中学")
    '校'
    """
    name = issuer or organisation(title) or ""
    flat = flatten(name)
    if re.search(rf"{_SCHOOL}$", flat):
        return "校"
    if _STATE.search(flat):
        return "国家"
    level = _placed(name or title)[1]
    if level is not None:
        return level
    scope = flat or flatten("".join(title.split()))
    for pattern, level in (
        (r"教育厅|省教育|^省|全省|兵团", "省"),
        (r"[县区旗](?:教育|人民政府|教体|委)|全[县区]|街道|乡|镇", "县"),
        (r"市(?:教育|人民政府|教体|委)|全市|xx市", "市"),
        (r"全国|^国家", "国家"),
        (r"^(?:[我本]?校|学校|幼儿园|我园|中学|小学)", "校"),
    ):
        if re.search(pattern, scope) or (not flat and re.search(pattern, flatten(title))):
            return level
    return None


def doc_type_of(title: str) -> str:
    """The kind of document: the last such word of the title, or of the title that it prints.

    >>> [doc_type_of(title) for title in ("关于印发《2013年工作要点》的通知", "2022年总结和2023年计划", "教育工作")]
    ['工作要点', '工作计划', '其他']
    """
    flat = flatten("".join(title.split()))
    printed = re.search(r"(?:印发|转发|下发|公布|发布|批转).{0,12}?《([^《》]+)》", flat) or re.search(
        r"(?:印发|转发|下发|公布|发布|批转)(.{1,100}?)的(?:通知|函)", flat
    )
    for words in (printed[1] if printed else "", flat):
        both = next((name for pattern, name in _BOTH if pattern.search(words)), None)
        if both:
            return both
        best = max(
            ((match.end(), name) for pattern, name in _DOC_TYPES for match in re.finditer(pattern, words)),
            default=None,
        )
        if best:
            return best[1]
    return "其他"


def stages_of(name: str) -> tuple[str, ...]:
    """The stages that a title or issuer names; 基础教育 is four of them.

    >>> stages_of("教育局基础教育处"), stages_of("临澄市教育局")
    (('学前', '义务', '高中', '特殊'), ())
    """
    flat = flatten(name)
    found = {stage for stage, pattern in _STAGES if re.search(pattern, flat)}
    if "基础教育" in flat or "基教" in flat:
        found.update(_BASIC)
    if re.search(r"(?<!初级)(?<!高级)(?<!完全)中学", flat) and not found & {"高等", "职业", "特殊"}:
        found.update(("义务", "高中"))
    return tuple(stage for stage, _ in _STAGES if stage in found)


def dominant_stage(headings: Sequence[str]) -> tuple[str, ...]:
    """The one stage that nearly all headings with a stage are about.

    >>> dominant_stage(["学前教育普及", "幼儿园建设", "学前师资", "安全"]), dominant_stage(["学前教育", "高中教育"])
    (('学前',), ())
    """
    named = [stages for heading in headings if (stages := stages_of(heading))]
    for stage, _ in _STAGES:
        count = sum(stages == (stage,) for stages in named)
        if count >= 3 and count >= DOMINANT * len(named):
            return (stage,)
    return ()
