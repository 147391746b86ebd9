"""Does it say that all, or nearly all, of something is reached?  全覆盖, 全部清零, 所有学校都…, 基本普及.

>>> [(w.operator, w.indicator) for w in find_wholes("实现建档立卡家庭学生资助全覆盖", True)]
[('all', '建档立卡家庭学生资助')]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.indicators import LONGEST, PARENTHESES, SHORTEST, before_number, behind_unit

ALL, MOST = "all", "most"

WHOLE = re.compile("全部|全覆盖|清零|所有|基本上?[普扫消实]")
"""What every claim of this kind holds."""

_COVERED = re.compile('全覆盖(?=$|["、和的])(?!的?(?:检查|排查|督导|培训|监测))')
_WHOLLY = re.compile(
    "全部(?=完成|消除|清零|建成|达标|达到|纳入|配备|安装|免除|实现|建立|开展|通过|脱贫|整改|取消|实行|实施|普及|接入|改造|配齐|兑现|"
    "入学|就业|到位|运行|挂牌|开放|覆盖|淘汰|退出|转移|解决|组织|公开|办结|上岗|持证|复学|返校|参加|使用|落实|化解)"
)
_CLEARED = re.compile('(?<!动态)清零(?=$|["和的])(?!的?行动)')
_REACHING = re.compile("覆盖(?:到|了)?(?:全部|所有|全体)(.{2,})")
_EACH = re.compile("(?:^|使|让|对|实现|完成|确保|保证)所有(?:的)?([^、]{2,})")
_ALIKE = re.compile("都|均|全部")
_STATE = re.compile("实现|达到|普及|享受|纳入|建立|办起|入学|开设|配备|覆盖")
_MOSTLY = re.compile("基本上?(?:普及|扫除|消除|消灭|实现)(?:了)?")
_ATTRIBUTE = re.compile("的(?:地区|县|人口|省|目标)|验收|准备|工作|标准|规划|评估")
_TAIL = re.compile("(?:和基本|、基本|攻坚|工作|的目标|的任务|的要求).*$")


@dataclass(frozen=True, slots=True)
class Whole:
    """``clause[start:end]`` says that ``indicator`` is reached wholly (``all``) or nearly (``most``)."""

    operator: str
    indicator: str
    start: int
    end: int


def find_wholes(clause: str, plan: bool) -> list[Whole]:
    """The claims of a folded clause; reports admonish with 所有, so there it needs 都 and a verb of reaching."""
    if not WHOLE.search(clause):
        return []
    clause = PARENTHESES.sub(lambda aside: " " * len(aside[0]), clause)
    mostly = [_most(clause, found) for found in _MOSTLY.finditer(clause)]
    whole = _all(clause, plan)
    return [found for found in mostly if found] or ([whole] if whole else [])


def _most(clause: str, found: re.Match[str]) -> Whole | None:
    rest = clause[found.end() :].partition("、")[0]
    if "实现" in found[0] and not rest.endswith("全覆盖"):
        return None
    thing = _TAIL.sub("", rest)[:LONGEST].strip('",、的') if rest else before_number(clause[: found.start()])
    if len(thing) < SHORTEST or _ATTRIBUTE.match(rest):
        return None
    return Whole(MOST, thing, found.start(), found.end() + (len(thing) if rest else 0))


def _all(clause: str, plan: bool) -> Whole | None:
    if reaching := _REACHING.search(clause):
        return Whole(ALL, _short(clause), 0, reaching.end())
    if clause.endswith(("后", "时")):
        return None
    for pattern in (_COVERED, _WHOLLY, _CLEARED):
        found = pattern.search(clause)
        if not found:
            continue
        thing = before_number(clause[: found.start()])
        if thing:
            return Whole(ALL, thing, 0, found.end())
        rest = behind_unit(clause[found.end() + 2 :])
        if rest and pattern is _WHOLLY:
            return Whole(ALL, rest, found.start(), len(clause))
    each = _EACH.search(clause)
    if each and (plan or (_ALIKE.search(each[1]) and _STATE.search(each[1]))):
        return Whole(ALL, _short(_ALIKE.sub("", each[1], count=1)), each.start(), each.end())
    return None


def _short(text: str) -> str:
    thing = before_number(text) or text
    return thing[:LONGEST]
