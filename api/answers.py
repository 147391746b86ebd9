"""How does a passage look in an answer?  Rows of the library as the JSON of the contract."""

from __future__ import annotations

from collections.abc import Sequence

from api import schemas
from corpus.official import FIELDS
from corpus.types import passage_id
from index.records import Record, StoredPassage
from index.years import Tally, YearState
from nlp.topic import Topic

SAMPLE_MARK = "【示例】"


def shown_title(record: Record) -> str:
    """The title as people see it; a sample plan says that it is one."""
    return (SAMPLE_MARK if record.document.sample else "") + record.document.title


def passage_json(record: Record, stored: StoredPassage) -> schemas.Passage:
    """A passage with its document's metadata."""
    passage, document = stored.passage, record.document
    return {
        "id": passage_id(record.id, passage.start, passage.end),
        "document_id": record.id,
        "title": shown_title(record),
        "year": document.year,
        "issuer": document.issuer,
        "region": document.region,
        "heading_path": list(passage.heading_path),
        "item": passage.item,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "sample": document.sample,
        "year_conflict": document.year_conflict,
    }


def sentence_json(record: Record, stored: StoredPassage, start: int, end: int) -> schemas.Sentence:
    """A quotation: ``start:end`` are offsets within the passage, the answer's within the document."""
    passage, document = stored.passage, record.document
    return {
        "text": passage.text[start:end],
        "start": passage.start + start,
        "end": passage.start + end,
        "passage_id": passage_id(record.id, passage.start, passage.end),
        "document_id": record.id,
        "title": shown_title(record),
        "year": document.year,
        "issuer": document.issuer,
        "heading_path": list(passage.heading_path),
        "item": passage.item,
        "year_conflict": document.year_conflict,
    }


def document_json(record: Record) -> schemas.Document:
    """A document's metadata, each field with how it was found."""
    document = record.document
    official = {field: document.found.get(field) for field in FIELDS}
    return {
        "id": record.id,
        "title": shown_title(record),
        "year": document.year,
        "period_from": document.period_from,
        "period_to": document.period_to,
        "year_conflict": document.year_conflict,
        "issuer": document.issuer,
        "region": document.region,
        "level": document.level,
        "stage": list(document.stage),
        "doc_type": document.doc_type,
        "number": official["number"],
        "issued": official["issued"],
        "addressee": official["addressee"],
        "publicity": official["publicity"],
        "copied_to": official["copied_to"],
        "parent_id": document.parent_id,
        "revision_of": record.revision_of,
        "sources": list(document.sources),
        "passages": record.passages,
        "sample": document.sample,
        "found": {field: how for field, how in document.found.items() if field not in official},
    }


def query_json(topic: Topic) -> schemas.Query:
    """How the question was read."""
    asked = topic.asked
    return {
        "text": asked.text,
        "normalised": asked.core,
        "period": list(asked.period) if asked.period else None,
        "sides": [list(side) for side in asked.sides],
        "kind": asked.kind,
        "concepts": [group.name for group in topic.concepts],
        "expansions": [{"term": e.term, "concept": e.concept, "why": e.why} for e in topic.expansions],
        "exclusions": [{"term": e.term, "why": e.why} for e in topic.exclusions],
    }


def years_json(states: Sequence[YearState]) -> list[schemas.Year]:
    """The years, each with its issuers."""
    return [
        {
            **_tally_json(state.tally),
            "year": state.year,
            "by_issuer": {issuer: _tally_json(tally) for issuer, tally in sorted(state.by_issuer.items())},
        }
        for state in states
    ]


def _tally_json(tally: Tally) -> schemas.IssuerYear:
    return {
        "documents": tally.documents,
        "documents_mentioning": tally.documents_mentioning,
        "passages": tally.passages,
        "passages_held": tally.passages_held,
        "state": tally.state,
    }
