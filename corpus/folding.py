"""Which raw characters did this match?  Match keys of a text, with the way back to its offsets.

Folding is for matching only: the data keep the raw text.  A key differs from the raw text in

- characters: traditional → simplified, full → half width, one kind of quotation mark, bracket and
  dash, small letters, and the look-alikes that PDF fonts leave (Kangxi radicals);
- years: ``二〇二三年`` → ``2023年``;
- short names of schools: 等 after 五高 or 高中 becomes ``ETC``;
- masks: ``**`` → ``政府``; ``xx年`` (an unknown year) and any other ``xx`` (an unknown name) become
  ``MASK``, which no query holds;
- what is dropped: zero-width and bidi marks, and white space except between two Latin words or
  numbers (but ``1 9 9 8 年`` is one number).

>>> fold("提請市**與 省教育廳").text
'提请市政府与省教育厅'
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

MASK = "\uf8f0"
"""Stands in folded text for an unknown name or year."""
QUERY_MASK = "\uf8f1"
"""The same in a query's key: two different characters, so that unknown never equals unknown."""
ETC = "\uf8f2"
"""Stands for 等 after a school's short name: 泰兴五高|等学校 and 戴南高中|等学校 hold no 高等学校, 中等学校."""

_QUOTES = "“”„‟«»「」『』〝〞＂"
_SINGLE_QUOTES = "‘’‚‛＇`´"
_DASHES = "‐‑‒–—―−─－﹣～〜~﹘"
_BRACKETS = {"〔": "[", "【": "[", "〖": "[", "〕": "]", "】": "]", "〗": "]"}
_OTHER = {
    "○": "〇",
    "◯": "〇",
    "•": "·",
    "・": "·",
    "‧": "·",
    "∙": "·",
    "｡": "。",
    "､": "、",
    "＊": "*",
    "×": "x",
}
_RADICALS = str.maketrans(
    "⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻙⻁⺠⻄⺟⺝⺩⺫",
    "见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟韦虎民西母月王目",
)
"""Radicals of the CJK supplement that PDF fonts give for characters; NFKC leaves them alone."""

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)
INVISIBLE = "\u00ad\u061c\u180e\u2060\u2061\u2062\u2063\u2064\ufeff" + "".join(
    chr(code)
    for first, last in (
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2066, 0x2069),
        (0xFE00, 0xFE0F),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)
