"""What happened?  A request id, one log line a request, and a figure for each.

Neither questions nor texts nor tokens are logged: the line holds the path without its query string.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import audit
from api.answering import error_answer
from api.errors import Busy
from api.figures import Figures
from api.limits import check_encoding
from api.logs import REQUEST_ID, fields
from corpus.errors import CejianError

LOG = logging.getLogger("cejian.http")
CLIENT_GONE = 499
"""Logged for a client that left before its request was complete (nginx's number for it)."""
_OWN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
}


class Observe:
    """The outermost ASGI middleware; what nobody expected becomes a 500 with its request id, and is logged."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app = app
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _OWN_ID.fullmatch(given) else uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = request_id
        REQUEST_ID.set(request_id)  # each request is a task of its own
        status = 0

        async def headed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            check_encoding(scope)
            await self.app(scope, receive, headed)
        except CejianError as error:
            await error_answer(error, request_id)(scope, receive, headed)
        except ClientDisconnect:
            status = status or CLIENT_GONE
        except asyncio.CancelledError:  # the service stops, and waits no longer
            if status:
                raise
            await error_answer(Busy("服务正在停止，没有答完；请稍后再问", 10), request_id)(
                scope, receive, headed
            )
        except Exception as error:
            LOG.exception("request failed")
            if status:
                raise
            await error_answer(error, request_id)(scope, receive, headed)
        finally:
            self._note(scope, status or CLIENT_GONE, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", "other")
        self.figures.note(route, method, status, seconds)
        ms = round(seconds * 1000, 1)
        LOG.info("request", extra=fields(method=method, path=scope["path"][:200], status=status, ms=ms))
        audit.end(scope, status)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
