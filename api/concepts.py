"""What is this concept, and what could be meant?  The concept store beside what this library holds."""

from __future__ import annotations

from collections import Counter

import numpy as np

from api import schemas
from api.answers import shown_title
from api.checks import LONGEST_VALUE, BadRequest, check_text
from api.finding import library_warnings
from api.formulations import links_json
from api.parts import Parts
from api.provenance import Clock
from index.reader import Reader
from nlp.terms import CONCEPT, placed, term_key

SUGGESTIONS = 10


def concept(parts: Parts, name: str) -> schemas.ConceptAnswer:
    """One concept, by its name or one of its wordings; raises ``NoSuchConcept`` with near names."""
    clock = Clock(parts)
    check_text(name, "概念名")
    found = parts.terms.concept(name)
    reader = parts.reader(with_model=False)
    return {
        "name": found.name,
        "gloss": found.gloss,
        "area": found.area,
        "wordings": [
            {"text": one.text, "from": one.first, "to": one.last, "source": one.source, "year": one.year}
            for one in found.wordings
        ],
        "colloquial": list(found.colloquial),
        "negative": [{"text": one.text, "scope": one.scope, "why": one.why} for one in found.negative],
        "broader": list(found.broader),
        "narrower": list(parts.concepts.narrower.get(found.name, ())),
        "related": list(found.related),
        "links": links_json(parts.concepts, (*found.terms, *found.colloquial)),
        "library": _in_library(reader, found.name),
        **clock.common(reader, library_warnings(reader)),
    }


def _in_library(reader: Reader, name: str) -> schemas.ConceptInLibrary:
    catalogue = reader.catalogue
    positions, counts = catalogue.mentioned.get(name, (np.empty(0, np.int32), np.empty(0, np.int32)))
    years = Counter(catalogue.years[positions].tolist())
    return {
        "mentions": int(counts.sum()),
        "passages": len(positions),
        "documents": len(np.unique(catalogue.document[positions])),
        "years": {str(year): years[year] for year in sorted(years) if year >= 0},
    }


def suggest(parts: Parts, text: str) -> schemas.SuggestAnswer:
    """At most ten concepts, wordings and titles that begin with what was typed, or hold it.

    What is it goes before what begins with it, then concepts before wordings before titles, then what
    this library mentions, then the shorter.
    """
    clock = Clock(parts)
    if len(text) > LONGEST_VALUE:
        raise BadRequest(f"q 有 {len(text)} 字，至多 {LONGEST_VALUE} 字", "query_too_long")
    check_text(text, "q")
    reader = parts.reader(with_model=False)
    catalogue, key = reader.catalogue, term_key(text)
    ranked = [
        (
            (
                place,
                0 if term.kind == CONCEPT else 1,
                term.concept.name not in catalogue.mentioned,
                len(term.text),
            ),
            term.text,
            term.kind,
            term.concept.name,
        )
        for place, term in parts.terms.starting(text, SUGGESTIONS)
    ]
    for number, title in enumerate(catalogue.titles):
        if key and key in title:
            shown = shown_title(catalogue.records[number])
            ranked.append(((placed(key, title), 2, False, len(shown)), shown, "title", ""))
    unique: dict[str, schemas.Suggestion] = {}
    for _, shown, kind, name in sorted(ranked):
        unique.setdefault(shown, {"text": shown, "kind": kind, "concept": name or None})
    return {
        "query": text,
        "suggestions": list(unique.values())[:SUGGESTIONS],
        **clock.common(reader, library_warnings(reader)),
    }
