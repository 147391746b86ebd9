"""What does the API answer about figures?"""

from __future__ import annotations

from typing_extensions import TypedDict

from api.schemas.asked import Common


class TargetPoint(TypedDict):
    """One figure of one document; ``text`` is the sentence that holds it, ``document.text[start:end]``.

    ``kind``: ``target``, ``result`` or ``baseline``; ``operator``: ``=``, ``>=``, ``<=``, ``>``, ``<``,
    ``≈``, ``range``, ``all``, ``most`` or ``multiple``; ``change`` against the figure of the same kind
    before it: ``new``, ``raised``, ``lowered``, ``repeated``; ``dropped`` is a plan that is silent where
    the one before promised, and has no figure.  ``met_by`` is the passage with the result that a later
    document reports, ``met`` whether it reaches the promise.
    """

    year: int | None
    kind: str
    deadline: int | None
    operator: str | None
    low: float | None
    high: float | None
    indicator: str | None
    text: str | None
    start: int | None
    end: int | None
    passage_id: str | None
    document_id: str
    title: str
    year_conflict: bool
    change: str | None
    met_by: str | None
    met: bool | None


class TargetSeries(TypedDict):
    """One indicator of one issuer in one unit; ``growth``: by how much it grew, not how much there is."""

    issuer: str | None
    indicator: str
    unit: str
    growth: bool
    points: list[TargetPoint]


class TargetsAnswer(Common):
    """``GET /targets``; ``total`` counts series."""

    query: str
    total: int
    series: list[TargetSeries]
