"""Which concepts are in which documents?  Counts for coding in a researcher's own tools."""

from __future__ import annotations

import numpy as np

from api import schemas
from api.answers import shown_title
from api.checks import DOCUMENTS, BadRequest, check_page
from api.finding import library_warnings
from api.parts import Parts
from api.provenance import Clock
from index.catalogue import Catalogue
from index.filters import ANY, Filters

BY = ("year", "issuer")


def matrix(
    parts: Parts, by: str | None = None, filters: Filters = ANY, limit: int = 1000, offset: int = 0
) -> schemas.MatrixAnswer:
    """Mentions of each concept, one row a document, or a year or issuer."""
    clock = Clock(parts)
    if by not in (None, *BY):
        raise BadRequest(f"by 的值“{str(by)[:20]}”不对；可用：{'、'.join(BY)}，或不写", "bad_by")
    check_page(limit, offset, DOCUMENTS)
    reader = parts.reader(with_model=False)
    rows = _rows(reader.catalogue, by, filters)
    page = rows[offset : offset + limit]
    row_of = np.full(len(reader.catalogue.records), len(page), np.int64)
    for number, (_, documents) in enumerate(page):
        row_of[documents] = number
    columns, counts = _counts(reader.catalogue, row_of, len(page))
    return {
        "by": by,
        "total": len(rows),
        "rows": [_row_json(reader.catalogue, by, key, documents) for key, documents in page],
        "columns": columns,
        "counts": counts,
        **clock.common(reader, library_warnings(reader)),
    }


def _rows(catalogue: Catalogue, by: str | None, filters: Filters) -> list[tuple[str | None, list[int]]]:
    """Keys of the rows with the numbers of their documents, in order of year or name; unknown last."""
    found: dict[tuple[bool, int, str], list[int]] = {}
    for number, record in enumerate(catalogue.records):
        if not filters.allow(record):
            continue
        document = record.document
        if by == "issuer":
            key = (document.issuer is None, 0, document.issuer or "")
        elif by == "year":
            key = (document.year is None, document.year or 0, str(document.year or ""))
        else:
            key = (document.year is None, document.year or 0, record.id)
        found.setdefault(key, []).append(number)
    return [(key[2] or None, documents) for key, documents in sorted(found.items())]


def _counts(
    catalogue: Catalogue, row_of: np.typing.NDArray[np.int64], rows: int
) -> tuple[list[str], list[list[int]]]:
    """The concepts that occur, most mentioned first, and their mentions in each row.

    ``row_of``: the row of each document, ``rows`` for one that is in none.
    """
    names = sorted(catalogue.mentioned)
    table = np.zeros((len(names), rows), np.int64)
    for line, name in zip(table, names, strict=True):
        positions, counts = catalogue.mentioned[name]
        line += np.bincount(row_of[catalogue.document[positions]], counts, rows + 1)[:rows].astype(np.int64)
    totals = table.sum(axis=1)
    order = np.argsort(-totals, kind="stable")[: np.count_nonzero(totals)]
    return [names[column] for column in order], table[order].T.tolist()


def _row_json(
    catalogue: Catalogue, by: str | None, key: str | None, documents: list[int]
) -> schemas.MatrixRow:
    records = [catalogue.records[number] for number in documents]
    row: schemas.MatrixRow = {
        "key": key,
        "documents": len(records),
        "passages": sum(record.passages for record in records),
    }
    if by is None:
        [record] = records
        row.update(
            {"title": shown_title(record), "year": record.document.year, "issuer": record.document.issuer}
        )
    return row
