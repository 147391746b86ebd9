"""What became of last year's plan?  Items kept, edited, new and dropped, beside the plan before it."""

from __future__ import annotations

from api import schemas
from api.answers import document_json, passage_json, shown_title
from api.parts import Parts
from api.provenance import Clock
from index.predecessors import NEAR, predecessor
from index.records import Record, StoredPassage
from nlp.alignment import Alignment, Diff, align_items, word_diff
from nlp.changes import ADDED, EDITED, VERBATIM


def lineage(parts: Parts, document_id: str) -> schemas.LineageAnswer:
    """Each item of a document beside the item that it continues, and what was not taken over."""
    clock = Clock(parts)
    record = parts.store.record(document_id)
    reader = parts.reader(with_model=False)
    previous = predecessor(record, reader.catalogue.records)
    new = parts.store.passages_of(record.pk)
    old = parts.store.passages_of(previous.pk) if previous else []
    aligned = align_items([one.passage.text for one in old], [one.passage.text for one in new])
    items = [
        item_json(
            parts,
            (record, passage),
            (previous, old[found.previous]) if found.previous is not None and previous else None,
            found.status,
        )
        for passage, found in zip(new, aligned.items, strict=True)
    ]
    return {
        "document": document_json(record),
        "previous": document_json(previous) if previous else None,
        "counts": counts(aligned),
        "items": items,
        "dropped": [passage_json(previous, old[number]) for number in aligned.dropped if previous],
        **clock.common(reader, warnings(record, previous)),
    }


Placed = tuple[Record, StoredPassage]


def item_json(parts: Parts, new: Placed, old: Placed | None, status: str) -> schemas.LineageItem:
    """One item with what it continues; a new one is all addition."""
    before = old[1].passage.text if old else ""
    return {
        "passage": passage_json(*new),
        "status": status,
        "previous": passage_json(*old) if old else None,
        "diff": diff_json(word_diff(before, new[1].passage.text, parts.segmenter.pieces)),
    }


def diff_json(diff: Diff) -> schemas.Diff:
    """A diff as the contract shows it."""
    return [[op, text] for op, text in diff]


def counts(aligned: Alignment) -> dict[str, int]:
    """How many items have each status; of the older plan's, how many were dropped."""
    statuses = [item.status for item in aligned.items]
    found = {status: statuses.count(status) for status in (VERBATIM, EDITED, ADDED)}
    return {**found, "dropped": len(aligned.dropped)}


def warnings(record: Record, previous: Record | None) -> list[str]:
    """What makes the comparison doubtful."""
    said = [_doubt(one) for one in (record, previous) if one is not None and one.document.year_conflict]
    if previous is None:
        return [*said, _missing(record)]
    gap = (record.document.year or 0) - (previous.document.year or 0)
    if gap > 1:
        missing = f"{(previous.document.year or 0) + 1}" + (
            f"—{(record.document.year or 0) - 1}" if gap > NEAR else ""
        )
        said.append(f"库中没有该机关{missing}年的计划，对照的是{previous.document.year}年的")
    return said


def _doubt(record: Record) -> str:
    return f"《{shown_title(record)}》的年份（{record.document.year}）与正文有出入，前后关系可能不对"


def _missing(record: Record) -> str:
    document = record.document
    lacking = [
        name for name, value in (("year", document.year), ("issuer", document.issuer)) if value is None
    ]
    if lacking:
        names = "、".join({"year": "年份", "issuer": "发文机关"}[name] for name in lacking)
        fix = " ".join(f"{name}=…" for name in lacking)
        return f"这份文件{names}不明，找不到它的上一份；可用 cejian documents set {record.id} {fix} 补上"
    return f"库中没有{document.issuer}{document.year}年以前的同类计划，全部按新提列出"
