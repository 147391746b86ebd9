"""Who cites what?  Documents that plans cite, and the passages that cite a given one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from api import schemas
from api.answers import passage_json
from api.checks import DOCUMENTS, LONGEST_VALUE, BadRequest, check_page, check_text
from api.finding import library_warnings, stored_at
from api.parts import Parts
from api.provenance import Clock
from index.filters import ANY, Filters
from index.occurrences import apart, uses
from index.reader import Reader
from index.records import Record, StoredPassage
from nlp.citations import (
    Citation,
    is_document,
    is_number,
    means,
    number_key,
    same_document,
    title_key,
    title_name,
)
from nlp.wording_life import WordingFinder

LEAST_UNMARKED = 8
"""Characters from which a title is looked for without 《》: 教育法 is also the end of 义务教育法."""
LEAST_PART = 4
"""Characters from which a part of a title is enough to find it."""


@dataclass(frozen=True)
class _Cite:
    """A citation with the key of what it cites and where it stands."""

    key: str
    citation: Citation
    position: int
    record: Record
    marked: bool = True


def citations(
    parts: Parts, title: str = "", filters: Filters = ANY, limit: int = 100, offset: int = 0
) -> schemas.CitationsAnswer:
    """The documents that plans cite, most cited first; with a title (or file number) who cites it."""
    clock = Clock(parts)
    _check_title(title)
    check_page(limit, offset, DOCUMENTS)
    reader = parts.reader(with_model=False)
    cites, warnings = _stored(parts, reader, filters), library_warnings(reader)
    if title:
        keys, said = _asked(parts, title, cites)
        bare = _unmarked(parts, reader, filters, title, keys, cites)
        cites = [cite for cite in cites if cite.key in keys] + bare
        warnings += said
    grouped: dict[str, list[_Cite]] = {}
    for cite in cites:
        grouped.setdefault(cite.key, []).append(cite)
    cited = [_cited_json(reader, key, found) for key, found in grouped.items()]
    cited.sort(key=lambda one: (-one["documents"], -one["count"], one["title"] or "", one["number"] or ""))
    citing = _citing(parts, reader, cites) if title else []
    if title and not citing and reader.catalogue.records:
        warnings.append(f"没有计划引用“{title}”。已检索{len(reader.catalogue.records)}份文件")
    return {
        "title": title or None,
        "total": len(citing) if title else len(cited),
        "cited": cited if title else cited[offset : offset + limit],
        "passages": citing[offset : offset + limit],
        **clock.common(reader, warnings),
    }


def _check_title(title: str) -> None:
    if len(title) > LONGEST_VALUE:
        raise BadRequest(f"题名有 {len(title)} 字，至多 {LONGEST_VALUE} 字", "title_too_long")
    check_text(title, "题名")
    if title and not (number_key(title) if is_number(title) else title_key(title)):
        raise BadRequest(f"题名“{title}”里没有可查的字；例如：义务教育法、泰教发〔2023〕5号", "bad_title")


def _stored(parts: Parts, reader: Reader, filters: Filters) -> list[_Cite]:
    """What was read at ingest in the documents that the filters allow, in order of passage."""
    catalogue = reader.catalogue
    held = parts.store.findings("cite")
    positions, live = catalogue.live_positions(np.fromiter(held, np.int64, len(held)))
    allowed = catalogue.allowed(filters)
    found = [
        (position, Citation(**one))
        for position, ones in zip(
            positions.tolist(),
            (ones for ones, kept in zip(held.values(), live, strict=True) if kept),
            strict=True,
        )
        for one in ones
    ]
    numbered: dict[str, set[str]] = {}
    for _, citation in found:
        if citation.title and citation.number:
            numbered.setdefault(number_key(citation.number), set()).add(citation.key)
    cites: list[_Cite] = []
    before: dict[int, list[str]] = {}
    for position, citation in found:
        if allowed[position]:
            record = catalogue.records[catalogue.document[position]]
            cited = before.setdefault(record.pk, [])
            cites.append(_Cite(_key(citation, numbered, cited), citation, position, record))
            cited.append(cites[-1].key)
    return cites


def _key(citation: Citation, numbered: Mapping[str, set[str]], before: Sequence[str]) -> str:
    """A bare file number is the document that is elsewhere cited with it, if there is but one."""
    if citation.title is not None:
        return means(citation.key, before)
    titles = numbered.get(citation.key, set())
    return min(titles) if len(titles) == 1 else citation.key


def _asked(parts: Parts, title: str, cites: Sequence[_Cite]) -> tuple[set[str], list[str]]:
    """The keys that a title means: those of the same document, or else those that hold it."""
    if is_number(title):
        number = number_key(title)
        return {
            one.key for one in cites if one.citation.number and number_key(one.citation.number) == number
        }, []
    asked = parts.short_names.get(title_key(title), title_key(title))
    same = {one.key for one in cites if same_document(asked, one.key)}
    if same:
        return same, []
    holding = {one.key for one in cites if asked in one.key} if len(asked) >= LEAST_PART else set()
    said = [f"没有题为“{title}”的；这里是题名含有它的{len(holding)}种"] if holding else []
    return holding or {asked}, said


def _unmarked(
    parts: Parts,
    reader: Reader,
    filters: Filters,
    title: str,
    keys: set[str],
    cites: Sequence[_Cite],
) -> list[_Cite]:
    """Where a title stands without 《》, or under a short name that the concept store vouches for."""
    names = {key: key for key in keys} | (
        {title_name(title): title_key(title)} if title_key(title) in keys else {}
    )
    names |= {
        title_name(one.citation.title): one.key for one in cites if one.key in keys and one.citation.title
    }
    names = {name: key for name, key in names.items() if len(name) >= LEAST_UNMARKED and is_document(name)}
    names |= {name: key for name, key in parts.short_names.items() if key in keys}
    taken: dict[int, list[tuple[int, int]]] = {}
    for cite in cites:
        taken.setdefault(cite.position, []).append((cite.citation.start, cite.citation.end))
    found: list[_Cite] = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        for place in uses(reader, parts.store, WordingFinder(name), filters).places:
            spans = taken.setdefault(place.position, [])
            for one in place.found:
                if all(one.end <= start or end <= one.start for start, end in spans):
                    spans.append((one.start, one.end))
                    citation = Citation(one.start, one.end, None, None)
                    found.append(_Cite(names[name], citation, place.position, place.record, marked=False))
    return found


def _cited_json(reader: Reader, key: str, found: Sequence[_Cite]) -> schemas.CitedDocument:
    titles = Counter(one.citation.title for one in found if one.citation.title)
    numbers = Counter(one.citation.number for one in found if one.citation.number)
    title = min(titles, key=lambda name: (-titles[name], name), default=None)
    number = min(numbers, key=lambda name: (-numbers[name], name), default=None)
    years = Counter(one.record.document.year for one in found if one.record.document.year is not None)
    certain = {one.record.document.year or 0 for one in found if apart(one.record) is None}
    return {
        "title": title or (None if number else key),
        "number": number,
        "kind": "document" if number or is_document(key) else "other",
        "document_id": _held(reader, key),
        "count": len(found),
        "documents": len({one.record.pk for one in found}),
        "years": {str(year): years[year] for year in sorted(years)},
        "first_year": min(certain, default=None),
        "last_year": max(certain, default=None),
    }


def _held(reader: Reader, key: str) -> str | None:
    """The document of this title, if the library holds it; of several the one with the smallest id."""
    catalogue = reader.catalogue
    same = (
        record.id
        for record, folded in zip(catalogue.records, catalogue.titles, strict=True)
        if key in folded and same_document(key, title_key(record.document.title))
    )
    return min(same, default=None)


def _citing(parts: Parts, reader: Reader, cites: Sequence[_Cite]) -> list[schemas.CitingPassage]:
    """The passages that cite, newest year first."""
    by_position: dict[int, list[_Cite]] = {}
    for cite in cites:
        by_position.setdefault(cite.position, []).append(cite)
    stored = stored_at(parts, reader, sorted(by_position))
    answer: list[schemas.CitingPassage] = [
        {
            **passage_json(ones[0].record, stored[position]),
            "citations": [
                _cite_json(one, stored[position]) for one in sorted(ones, key=lambda one: one.citation.start)
            ],
        }
        for position, ones in by_position.items()
    ]
    return sorted(answer, key=lambda one: (-(one["year"] or 0), one["document_id"], one["start"]))


def _cite_json(cite: _Cite, stored: StoredPassage) -> schemas.Cite:
    citation, passage = cite.citation, stored.passage
    return {
        "text": passage.text[citation.start : citation.end],
        "start": passage.start + citation.start,
        "end": passage.start + citation.end,
        "title": citation.title,
        "number": citation.number,
        "marked": cite.marked,
    }
