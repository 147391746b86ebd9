"""Which figures were promised, and what became of them?  Series by issuer, indicator and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from api import schemas
from api.answers import shown_title
from api.checks import DOCUMENTS, check_page
from api.finding import Found, find, library_warnings, stored_at
from api.parts import Parts
from api.provenance import Clock
from corpus.folding import fold_key
from corpus.types import passage_id
from index.figures import Figures
from index.filters import ANY, Filters
from index.reader import Reader
from index.records import StoredPassage
from nlp.promises import TARGET
from nlp.quoting import sentences
from nlp.series import Entry, Series


@dataclass(frozen=True)
class _Shown:
    """A series with those of its entries that the filters allow; ``hits``: how many answer the question."""

    issuer: str
    series: Series
    entries: Sequence[Entry]
    hits: int


def targets(
    parts: Parts, text: str = "", filters: Filters = ANY, limit: int = 50, offset: int = 0
) -> schemas.TargetsAnswer:
    """Series of promised and reported figures: all, or those of which a figure is about the question."""
    clock = Clock(parts)
    check_page(limit, offset, DOCUMENTS)
    found = find(parts, text, filters, "keyword") if text.strip() else None
    reader = found.reader if found else parts.reader(with_model=False)
    figures = parts.figures(reader)
    warnings = library_warnings(reader)
    about = None
    if found:
        filters = found.filters
        about, said = _about(parts, found, figures)
        warnings += said
    shown = _shown(reader, figures, filters, about)
    return {
        "query": text,
        "total": len(shown),
        "series": [_series_json(parts, reader, figures, one) for one in shown[offset : offset + limit]],
        **clock.common(reader, warnings),
    }


def _about(parts: Parts, found: Found, figures: Figures) -> tuple[npt.NDArray[np.bool_], list[str]]:
    """Which figures the question means: those whose own words or indicator speak of it, else those beside it."""
    positions = np.array([figure.position for figure in figures.figures], np.int64)
    beside = found.evidence.about[positions] if len(positions) else np.zeros(0, np.bool_)
    core = fold_key(found.topic.asked.core)
    count = found.about()
    stored = stored_at(parts, found.reader, sorted(set(positions[beside].tolist())))
    named = np.zeros(len(positions), np.bool_)
    for place in np.flatnonzero(beside).tolist():
        figure = figures.figures[place]
        said = stored[figure.position].passage.text[figure.start : figure.end]
        named[place] = count(fold_key(said)) > 0
    if not found.topic.concepts:  # a concept knows what it is not: 为市场主体减负 is no answer to 减负
        named |= np.fromiter((core in figure.key for figure in figures.figures), np.bool_, len(named))
    if named.any():
        return named, []
    if beside.any():
        return beside, [f"没有直接说“{found.topic.asked.core[:40]}”的指标；下面是提到它的段落里的指标"]
    held = len(found.reader.catalogue.records)
    return beside, [f"没有找到。已检索{held}份文件；库中未见，不等于从未提出"] if held else []


def _shown(
    reader: Reader, figures: Figures, filters: Filters, about: npt.NDArray[np.bool_] | None
) -> list[_Shown]:
    """The series in order: most answering figures, then the most recent, then by issuer and name."""
    allowed = reader.catalogue.allowed(filters)
    documents = {record.id for record in reader.catalogue.records if filters.allow(record)}
    found = []
    for issuer, series in figures.series:
        entries = [
            entry
            for entry in series.entries
            if (allowed[figures.figures[entry.point.place].position] if entry.point else False)
            or (entry.point is None and figures.plans[(issuer, entry.year or 0)].id in documents)
        ]
        places = [entry.point.place for entry in entries if entry.point]
        hits = len(places) if about is None else int(about[places].sum())
        if hits:
            found.append(_Shown(issuer, series, entries, hits))

    def order(one: _Shown) -> tuple[int, int, str, str, str, bool]:
        last = max((entry.year or 0 for entry in one.entries), default=0)
        return (-one.hits, -last, one.issuer, one.series.indicator, one.series.unit, one.series.growth)

    return sorted(found, key=order)


def _series_json(parts: Parts, reader: Reader, figures: Figures, one: _Shown) -> schemas.TargetSeries:
    places = [entry.point.place for entry in one.entries if entry.point]
    places += [entry.met_by for entry in one.entries if entry.met_by is not None]
    stored = stored_at(parts, reader, sorted({figures.figures[place].position for place in places}))
    return {
        "issuer": one.issuer or None,
        "indicator": one.series.indicator,
        "unit": one.series.unit,
        "growth": one.series.growth,
        "points": [
            _point_json(reader, figures, stored, entry) if entry.point else _dropped_json(figures, one, entry)
            for entry in one.entries
        ],
    }


def _point_json(
    reader: Reader, figures: Figures, stored: dict[int, StoredPassage], entry: Entry
) -> schemas.TargetPoint:
    point = entry.point
    assert point is not None
    figure = figures.figures[point.place]
    passage = stored[figure.position].passage
    record = reader.catalogue.records[reader.catalogue.document[figure.position]]
    spans = sentences(passage.text)
    start = max((s for s, _ in spans if s <= figure.start), default=0)
    end = min((e for _, e in spans if e >= figure.end), default=len(passage.text))
    return {
        "year": point.year,
        "kind": point.kind,
        "deadline": point.deadline,
        "operator": point.operator,
        "low": point.low,
        "high": point.high,
        "indicator": point.indicator,
        "text": passage.text[start:end],
        "start": passage.start + start,
        "end": passage.start + end,
        "passage_id": passage_id(record.id, passage.start, passage.end),
        "document_id": record.id,
        "title": shown_title(record),
        "year_conflict": record.document.year_conflict,
        "change": entry.change,
        "met_by": _passage_of(reader, figures, stored, entry.met_by),
        "met": entry.met,
    }


def _passage_of(
    reader: Reader, figures: Figures, stored: dict[int, StoredPassage], place: int | None
) -> str | None:
    if place is None:
        return None
    position = figures.figures[place].position
    passage = stored[position].passage
    record = reader.catalogue.records[reader.catalogue.document[position]]
    return passage_id(record.id, passage.start, passage.end)


def _dropped_json(figures: Figures, one: _Shown, entry: Entry) -> schemas.TargetPoint:
    """A plan that no longer speaks of a target: no figure and no text, but the document that is silent."""
    record = figures.plans[(one.issuer, entry.year or 0)]
    return {
        "year": entry.year,
        "kind": TARGET,
        "deadline": None,
        "operator": None,
        "low": None,
        "high": None,
        "indicator": None,
        "text": None,
        "start": None,
        "end": None,
        "passage_id": None,
        "document_id": record.id,
        "title": shown_title(record),
        "year_conflict": False,
        "change": entry.change,
        "met_by": None,
        "met": None,
    }
