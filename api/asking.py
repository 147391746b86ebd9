"""Which endpoint answers this command?  So that a service that runs already is asked, and no model is loaded."""

from __future__ import annotations

from argparse import Namespace
from typing import Any
from urllib.parse import quote, urlencode

from api.running import ask_service
from api.settings import Settings

FILTERS = ("year_from", "year_to", "issuer", "region", "level", "stage", "doc_type", "document_id")
_ENDPOINTS = {
    "search": "search",
    "themes": "themes",
    "compare": "compare",
    "formulation": "formulations",
    "targets": "targets",
    "lineage": "lineage",
    "citations": "citations",
    "duties": "duties",
}
_ASKED = {"query": "q", "term": "term", "title": "title", "unit": "unit", "id": "document_id"}
_OPTIONS = ("mode", "limit", "offset", "per_year", "max_themes", "a", "b")


def shown_by_service(options: Namespace, settings: Settings) -> bool:
    """Show what a service over the same data answers; False where the command has to answer itself.

    It has to where anything is unlike a plain answer: then all is said, and ends, as without a service.
    """
    path = address_of(options)
    answer = None if path is None else ask_service(settings, path)
    if answer is None:
        return False
    from api.showing import show

    show(options, answer)
    return True


def address_of(options: Namespace) -> str | None:
    """Below ``/api/v1/``, for a command that only asks.

    >>> address_of(Namespace(command="concept", name="学生减负"))
    'concepts/%E5%AD%A6%E7%94%9F%E5%87%8F%E8%B4%9F'
    """
    if getattr(options, "export", None) or getattr(options, "prose", False):
        return None  # made from the library itself
    try:
        if options.command == "concept":
            return f"concepts/{quote(options.name, safe='')}"
        if options.command == "documents" and options.action == "show":
            return f"documents/{quote(options.id, safe='')}"
        listed = options.command == "documents" and options.action in (None, "list")
        endpoint = "documents" if listed else _ENDPOINTS.get(options.command)
        return endpoint and f"{endpoint}?{urlencode(params_of(options), doseq=True)}"
    except UnicodeEncodeError:
        return None


def params_of(options: Namespace) -> dict[str, Any]:
    """A command's arguments under the names that the endpoint has for them."""
    given = vars(options)
    asked = {public: given.get(name) for name, public in _ASKED.items()}
    asked |= {name: given[name] for name in (*_OPTIONS, *FILTERS) if given.get(name) is not None}
    asked |= {"expand": False} if given.get("no_expand") else {}
    return {name: value for name, value in asked.items() if value not in (None, "")}
