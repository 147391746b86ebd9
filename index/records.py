"""What does the library hold of a document?  Rows of the store as dataclasses, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.types import Document, Heading, Noise, Passage

COLUMNS = [
    "title",
    "year",
    "period_from",
    "period_to",
    "year_conflict",
    "issuer",
    "region",
    "level",
    "stage",
    "doc_type",
    "found",
    "parent_id",
    "sample",
    "outline",
    "noise",
    "cites",
]
UNIT_TOLERANCE = 0.01
"""float16 rounds a unit row's squared length by less than 0.001."""
_JSON = {"stage", "found", "outline", "noise", "cites"}
EDITABLE = (
    "title",
    "year",
    "period_from",
    "period_to",
    "year_conflict",
    "issuer",
    "region",
    "level",
    "stage",
    "doc_type",
)


@dataclass(frozen=True, slots=True)
class PassageRow:
    """What the index holds of one passage beside the passage itself."""

    tokens: str
    headings: str
    pairs: str
    vector: npt.NDArray[np.float16]
    mentions: Mapping[str, int]
    findings: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Kind → what was found, as JSON objects; kinds with nothing found are left out."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its key and the key of its document."""

    pk: int
    document: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Record:
    """A document as lists show it: metadata without its text, outline and passages."""

    pk: int
    id: str
    document: Document
    passages: int
    removed: bool = False
    successor: str | None = None
    revision_of: str | None = None


@dataclass(frozen=True, slots=True)
class Stamps:
    """What the derived columns were made with; a mismatch is named with the command that mends it."""

    model: str
    dimension: int
    segmenter: str
    concepts: str
    findings: str = ""
    """Version of what reads targets, citations and duties out of passages."""

    def differences(self, other: Stamps) -> list[str]:
        """Names of the parts that differ: ``["model"]``."""
        return [f.name for f in fields(self) if getattr(self, f.name) != getattr(other, f.name)]


def stamp_message(held: Stamps, wanted: Stamps, differing: Sequence[str]) -> str:
    """What differs between library and program, and the command that mends it."""
    names = {
        "model": "模型",
        "dimension": "向量维数",
        "segmenter": "分词词典",
        "concepts": "概念库",
        "findings": "指标和引文的读法",
    }
    parts = [f"{names[n]}：资料库 {getattr(held, n)}，现在 {getattr(wanted, n)}" for n in differing]
    return f"资料库是用别的设置建立的（{'；'.join(parts)}）；请运行 cejian rebuild，或改回原来的设置"


def sound_vector(blob: bytes, dimension: int) -> bool:
    """Whether a stored vector has the right width and is a finite row of unit length.

    >>> sound_vector(np.array([0.6, 0.8], np.float16).tobytes(), 2), sound_vector(b"", 2)
    (True, False)
    """
    if len(blob) != 2 * dimension:
        return False
    row = np.frombuffer(blob, np.float16).astype(np.float32)
    return bool(abs(float(row @ row) - 1) < UNIT_TOLERANCE)  # false for NaN and infinity, too


def as_json(value: Any) -> dict[str, Any]:
    """A dataclass, one level deep, as a JSON object."""
    return {f.name: getattr(value, f.name) for f in fields(value)}


def to_sql(text: str) -> str | bytes:
    """Text as SQLite takes it: one with lone surrogates, which UTF-8 can't hold, goes in as a blob."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def from_sql(held: Any) -> Any:
    """The text that ``to_sql`` put in; other values as they are."""
    return held.decode("utf-8", "surrogatepass") if isinstance(held, bytes) else held


def to_column(name: str, value: Any) -> Any:
    """A field's value as its column holds it."""
    if name in ("outline", "noise"):
        value = [as_json(part) for part in value]
    elif name == "found":
        value = dict(value)
    if name in _JSON:
        value = json.dumps(value, ensure_ascii=False)
    return to_sql(value) if isinstance(value, str) else value


def record_of(row: tuple[Any, ...], sources: tuple[str, ...]) -> Record:
    """The record of one row: ``pk, id, COLUMNS…, removed, successor, passages, revision_of``.

    ``TypeError`` where an id is no text: no id is, unless the file is damaged.
    """
    pk, identity, *columns, removed, successor, count, revision_of = row
    for name in (identity, successor or "", revision_of or ""):
        if not isinstance(name, str):
            raise TypeError(f"编号 {name!r:.40} 不是文字")
    values = {
        name: json.loads(from_sql(value)) if name in _JSON else from_sql(value)
        for name, value in zip(COLUMNS, columns, strict=True)
    }
    document = Document(
        text="",
        **values
        | {
            "year_conflict": bool(values["year_conflict"]),
            "sample": bool(values["sample"]),
            "stage": tuple(values["stage"]),
            "cites": tuple(values["cites"]),
            "outline": tuple(Heading(**part) for part in values["outline"]),
            "noise": tuple(Noise(**part) for part in values["noise"]),
        },
        sources=sources,
    )
    return Record(pk, identity, document, count, bool(removed), successor, revision_of)
