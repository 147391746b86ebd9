"""Which documents does the question allow?  The filters that every answer takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain

import numpy as np
import numpy.typing as npt

from corpus.offices import canonical
from corpus.places import lies_in
from index.records import Record

FACETS = ("year", "issuer", "region", "level", "stage", "doc_type")


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one field are alternatives (OR); fields hold together (AND); empty means any."""

    year_from: int | None = None
    year_to: int | None = None
    issuer: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    doc_type: tuple[str, ...] = ()
    document_id: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return all(getattr(self, field.name) in (None, ()) for field in fields(self))

    def within(self, first: int | None, last: int | None) -> Filters:
        """These filters narrowed to a period that the question names."""
        starts = [year for year in (self.year_from, first) if year is not None]
        ends = [year for year in (self.year_to, last) if year is not None]
        return Filters(
            max(starts, default=None),
            min(ends, default=None),
            self.issuer,
            self.region,
            self.level,
            self.stage,
            self.doc_type,
            self.document_id,
        )

    def allow_year(self, year: int | None) -> bool:
        """An undated document passes only where no year is asked for."""
        if self.year_from is None and self.year_to is None:
            return True
        return year is not None and (self.year_from or year) <= year <= (self.year_to or year)

    def allow(self, record: Record) -> bool:
        """Whether one document passes."""
        return self.allow_year(record.document.year) and self.allow_but_year(record)

    def allow_but_year(self, record: Record) -> bool:
        """Whether one document passes all filters except those on years."""
        document = record.document
        return (
            (not self.issuer or _issuer_matches(document.issuer, self.issuer))
            and (not self.region or _region_matches(document.region, self.region))
            and (not self.level or document.level in self.level)
            and (not self.stage or bool(set(self.stage) & set(document.stage)))
            and (not self.doc_type or document.doc_type in self.doc_type)
            and (not self.document_id or record.id in self.document_id)
        )

    def mask(self, records: Sequence[Record]) -> npt.NDArray[np.bool_]:
        """One truth value a document."""
        return np.fromiter(map(self.allow, records), np.bool_, len(records))


ANY = Filters()
"""No filter at all."""


def _issuer_matches(issuer: str | None, wanted: Sequence[str]) -> bool:
    """An office goes by all its names: 市教育局基教处 admits 教育局基础教育处."""
    return issuer is not None and (issuer in wanted or canonical(issuer) in map(canonical, wanted))


def _region_matches(region: str | None, wanted: Sequence[str]) -> bool:
    """A place's name also admits all within it: 临澄市 admits 临澄市澄南区, 江苏省 and 泰州市 admit 泰兴市."""
    return region is not None and any(lies_in(region, name) for name in wanted)


@dataclass(frozen=True, slots=True)
class Facet:
    """Pairs of a document's number and the number of a value that it has."""

    values: tuple[str, ...]
    documents: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]


def facets_of(records: Sequence[Record]) -> dict[str, Facet]:
    """The values of each facet, and which documents have them."""
    found = {}
    for name in FACETS:
        values = [getattr(record.document, name) for record in records]
        if name == "stage":
            numbers = np.repeat(np.arange(len(values)), [len(held) for held in values])
            values = list(chain.from_iterable(values))
        else:
            numbers = np.flatnonzero([value is not None for value in values])
            values = [value for value in values if value is not None]
        codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
        held = np.array([codes[value] for value in values], np.int64)
        found[name] = Facet(tuple(map(str, codes)), numbers, held)
    return found


def count_facets(facets: Mapping[str, Facet], hits: npt.NDArray[np.int32]) -> dict[str, dict[str, int]]:
    """How many of the hits (document numbers, one a passage) each value of each facet has."""
    found: dict[str, dict[str, int]] = {}
    held = np.bincount(hits)
    for name, facet in facets.items():
        known = facet.documents < len(held)
        weights = held[facet.documents[known]]
        counts = np.bincount(facet.codes[known], weights, len(facet.values)).astype(int).tolist()
        pairs = [(value, count) for value, count in zip(facet.values, counts, strict=True) if count]
        found[name] = dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    return found
