"""What does the API answer?  The shapes of version 1; fields may be added, never renamed or dropped."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict  # pydantic documents these, on Python 3.11 only so


class Provenance(TypedDict):
    """With what an answer was made, so that a figure can be reproduced."""

    library: str
    generation: int
    model: str | None
    concepts: str
    version: str


class Common(TypedDict):
    """Fields of every answer."""

    took_ms: float
    warnings: list[str]
    provenance: Provenance


class Passage(TypedDict):
    """One item of a plan; ``text`` is the raw slice ``document.text[start:end]``."""

    id: str
    document_id: str
    title: str
    year: int | None
    issuer: str | None
    region: str | None
    heading_path: list[str]
    item: str | None
    text: str
    start: int
    end: int
    sample: bool
    year_conflict: bool


class Ranks(TypedDict):
    """The place of a hit in each leg, from 1; null where the leg did not find it."""

    keyword: int | None
    semantic: int | None


class Hit(Passage):
    """A passage with why it was found; ``repeated_in`` are its near-duplicates elsewhere.

    ``near``: shown beside a theme for a year that does not name the topic; not counted in the theme.
    """

    score: float
    matched_terms: list[str]
    ranks: Ranks
    repeated_in: list[str]
    near: bool


class Sentence(TypedDict):
    """A verbatim quotation with its source."""

    text: str
    start: int
    end: int
    passage_id: str
    document_id: str
    title: str
    year: int | None
    issuer: str | None
    heading_path: list[str]
    item: str | None
    year_conflict: bool


class Expansion(TypedDict):
    """A wording searched beside the question's own."""

    term: str
    concept: str
    why: str


class Exclusion(TypedDict):
    """A wording that is not what is meant."""

    term: str
    why: str


class Query(TypedDict):
    """How the question was read."""

    text: str
    normalised: str
    period: list[int | None] | None
    sides: list[list[int]]
    kind: str
    concepts: list[str]
    expansions: list[Expansion]
    exclusions: list[Exclusion]


class SearchAnswer(Common):
    """``GET /search``."""

    query: Query
    evidence: str
    total: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]]


class IssuerYear(TypedDict):
    """One issuer's plans of a year."""

    documents: int
    documents_mentioning: int
    passages: int
    passages_held: int
    state: str


class Year(IssuerYear):
    """One year's plans, and those of each issuer."""

    year: int
    by_issuer: dict[str, IssuerYear]


class Theme(TypedDict):
    """Passages that say the same thing, named in the plans' own words."""

    id: str
    label: str
    keywords: list[str]
    size: int
    stability: float
    years: dict[str, int]
    first_year: int | None
    last_year: int | None
    summary: list[Sentence]
    passages: list[Hit]


class ThemesAnswer(Common):
    """``GET /themes``; ``alone`` are passages that fit no theme, each shown as itself."""

    query: Query
    evidence: str
    overview: list[Sentence]
    years: list[Year]
    themes: list[Theme]
    alone: list[Hit]


class Document(TypedDict):
    """A document's metadata.

    ``revision_of``: the id of the first version; ``number`` to ``copied_to`` are what a red head says
    (发文字号, 成文日期, 主送…).
    """

    id: str
    title: str
    year: int | None
    period_from: int | None
    period_to: int | None
    year_conflict: bool
    issuer: str | None
    region: str | None
    level: str | None
    stage: list[str]
    doc_type: str
    number: str | None
    issued: str | None
    addressee: str | None
    publicity: str | None
    copied_to: str | None
    parent_id: str | None
    revision_of: str | None
    sources: list[str]
    passages: int
    sample: bool
    found: dict[str, str]


class OutlineEntry(TypedDict):
    """One heading, in document order."""

    level: int
    number: str
    title: str
    start: int
    end: int


class NoiseSpan(TypedDict):
    """A span that is no evidence."""

    type: str
    start: int
    end: int


class DocumentAnswer(Document, Common):
    """``GET /documents/{id}``."""

    text: str
    outline: list[OutlineEntry]
    noise: list[NoiseSpan]
    cites: list[str]


class DocumentsAnswer(Common):
    """``GET /documents``; ``lacking``: how many of those with such a title lack each field, ``doubt`` their year."""

    total: int
    documents: list[Document]
    lacking: dict[str, int]


class RemovedAnswer(Common):
    """``DELETE /documents/{id}``; ``POST /documents/{id}/restore`` undoes it."""

    id: str
    title: str
    removed: bool


class UploadedFile(TypedDict):
    """What became of one document of an upload; a file may hold several."""

    name: str
    status: str
    document_id: str | None
    title: str | None
    reason: str | None


class UploadAnswer(Common):
    """``POST /documents``."""

    files: list[UploadedFile]


class RefusedFile(TypedDict):
    """A file, or a row of a table, that did not go in; ``code`` is stable."""

    name: str
    code: str
    reason: str


class ReadDocument(Document):
    """What a dry run has read: ``would_add``, ``would_join`` (another source of one held) or ``unchanged``."""

    status: str


class Error(TypedDict):
    """What went wrong; ``code`` is stable, ``message`` is for people."""

    code: str
    message: str
    request_id: str
    successor: NotRequired[str]


class ErrorAnswer(TypedDict):
    """Any answer with a status of 400 or above; a 410 names the newer document as ``successor``."""

    error: Error


class IngestAnswer(TypedDict):
    """``cejian ingest --json``; ``read`` in a dry run."""

    added: int
    updated: int
    unchanged: int
    documents: int
    passages: int
    seconds: float
    refused: list[RefusedFile]
    read: NotRequired[list[ReadDocument]]
