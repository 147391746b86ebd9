"""How much is said here?  Numbers with their unit and operator in a folded text.

>>> [(a.operator, a.low, a.high, a.unit) for a in find_amounts("新创建10-12所,入园率达93.5%以上,增长两倍")]
[('range', 10, 12, '所'), ('>=', 93.5, None, '%'), ('multiple', 3, 3, '倍')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.numerals import number

_ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,12})(?:\.\d{1,6})?"
_HAN = "[〇零一二两三四五六七八九十百千万亿]{1,16}(?:点[〇零一二三四五六七八九]{1,6})?"
_NUMERAL = re.compile(
    rf"(百分之|千分之|[二三四五六七八九十]分之)?({_ARABIC}|{_HAN})(多|余|来)?([十百千]?[万亿]{{0,2}})(多|余)?"
)
_STARTS = re.compile(
    r"(?<!\d)(?<!几)(?:(?<!数)|(?![十百千万亿]))(?:[百千二三四五六七八九十]分之)?[\d〇零一二两三四五六七八九十百千万亿]"
)
_REST = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)万")
"""What follows 亿 in 6亿3200万."""
_COLLOQUIAL = re.compile("([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)")
_TO = re.compile("-{1,2}|至|到")
_UNIT = re.compile(
    "个百分点|百分点|个?千分点|人次|场次|架次|批次|个?课时|个?学时|个?小时|分钟|立方公?[米尺]|平方公?[米尺]|平方公里|公顷|公里|千米|公斤|千克|千瓦时?"
    "|马力|美元|港元|元|%|‰|倍(?![数增])|成(?![立为员果效绩功长熟本型人就不])"
    "|人(?![民才大数员均类生力们家工格])|名(?!师(?![范资生])|[校优牌著单额称列录]|家(?!庭))|位|户(?![口籍外])"
    "|所(?![有以谓需在属长得说])|个班(?=以)|个(?![人别性体月税半]|多月)|家(?![长庭族属乡国访电])|处(?![理室级长分罚置于在])|项"
    "|门(?![类户口票诊槛])|节(?![约能水假日省目点庆奏俭])|次(?!会|全会|全体会)|场(?![地馆所])|套(?!餐)|座(?![谈位])|栋|幢"
    "|间(?![接隔断])|台|辆|艘|架|册|本(?![科级市区省年月地专书校土])|部(?![分门长署委队级属电])|篇(?!章)|件|种(?![植养])"
    "|对(?![口外接象于应比学教])|支(?![持部出付教撑援农])|片(?!区)|张|份|条|盏|床|头|棵|株|枚|块|期(?![间末中满待刊限工])"
    "|堂(?!课)|讲(?![话座课解师台述])|宗(?!旨)|起(?![来点步])|例(?!会)|吨|担|斤|亩|米|天|周(?![年岁])|岁|年(?![代级制])|分(?![之钟别数])"
)
_WRITTEN_ALSO = {
    "百分点": "个百分点",
    "千分点": "个千分点",
    "成": "%",
    "个班": "个",
    "个课时": "课时",
    "个学时": "学时",
    "个小时": "小时",
}
_NO_UNIT = re.compile(
    "个?多?月|年|日|时|点|号|届|级|周|世纪|星|代|轮|阶段|等|秒|字|度|维|大|期|章|步|层|方面|环节|分|点"
)
"""What follows a date, an ordinal or a name: 2013年级, 四星级, 三大行动."""
_TURNED = re.compile("翻(?:了)?([一两二三四五六七八九]?)番")
_HALF = re.compile("一半|半数")
_TENTHS = re.compile("十之([一二三四五六七八九])([一二三四五六七八九])")

_BEFORE = (
    (re.compile("(?:不低于|不少于|不小于|不得[低少]于|至少|最少|不下于?)(?:为|有|达|达到)?$"), ">="),
    (re.compile("(?:不超过|不高于|不多于|不大于|不得超过|不得高于|至多|最多)(?:了|为|到)?$"), "<="),
    (re.compile("(?:超过|高于|多于|大于|突破|超)(?:了|到)?$"), ">"),
    (re.compile("(?:低于|少于|小于|不到|不足|不满)了?$"), "<"),
    (re.compile("(?:大约|大概|将近|接近|约|(?<![附最远])近)(?:为|有|达|达到|了)?$"), "≈"),
)
_AT_LEAST = re.compile("至少[^,;:。0-9]{1,6}$")
"""至少互听课2节: the verb between them belongs to what is counted."""
_OF_WHAT = (
    (re.compile("不[少低]于[^,;:。0-9]{2,16}$"), ">="),
    (re.compile("不[超高多]于?过?[^,;:。0-9]{2,16}$"), "<="),
)
"""不低于符合条件人数的10%: what the share is of stands between."""
_REACH = 12
"""Characters before a number in which its operator stands."""
_BEHIND = re.compile(
    "(及?以上)|(以内|之内|及?以下|内(?![涵容部地]))|(左右|上下)|(强(?![化调制度大有烈盛])|多(?=[,;:。)]|$))"
)
_BEHIND_SAYS = (">=", "<=", "≈", ">")
_ONLY_LOW, _ONLY_HIGH = (">=", ">"), ("<=", "<")
_GROWN = re.compile("(?:增长|增加|提高|扩大|上升|增|多)(?:了|近|约|将近|超过|大约|接近|一共)*$")

PEOPLE = (
    "学生|学员|教师|教职工|职工|儿童|少年|青年|青壮年|幼儿|毕业生|研究生|农民|居民|市民|群众|干部|人员|专家|劳动力|工人"
    "|知识分子|孩子|家长|人才|人口|文盲|招生|就业|扩招|师生|村民|老人|渔民|大学生|妇女|人数|民工|失业|者"
)
_PEOPLE_AHEAD = re.compile(f'[^,;:。、()"0-9]{{0,14}}?(?:{PEOPLE})')
_PEOPLE_BEHIND = re.compile(f'(?:{PEOPLE})[^,;:。、()"0-9]{{0,8}}$')
_FEWEST_PEOPLE = 100
"""From which a number without a unit counts people: 1200万中小学教师, but no 一二年级学生."""
_RATE_BEHIND = re.compile("(?:率|比|系数|指数|值)[^,;:。]{0,12}$")
_ZERO = re.compile("(?:为|到|至|保持|达到)$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with unit and operators: ``key[start:end]`` holds all of it.

    ``key[number:stop]`` is numeral and unit alone.  ``low`` and ``high`` are equal for ``=`` and ``≈``;
    an open end is None; for ``multiple`` they say how many times as much (翻一番 and 增长一倍: 2).
    """

    operator: str
    low: float | None
    high: float | None
    unit: str
    start: int
    number: int
    stop: int
    end: int


