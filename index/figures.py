"""Which figures does the library hold?  Every measure read at ingest, as series of each issuer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corpus.folding import fold_key
from index.catalogue import Catalogue
from index.records import Record
from index.store import Store
from nlp.series import Point, Series, series_of


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a point of a series stands: ``start:end`` within the passage at ``position``.

    ``key`` is its indicator, folded.
    """

    position: int
    start: int
    end: int
    key: str


@dataclass(frozen=True)
class Figures:
    """All series of one generation; ``figures[point.place]`` is where a point stands.

    ``plans`` holds the documents by issuer and year whose silence drops a target.
    """

    generation: int
    figures: tuple[Figure, ...]
    series: tuple[tuple[str, Series], ...]
    plans: Mapping[tuple[str, int], Record]

    @classmethod
    def read(cls, store: Store, catalogue: Catalogue) -> Figures:
        """From the findings in the store: some 5,000 measures take a fifth of a second."""
        held = store.findings("measure")
        positions, live = catalogue.live_positions(np.fromiter(held, np.int64, len(held)))
        kept = [ones for ones, here in zip(held.values(), live, strict=True) if here]
        figures: list[Figure] = []
        points: dict[str, list[Point]] = {}
        for position, ones in zip(positions.tolist(), kept, strict=True):
            record = catalogue.records[catalogue.document[position]]
            for one in ones:
                points.setdefault(record.document.issuer or "", []).append(_point(len(figures), record, one))
                figures.append(Figure(position, one["start"], one["end"], fold_key(one["indicator"])))
        plans = _plans(catalogue)
        series = [
            (issuer, one)
            for issuer in sorted(points)
            for one in series_of(points[issuer], {year for name, year in plans if name == issuer})
        ]
        return cls(catalogue.generation, tuple(figures), tuple(series), plans)


def _point(place: int, record: Record, one: Mapping[str, object]) -> Point:
    said = {name: one[name] for name in _SAID}
    document = record.document
    return Point(place, document.year, record.id, **said, doubtful=document.year_conflict)  # type: ignore[arg-type]


_SAID = ("kind", "indicator", "operator", "low", "high", "unit", "deadline", "growth")


def _plans(catalogue: Catalogue) -> dict[tuple[str, int], Record]:
    """One document of each issuer and year that speaks for one year only; the smallest id of several."""
    plans: dict[tuple[str, int], Record] = {}
    for record in sorted(catalogue.records, key=lambda record: record.id):
        document = record.document
        several = (document.period_to or 0) > (document.period_from or 0) and "学年" not in document.title
        if document.year is not None and not document.year_conflict and not several:
            plans.setdefault((document.issuer or "", document.year), record)
    return plans
