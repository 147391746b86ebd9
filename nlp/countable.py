"""Does this number measure anything?  Names, thresholds and mere mentions are left out.

>>> from nlp.amounts import find_amounts
>>> key = '推进"163"行动,遴选6个专业,66人以上超大班额减少一半'
>>> [key[a.start : a.end] for a in find_amounts(key) if is_measure(key, a, 0, len(key), plan=True)]
['6个', '一半']
"""

from __future__ import annotations

import re

from nlp.amounts import Amount

_ACTIONS = (
    "新建|改扩建|扩建|改建|迁建|续建|新创建|创建|建设|建成|建好|建立|建|组建|成立|打造|培育|培养|培训|新增|增设|增加|增配|配备|"
    "配齐|设置|设立|开设|开展|举办|组织|召开|评选|评出|评审|遴选|选择|选聘|选派|聘请|招聘|招收|招录|招生|录取|引进|补充|"
    "认定|命名|推出|推广|编写|出版|开发|研发|制定|撰写|发表|完成|启动|安排|投入|拨付|发放|资助|改造|维修|撰|公布|立项|"
    "更换|配送|购置|添置|办好|办|上好|读|新设|设|扶持|支持|推荐|申报|争创|争取|获得|获|取得|达到|达|扩大到|增加到|接入|"
    "减少到|减至|帮助|解决|吸收|吸纳|扫除|减少|压减|撤并|整合为|优化为|掌握|参加|互听课|走访|抽查|测评|覆盖|"
    "增至|有|在|为|对|超过|听课|上课|评议|检查|督导|提供|整治|处置|排查|指导|承办|选树|树立|表彰|结对|签约|"
    "签订|建有|拥有|共"
)
"""Verbs after which a count is meant: 遴选6个专业 is one, 6个专业 alone may be a mere mention."""

_ACTION_BEFORE = re.compile(
    f"(?:{_ACTIONS})(?:了|好|出|约|近|共|各|一共|分别|累计|不少于|不低于|超过|至少|首批|第一批|市级|区级|省级|新的|全[市区省国])?$"
)
_NAME_BEFORE = re.compile(r"[第+/.:xa-z老*\-]$|(?:课间|星期|礼拜|约定|约法)$")
_NAME_AFTER = re.compile(r"[+/:a-z]|-\d")
_HIDDEN = re.compile('"[^"]*"|《[^》]{0,60}》|\\[\\d{4}\\]')
_LONGEST_QUOTED = 22
"""Characters with the marks: a longer quotation is a sentence that may promise something."""
_EVERY = re.compile("(?:每[^,;:。]{0,14}|至少[^,;:。]{0,6}|不少于|不低于|不超过)$")
_ONE = re.compile("一(?!半|倍|成|个百分点|个?小时|个?学时|个?课时)")
_LIFETIME = re.compile("年限|寿命")
_REPEATED = re.compile("每|不少于|不低于|不超过|至少")
_NOUN_NEXT = re.compile('的?[一-龥"a-z]')
_NO_NOUN = re.compile(
    "的?(?:目标|要求|水平|标准|比例|速度|增速|增幅|任务|规模|左右|上下|,|增长|提高|参加|就业|脱贫|受益|实现|达到)"
)
_LIMIT = re.compile(
    "(?:超过|高于|低于|少于|不足|不到|不满|未达|未达到|达不到|大于|小于|满)$|^(?:超过|高于|低于|不足|不到|不满)"
)
_SLOGAN_AHEAD = re.compile(
    "多?(?:口|人口)?的?(?:发展中)?(?:大国|人民|各族|同胞|神州|民族|农民的大国|中华|中国人|国家)"
)
_SLOGAN_BEHIND = re.compile("(?:团结|代表|占世界)$")
_LIST_NOUN = re.compile(
    "(?:[一-龥]{0,3}?)(?:方面|问题|环节|层面|层次|阶段|原则|关系|部分|步骤|要求|结合|转变|文明|代表|确保|坚持|统一|基本点|领域"
    "|时期|方针|意识|自信|关键|因素|条件|服从|维护|特点|项目|指标|部门|学科|重点|任务|办法|意见|战略|年头|年度|月|年"
    "|大局|主题|专题|要素|抓手|面向|维度|机制|体系|主义|模式|类型|类别|时段|月份|学期|季度|周期|不|年级|文件|条例|规定)"
)
_LISTED = frozenset("个项种条件部支张份对次起例头批位家块片分节门套本")
_FEW = 20
"""Up to which a count without a verb may be an enumeration: 抓好四个环节, 7个项目."""
_HAN_ONLY = re.compile("[百千万亿]{1,2}$")
_UNIT_ALONE = re.compile("小组|制(?![定造])|跑|半?工作制")
_PART_OF_NAME = re.compile("[一-龥]{0,5}率(?:达|保持|稳定|为|不|[0-9])")
"""每天锻炼一小时落实率达到100%: the first number belongs to what is measured."""
_ATTENDS = frozenset("所个名家位")
_SCORE = re.compile("[分值绩]")


