"""Which day does this string name?  Dates as tables and release lines write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from corpus.folding import flatten
from corpus.numerals import number

_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
_WRITTEN = re.compile(
    rf"{_YEAR}\s{{0,2}}[年./\-]\s{{0,2}}(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?!\d)"
    r"(?:\s{0,2}[月./\-]\s{0,2}(?P<day>\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3}))?"
)
_COMPACT = re.compile(rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)?(?:\d{{6}})?(?!\d)")
_YEAR_ONLY = re.compile(rf"{_YEAR}(?!\d)")
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,12})?")
_STAMP = re.compile(r"(?P<seconds>1\d{9})(?:\d{3})?")
_SERIALS = range(18264, 73051)
"""Excel's numbers of the days from 1950 to 2099."""
_EXCEL_BEGAN = date(1899, 12, 30)


def day_of(text: str) -> str | None:
    """The first date in ``text`` as ``2023-03-01``; ``2023-03`` or ``2023`` where it says no more.

    A whole cell may be Excel's number of a day, or a Unix time in seconds or milliseconds.

    >>> [day_of(text) for text in ("2023年3月1日", "二〇二三年三月一日", "20230301", "2023-03-01T08:00:00Z")]
    ['2023-03-01', '2023-03-01', '2023-03-01', '2023-03-01']
    >>> [day_of(text) for text in ("2023.3", "2023/3/1 9:30", "44986", "Mar 1, 2023", "某日")]
    ['2023-03', '2023-03-01', '2023-03-01', '2023', None]
    """
    flat = flatten(text).strip()
    if _SERIAL.fullmatch(flat):
        days = int(flat[:5])
        return (_EXCEL_BEGAN + timedelta(days)).isoformat() if days in _SERIALS else None
    if stamp := _STAMP.fullmatch(flat):
        return datetime.fromtimestamp(int(stamp["seconds"]), UTC).date().isoformat()
    for pattern in (_WRITTEN, _COMPACT):
        for match in pattern.finditer(flat):
            if found := _checked(match):
                return found
    year = _YEAR_ONLY.search(flat)
    return year["year"] if year else None


def _checked(match: re.Match[str]) -> str | None:
    year, month = int(match["year"]), int(number(match["month"]) or 0)
    if not 1 <= month <= 12:
        return None
    if match["day"]:
        try:
            return date(year, month, int(number(match["day"]) or 0)).isoformat()
        except ValueError:
            pass
    return f"{year}-{month:02}"
