"""How did a wording live?  First, peak and last year, its forms, its links in time, and every passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from api import schemas
from api.answers import passage_json, shown_title
from api.checks import DOCUMENTS, check_page, check_term
from api.finding import library_warnings
from api.parts import Parts
from api.provenance import Clock
from corpus.folding import fold_key
from index.filters import ANY, Filters
from index.occurrences import IN_DOUBT, NOT_PLAN, UNDATED, Place, Uses, apart, uses
from index.records import Record
from index.years import year_states
from nlp.concept_files import Concept
from nlp.concepts import ConceptStore
from nlp.mentions import MentionFinder
from nlp.terms import Terms, term_key
from nlp.wording_life import WordingFinder, YearUse, life

SHARE_DIGITS = 5
NAMED = 3
"""Documents named in a warning."""
MOST_FORMS = 50
"""Forms shown: a wording with a gap may have as many as it has passages."""


def formulations(
    parts: Parts, term: str, filters: Filters = ANY, limit: int = 500, offset: int = 0
) -> schemas.FormulationsAnswer:
    """The life of a wording, from every passage that holds it."""
    clock = Clock(parts)
    check_term(term)
    check_page(limit, offset, DOCUMENTS)
    reader = parts.reader(with_model=False)
    found = uses(reader, parts.store, wording_finder(parts.terms, term), filters)
    lived = life(found.certain)
    owners = [one.concept for one in parts.terms.named(term)]
    forms = Counter(one.written for place in found.places for one in place.found)
    return {
        "term": term,
        "concept": owners[0].name if owners else None,
        "variants": [form["text"] for form in _ranked(forms)],
        "forms": _ranked(forms),
        "other_wordings": _other_wordings(parts, found, owners[0], term) if owners else [],
        "first": _point(found, lived.first) if lived else None,
        "peak": _point(found, lived.peak) if lived else None,
        "last": _point(found, lived.last) if lived else None,
        "years": _years(found),
        "apart": {
            "undated": _apart(found, UNDATED),
            "not_plans": _apart(found, NOT_PLAN),
            "in_doubt": _apart(found, IN_DOUBT),
        },
        "other_senses": found.other_senses,
        "links": _links(parts, found, term),
        "total": len(found.places),
        "passages": [use_json(place) for place in found.places[offset : offset + limit]],
        **clock.common(reader, _warnings(found, term, limit, offset)),
    }


def wording_finder(terms: Terms, term: str) -> WordingFinder:
    """What finds a wording, less what the concepts that own it say that it is not."""
    owners = {one.concept.name: one.concept for one in terms.named(term)}
    return WordingFinder(term, [concept.negative for concept in owners.values()])


def use_json(place: Place) -> schemas.UsePassage:
    """A passage with the places of the wording in it, as offsets within the document."""
    passage = place.stored.passage
    return {
        **passage_json(place.record, place.stored),
        "occurrences": [
            {
                "text": passage.text[one.start : one.end],
                "start": passage.start + one.start,
                "end": passage.start + one.end,
            }
            for one in place.found
        ],
    }


def _ranked(counts: Counter[str]) -> list[schemas.Form]:
    ranked = sorted(counts.items(), key=lambda form: (-form[1], form[0]))[:MOST_FORMS]
    return [{"text": text, "count": count} for text, count in ranked]


def _point(found: Uses, use: YearUse) -> schemas.Point:
    """A year with the passage that holds the wording most often, the first of equal ones."""
    places = [place for place in found.places if place.record.document.year == use.year]
    fullest = max((place for place in places if apart(place.record) is None), key=lambda one: len(one.found))
    return {
        "year": use.year,
        "count": use.count,
        "share": round(use.share, SHARE_DIGITS),
        "passage": passage_json(fullest.record, fullest.stored),
    }


def _years(found: Uses) -> list[schemas.YearOfUse]:
    """Every year from the first held to the last; plans whose year is in doubt count in the year found."""
    counts: Counter[int] = Counter()
    doubtful: Counter[int] = Counter()
    for place in found.places:
        year, why = place.record.document.year, apart(place.record)
        if year is not None and why != NOT_PLAN:
            counts[year] += len(place.found)
            doubtful[year] += len(place.found) if why == IN_DOUBT else 0
    return [
        {
            "year": state.year,
            "state": state.tally.state,
            "documents": state.tally.documents,
            "documents_with": state.tally.documents_mentioning,
            "count": counts[state.year],
            "share": round(
                YearUse(state.year, counts[state.year], state.tally.passages_held).share, SHARE_DIGITS
            ),
            "in_doubt": doubtful[state.year],
        }
        for state in year_states(found.reader, found.about, found.filters)
    ]


def _apart(found: Uses, why: str) -> schemas.Apart:
    records = found.set_apart(why)
    return {"documents": len(records), "count": sum(found.by_document[record.pk] for record in records)}


def _other_wordings(parts: Parts, found: Uses, concept: Concept, term: str) -> list[schemas.Form]:
    """How often the concept's other wordings stand in the same documents; of overlapping ones the longest."""
    catalogue = found.reader.catalogue
    positions, _ = catalogue.mentioned.get(concept.name, (np.empty(0, np.int32), None))
    wanted = positions[catalogue.allowed(found.filters)[positions]]
    finder, key = MentionFinder([concept]), term_key(term)
    counts = Counter(
        one.wording
        for stored in parts.store.passages(catalogue.keys[wanted].tolist()).values()
        for one in finder.find(fold_key(stored.passage.text))
    )
    return _ranked(Counter({text: count for text, count in counts.items() if term_key(text) != key}))


