"""Which passages come first on a page?  Hits in order, near-duplicates collapsed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from api import schemas
from api.answers import query_json
from api.checks import HITS, check_page
from api.finding import Found, find
from api.parts import Parts
from api.provenance import Clock
from api.themes import rows_of
from corpus.folding import fold_key
from index.filters import ANY, Filters, count_facets
from index.search import ordered
from nlp.duplicates import duplicate_groups

COLLAPSE_AHEAD = 3
"""Hits looked at for each one wanted, so that a page is full after near-duplicates collapse."""


def search(
    parts: Parts,
    text: str,
    filters: Filters = ANY,
    mode: str = "hybrid",
    limit: int = 10,
    offset: int = 0,
    expand: bool = True,
    concepts: bool = True,
    without: Sequence[str] = (),
) -> schemas.SearchAnswer:
    """The passages that answer a question best."""
    clock = Clock(parts)
    check_page(limit, offset, HITS)
    found = find(parts, text, filters, mode, expand, concepts, without)
    order = ordered(found.reader, found.ranking.score, np.flatnonzero(found.evidence.relevant))
    hits = _page(found, order, limit, offset)
    catalogue = found.reader.catalogue
    return {
        "query": query_json(found.topic),
        "evidence": found.evidence.level,
        "total": len(order),
        "hits": hits,
        "facets": count_facets(catalogue.facets, catalogue.document[order]),
        **clock.common(found.reader, found.warnings()),
    }


def _page(found: Found, order: npt.NDArray[np.int64], limit: int, offset: int) -> list[schemas.Hit]:
    """One page of hits; of near-duplicates the best stays and names the others."""
    ahead = order[: (offset + limit) * COLLAPSE_AHEAD].tolist()
    stored = found.stored(ahead)
    keys = [fold_key(stored[position].passage.text) for position in ahead]
    groups = duplicate_groups(keys, rows_of(found.reader, ahead))
    hits = []
    for group in groups[offset : offset + limit]:
        hit = found.hit(stored, ahead[group[0]])
        hit["repeated_in"] = [found.hit(stored, ahead[number])["id"] for number in group[1:]]
        hits.append(hit)
    return sorted(hits, key=lambda hit: (-hit["score"], -(hit["year"] or 0), hit["id"]))
