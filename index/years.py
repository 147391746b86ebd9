"""Which years spoke of it, which were silent, and which have no plan?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from index.evidence import Evidence
from index.filters import Filters
from index.reader import Reader
from index.search import Ranking, ordered

MENTIONED, SILENT, COVERED, NO_PLAN = "mentioned", "silent", "covered_by", "no_plan"
NOT_PLANS = ("决议", "总结")
"""Kinds of document that look back or approve; they never make a plan year."""

Mask = npt.NDArray[np.bool_]


@dataclass
class Tally:
    """Counts of one year, in all or of one issuer."""

    documents: int = 0
    documents_mentioning: int = 0
    passages: int = 0
    passages_held: int = 0
    covered: bool = False

    @property
    def state(self) -> str:
        if self.documents_mentioning:
            return MENTIONED
        if self.documents:
            return SILENT
        return COVERED if self.covered else NO_PLAN


@dataclass
class YearState:
    """One year: its counts and those of each issuer that holds or covers it."""

    year: int
    tally: Tally = field(default_factory=Tally)
    by_issuer: dict[str, Tally] = field(default_factory=dict)


def year_states(reader: Reader, about: Mask, filters: Filters) -> list[YearState]:
    """Every year from the first held (or filtered) to the last, without a gap.

    ``about`` marks the passages that speak of the topic, from an exhaustive scan.  A plan for several
    years covers them all and mentions in its own; a document without a year counts nowhere.
    """
    catalogue = reader.catalogue
    held = np.bincount(catalogue.document, minlength=len(catalogue.records))
    speaking = np.bincount(catalogue.document[about], minlength=len(catalogue.records))
    states: dict[int, YearState] = {}

    def tallies(year: int, issuer: str | None) -> tuple[Tally, ...]:
        state = states.setdefault(year, YearState(year))
        return state.tally, state.by_issuer.setdefault(issuer or "", Tally())

    for number, record in enumerate(catalogue.records):
        document = record.document
        if document.doc_type in NOT_PLANS or not filters.allow_but_year(record):
            continue
        first, last = document.period_from or document.year, document.period_to or document.year
        if document.year is not None and filters.allow_year(document.year):
            for tally in tallies(document.year, document.issuer):
                tally.documents += 1
                tally.documents_mentioning += bool(speaking[number])
                tally.passages += int(speaking[number])
                tally.passages_held += int(held[number])
        if first is not None and last is not None and last > first:
            for year in range(first, last + 1):
                if filters.allow_year(year):
                    for tally in tallies(year, document.issuer):
                        tally.covered = True
    if not states:
        return []
    start = filters.year_from if filters.year_from is not None else min(states)
    end = filters.year_to if filters.year_to is not None else max(states)
    return [
        states.get(year, YearState(year))
        for year in range(max(start, min(states)), min(end, max(states)) + 1)
    ]


def best_of_each_year(
    reader: Reader, ranking: Ranking, relevant: Mask, per_year: int
) -> npt.NDArray[np.int64]:
    """The ``per_year`` best relevant passages of each year, in order of rank; undated ones left out."""
    years = reader.catalogue.years
    chosen = ordered(reader, ranking.score, np.flatnonzero(relevant & (years >= 0)))
    taken: dict[int, int] = {}
    kept = []
    for position in chosen:
        year = int(years[position])
        if taken.get(year, 0) < per_year:
            taken[year] = taken.get(year, 0) + 1
            kept.append(position)
    return np.array(kept, np.int64)


def themed_passages(
    reader: Reader, ranking: Ranking, evidence: Evidence, named: bool, per_year: int
) -> tuple[list[int], list[int]]:
    """Positions that themes are made of, and positions to show beside them.

    Where a concept was named, themes are made of the passages that speak of it; the near ones of other
    years are shown beside them, since a year may say it in words that the store does not know.
    """
    if not named or not evidence.about.any():
        return best_of_each_year(reader, ranking, evidence.relevant, per_year).tolist(), []
    members = best_of_each_year(reader, ranking, evidence.about, per_year)
    years = reader.catalogue.years
    elsewhere = evidence.near & ~np.isin(years, years[members])
    return members.tolist(), best_of_each_year(reader, ranking, elsewhere, per_year).tolist()
