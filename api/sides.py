"""What is compared with what?  A year, a period or an issuer, as documents of the library."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from api.checks import LONGEST_VALUE, BadRequest, check_text
from corpus.folding import fold_key
from index.filters import Filters
from index.reader import Reader
from index.records import Record
from index.years import NOT_PLANS

ISSUER = "issuer:"
NAMED = 10
"""Years or issuers that an error lists at most."""
_YEARS = re.compile(r"([0-9]{4})年?(?:\s*[-—–~至到]\s*([0-9]{4})年?)?")
_WANTED = f"请写一个年份（2013）、一段年份（2011-2015）或发文机关（{ISSUER}临澄市教育局）"


@dataclass(frozen=True)
class Side:
    """One of the two: the documents (by number in the catalogue) that it stands for.

    ``Side("2011-2015", "2011—2015年", 2011, 2015, None, …)``
    """

    asked: str
    name: str
    first: int | None
    last: int | None
    issuer: str | None
    documents: npt.NDArray[np.bool_]


def read_sides(reader: Reader, first: str, second: str, filters: Filters) -> tuple[Side, Side]:
    """The two sides; raises ``BadRequest`` where one is unreadable or empty, or a document is on both."""
    one, other = (_side(reader, name, text, filters) for name, text in (("a", first), ("b", second)))
    both = np.flatnonzero(one.documents & other.documents)
    if len(both):
        title = reader.catalogue.records[both[0]].document.title
        raise BadRequest(
            f"a（{one.name}）和 b（{other.name}）有 {len(both)} 份相同的文件，例如《{title}》；请改成不重叠的两边",
            "same_sides",
        )
    return one, other


def _side(reader: Reader, name: str, text: str, filters: Filters) -> Side:
    text = text.strip()
    check_text(text, name)
    if not text or len(text) > LONGEST_VALUE:
        raise BadRequest(f"{name} 应是 1—{LONGEST_VALUE} 字，收到 {len(text)} 字；{_WANTED}", "bad_side")
    records = reader.catalogue.records
    eligible = [
        filters.allow(record) and (bool(filters.doc_type) or record.document.doc_type not in NOT_PLANS)
        for record in records
    ]
    if text.startswith(ISSUER):
        wanted = fold_key(text.removeprefix(ISSUER).strip())
        issuers = {
            record.document.issuer
            for record in records
            if record.document.issuer and fold_key(record.document.issuer) == wanted
        }
        issuer = min(issuers, default=text.removeprefix(ISSUER).strip())
        chosen = [record.document.issuer in issuers for record in records]
        side = Side(text, issuer, None, None, issuer, np.array(chosen, bool) & np.array(eligible, bool))
        if not side.documents.any():
            raise BadRequest(
                f"{name}：没有“{issuer[:40]}”的计划；{_held_issuers(records, eligible)}", "no_such_side"
            )
        return side
    years = _YEARS.fullmatch(text)
    if years is None:
        raise BadRequest(f"{name} 的值 {text!r:.40} 看不懂；{_WANTED}", "bad_side")
    start, end = int(years[1]), int(years[2] or years[1])
    if start > end:
        raise BadRequest(f"{name} 的年份 {text} 先后颠倒；请写成 {end}-{start}", "bad_side")
    shown = f"{start}年" if start == end else f"{start}—{end}年"
    chosen = [record.document.year is not None and start <= record.document.year <= end for record in records]
    side = Side(text, shown, start, end, None, np.array(chosen, np.bool_) & np.array(eligible, np.bool_))
    if not side.documents.any():
        raise BadRequest(
            f"{name}：没有{shown}的计划；{_held_years(records, eligible, start)}", "no_such_side"
        )
    return side


def _held_years(records: tuple[Record, ...], eligible: list[bool], near: int) -> str:
    years = {
        record.document.year
        for record, fits in zip(records, eligible, strict=True)
        if fits and record.document.year is not None
    }
    if not years:
        return "资料库里（按这些筛选）没有年份已知的计划"
    nearest = sorted(sorted(years, key=lambda year: (abs(year - near), year))[:NAMED])
    return f"有计划的年份从{min(years)}到{max(years)}，离它最近的是{'、'.join(map(str, nearest))}"


def _held_issuers(records: tuple[Record, ...], eligible: list[bool]) -> str:
    issuers = sorted(
        {
            record.document.issuer
            for record, fits in zip(records, eligible, strict=True)
            if fits and record.document.issuer
        }
    )
    if not issuers:
        return "资料库里（按这些筛选）没有已知发文机关的计划"
    more = f"等{len(issuers)}个" if len(issuers) > NAMED else ""
    return f"有这些发文机关的：{'、'.join(issuers[:NAMED])}{more}"
