"""Which documents does the question allow?"""

from __future__ import annotations

from typing import Any

import pytest

from corpus.types import Document
from index.filters import Filters
from index.records import Record


def allowed(filters: Filters, **fields: Any) -> bool:
    return filters.allow(Record(1, "x", Document(text="", title="工作要点", **fields), 1))


@pytest.mark.parametrize("wanted", ["泰州市", "江苏省", "泰兴市", "江苏省泰州市"])
def test_a_place_admits_what_lies_in_it(wanted: str) -> None:
    assert allowed(Filters(region=(wanted,)), region="泰兴市")
    assert not allowed(Filters(region=(wanted,)), region="合肥市")
    assert not allowed(Filters(region=(wanted,)))


def test_an_issuer_goes_by_all_its_names() -> None:
    for name in ("市教育局基教处", "教育局基础教育处"):
        assert allowed(Filters(issuer=(name,)), issuer="教育局基础教育处")
        assert not allowed(Filters(issuer=(name,)), issuer="教育局")
    assert not allowed(Filters(issuer=("教育局",)))


def test_an_undated_document_passes_only_where_no_year_is_asked_for() -> None:
    assert allowed(Filters(), year=None)
    assert not allowed(Filters(year_from=1949), year=None)
