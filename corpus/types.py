"""What is a passage?  The types that all layers share: from a file to what search returns.

Offsets count Unicode code points of ``Document.text``, which is the raw text as it was read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = ("国家", "省", "市", "县", "校")
STAGES = ("学前", "义务", "高中", "职业", "高等", "特殊", "终身")
DOC_TYPES = ("工作要点", "工作计划", "规划", "总结", "方案", "通知", "意见", "报告", "决议", "其他")
NOISE_TYPES = ("teaser", "copy", "licence", "navigation", "title")
"""``teaser``: the opening of another document; ``copy``: a truncated repetition of this one;
``licence``: a licence or source notice; ``navigation``: links, share bars, page furniture;
``title``: the document's own title, release line or signature, which is not evidence."""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader found in one file, or in one row of a table.

    ``name`` is what people call it (``seed-plan.txt``, ``reports.jsonl 第3行``); ``source`` says where
    it stands (a path, ``a.zip!/内/b.txt``, ``reports.jsonl#3``); ``given`` holds what a table column
    or a file's own properties say: any of title, year, date, issuer, region, url, source, index (索引号),
    number (文号), publicity (公开方式), and ``saved``, the day on which a program wrote the file.  ``headings``: where a line starts that the
    file itself marks as a heading, and its level from 1.  ``unsure``: what is doubtful about the text
    (文字识别), for people.
    """

    name: str
    source: str
    text: str
    format: str
    given: Mapping[str, str] = field(default_factory=dict)
    headings: tuple[tuple[int, int], ...] = ()
    unsure: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file, a member of an archive or a row did not go in; what follows it goes on.

    ``name`` as in ``RawDocument``; ``code`` is stable, ``reason`` is for people.  Codes: ``missing``,
    ``empty``, ``unknown`` and ``unsupported`` (format), ``not_text``, ``broken``, ``encrypted``, ``scan``,
    ``too_big``, ``row``, ``no_columns``, ``timeout``, ``memory``, ``crash``, ``unreadable``.
    """

    name: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Working:
    """A sign of life from a reader that takes long; ``name`` is what it has just done (``a.pdf 第3页``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the outline: ``Heading(2, "二）", "深化素质教育。", 317, 326)``.

    ``level`` counts from 1 within this document; ``start:end`` covers number and title.
    """

    level: int
    number: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Noise:
    """A span of the text that is no evidence; ``type`` is one of ``NOISE_TYPES``."""

    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One item of a plan, or a part of one: at most 260 characters, never two items.

    ``text == document.text[start:end]``; ``item`` is its number (``7``, ``（三）``), not repeated in
    ``text``; ``heading_path`` runs from the outermost heading: ``("三、重点工作", "二）深化素质教育")``.
    """

    text: str
    start: int
    end: int
    heading_path: tuple[str, ...] = ()
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One plan, read: its text, what is known about it and how, its outline and passages.

    ``found`` maps each known field to how it was found (``"标题行：…"``, ``"表格列 年份"``, ``"文件名"``).
    ``year_conflict`` is true when the text contradicts ``year``; ``found["year_conflict"]`` then
    quotes the evidence.  ``period_from``–``period_to`` is what a multi-year plan covers.
    """

    text: str
    title: str
    year: int | None = None
    period_from: int | None = None
    period_to: int | None = None
    year_conflict: bool = False
    issuer: str | None = None
    region: str | None = None
    level: str | None = None
    stage: tuple[str, ...] = ()
    doc_type: str = "其他"
    found: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    parent_id: str | None = None
    sample: bool = False
    outline: tuple[Heading, ...] = ()
    passages: tuple[Passage, ...] = ()
    noise: tuple[Noise, ...] = ()
    cites: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The first 16 hex digits of the SHA-256 of the raw text: the same on every machine."""
        return document_id(self.text)


def document_id(text: str) -> str:
    """Identity by content; lone surrogates, which UTF-8 can't hold, are hashed as they are.

    >>> document_id("")
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def passage_id(document: str, start: int, end: int) -> str:
    """``document_id:start-end``, offsets in code points."""
    return f"{document}:{start}-{end}"
