"""Which number is this?  Chinese and Arabic numerals as numbers.

The argument is folded text (``corpus.folding``): simplified characters, half-width digits.
"""

from __future__ import annotations

import re

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_TENS = {"廿": 20, "卅": 30}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
CHINESE = "〇零一二两三四五六七八九十百千万亿廿卅"
"""The characters of everyday numerals (the banker's forms 壹贰叁 are read but not looked for)."""

_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([十百千万亿]*)")


def number(text: str) -> float | None:
    """The value of a numeral, or None if ``text`` is not one.

    >>> [number(numeral) for numeral in ("二十三", "一百零二", "两", "廿一", "一千二百万", "一亿三千万")]
    [23, 102, 2, 21, 12000000, 130000000]
    >>> [number(numeral) for numeral in ("二〇二三", "93.5", "2.1亿", "27,203", "三点六", "几")]
    [2023, 93.5, 210000000.0, 27203, 3.6, None]
    """
    text = text.strip()
    arabic = _ARABIC.fullmatch(text)
    if arabic:
        whole, fraction, units = arabic.groups()
        value: float = float(whole.replace(",", "") + fraction) if fraction else int(whole.replace(",", ""))
        for unit in units:
            value *= _UNITS.get(unit) or _MYRIADS[unit]
        return value
    whole, point, fraction = text.partition("点")
    if point:
        before, after = _whole(whole), _spelled(fraction)
        return None if before is None or after is None else float(f"{before}.{after}")
    return _whole(text)


def _spelled(text: str) -> str | None:
    """``二〇二三`` → ``"2023"``: digits named one by one."""
    if not text or any(character not in _DIGITS for character in text):
        return None
    return "".join(str(_DIGITS[character]) for character in text)


def _whole(text: str) -> int | None:
    if not text:
        return None
    spelled = _spelled(text)
    if spelled is not None:
        return int(spelled)
    total = section = digit = 0
    seen = False
    for character in text:
        if character in _DIGITS:
            digit, seen = _DIGITS[character], True
        elif character in _TENS:
            section, digit, seen = section + _TENS[character], 0, True
        elif character in _UNITS:
            if not seen and _UNITS[character] != 10:
                return None
            section, digit, seen = section + (digit or 1) * _UNITS[character], 0, True
        elif character in _MYRIADS:
            if not seen:
                return None
            unit = _MYRIADS[character]
            part = section + digit
            total = total + part * unit if total >= unit else (total + part) * unit
            section = digit = 0
        else:
            return None
    return total + section + digit
