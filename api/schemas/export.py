"""What does an export ask for?"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

ExportKind = Literal[
    "search",
    "themes",
    "compare",
    "formulations",
    "targets",
    "precedents",
    "lineage",
    "matrix",
    "citations",
    "duties",
]
ExportFormat = Literal["csv", "xlsx", "docx", "md", "ris", "bibtex", "gbt7714"]


class ExportRequest(TypedDict):
    """``POST /export``: ``params`` are those of the endpoint of that kind, for precedents its body."""

    kind: ExportKind
    format: ExportFormat
    params: NotRequired[dict[str, Any]]
