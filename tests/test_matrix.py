"""Documents by concepts: every mention is in exactly one row, whatever the rows are."""

from __future__ import annotations

import pytest

from api.checks import BadRequest
from api.library import Library
from index.filters import Filters


def cell(answer: dict, row: str, column: str) -> int:  # type: ignore[type-arg]
    keys = [one["key"] for one in answer["rows"]]
    return int(answer["counts"][keys.index(row)][answer["columns"].index(column)])


def test_each_year_has_its_mentions(steady: Library) -> None:
    answer = steady.matrix("year")
    assert [row["key"] for row in answer["rows"]] == ["2013", "2014", "2016"]
    said = [cell(dict(answer), year, "学生减负") > 0 for year in ("2013", "2014", "2016")]
    assert said == [True, False, True]


@pytest.mark.parametrize("by", ["year", "issuer", None])
def test_every_way_of_counting_adds_up_to_the_same(steady: Library, by: str | None) -> None:
    answer, documents = steady.matrix(by), steady.matrix()
    assert answer["columns"] == documents["columns"]
    assert [sum(column) for column in zip(*answer["counts"], strict=True)] == [
        sum(column) for column in zip(*documents["counts"], strict=True)
    ]
    assert sum(row["documents"] for row in answer["rows"]) == 3
    assert all(any(column) for column in zip(*answer["counts"], strict=True)), "only concepts that occur"


def test_a_row_of_a_document_says_which_it_is(steady: Library) -> None:
    row = steady.matrix()["rows"][0]
    assert (row["title"], row["year"], row["issuer"]) == ("临澄市教育局2013年工作要点", 2013, "临澄市教育局")
    assert steady.document(str(row["key"]))["passages"] == row["passages"]


def test_unknown_years_come_last_without_a_key(filled: Library) -> None:
    held = filled.documents()["documents"][0]
    filled.set_fields(held["id"], {"year": None})
    assert [row["key"] for row in filled.matrix("year")["rows"]] == ["2013", "2014", None]


def test_filters_and_pages_leave_out_rows_and_what_is_only_in_them(steady: Library) -> None:
    answer = steady.matrix("year", Filters(year_from=2014, year_to=2014))
    assert [row["key"] for row in answer["rows"]] == ["2014"]
    assert "学生减负" not in answer["columns"]
    page = steady.matrix("year", limit=1, offset=1)
    assert (page["total"], [row["key"] for row in page["rows"]]) == (3, ["2014"])
    assert (page["columns"], page["counts"]) == (answer["columns"], answer["counts"])


def test_an_empty_library_has_an_empty_matrix(library: Library) -> None:
    answer = library.matrix("year")
    assert (answer["rows"], answer["columns"], answer["counts"]) == ([], [], [])


def test_rows_can_be_years_or_issuers_only(steady: Library) -> None:
    with pytest.raises(BadRequest, match="year、issuer"):
        steady.matrix("region")
