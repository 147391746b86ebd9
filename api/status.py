"""What may this caller do here, and what answers?  What a page has to know before it offers anything."""

from __future__ import annotations

import numpy as np
from starlette.requests import Request

from api import VERSION, schemas
from api.access import check_writer
from api.errors import Forbidden, Unauthorized
from api.precedents import LONGEST_DRAFT
from api.samples import Shelf
from api.settings import Settings
from index.filters import count_facets


def status(request: Request, shelf: Shelf, settings: Settings) -> schemas.StatusAnswer:
    """The service as it is for the one who asks."""
    library, _ = shelf.answering()
    documents, passages = library.size
    catalogue = library.parts.reader(with_model=False).catalogue
    return {
        "version": VERSION,
        "generation": library.generation,
        "read_only": settings.read_only,
        "writes": _writes(request, settings),
        "sample": library is shelf.sample,
        "documents": documents,
        "passages": passages,
        "upload_mb": settings.upload_mb,
        "longest_draft": LONGEST_DRAFT,
        "prose": bool(settings.llm_url),
        "facets": count_facets(catalogue.facets, np.arange(len(catalogue.records), dtype=np.int32)),
    }


def _writes(request: Request, settings: Settings) -> str:
    """As a write would be answered, but for its token."""
    try:
        check_writer(request, settings)
    except Unauthorized:
        return "token"
    except Forbidden:
        return "closed"
    return "open"