def _links(parts: Parts, found: Uses, term: str) -> list[schemas.Link]:
    """The links of the wording itself, each with the passage that shows it: best one where both stand."""
    own = {place.stored.pk for place in found.places}
    links: list[schemas.Link] = []
    for link in links_json(parts.concepts, (one.text for one in parts.terms.named(term))):
        finder = wording_finder(parts.terms, link["term"])
        other = uses(found.reader, parts.store, finder, found.filters)
        shown = min(
            other.places,
            key=lambda place: (apart(place.record) is not None, place.stored.pk not in own, place.when),
            default=None,
        )
        links.append({**link, "evidence": passage_json(shown.record, shown.stored) if shown else None})
    return links


def links_json(store: ConceptStore, terms: Iterable[str]) -> list[schemas.TermLink]:
    """Links in time of these terms, in order of year, undated ones last."""
    links: list[schemas.TermLink] = [
        {
            "wording": term,
            "type": link.type,
            "direction": direction,
            "term": link.source_term if direction == "from" else link.to,
            "year": link.year,
            "source": link.source,
        }
        for term in dict.fromkeys(terms)
        for direction, link in store.links_of.get(term, ())
    ]
    return sorted(links, key=lambda one: (one["year"] or 9999, one["direction"], one["term"], one["type"]))


def _warnings(found: Uses, term: str, limit: int, offset: int) -> list[str]:
    warnings = library_warnings(found.reader)
    held, total = len(found.reader.catalogue.records), len(found.places)
    if not total and held:
        warnings.append(f"没有找到提法：{term}。已检索{held}份文件；库中未见，不等于从未提出")
    said = {
        UNDATED: "年份不明，未计入各年",
        NOT_PLAN: "是总结或决议，未计入各年",
        IN_DOUBT: "年份存疑，计入所标年份，但不据以判定最早、高峰和最近的年份",
    }
    for why, what in said.items():
        if records := found.set_apart(why):
            count = sum(found.by_document[record.pk] for record in records)
            warnings.append(f"{_named(records)}{what}（共{count}处）")
    if found.other_senses:
        warnings.append(f"另有{found.other_senses}处字面相同、按概念库是别的意思，未计入")
    if total > limit or offset:
        warnings.append(
            f"共{total}段，这里是第{offset + 1}—{min(offset + limit, total)}段；其余用 offset 取"
            if offset < total
            else f"共{total}段，offset={offset} 已在其后"
        )
    return warnings


def _named(records: Sequence[Record]) -> str:
    """``《…2023年工作要点》（2023）、《…》等5份``"""
    names = [
        f"《{shown_title(record)}》" + (f"（{record.document.year}）" if record.document.year else "")
        for record in records[:NAMED]
    ]
    return "、".join(names) + (f"等{len(records)}份" if len(records) > NAMED else "")
