"""The list of documents: by title, by what is missing, in any order, a page at a time."""

from __future__ import annotations

import pytest

from api.checks import BadRequest
from api.library import Library


def years(library: Library, **wanted: object) -> list[int | None]:
    return [one["year"] for one in library.documents(**wanted)["documents"]]  # type: ignore[arg-type]


def test_the_newest_come_first_unless_asked_otherwise(steady: Library) -> None:
    assert years(steady) == [2016, 2014, 2013]
    assert years(steady, sort="year") == [2013, 2014, 2016]
    assert years(steady, sort="title") == [2013, 2014, 2016]
    assert years(steady, sort="-passages") == [2016, 2014, 2013]
    assert years(steady, sort="year", limit=1, offset=1) == [2014]


def test_a_title_is_found_however_it_is_written(steady: Library) -> None:
    answer = steady.documents(title="２０１４年工作要點")
    assert (answer["total"], answer["documents"][0]["year"]) == (1, 2014)
    assert steady.documents(title="没有这样的题名")["total"] == 0


def test_what_lacks_a_field_is_counted_and_listed_and_stands_last(filled: Library) -> None:
    oldest = filled.documents(sort="year")["documents"][0]["id"]
    filled.set_fields(oldest, {"year": None, "issuer": None})
    answer = filled.documents()
    assert (answer["lacking"]["year"], answer["lacking"]["issuer"], answer["lacking"]["doubt"]) == (1, 1, 0)
    assert [one["id"] for one in filled.documents(missing="year")["documents"]] == [oldest]
    assert years(filled) == [2016, 2014, None]
    assert years(filled, sort="year") == [2014, 2016, None]
    assert years(filled, sort="issuer")[-1] is None
    assert years(filled, sort="-issuer")[-1] is None


@pytest.mark.parametrize(
    "wrong", [{"sort": "colour"}, {"missing": "title"}, {"title": "字" * 301}, {"title": "\0"}]
)
def test_what_can_not_be_listed_is_told(steady: Library, wrong: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        steady.documents(**wrong)  # type: ignore[arg-type]
