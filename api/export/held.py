"""What does the library know of what an answer names?  Its documents and passages, looked up once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api import schemas
from api.answers import document_json, passage_json
from api.export.report import Entry, Source
from api.parts import Parts


@dataclass(frozen=True, slots=True)
class Held:
    """Documents in the order in which the answer names them, and the passages that it names by id only."""

    documents: Mapping[str, schemas.Document]
    passages: Mapping[str, schemas.Passage]

    def source(self, found: schemas.Passage | schemas.Sentence) -> Source:
        """Where a passage or sentence of the answer stands."""
        document = self.documents.get(found["document_id"])
        return Source(
            found["document_id"],
            str(found.get("id") or found.get("passage_id")),
            found["title"],
            found["year"],
            document["year_conflict"] if document else False,
            found["issuer"],
            tuple(found["heading_path"]),
            found["item"],
        )

    def point_source(self, point: schemas.TargetPoint) -> Source:
        """Where a figure stands; a plan that is silent on it has no passage."""
        passage = self.passages.get(point["passage_id"] or "")
        document = self.documents.get(point["document_id"])
        return Source(
            point["document_id"],
            point["passage_id"],
            point["title"],
            point["year"],
            point["year_conflict"],
            document["issuer"] if document else None,
            tuple(passage["heading_path"]) if passage else (),
            passage["item"] if passage else None,
        )

    def entries(self) -> tuple[Entry, ...]:
        """The documents as a list of references."""
        return tuple(
            Entry(
                document["id"],
                document["title"],
                document["issuer"],
                document["year"],
                document["year_conflict"],
                document["doc_type"],
                document["number"],
                url=next(
                    (one for one in document["sources"] if one.startswith(("http://", "https://"))), None
                ),
            )
            for document in self.documents.values()
        )


def look_up(parts: Parts, answer: Mapping[str, Any]) -> Held:
    """What is held of the documents and passages that an answer names; what has gone is left out."""
    wanted = dict.fromkeys(value for name, value in named(answer) if name == "document_id")
    cited = {value for name, value in named(answer) if name == "passage_id"}
    records = {record.id: record for record in parts.reader(with_model=False).catalogue.records}
    passages: dict[str, schemas.Passage] = {}
    for document in sorted({one.partition(":")[0] for one in cited} & records.keys()):
        record = records[document]
        shown = [passage_json(record, stored) for stored in parts.store.passages_of(record.pk)]
        passages.update((one["id"], one) for one in shown if one["id"] in cited)
    return Held({one: document_json(records[one]) for one in wanted if one in records}, passages)


def named(answer: object) -> Iterator[tuple[str, str]]:
    """Every ``document_id`` and ``passage_id`` in an answer, in order; rows of a matrix name theirs by ``key``.

    >>> list(named({"hits": [{"document_id": "a", "text": "减负"}], "points": [{"passage_id": None}]}))
    [('document_id', 'a')]
    """
    if isinstance(answer, Mapping):
        if "title" in answer and "key" in answer:
            yield "document_id", answer["key"]
        for name, value in answer.items():
            if name in ("document_id", "passage_id") and isinstance(value, str):
                yield name, value
            elif isinstance(value, Mapping | Sequence) and not isinstance(value, str):
                yield from named(value)
    elif isinstance(answer, Sequence) and not isinstance(answer, str):
        for one in answer:
            yield from named(one)
