"""The plan before this one: the same issuer's, of the same kind, the latest."""

from __future__ import annotations

import pytest

from corpus.types import Document
from index.predecessors import predecessor
from index.records import Record

BUREAU = "临澄市教育局"


def record(title: str, year: int | None, issuer: str | None = BUREAU, doc_type: str = "工作要点") -> Record:
    document = Document(text=title, title=title, year=year, issuer=issuer, doc_type=doc_type)
    return Record(0, document.id, document, 1)


NEW = record("临澄市教育局2014年工作要点", 2014)
SCHOOL = "城南中学"


@pytest.mark.parametrize(
    ("new", "held", "expected"),
    [
        (NEW, [record("临澄市教育局2012年工作要点", 2012), record("临澄市教育局2013年工作要点", 2013)], 2013),
        (NEW, [record("临澄市教育局2012年工作计划", 2012, doc_type="工作计划")], 2012),
        (NEW, [record("临澄市教育局2013年德育工作要点", 2013), record("临澄市教育局2012年工作要点", 2012)], 2012),
        (NEW, [record("2013年全市教育工作要点", 2013), record("临澄市教育局2008年工作要点", 2008)], 2013),
        (NEW, [record("临澄市教育局2013年工作总结", 2013, doc_type="总结")], None),
        (NEW, [record("澄南区教育局2013年工作要点", 2013, "澄南区教育局")], None),
        (NEW, [record("临澄市教育局2014年工作计划", 2014), record("临澄市教育局2015年工作要点", 2015)], None),
        (record("临澄市教育局工作要点", None), [record("临澄市教育局2013年工作要点", 2013)], None),
        (record("2014年工作要点", 2014, None), [record("2013年工作要点", 2013, None)], None),
        (
            record("城南中学2016—2017学年工作计划", 2016, SCHOOL, "工作计划"),
            [record("城南中学2014年工作计划", 2014, SCHOOL, "工作计划"), record("城南中学2015年工作计划", 2015, SCHOOL, "工作计划")],
            2015,
        ),
    ],
)  # fmt: skip
def test_the_latest_earlier_plan_of_the_series_comes_before(
    new: Record, held: list[Record], expected: int | None
) -> None:
    found = predecessor(new, [new, *held])
    assert (found.document.year if found else None) == expected
    assert predecessor(new, [*reversed(held), new]) == found
