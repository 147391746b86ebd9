"""Which documents are listed, and in which order?  By filters, title, or what could not be found of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api import schemas
from api.answers import document_json, shown_title
from api.checks import DOCUMENTS, LONGEST_VALUE, BadRequest, check_page, check_text
from api.parts import Parts
from api.provenance import Clock
from corpus.folding import fold_key
from index.filters import ANY, Filters
from index.records import Record

LACKING = ("year", "issuer", "region", "level", "stage", "doubt")
"""What may be missing of a document; ``doubt``: its year contradicts its text."""
SORTED = ("title", "year", "issuer", "region", "level", "stage", "doc_type", "passages")
NEWEST = "-year"


def documents(
    parts: Parts,
    filters: Filters = ANY,
    limit: int = 1000,
    offset: int = 0,
    title: str = "",
    missing: str = "",
    sort: str = NEWEST,
) -> schemas.DocumentsAnswer:
    """``title``: folded words of the title; ``missing``: of ``LACKING``; ``sort``: of ``SORTED``, falling after ``-``.

    Documents without a value come last either way, equals by newest year and id.
    """
    clock = Clock(parts)
    check_page(limit, offset, DOCUMENTS)
    _check_choice("missing", missing, ("", *LACKING))
    _check_choice("sort", sort.removeprefix("-"), SORTED)
    check_text(title, "题名")
    if len(title) > LONGEST_VALUE:
        raise BadRequest(f"title 有 {len(title)} 字，至多 {LONGEST_VALUE} 字", "bad_value")
    reader = parts.reader(with_model=False)
    wanted = fold_key(title)
    named = [
        record
        for record in reader.catalogue.records
        if filters.allow(record) and (not wanted or wanted in fold_key(shown_title(record)))
    ]
    chosen = [record for record in named if not missing or _lacks(record, missing)]
    chosen.sort(key=lambda record: (-(record.document.year or 0), record.id))
    value = _values(sort.removeprefix("-"))
    known = [record for record in chosen if value(record) not in (None, b"")]
    unknown = [record for record in chosen if value(record) in (None, b"")]
    known.sort(key=value, reverse=sort.startswith("-"))
    return {
        "total": len(chosen),
        "documents": [document_json(record) for record in [*known, *unknown][offset : offset + limit]],
        "lacking": {name: sum(_lacks(record, name) for record in named) for name in LACKING},
        **clock.common(reader),
    }


def _check_choice(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise BadRequest(
            f"{name} 的值“{value[:20]}”不对；可用：{'、'.join(one for one in known if one)}", "bad_value"
        )


def _lacks(record: Record, name: str) -> bool:
    document = record.document
    return document.year_conflict if name == "doubt" else not getattr(document, name)


def _values(name: str) -> Callable[[Record], Any]:
    """What documents are ordered by: numbers as they are, words by GB 18030, where common characters stand by sound."""
    if name == "passages":
        return lambda record: record.passages
    if name == "year":
        return lambda record: record.document.year

    def words(record: Record) -> bytes:
        found = shown_title(record) if name == "title" else getattr(record.document, name)
        text = "".join(found) if isinstance(found, tuple) else (found or "")
        return text.encode("gb18030", "replace")

    return words
