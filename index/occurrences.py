"""Where does this wording stand, and in whose plans?  An exhaustive scan, counted by document and year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.filters import Filters
from index.lexical import wording_candidates
from index.reader import Reader
from index.records import Record, StoredPassage
from index.store import Store
from index.years import looks_back
from nlp.wording_life import Occurrence, WordingFinder, YearUse


@dataclass(frozen=True, slots=True)
class Place:
    """A live passage in which the wording stands; ``found`` are its occurrences, in order."""

    position: int
    stored: StoredPassage
    record: Record
    found: tuple[Occurrence, ...]

    @property
    def when(self) -> tuple[bool, int, str, int]:
        """Sorts by year, undated ones last; within a year by document and offset."""
        year = self.record.document.year
        return year is None, year or 0, self.record.id, self.stored.passage.start


@dataclass(frozen=True)
class Uses:
    """All places of a wording in the documents that the filters allow, in order of year."""

    reader: Reader
    filters: Filters
    places: tuple[Place, ...]
    other_senses: int
    """How often it stands there and means something else (企业减负)."""

    @cached_property
    def by_document(self) -> Counter[int]:
        """Key of a document → occurrences."""
        counts: Counter[int] = Counter()
        for place in self.places:
            counts[place.record.pk] += len(place.found)
        return counts

    @cached_property
    def certain(self) -> list[YearUse]:
        """Occurrences and passages of each year's plans, without those whose year is in doubt."""
        counts: Counter[int] = Counter()
        held: Counter[int] = Counter()
        for record in self.reader.catalogue.records:
            year = record.document.year
            if year is not None and not apart(record) and self.filters.allow(record):
                counts[year] += self.by_document[record.pk]
                held[year] += record.passages
        return [YearUse(year, counts[year], held[year]) for year in sorted(held)]

    @cached_property
    def about(self) -> npt.NDArray[np.bool_]:
        """Which passages of the reader hold the wording."""
        about = np.zeros(len(self.reader.catalogue.keys), np.bool_)
        about[[place.position for place in self.places]] = True
        return about

    def set_apart(self, why: str) -> list[Record]:
        """Documents that hold the wording and set no year of its life, for one of the reasons of ``apart``."""
        return [
            record
            for record in self.reader.catalogue.records
            if self.by_document[record.pk] and apart(record) == why
        ]


UNDATED, NOT_PLAN, IN_DOUBT = "undated", "not_plan", "in_doubt"


def apart(record: Record) -> str | None:
    """Why a document must not decide when a wording began or ended; None for a plan of a certain year."""
    if record.document.year is None:
        return UNDATED
    if looks_back(record):
        return NOT_PLAN
    return IN_DOUBT if record.document.year_conflict else None


def uses(reader: Reader, store: Store, finder: WordingFinder, filters: Filters) -> Uses:
    """Every allowed passage that holds the wording: character pairs suggest it, its folded text decides."""
    catalogue = reader.catalogue
    keys = np.array(wording_candidates(store.connection(), finder.forms), np.int64)
    positions, live = catalogue.live_positions(keys)
    wanted = catalogue.allowed(filters)[positions]
    stored = store.passages(keys[live][wanted].tolist())
    places, other_senses = [], 0
    for position in positions[wanted].tolist():
        passage = stored[int(catalogue.keys[position])]
        found, other = finder.sift(passage.passage.text)
        other_senses += other
        if found:
            places.append(
                Place(position, passage, catalogue.records[catalogue.document[position]], tuple(found))
            )
    return Uses(reader, filters, tuple(sorted(places, key=lambda place: place.when)), other_senses)
