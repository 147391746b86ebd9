"""A language model's endpoint that answers as a test wants it to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the behaviour of the moment."""

    protocol_version = "HTTP/1.0"
    server: StandIn

    def do_POST(self) -> None:
        """A completion."""
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.server.keys.append(self.headers.get("authorization"))
        self.server.behaviour(self)

    def begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        """Status and headers."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def send(self, raw: bytes) -> None:
        """Some bytes, at once."""
        self.wfile.write(raw)
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


class StandIn(ThreadingHTTPServer):
    """The server; ``behaviour`` may be changed at any time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour: Behaviour = says("")
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        """What CEJIAN_LLM_URL is set to."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """The server while the block runs."""
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def event(text: str, finish: str | None = None) -> bytes:
    """One event of a streamed answer."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}, ensure_ascii=False).encode() + b"\n\n"


def says(text: str, size: int = 3) -> Behaviour:
    """Streams a text, so many characters an event, and ends as it should."""

    def behaviour(handler: Handler) -> None:
        handler.begin()
        for start in range(0, len(text), size):
            handler.send(event(text[start : start + size]))
        handler.send(event("", "stop") + b"data: [DONE]\n\n")

    return behaviour


def sends(*parts: bytes, status: int = 200, kind: str = "text/event-stream") -> Behaviour:
    """Sends these bytes, part by part, and closes."""

    def behaviour(handler: Handler) -> None:
        handler.begin(status, kind)
        for part in parts:
            handler.send(part)

    return behaviour


def hangs(before: bytes = b"") -> Behaviour:
    """Begins to answer, and then does nothing until the test is over."""

    def behaviour(handler: Handler) -> None:
        handler.begin()
        handler.send(before)
        handler.server.stopping.wait(20)

    return behaviour
