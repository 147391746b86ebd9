"""What does the API answer about a plan and the one before it?"""

from __future__ import annotations

from typing_extensions import TypedDict

from api.schemas.asked import Common, Document, Passage

Diff = list[list[str]]
"""``[[op, text], …]``: ``=`` in both, ``-`` in the older only, ``+`` in the newer only."""


class LineageItem(TypedDict):
    """An item of a plan; ``status``: ``verbatim``, ``edited`` or ``new`` beside the plan before it."""

    passage: Passage
    status: str
    previous: Passage | None
    diff: Diff


class LineageAnswer(Common):
    """``GET /lineage``; ``counts`` says how many items have each status, and how many were dropped."""

    document: Document
    previous: Document | None
    counts: dict[str, int]
    items: list[LineageItem]
    dropped: list[Passage]
