"""Which figure contradicts an earlier one?  The same indicator, said before with another number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.measures import Measure
from nlp.promises import BASELINE
from nlp.series import Point, series_of

DRAFT = ""
"""Stands for the draft among the documents: no id is empty."""


@dataclass(frozen=True, slots=True)
class Said:
    """A measure of an earlier document; ``place`` is the caller's own number for where it stands."""

    place: int
    document: str
    year: int | None
    measure: Measure


@dataclass(frozen=True, slots=True)
class Conflict:
    """``draft`` and ``past`` are numbers of the measures given, of one indicator and with other figures."""

    indicator: str
    draft: int
    past: int


def find_conflicts(draft: Sequence[Measure], past: Sequence[Said]) -> list[Conflict]:
    """For each measure of a draft the newest earlier one that says another figure, if the newest does.

    Where the newest document repeats the figure, older ones that differ are history and no conflict; a
    figure that was only a starting point (由90%提高到…) is none.

    >>> from nlp.measures import find_measures
    >>> past = find_measures("学前三年毛入园率达到93.5%以上。", "工作要点", 2023)
    >>> find_conflicts(find_measures("学前三年毛入园率达到90%。", "工作要点", None), [Said(7, "a", 2023, past[0])])
    [Conflict(indicator='学前三年毛入园率', draft=0, past=0)]
    """
    points = [_point(n, DRAFT, None, one) for n, one in enumerate(draft) if one.kind != BASELINE]
    points += [
        _point(len(draft) + n, one.document, one.year, one.measure)
        for n, one in enumerate(past)
        if one.measure.kind != BASELINE
    ]
    found = []
    for series in series_of(points, ()):
        held = [entry.point for entry in series.entries if entry.point]
        mine = [point for point in held if point.document == DRAFT]
        theirs = [point for point in held if point.document != DRAFT]
        newest = max(theirs, key=lambda point: (point.year or 0, point.document, -point.place), default=None)
        if newest is not None:
            same = [p for p in theirs if (p.year, p.document) == (newest.year, newest.document)]
            found += [
                Conflict(series.indicator, point.place, newest.place - len(draft))
                for point in mine
                if not any(_figure(point) == _figure(other) for other in same)
            ]
    return sorted(found, key=lambda conflict: (conflict.draft, conflict.past))


def _point(place: int, document: str, year: int | None, measure: Measure) -> Point:
    return Point(
        place,
        year,
        document,
        measure.kind,
        measure.indicator,
        measure.operator,
        measure.low,
        measure.high,
        measure.unit,
        measure.deadline,
        measure.growth,
    )


def _figure(point: Point) -> tuple[float | None, float | None]:
    """The number or range, whatever stands around it: 93.5% and 93.5%以上 are one figure."""
    low, high = point.low, point.high
    return (high if low is None else low), (low if high is None else high)
