"""What does the API answer about the concept store?  Concepts, suggestions, and counts by document."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from api.schemas.asked import Common
from api.schemas.formulations import TermLink

WordingOfConcept = TypedDict(
    "WordingOfConcept",
    {"text": str, "from": int | None, "to": int | None, "source": str | None, "year": int | None},
)
"""``from`` and ``to`` are the years in which it was in use, ``source`` of ``year`` says so."""


class NegativeOfConcept(TypedDict):
    """What is not meant; ``scope`` is ``span`` or ``sentence``."""

    text: str
    scope: str
    why: str


class ConceptInLibrary(TypedDict):
    """How much of this library mentions the concept; ``years`` counts passages."""

    mentions: int
    passages: int
    documents: int
    years: dict[str, int]


class ConceptAnswer(Common):
    """``GET /concepts/{name}``."""

    name: str
    gloss: str
    area: str
    wordings: list[WordingOfConcept]
    colloquial: list[str]
    negative: list[NegativeOfConcept]
    broader: list[str]
    narrower: list[str]
    related: list[str]
    links: list[TermLink]
    library: ConceptInLibrary


class Suggestion(TypedDict):
    """What could be meant; ``kind`` is ``concept``, ``wording`` or ``title``, whose concept is null."""

    text: str
    kind: str
    concept: str | None


class SuggestAnswer(Common):
    """``GET /suggest``."""

    query: str
    suggestions: list[Suggestion]


class MatrixRow(TypedDict):
    """A year, an issuer, or a document (``key`` is its id); null where year or issuer is unknown."""

    key: str | None
    documents: int
    passages: int
    title: NotRequired[str]
    year: NotRequired[int | None]
    issuer: NotRequired[str | None]


class MatrixAnswer(Common):
    """``GET /matrix``; ``counts[row][column]`` are mentions."""

    by: str | None
    total: int
    rows: list[MatrixRow]
    columns: list[str]
    counts: list[list[int]]
