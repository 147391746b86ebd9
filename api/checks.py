"""What does the API accept?  Checks of what a caller sent; each error says found, wanted, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from corpus.errors import CejianError
from corpus.folding import fold_key
from corpus.types import DOC_TYPES, LEVELS, STAGES
from index.filters import Filters
from index.records import EDITABLE
from index.search import MODES
from nlp.wording_life import unquoted

LONGEST_QUERY = 500
"""Characters: a question.  A draft goes to precedents, which takes 20,000."""
EARLIEST, LATEST = 1900, 2100
HITS, DOCUMENTS = (200, 800), (1_000, 10_000_000)
"""The greatest limit and offset of each list: collapsing near-duplicates compares each hit with each."""
LONGEST_TERM = 60
"""Characters of a wording, a cited title's being LONGEST_VALUE."""
MOST_PER_YEAR, MOST_THEMES = 20, 50
"""So that themes over seventy years compare at most 1,400 passages."""
LONGEST_VALUE, MOST_VALUES = 300, 100
"""Characters of a filter or a field, and values of one filter."""
_LISTED = ("issuer", "region", "level", "stage", "doc_type", "document_id")
_CHOICES: Mapping[str, tuple[str, ...]] = {"level": LEVELS, "doc_type": DOC_TYPES, "stage": STAGES}


class BadRequest(CejianError):
    """The caller sent something that can't be used; ``code`` is stable."""

    def __init__(self, message: str, code: str = "bad_request") -> None:
        super().__init__(message)
        self.code = code


def check_query(text: str, mode: str = "hybrid") -> None:
    """A question: some text, not too long, encodable."""
    if mode not in MODES:
        raise BadRequest(f"mode 的值“{mode[:20]}”不对；可用：{'、'.join(MODES)}", "bad_mode")
    if not text.strip():
        raise BadRequest("问题是空的；请写上要问的内容，例如：历年计划怎么说减负", "empty_query")
    if len(text) > LONGEST_QUERY:
        raise BadRequest(
            f"问题有 {len(text)} 字，至多 {LONGEST_QUERY} 字；比对整篇草稿请用 precedents", "query_too_long"
        )
    check_text(text, "问题")


def check_term(term: str) -> None:
    """A wording: two characters or more, beside quotation marks, on one side of each gap."""
    if len(term) > LONGEST_TERM:
        raise BadRequest(
            f"提法有 {len(term)} 字，至多 {LONGEST_TERM} 字；请只写提法本身，例如：双减", "term_too_long"
        )
    check_text(term, "提法")
    if max(map(len, unquoted(fold_key(term)).split("…"))) < 2:
        raise BadRequest(f"提法“{term}”太短；至少要有两个字，例如：双减", "term_too_short")


def check_range(name: str, value: int, low: int, high: int) -> None:
    """A whole number within its limits."""
    if not low <= value <= high:
        raise BadRequest(f"{name} 应是 {low}—{high} 的整数，收到 {str(value)[:20]}", "bad_value")


def check_page(limit: int, offset: int, most: tuple[int, int]) -> None:
    """Which part of a list is wanted; ``most`` are the greatest limit and offset."""
    check_range("limit", limit, 1, most[0])
    check_range("offset", offset, 0, most[1])


def check_themes(per_year: int, max_themes: int) -> None:
    """How much of each year, and how many themes."""
    check_range("per_year", per_year, 1, MOST_PER_YEAR)
    check_range("max_themes", max_themes, 1, MOST_THEMES)


def read_filters(given: Mapping[str, Sequence[str]]) -> Filters:
    """Filters as they come from a query string or the command line; each may have several values.

    >>> read_filters({"year_from": ["2013"], "level": ["市", "县"]})
    Filters(year_from=2013, year_to=None, issuer=(), region=(), level=('市', '县'), stage=(), doc_type=(), document_id=())
    """
    first, last = _year(given, "year_from", min), _year(given, "year_to", max)
    if first is not None and last is not None and first > last:
        raise BadRequest(f"year_from（{first}）晚于 year_to（{last}）；请对调", "bad_value")
    return Filters(first, last, **{name: check_values(name, given.get(name) or ()) for name in _LISTED})


def _year(
    given: Mapping[str, Sequence[str]], name: str, widest: Callable[[Iterable[int]], int]
) -> int | None:
    years = []
    for value in given.get(name) or ():
        if not re.fullmatch(r"[0-9]{1,4}", value):
            raise BadRequest(f"{name} 应是四位年份，收到 {value!r:.40}", "bad_value")
        years.append(int(value))
    return widest(years) if years else None


def check_values(name: str, given: Sequence[str]) -> tuple[str, ...]:
    """The values of a parameter that may be given several times, each once."""
    values = tuple(dict.fromkeys(given))
    if len(values) > MOST_VALUES:
        raise BadRequest(f"{name} 至多 {MOST_VALUES} 个值，收到 {len(values)} 个", "bad_value")
    for value in values:
        if not value or len(value) > LONGEST_VALUE:
            raise BadRequest(f"{name} 的值应是 1—{LONGEST_VALUE} 字，收到 {value!r:.40}", "bad_value")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise BadRequest(f"{name} 可用：{'、'.join(_CHOICES[name])}，收到 {value!r:.40}", "bad_value")
        check_text(value, name)
    return values


def check_text(text: str, name: str) -> None:
    """Text that can be stored and searched: no lone surrogates, no NUL."""
    if "\0" in text:
        raise BadRequest(f"{name}的第 {text.index(chr(0)) + 1} 个字符是 NUL；请去掉它", "bad_text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadRequest(
            f"{name}的第 {error.start + 1} 个字符不是合法的 Unicode（孤立代理项 U+{ord(text[error.start]):04X}）；请去掉它",
            "bad_text",
        ) from error


def check_changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Corrections of metadata by hand; raises ``BadRequest`` for a field or value that can't be."""
    if not changes:
        raise BadRequest(f"没有要改的字段；可改：{'、'.join(EDITABLE)}", "bad_field")
    return {name: _checked(name, value) for name, value in changes.items()}


def _checked(name: str, value: Any) -> Any:
    if name not in EDITABLE:
        raise BadRequest(f"字段“{name[:30]}”不能改；可改：{'、'.join(EDITABLE)}", "bad_field")
    if name in ("year", "period_from", "period_to"):
        if value is not None and not (
            isinstance(value, int) and not isinstance(value, bool) and EARLIEST <= value <= LATEST
        ):
            raise BadRequest(
                f"{name} 应是 {EARLIEST}—{LATEST} 的整数或 null，收到 {value!r:.40}", "bad_value"
            )
        return value
    if name == "year_conflict":
        if not isinstance(value, bool):
            raise BadRequest(f"year_conflict 应是 true 或 false，收到 {value!r:.40}", "bad_value")
        return value
    if name == "stage":
        if not isinstance(value, list | tuple) or any(one not in STAGES for one in value):
            raise BadRequest(f"stage 应是列表，可用：{'、'.join(STAGES)}，收到 {value!r:.60}", "bad_value")
        return tuple(value)
    if value is None and name not in ("title", "doc_type"):
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_VALUE:
        raise BadRequest(f"{name} 应是 1—{LONGEST_VALUE} 字的文字，收到 {value!r:.40}", "bad_value")
    if name in _CHOICES and value not in _CHOICES[name]:
        raise BadRequest(f"{name} 可用：{'、'.join(_CHOICES[name])}，收到“{value[:20]}”", "bad_value")
    check_text(value, name)
    return value.strip()