@dataclass(frozen=True, slots=True)
class _Numeral:
    low: float
    high: float
    percent: str | None
    more: bool
    end: int


def find_amounts(key: str) -> list[Amount]:
    """Every amount of a folded text, in order; dates, ordinals and school years have no unit of ours."""
    return sorted(_amounts(key), key=lambda amount: amount.number)


def _amounts(key: str) -> Iterator[Amount]:
    for turned in _TURNED.finditer(key) if "番" in key else ():
        times = 2 ** int(number(turned[1] or "一") or 1)
        yield Amount(
            "multiple", times, times, "倍", turned.start(), turned.start(), turned.end(), turned.end()
        )
    for half in _HALF.finditer(key) if "半" in key else ():
        yield _with_operators(key, half.start(), half.end(), _Numeral(50, 50, "%", False, half.end()), "%")
    for tenths in _TENTHS.finditer(key) if "十之" in key else ():
        low, high = (10 * (number(digit) or 0) for digit in tenths.groups())
        yield _with_operators(key, tenths.start(), tenths.end(), _Numeral(low, high, "%", False, 0), "%")
    at = 0
    while found := _STARTS.search(key, at):
        amount, at = _read(key, found.start())
        if amount is not None:
            yield amount


def _read(key: str, start: int) -> tuple[Amount | None, int]:
    """The amount that begins here, if one does, and where to look for the next."""
    first = _numeral(key, start)
    if first is None:
        return None, start + 1
    unit, stop = _unit(key, first)
    to = _TO.match(key, stop)
    second = _numeral(key, to.end()) if to else None
    if to and second and _is_range(key, start, to[0], first, second):
        unit2, stop2 = _unit(key, second)
        if unit is None or unit2 in (None, unit):
            low = first.low
            if unit is None and first.end == stop and low < second.high / 1000:
                low = _scaled_like(key, first, second)  # 2-3万: 2 is 20000
            if low < second.high:
                first = _Numeral(low, second.high, None, False, second.end)
                unit, stop = (unit2 if unit is None else unit), stop2
    if unit == "":
        return None, stop
    if unit is None:
        unit = _unwritten(key, start, first)
        if unit is None:
            return None, stop
    return _with_operators(key, start, stop, first, unit), stop


