"""What does the API answer where a language model writes?  Its sources, what was kept, and what was not."""

from __future__ import annotations

from typing_extensions import TypedDict

from api.schemas.asked import Common, Query, Sentence


class ProseSource(Sentence):
    """A quotation that may be cited as ``[number]``; ``theme`` is null for those of the overview."""

    number: int
    theme: str | None


class ProseSources(TypedDict):
    """What may be cited, before anything is written."""

    sources: list[ProseSource]


class ProseSentence(TypedDict):
    """A written sentence that was checked; its text holds its marks, as in ``…[1][3]。``."""

    text: str
    cites: list[int]


class ProseAnswer(Common):
    """``GET /prose``: ``dropped`` says of each sentence that was not kept why.

    ``fallback``: nothing written could be kept, and the sources are the answer.
    """

    query: Query
    evidence: str
    model: str
    sources: list[ProseSource]
    prose: list[ProseSentence]
    dropped: list[str]
    fallback: bool
