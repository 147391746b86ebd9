"""What does the API answer about a draft?"""

from __future__ import annotations

from typing_extensions import TypedDict

from api.schemas.asked import Common, Passage
from api.schemas.lineage import Diff


class Precedent(Passage):
    """An earlier passage that is like a piece of the draft; ``diff`` leads from the passage to the piece.

    ``likeness``: 1 word for word, 0.7 and more practically the same, below 0.3 hardly alike.
    """

    score: float
    likeness: float
    diff: Diff


class Conflict(TypedDict):
    """An indicator for which the draft and an earlier passage give other figures, each as it is written."""

    indicator: str
    draft: str
    past: str
    passage_id: str
    year: int | None


class Segment(TypedDict):
    """A piece of the draft, ``text == draft[start:end]``, with what was said before.

    ``novelty``: 0 carried over word for word; up to 0.3 kept, from 0.7 new, between them reworded.
    ``said_since``: the first year, not in doubt, in which practically this was said.
    """

    text: str
    start: int
    end: int
    heading_path: list[str]
    item: str | None
    precedents: list[Precedent]
    novelty: float
    said_since: int | None
    conflicts: list[Conflict]


class PrecedentsAnswer(Common):
    """``POST /precedents``."""

    segments: list[Segment]
