"""How much of an answer can an assistant use?  Its pieces, each quotation with a citation ready to be copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api import schemas
from api.export.report import Source
from api.export.texts import encodable
from api.render.pieces import spans

QUOTES = 2
"""Quotations of a theme."""


def clean(answer: Any) -> Any:
    """Without lone surrogates, which the protocol's JSON does not have."""
    if isinstance(answer, str):
        return encodable(answer)
    if isinstance(answer, Mapping):
        return {encodable(name): clean(value) for name, value in answer.items()}
    if isinstance(answer, Sequence):
        return [clean(one) for one in answer]
    return answer


def quote(found: Mapping[str, Any]) -> dict[str, Any]:
    """A verbatim text, ready to be cited, and the id by which ``document`` opens it."""
    source = Source(
        found["document_id"],
        None,
        found["title"],
        found["year"],
        found["year_conflict"],
        found["issuer"],
        tuple(found["heading_path"]),
        found["item"],
    )
    return {
        "text": found["text"],
        "citation": source.cited(),
        "year": found["year"],
        "id": found.get("id") or found.get("passage_id"),
    }


def theme(found: schemas.Theme, quotes: int = QUOTES) -> dict[str, Any]:
    return {
        "label": found["label"],
        "size": found["size"],
        "years": spans(map(int, found["years"])),
        "quotes": [quote(one) for one in found["summary"][:quotes]],
    }


def states(years: Sequence[schemas.Year] | Sequence[schemas.YearOfUse]) -> dict[str, str]:
    """Years by their state: mentioned, silent (a plan, and no word of it), covered_by, no_plan (none held)."""
    states: dict[str, list[int]] = {}
    for one in years:
        states.setdefault(one["state"], []).append(one["year"])
    return {state: spans(held) for state, held in sorted(states.items())}


def point(found: schemas.Point | None) -> dict[str, Any] | None:
    if found is None:
        return None
    shown = quote(found["passage"]) if found["passage"] else None
    return {"year": found["year"], "count": found["count"], "quote": shown}


def figure(point: schemas.TargetPoint) -> dict[str, Any]:
    # the names below are those of keys; mypy sees any string in them
    shown = ("year", "kind", "deadline", "operator", "low", "high", "change", "met", "text")
    dated = "年份不明" if point["year"] is None else f"{point['year']}年"
    return {
        **{name: point[name] for name in shown if point[name] is not None},  # type: ignore[literal-required]
        "citation": f"《{point['title']}》（{dated}{'，年份存疑' if point['year_conflict'] else ''}）。",
        "id": point["passage_id"] or point["document_id"],
    }


def about_document(held: schemas.Document) -> dict[str, Any]:
    # names of keys, as above
    names = ("id", "title", "year", "year_conflict", "issuer", "level", "doc_type", "passages")
    return {name: held[name] for name in names}  # type: ignore[literal-required]


def read_as(query: schemas.Query) -> dict[str, Any]:
    """How the question was read, so that a misreading shows."""
    return {"read_as": {name: query[name] for name in ("normalised", "period", "concepts")}}


def ended(answer: schemas.Common) -> dict[str, Any]:
    return {"warnings": answer["warnings"], "provenance": answer["provenance"]}
