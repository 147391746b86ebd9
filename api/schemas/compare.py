"""What does a comparison answer?"""

from __future__ import annotations

from typing_extensions import TypedDict

from api.schemas.asked import Common, Passage, Query, Theme
from api.schemas.lineage import Diff


class Side(TypedDict):
    """One of the two sides as it was read; ``asked`` is what was given."""

    asked: str
    name: str
    year_from: int | None
    year_to: int | None
    issuer: str | None
    documents: int
    passages: int


class ThemePair(TypedDict):
    """A theme of both sides, each with its own passages and words."""

    a: Theme
    b: Theme
    similarity: float


class PassagePair(TypedDict):
    """Two passages about one thing, and what changed in the wording."""

    a: Passage
    b: Passage
    similarity: float
    diff: Diff


class Keyword(TypedDict):
    """A term that is more frequent on one side; ``effect`` > 0 means on ``b``, 1 is twice as frequent."""

    term: str
    a_count: int
    b_count: int
    log_likelihood: float
    effect: float


class Sides(TypedDict):
    """Passages of each side."""

    a: list[Passage]
    b: list[Passage]


class CompareAnswer(Common):
    """``GET /compare``; ``alone`` fit no theme, ``boilerplate`` are slogans, which make none.

    ``query`` and ``evidence`` are null where all of both sides is compared.
    """

    query: Query | None
    evidence: str | None
    a: Side
    b: Side
    shared: list[ThemePair]
    emerging: list[Theme]
    fading: list[Theme]
    pairs: list[PassagePair]
    keywords: list[Keyword]
    alone: Sides
    boilerplate: Sides
