"""Which earlier plan does this one continue?  The same issuer's latest of the same kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.folding import fold_key
from index.records import Record
from nlp.duplicates import jaccard, trigrams

FAMILIES = (frozenset(("工作要点", "工作计划")),)
"""Kinds of document that follow on from one another: a bureau calls its yearly plan now this, now that."""
SAME_SERIES = 0.55
"""Likeness of two titles, years taken out, from which they belong to one series: 工作要点 and 工作计划 of
one bureau have 0.6, 工作要点 and 德育工作要点 0.5."""
NEAR = 2
"""Years between two plans of a series: one may be missing between them."""

_DATED = re.compile(r"第?[\d一二三四五六七八九十]{1,12}(?:-\d{1,4})?(?:学?年(?:度)?|五|次|届|号)")


def predecessor(record: Record, records: Sequence[Record]) -> Record | None:
    """The latest earlier plan of the same issuer and family; one of the same series first, if it is near.

    None for a document without a year or an issuer: nothing then says which plan came before.
    """
    document = record.document
    year = document.year
    if year is None or document.issuer is None:
        return None
    earlier = [
        other
        for other in records
        if other.document.year is not None
        and other.document.year < year
        and other.document.issuer == document.issuer
        and family(other.document.doc_type) == family(document.doc_type)
    ]
    series = trigrams(undated(document.title))

    def nearness(other: Record) -> tuple[bool, int, float, bool]:
        likeness = jaccard(series, trigrams(undated(other.document.title)))
        before = other.document.year or 0
        near = likeness >= SAME_SERIES and year - before <= NEAR
        return near, before, likeness, other.document.doc_type == document.doc_type

    return max(sorted(earlier, key=lambda other: other.id), key=nearness, default=None)


def family(doc_type: str) -> frozenset[str]:
    """The kinds of document that continue one another."""
    return next((kinds for kinds in FAMILIES if doc_type in kinds), frozenset((doc_type,)))


def undated(title: str) -> str:
    """A title as its series has it: folded, without years.

    >>> undated("临澄市教育局2013年工作要点"), undated("城南中学2014—2015学年度工作计划")
    ('临澄市教育局工作要点', '城南中学工作计划')
    """
    return _DATED.sub("", fold_key(title))
