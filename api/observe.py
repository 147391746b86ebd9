"""What happened?  A request id, one log line a request, and figures for Prometheus.

Neither questions nor texts nor tokens are logged: the line holds the path without its query string.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answering import error_answer
from api.limits import check_encoding
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


@dataclass
class Figures:
    """Counts and latencies by route, method and status since the start."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        with self._lock:
            self.requests[route, method, status] += 1
            self.seconds[route] += seconds  # type: ignore[assignment]

    def text(self, generation: int, ready: bool) -> str:
        """The Prometheus text format."""
        with self._lock:
            requests, seconds = sorted(self.requests.items()), sorted(self.seconds.items())
        counts: Counter[str] = Counter()
        for (route, _, _), number in requests:
            counts[route] += number
        lines = ["# TYPE cejian_requests_total counter"]
        lines += [
            f'cejian_requests_total{{route="{route}",method="{method}",status="{status}"}} {number}'
            for (route, method, status), number in requests
        ]
        lines.append("# TYPE cejian_request_seconds summary")
        for route, total in seconds:
            lines.append(f'cejian_request_seconds_sum{{route="{route}"}} {total:.6f}')
            lines.append(f'cejian_request_seconds_count{{route="{route}"}} {counts[route]}')
        lines += ["# TYPE cejian_generation gauge", f"cejian_generation {generation}"]
        lines += ["# TYPE cejian_ready gauge", f"cejian_ready {int(ready)}"]
        return "\n".join(lines) + "\n"


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
        except Exception as error:
            LOG.exception("request %s failed", request_id)
            if status:
                raise
            await error_answer(error, request_id)(scope, receive, headed)
        finally:
            self._note(scope, request_id, status or CLIENT_GONE, time.perf_counter() - started)

    def _note(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", "other")
        self.figures.note(route, method, status, seconds)
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "request_id": request_id,
            "method": method,
            "path": scope["path"][:200],
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        LOG.info(json.dumps(line))


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
