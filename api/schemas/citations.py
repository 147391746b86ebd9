"""What does the API answer about citations and duties?"""

from __future__ import annotations

from typing_extensions import TypedDict

from api.schemas.asked import Common, Passage
from api.schemas.formulations import Span


class CitedDocument(TypedDict):
    """A document that plans cite; ``kind`` is ``document`` or ``other`` (a book, a periodical).

    ``document_id`` names it where this library holds it; ``years`` counts citations.
    """

    title: str | None
    number: str | None
    kind: str
    document_id: str | None
    count: int
    documents: int
    years: dict[str, int]
    first_year: int | None
    last_year: int | None


class Cite(Span):
    """One citation; ``marked`` is false where the title stands without 《》, or under a short name."""

    title: str | None
    number: str | None
    marked: bool


class CitingPassage(Passage):
    """A passage with what it cites of what was asked for."""

    citations: list[Cite]


class CitationsAnswer(Common):
    """``GET /citations``; ``passages`` are given where a title is asked for.

    ``total`` counts these passages, or else the cited documents.
    """

    title: str | None
    total: int
    cited: list[CitedDocument]
    passages: list[CitingPassage]


class DutyUnit(TypedDict):
    """Who has to do it; ``role`` is ``lead`` or ``support``."""

    name: str
    role: str


class DutyDeadline(TypedDict):
    """By when; year, month and day are null where they can't be told."""

    text: str
    year: int | None
    month: int | None
    day: int | None


class DutyPassage(Passage):
    """An item with its duty; ``named_in`` is the heading that names it for all items under it, or null."""

    units: list[DutyUnit]
    deadlines: list[DutyDeadline]
    named_in: str | None


class UnitOfDuties(TypedDict):
    """A unit and its items: how many, in which role, in which years, and their passages' ids."""

    unit: str
    items: int
    lead: int
    support: int
    years: dict[str, int]
    passages: list[str]


class DutiesAnswer(Common):
    """``GET /duties``."""

    query: str
    unit: str | None
    total: int
    units: list[UnitOfDuties]
    duties: list[DutyPassage]
