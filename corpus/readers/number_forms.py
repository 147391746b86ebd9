"""How is a list number written?  The number formats of Word (``ST_NumberFormat``) that Chinese texts use."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MAX_ROMAN = 3999
_COUNTING = frozenset({"chineseCounting", "taiwaneseCounting", "japaneseCounting", "ideographDigital",
                       "japaneseDigitalTenThousand", "koreanDigital2", "taiwaneseDigital"})  # fmt: skip
_THOUSAND = frozenset({"chineseCountingThousand", "taiwaneseCountingThousand", "japaneseLegal"})
_RANGES = {  # form: first character of the run, how many there are
    "decimalEnclosedCircle": ("①", 20),
    "decimalEnclosedCircleChinese": ("①", 20),
    "decimalEnclosedParen": ("⑴", 20),
    "decimalEnclosedFullstop": ("⒈", 20),
    "ideographEnclosedCircle": ("㊀", 10),
}


def format_number(n: int, form: str) -> str:
    """``n`` as Word writes it; a form that is not known, and a number beyond its form, as figures.

    >>> [format_number(12, f) for f in ("chineseCountingThousand", "decimalEnclosedCircle", "upperRoman")]
    ['十二', '⑫', 'XII']
    """
    if n < 0 or form == "none":
        return "" if form == "none" else str(n)
    written = _chinese(n, form) or _letters(n, form)
    return str(n) if written is None else written


def _chinese(n: int, form: str) -> str | None:
    if form in _COUNTING:
        if form in ("chineseCounting", "taiwaneseCounting", "japaneseCounting") and 10 <= n < 100:
            return _spelled(n, _DIGITS, "十百千万")
        return "".join(_DIGITS[int(d)] for d in str(n))
    if form in _THOUSAND:
        return _spelled(n, "零" + _DIGITS[1:], "十百千万")
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _spelled(n, _LEGAL, "拾佰仟万", bare_ten=False)
    if form == "ideographTraditional" and 1 <= n <= len(_STEMS):
        return _STEMS[n - 1]
    if form == "ideographZodiac" and 1 <= n <= len(_BRANCHES):
        return _BRANCHES[n - 1]
    if form == "ideographZodiacTraditional" and 1 <= n <= 60:
        return _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12]
    if form in _RANGES and 1 <= n <= _RANGES[form][1]:
        return chr(ord(_RANGES[form][0]) + n - 1)
    if form.startswith("decimalEnclosedCircle") and 21 <= n <= 50:  # ㉑–㉟ and ㊱–㊿ are two runs
        return chr((0x3251 + n - 21) if n <= 35 else (0x32B1 + n - 36))
    return None


def _letters(n: int, form: str) -> str | None:
    if form == "decimalZero":
        return f"{n:02d}"
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord("０") + int(d)) for d in str(n))
    if form in ("upperRoman", "lowerRoman") and 1 <= n <= _MAX_ROMAN:
        return _roman(n).upper() if form == "upperRoman" else _roman(n)
    if form in ("upperLetter", "lowerLetter") and n >= 1:  # after z comes aa, then bb
        letter = chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return None


def _spelled(n: int, digits: str, units: str, *, bare_ten: bool = True) -> str:
    """``n`` below 100,000,000 in words; ten to nineteen without the leading one unless legal."""
    if n >= 10_000:
        high, low = divmod(n, 10_000)
        rest = (
            ""
            if low == 0
            else (digits[0] if low < 1000 else "") + _spelled(low, digits, units, bare_ten=False)
        )
        return _spelled(high, digits, units, bare_ten=bare_ten) + units[3] + rest
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = n // 10**power % 10
        if digit:
            out += (digits[0] if gap and out else "") + digits[digit] + (units[power - 1] if power else "")
        gap = digit == 0
    if bare_ten and out.startswith(digits[1] + units[0]):
        out = out[1:]
    return out or digits[0]


def _roman(n: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        count, n = divmod(n, value)
        out += letters * count
    return out
