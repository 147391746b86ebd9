"""What does the service say of itself, and what does it hand back at once?"""

from __future__ import annotations

from typing_extensions import TypedDict


class StatusAnswer(TypedDict):
    """``GET /status``: what this caller may do, and what answers.

    ``writes``: ``open``, ``token`` (a token is wanted), ``closed`` (not from here, or read-only).
    ``sample``: the samples answer, since the library is empty.  ``longest_draft`` counts characters,
    ``facets`` documents.  ``prose``: a language model is set, and ``/prose`` writes.
    """

    version: str
    generation: int
    read_only: bool
    writes: str
    sample: bool
    documents: int
    passages: int
    upload_mb: int
    longest_draft: int
    prose: bool
    facets: dict[str, dict[str, int]]


class DraftAnswer(TypedDict):
    """``POST /draft``: the text of a draft's file, which is not kept."""

    name: str
    text: str
