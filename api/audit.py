"""Who changed what, and when?  One line for each write that was tried: from where, what, how it ended.

Neither tokens nor texts: of an upload the ids that came of it, of a correction the names of its fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.types import Scope

from api.logs import AUDIT, fields

_NOTE = "audit"


def begin(request: Request) -> None:
    """From here on the request counts as a write, even if it is refused."""
    request.scope["state"][_NOTE] = {}


def add(request: Request, **what: Any) -> None:
    """Say more of the write: ``fields=["year"]``, ``files={"added": 2}``."""
    request.scope["state"].setdefault(_NOTE, {}).update(what)


def end(scope: Scope, status: int) -> None:
    """Write the line, if the request was a write."""
    noted: Mapping[str, Any] | None = scope["state"].get(_NOTE)
    if noted is None:
        return
    client = scope["client"][0] if scope.get("client") else None
    path = str(scope["path"])[:200]
    AUDIT.info(
        "write", extra=fields(address=client, method=scope["method"], path=path, status=status, **noted)
    )
