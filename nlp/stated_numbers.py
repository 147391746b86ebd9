"""Which numbers does this text state?  Every numeral with its value, however it is written.

For comparing what was written with what it cites: 93% is 百分之九十三, 2.7万 is 27000, 二〇一三年 is 2013年.
"""

from __future__ import annotations

import re
import unicodedata

from corpus.numerals import CHINESE, number

Stated = tuple[float | str, str]
"""A value with its kind (``%``, ``‰``, ``倍``, ``番`` or none); a numeral without one value (两三百, 数百, 十二五)
stands for itself."""

_ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,20})(?:\.\d{1,9})?[十百千万亿]{0,3}"
_BANKERS = "[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,20}"
_HAN = rf"[{CHINESE}]{{1,20}}(?:点[〇零一二三四五六七八九]{{1,9}})?|{_BANKERS}"
_NUMERAL = re.compile(
    rf"(?P<part>[百千二三四五六七八九十]分之)?(?P<digits>{_ARABIC}|{_HAN})"
    r"(?P<sign>个?百分点|%|‰|成(?![立为员果效绩功长熟本型人就不])|倍(?![数增]))?"
)
_TURNED = re.compile("翻了?([一两二三四五六七八九]?)番")
_HALF = re.compile("一半|半数|过半")
_SPOKEN = re.compile("[一二两三四五六七八九]{2}")
_ALONE = re.compile("[十百千万亿]+")
_WORDS = re.compile(
    "十分(?![之钟])|十足|百姓|千方百计|千家万户|千万(?=[要别不])|万众|万一|[两二三]者|再三|四处|四周|四川|九三学社|一一"
)
"""Words that hold a numeral and count nothing."""
_ONE = re.compile("(?<!第)一(?![倍成半])")
"""一 alone is mostly an article (一个), or part of a word (统一, 进一步)."""


def stated_numbers(key: str) -> dict[Stated, str]:
    """The numbers of a folded text (``corpus.folding``), each with how it is first written.

    >>> stated_numbers("2013年入园率达百分之九十三,新建10-12所,统一管理,增长两倍")
    {(2013, ''): '2013', (93, '%'): '百分之九十三', (10, ''): '10', (12, ''): '12', (2, '倍'): '两倍'}
    """
    stated: dict[Stated, str] = {}
    key = _WORDS.sub(lambda word: " " * len(word[0]), key)
    for half in _HALF.finditer(key):
        stated.setdefault((50, "%"), half[0])
    for turned in _TURNED.finditer(key):
        stated.setdefault((number(turned[1] or "一") or 1, "番"), turned[0])
    key = _TURNED.sub(" ", _HALF.sub(" ", key))
    for found in _NUMERAL.finditer(key):
        digits = found["digits"]
        if not found["part"] and digits == "一" and _ONE.match(key, found.start()):
            continue
        stated.setdefault(_valued(found), found[0])
    for character in key:
        if unicodedata.category(character) in ("No", "Nl") and character not in CHINESE:
            stated.setdefault((character, ""), character)  # ②, ½, Ⅲ
    return stated


def _valued(found: re.Match[str]) -> Stated:
    part, digits, sign = found["part"] or "", found["digits"], found["sign"] or ""
    value = None if _no_single_value(digits) else number(digits)
    if value is None:
        return digits, sign
    if part and part not in ("百分之", "千分之"):
        value, sign = round(100 * value / (number(part[0]) or 1), 2), "%"
    elif part:
        sign = "‰" if part == "千分之" else "%"
    elif sign == "成":
        value, sign = value * 10, "%"
    elif sign.endswith("百分点"):
        sign = "%"
    return (int(value) if value == int(value) else value), sign


def _no_single_value(digits: str) -> bool:
    """两三百 is a span and 十二五 a name; 一九五八 is spelled digit by digit, and a number."""
    if _ALONE.fullmatch(digits):
        return len(digits) > 1 or digits != "十"
    return bool(_SPOKEN.search(digits)) and any(unit in digits for unit in "十百千万亿廿卅")
