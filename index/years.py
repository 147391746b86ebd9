"""Which years spoke of it, which were silent, and which have no plan?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from index.evidence import Evidence
from index.filters import Filters
from index.reader import Reader
from index.records import Record
from index.search import Ranking, ordered
from index.verdicts import COVERED, MENTIONED, NO_PLAN, SILENT

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


def looks_back(record: Record) -> bool:
    """Whether a document looks back or approves, and is no plan of its year."""
    return record.document.doc_type in NOT_PLANS


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
        if looks_back(record) or not filters.allow_but_year(record):
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
    reader: Reader,
    ranking: Ranking,
    relevant: Mask,
    per_year: int,
    beside: Sequence[int] = (),
    unfit: Callable[[int], bool] = lambda position: False,
) -> list[int]:
    """The best relevant passages of each year, in order of rank; undated and ``unfit`` ones are left out.

    At most ``per_year`` a year, together with those of ``beside``, which are not given again.
    """
    years = reader.catalogue.years
    taken = Counter(years[list(beside)].tolist())
    wanted = relevant & (years >= 0)
    wanted[list(beside)] = False
    kept = []
    for position in ordered(reader, ranking.score, np.flatnonzero(wanted)).tolist():
        if taken[years[position]] < per_year and not unfit(position):
            taken[years[position]] += 1
            kept.append(position)
    return kept


def themed_passages(
    reader: Reader,
    ranking: Ranking,
    evidence: Evidence,
    named: bool,
    per_year: int,
    unfit: Callable[[int], bool],
) -> tuple[list[int], list[int]]:
    """Positions that themes are made of, and positions to show beside them, none of them ``unfit``.

    Where a concept was named, themes are made of the passages that speak of it.  The nearest others of
    each year are shown beside them, since a year may say it in words that the store does not know: of
    the years in which something is relevant, 5 in 100 more were then covered (83 topics), for lay
    questions 8.
    """
    core = evidence.about if named and evidence.about.any() else evidence.relevant
    members = best_of_each_year(reader, ranking, core, per_year)
    return members, best_of_each_year(reader, ranking, evidence.near, per_year, members, unfit)
