"""What does the API answer about wordings?  Their lives, suggestions, and the concepts behind them."""

from __future__ import annotations

from typing_extensions import TypedDict

from api.schemas.asked import Common, Passage


class Span(TypedDict):
    """``document.text[start:end]`` is ``text``."""

    text: str
    start: int
    end: int


class UsePassage(Passage):
    """A passage with the places where the wording stands in it."""

    occurrences: list[Span]


class Point(TypedDict):
    """A year of a wording, counted over plans whose year is certain, and its fullest passage."""

    year: int
    count: int
    share: float
    passage: Passage | None


class YearOfUse(TypedDict):
    """One year: ``share`` is occurrences per passage held; ``in_doubt`` is how many of ``count`` stand in
    documents whose year is in doubt."""

    year: int
    state: str
    documents: int
    documents_with: int
    count: int
    share: float
    in_doubt: int


class Form(TypedDict):
    """How the wording is written in the plans, and how often."""

    text: str
    count: int


class TermLink(TypedDict):
    """A link in time: ``from`` another term to this wording, or from this one ``to`` another."""

    wording: str
    type: str
    direction: str
    term: str
    year: int | None
    source: str | None


class Link(TermLink):
    """The same with the passage of this library that shows it, if one does."""

    evidence: Passage | None


class Apart(TypedDict):
    """Occurrences that set no first, peak or last year, in how many documents."""

    documents: int
    count: int


class SetApart(TypedDict):
    """``undated`` and ``not_plans`` (决议, 总结) are in no year; ``in_doubt`` is in the year found for it."""

    undated: Apart
    not_plans: Apart
    in_doubt: Apart


class FormulationsAnswer(Common):
    """``GET /formulations``."""

    term: str
    concept: str | None
    variants: list[str]
    forms: list[Form]
    other_wordings: list[Form]
    first: Point | None
    peak: Point | None
    last: Point | None
    years: list[YearOfUse]
    apart: SetApart
    other_senses: int
    links: list[Link]
    total: int
    passages: list[UsePassage]
