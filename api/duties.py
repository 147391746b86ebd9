"""Who has to do what, and by when?  Units with their items, from what plans say of responsibility."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from api import schemas
from api.answers import passage_json
from api.checks import DOCUMENTS, LONGEST_VALUE, BadRequest, check_page, check_text
from api.finding import find, library_warnings, stored_at
from api.parts import Parts
from api.provenance import Clock
from corpus.folding import fold_key
from index.filters import ANY, Filters
from index.reader import Reader
from index.records import Record, StoredPassage
from nlp.duties import LEAD, SUPPORT, Deadline, due_year


@dataclass(frozen=True)
class _Item:
    """A passage, by its position in the reader, with the duty read in it at ingest."""

    position: int
    record: Record
    duty: dict[str, Any]

    def of(self, unit: str, whole: bool = False) -> bool:
        """Whether a unit of this name, or with it in its name, has to do it."""
        key, names = fold_key(unit), [fold_key(one["name"]) for one in self.duty["units"]]
        return key in names if whole else any(key in name for name in names)


def duties(
    parts: Parts, text: str = "", filters: Filters = ANY, unit: str = "", limit: int = 100, offset: int = 0
) -> schemas.DutiesAnswer:
    """Items with a responsible unit or a labelled deadline: on a question, of a unit, or all.

    A question that is the name of a unit finds its items, and no others.
    """
    clock = Clock(parts)
    _check_unit(unit)
    check_page(limit, offset, DOCUMENTS)
    if text.strip():
        found = find(parts, text, filters, "keyword")
        reader, filters, warnings = found.reader, found.filters, library_warnings(found.reader)
        about = found.evidence.about
        items = _stored(parts, reader, filters)
        named = [item for item in items if item.of(text, whole=True)]
        items = named or [item for item in items if about[item.position] or item.of(text)]
    else:
        reader = parts.reader(with_model=False)
        warnings = library_warnings(reader)
        items = _stored(parts, reader, filters)
    if unit:
        items = [item for item in items if item.of(unit)]
    held = stored_at(parts, reader, [item.position for item in items])
    shown = [_duty_json(item, held[item.position]) for item in items]
    shown.sort(key=lambda one: (-(one["year"] or 0), one["document_id"], one["start"]))
    return {
        "query": text,
        "unit": unit or None,
        "total": len(shown),
        "units": _units(shown, unit),
        "duties": shown[offset : offset + limit],
        **clock.common(reader, warnings),
    }


def _check_unit(unit: str) -> None:
    check_text(unit, "unit")
    if len(unit) > LONGEST_VALUE or (unit and not unit.strip()):
        raise BadRequest(f"unit 应是 1—{LONGEST_VALUE} 字的处室或单位名称，收到 {unit!r:.40}", "bad_value")


def _stored(parts: Parts, reader: Reader, filters: Filters) -> list[_Item]:
    """What was read at ingest in the documents that the filters allow."""
    catalogue = reader.catalogue
    findings = parts.store.findings("duty")
    positions, live = catalogue.live_positions(np.fromiter(findings, np.int64, len(findings)))
    kept = [duty for ones, here in zip(findings.values(), live, strict=True) if here for duty in ones]
    allowed = catalogue.allowed(filters)
    return [
        _Item(position, catalogue.records[catalogue.document[position]], duty)
        for position, duty in zip(positions.tolist(), kept, strict=True)
        if allowed[position]
    ]


def _duty_json(item: _Item, stored: StoredPassage) -> schemas.DutyPassage:
    document = item.record.document
    year = None if document.year_conflict else document.year
    school_year = "学年" in document.title
    several = document.period_to != document.period_from and not school_year
    deadlines = [Deadline(**one) for one in item.duty["deadlines"]]
    return {
        **passage_json(item.record, stored),
        "units": [{"name": one["name"], "role": one["role"]} for one in item.duty["units"]],
        "deadlines": [
            {
                "text": one.text,
                "year": due_year(one, None if several else year, school_year),
                "month": one.month,
                "day": one.day,
            }
            for one in deadlines
        ],
        "named_in": item.duty["heading"],
    }


def _units(duties: Sequence[schemas.DutyPassage], asked: str) -> list[schemas.UnitOfDuties]:
    """Units, those with most items first; with a unit asked for, only those of that name."""
    found: dict[str, list[tuple[schemas.DutyPassage, str]]] = {}
    for duty in duties:
        for name, role in {(one["name"], one["role"]): None for one in duty["units"]}:
            if fold_key(asked) in fold_key(name):
                found.setdefault(name, []).append((duty, role))
    units: list[schemas.UnitOfDuties] = []
    for name, items in found.items():
        roles = Counter(role for _, role in items)
        years = Counter(duty["year"] for duty, _ in items if duty["year"] is not None)
        units.append(
            {
                "unit": name,
                "items": len({duty["id"] for duty, _ in items}),
                "lead": roles[LEAD],
                "support": roles[SUPPORT],
                "years": {str(year): years[year] for year in sorted(years)},
                "passages": list(dict.fromkeys(duty["id"] for duty, _ in items)),
            }
        )
    return sorted(units, key=lambda one: (-one["items"], one["unit"]))
