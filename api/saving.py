"""How does a command's answer become a file?  ``--export FILE``: what was asked, then the bytes, all or none."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.export import format_of
from api.library import Library
from api.questions import FILTERS

_KINDS = {"formulation": "formulations"}
"""Commands whose answer is called otherwise."""
_ASKED = {"query": "q", "term": "term", "title": "title", "unit": "unit", "id": "document_id"}
_OPTIONS = ("mode", "limit", "offset", "per_year", "max_themes")


def save(options: Namespace, library: Library, answer: Mapping[str, Any]) -> str:
    """Write the answer to the file that ``--export`` names; gives back one line to print."""
    kind = _KINDS.get(options.command, options.command)
    file = library.exported(kind, format_of(options.export), params_of(options), answer)
    path = Path(options.export)
    _replace(path, file.content)
    return f"已存成 {path}（{max(1, round(len(file.content) / 1024))} KB）"


def params_of(options: Namespace) -> dict[str, Any]:
    """A command's arguments under the names that the endpoint has for them."""
    given = vars(options)
    asked = {public: given.get(name) for name, public in _ASKED.items()}
    asked |= {name: given[name] for name in (*_OPTIONS, *FILTERS) if given.get(name) is not None}
    asked |= {"expand": False} if given.get("no_expand") else {}
    return {name: value for name, value in asked.items() if value not in (None, "")}


def _replace(path: Path, content: bytes) -> None:
    """Through a file beside it, so that an older one is there in full until the new one is."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