def _numeral(key: str, start: int) -> _Numeral | None:
    """One number, or a spoken span of two (两三百): its values, and where it ends."""
    found = _NUMERAL.match(key, start)
    if found is None:
        return None
    part, digits, more, scale, more_yet = found.groups()
    times = number("1" + scale) or 1
    pair = _COLLOQUIAL.fullmatch(digits)
    if pair and not part:
        times *= number("1" + pair[3]) or 1
        low, high = (number(pair[1]) or 0) * times, (number(pair[2]) or 0) * times
        return _Numeral(low, high, None, False, found.end()) if low < high else None
    value, end = _number(digits, times), found.end()
    if value is None:
        return None
    rest = _REST.match(key, end) if scale == "亿" else None
    if rest:
        value, end = value + 10_000 * (number(rest[1]) or 0), rest.end()
    percent = None
    if part:
        percent = "‰" if part == "千分之" else "%"
        if part not in ("百分之", "千分之"):
            value = round(100 * value / (number(part[0]) or 1), 2)
    return _Numeral(value, value, percent, bool(more or more_yet), end)


def _number(digits: str, times: float) -> float | None:
    """六万万 is 600 million, and in 一亿一千多万 only what follows 亿 is counted in 万."""
    digits = digits.replace("万万", "亿")
    whole, hundred_millions, rest = digits.rpartition("亿")
    if hundred_millions and rest and times > 1:
        head, tail = number(whole + "亿"), number(rest)
        return None if head is None or tail is None else head + tail * times
    value = number(digits)
    return None if value is None else value * times


def _unit(key: str, numeral: _Numeral) -> tuple[str | None, int]:
    """The unit behind a numeral and its end: None where none is written, empty where it is no measure."""
    if numeral.percent:
        return numeral.percent, numeral.end
    found = _UNIT.match(key, numeral.end)
    if found is None:
        none = _NO_UNIT.match(key, numeral.end)
        return ("", none.end()) if none else (None, numeral.end)
    unit = found[0]
    return _WRITTEN_ALSO.get(unit, unit), found.end()


def _is_range(key: str, start: int, to: str, first: _Numeral, second: _Numeral) -> bool:
    """从10所到12所 names where it came from, 10到12所 does not."""
    if first.low != first.high or second.low != second.high:
        return False
    return to.startswith("-") or key[start - 1 : start] not in ("从", "由")


def _scaled_like(key: str, first: _Numeral, second: _Numeral) -> float:
    for name, times in (("万亿", 1e12), ("亿", 1e8), ("万", 1e4)):
        if key.endswith(name, 0, second.end):
            return first.low * times
    return first.low


def _unwritten(key: str, start: int, numeral: _Numeral) -> str | None:
    """The unit of a number that has none: people, a rate that lost its sign, or no measure."""
    behind, ahead = key[max(0, start - 16) : start], key[numeral.end : numeral.end + 1]
    if numeral.low == 0:
        return "" if _ZERO.search(behind) and key[start] == "零" else None
    people = _PEOPLE_AHEAD.match(key, numeral.end) or _PEOPLE_BEHIND.search(behind)
    if people and numeral.low >= _FEWEST_PEOPLE and not 1900 <= numeral.low < 2100:
        return "人"
    if not key[start].isdigit() or ahead in (":", "/", "+"):
        return None
    limited = "." in key[start : numeral.end] and any(pattern.search(behind) for pattern, _ in _BEFORE)
    return "" if limited or _RATE_BEHIND.search(behind) else None


def _plain(value: float) -> float:
    """2.1亿 as 210000000, without what binary fractions leave behind."""
    value = float(f"{value:.12g}")
    return int(value) if value == int(value) else value


def _with_operators(key: str, start: int, stop: int, numeral: _Numeral, unit: str) -> Amount:
    low: float | None
    high: float | None
    tenfold = 10 if key[stop - 1] == "成" else 1
    low, high = _plain(numeral.low * tenfold), _plain(numeral.high * tenfold)
    before = key[max(0, start - _REACH) : start]
    operator, begin = (">" if numeral.more else "="), start
    for pattern, said in _BEFORE:
        if found := pattern.search(before):
            operator, begin = said, start - (len(before) - found.start())
            break
    else:
        operator = ">=" if _AT_LEAST.search(before) else operator
        if unit == "%":
            further = key[max(0, start - 2 * _REACH) : start]
            operator = next((said for pattern, said in _OF_WHAT if pattern.search(further)), operator)
    behind = _BEHIND.match(key, stop)
    if behind and operator not in _ONLY_HIGH:
        operator = _BEHIND_SAYS[(behind.lastindex or 1) - 1]
    end = behind.end() if behind else stop
    if unit == "倍":
        if _GROWN.search(key[max(0, start - _REACH) : start]):
            low, high = low + 1, high + 1
        return Amount("multiple", low, None if operator in _ONLY_LOW else high, unit, begin, start, stop, end)
    if low != high:
        return Amount("range", low, high, unit, begin, start, stop, end)
    if operator in _ONLY_LOW:
        high = None
    elif operator in _ONLY_HIGH:
        low = None
    return Amount(operator, low, high, unit, begin, start, stop, end)