"""Zero-width and bidi marks and variation selectors: nobody sees them."""
_DROPPED = re.compile(f"[ {INVISIBLE}]+")
_HAN_YEAR = re.compile("(?:一[八九]|二[〇零o0])[〇零o0一二三四五六七八九]{2}(?=学?年|[-、至到])")
_HAN_DIGITS = str.maketrans("〇零o一二三四五六七八九", "000123456789")
_MASK = re.compile(r"(?:19|20)?(?<![a-z*])(?:x{2,4}|\*{2,4})(?=年)|(?<![a-z])x{2,}(?![a-z])")
_SHORT_NAME = re.compile(
    "(?:(?<![第年0-9])(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[高中]|[高初完附]中)等(?=[学院])"
)
_GOVERNMENT = re.compile(r"(?<![*a-z0-9])\*\*(?![*a-z0-9])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A match key and, for each of its characters, the raw offset it came from.

    ``offsets`` has one entry more than ``text``: the length of the raw text.
    """

    text: str
    offsets: Sequence[int]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw offsets of ``text[start:end]``, without white space around it.

        >>> fold("政府工作报\\n告。").raw_span(0, 6)
        (0, 7)
        """
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


@cache
def _simplified() -> dict[int, str]:
    """Traditional → simplified, character by character."""
    from opencc import OpenCC

    han = [chr(code) for block in ((0x3400, 0xA000), (0x20000, 0x2A6E0)) for code in range(*block)]
    simplified = OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {ord(old): new for old, new in zip(han, simplified, strict=True) if old != new}


def simplify(text: str) -> str:
    """Simplified characters, all else as it was: for names that must be equal across documents.

    >>> simplify("澄南區教育局（督導室）")
    '澄南区教育局（督导室）'
    """
    return text.translate(_simplified())


@cache
def _character_table() -> dict[int, str]:
    """One character for one character, so that only what is dropped moves an offset."""
    table = dict(_simplified())
    for block in ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFF01, 0xFF5F)):
        for code in range(*block):
            new = unicodedata.normalize("NFKC", chr(code))
            if len(new) == 1 and new != chr(code):
                table[code] = table.get(ord(new), new).lower()
    table.update((code, chr(new)) for code, new in _RADICALS.items())
    table.update((ord(letter), letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    table.update((ord(mark), " ") for mark in _SPACES)
    table.update((ord(mark), '"') for mark in _QUOTES)
    table.update((ord(mark), "'") for mark in _SINGLE_QUOTES)
    table.update((ord(mark), "-") for mark in _DASHES)
    table.update((ord(old), new) for old, new in (_BRACKETS | _OTHER).items())
    return table


def plain_radicals(text: str) -> str:
    """The characters that a PDF meant where the table of its font names radicals: for readers.

    >>> plain_radicals("⼈⺠满意")
    '人民满意'
    """
    return text.translate(_kangxi())


@cache
def _kangxi() -> dict[int, str]:
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    kangxi[0x2F3E] = "户"  # drawn so by every font for mainland China; NFKC gives 戶
    return kangxi | {code: chr(new) for code, new in _RADICALS.items()}


def flatten(text: str) -> str:
    """``text`` with each character replaced by its key character, none dropped: offsets stay.

    Masks stay too: who reads a name or a year must see that it is unknown.

    >>> flatten("（一）總體\\n１．一九九八年")
    '(一)总体 1.1998年'
    """
    return _HAN_YEAR.sub(_year_digits, text.translate(_character_table()))


def _year_digits(year: re.Match[str]) -> str:
    return year[0].translate(_HAN_DIGITS)


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _spelled(text: str, end: int, after: int) -> bool:
    """``1 9 9 8 年``: single digits set apart for looks, as in the reports of the 1990s."""
    return (
        text[end - 1].isdigit()
        and text[after].isdigit()
        and not (end > 1 and _is_word(text[end - 2]))
        and not (after + 1 < len(text) and _is_word(text[after + 1]))
    )


def _kept(text: str) -> Iterable[tuple[int, int]]:
    """The spans of ``text`` that stay; between two Latin words one space stays with the first."""
    start = 0
    for gap in _DROPPED.finditer(text):
        end, after = gap.span()
        if end > 0 and after < len(text) and _is_word(text[end - 1]) and _is_word(text[after]):
            space = None if _spelled(text, end, after) else text.find(" ", end, after)
            if space is not None and space >= 0:
                yield start, end
                yield space, space + 1
                start = after
                continue
        if start < end:
            yield start, end
        start = after
    if start < len(text):
        yield start, len(text)


def fold(text: str) -> Folded:
    """The match key of ``text`` with its offsets.

    >>> key = fold("二○二三年，Ｇ\\u200bＤＰ")
    >>> key.text, list(key.offsets)
    ('2023年,gdp', [0, 1, 2, 3, 4, 5, 6, 8, 9, 10])
    """
    flat = flatten(text)
    offsets = array("l")
    parts = []
    for start, end in _kept(flat):
        parts.append(flat[start:end])
        offsets.extend(range(start, end))
    offsets.append(len(text))
    return Folded(_same_length("".join(parts)), offsets)


FOLDED, SHORT = 4_096, 1_000
"""How many keys are remembered, of texts of at most so many characters: answers show the same passages again."""

WORDINGS, WORDING = 32_768, 20
"""The same of texts as short as a wording: a start folds the 26,000 of the concept store three times, and each time
takes 0.2 s.  They are 5 MB."""


def fold_key(text: str) -> str:
    """The match key of a query: folded the same, but its masks match nothing.

    >>> fold_key("減負 ") in fold("貫徹“減負令”").text
    True
    >>> fold_key("xx年") in fold("xx年").text
    False
    """
    if len(text) <= WORDING:
        return _wording(text)
    return _remembered(text) if len(text) <= SHORT else _fold_key(text)


def _fold_key(text: str) -> str:
    flat = flatten(text)
    return _same_length("".join(flat[start:end] for start, end in _kept(flat))).replace(MASK, QUERY_MASK)


_remembered = lru_cache(FOLDED)(_fold_key)
_wording = lru_cache(WORDINGS)(_fold_key)


def _same_length(key: str) -> str:
    """Years, masks and short names, each replaced by as many characters as it had."""
    key = _HAN_YEAR.sub(lambda year: year[0].translate(_HAN_DIGITS), key)
    key = _MASK.sub(lambda mask: MASK * len(mask[0]), key)
    key = _SHORT_NAME.sub(lambda name: name[0][:-1] + ETC, key)
    return _GOVERNMENT.sub("政府", key)