def is_measure(key: str, amount: Amount, start: int, end: int, plan: bool) -> bool:
    """Whether the amount counts or measures what the clause ``key[start:end]`` speaks of.

    ``plan``: what a plan only mentions as taking part (接受复评估的11所高中) is no figure of its own.
    """
    before, after = key[start : amount.start], key[amount.end : end]
    numeral = key[amount.number : amount.stop]
    return not (
        _is_name(key, amount, numeral)
        or _is_one(before, numeral, amount)
        or _is_span_of_time(before, after, amount)
        or _is_threshold(before, after, key, amount)
        or _is_slogan(before, after, amount)
        or _is_enumeration(before, after, numeral, amount)
        or (plan and _takes_part(before, after, amount))
    )


def names(key: str) -> list[tuple[int, int]]:
    """Spans of titles and of short quotations, whose numbers are names: “163”行动."""
    found = (one.span() for one in _HIDDEN.finditer(key))
    return [(start, end) for start, end in found if key[start] != '"' or end - start <= _LONGEST_QUOTED]


def _is_name(key: str, amount: Amount, numeral: str) -> bool:
    near = key[max(0, amount.number - 4) : amount.number]
    return bool(
        _NAME_BEFORE.search(near)
        or _NAME_AFTER.match(key, amount.stop)
        or _HAN_ONLY.match(numeral[: -len(amount.unit) or None])
        or _UNIT_ALONE.match(key, amount.end)
        or (amount.unit in ("期", "条") and not numeral[0].isdigit())
        or (amount.unit == "米" and _NOUN_NEXT.match(key, amount.end))
        or numeral == "24小时"
        or key[amount.number - 1 : amount.number] == "每"
        or _PART_OF_NAME.match(key, amount.end)
    )


def _is_one(before: str, numeral: str, amount: Amount) -> bool:
    """一 is an article (召开一次会) unless something is to happen every time: 每学期上好一节."""
    if not _ONE.match(numeral) or len(numeral) != 1 + len(amount.unit):
        return False
    return amount.operator == "=" and (before.endswith("每") or not _EVERY.search(before))


def _is_span_of_time(before: str, after: str, amount: Amount) -> bool:
    if amount.unit in ("年", "岁"):
        return not _LIFETIME.search(before)
    if amount.unit in ("天", "周"):
        return not (_REPEATED.search(before) or amount.operator in (">=", "<="))
    return amount.unit == "分" and not _SCORE.search(before + after)


def _is_threshold(before: str, after: str, key: str, amount: Amount) -> bool:
    """66人以上超大班额, 合格率低于90%的学校: they say which ones, not how many."""
    if not before and not after and amount.end > amount.stop and key[amount.start - 1 : amount.start] == "(":
        return True
    if not _NOUN_NEXT.match(after) or _NO_NOUN.match(after):
        return False
    written = key[amount.start : amount.end]
    if amount.unit not in ("%", "‰") and amount.end > amount.stop and amount.operator in (">=", "<="):
        return not _ACTION_BEFORE.search(before) or before.endswith("对")
    return after.startswith("的") and bool(_LIMIT.search(written) or _LIMIT.search(before))


def _is_slogan(before: str, after: str, amount: Amount) -> bool:
    if amount.unit == "人" and _SLOGAN_AHEAD.match(after):
        return True
    return bool(_SLOGAN_BEHIND.search(before))


def _is_enumeration(before: str, after: str, numeral: str, amount: Amount) -> bool:
    if amount.unit not in _LISTED or (amount.low or amount.high or 0) > _FEW or amount.operator != "=":
        return False
    if _ACTION_BEFORE.search(before) and not before.endswith(("在", "对", "为")):
        return bool(_LIST_NOUN.match(after)) and not numeral[0].isdigit()
    return not numeral[0].isdigit() or bool(_LIST_NOUN.match(after))


def _takes_part(before: str, after: str, amount: Amount) -> bool:
    return amount.unit in _ATTENDS and before.endswith("的") and bool(_NOUN_NEXT.match(after))
