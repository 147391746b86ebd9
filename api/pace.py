"""How slow may a client be?  A connection that brings, or takes, next to nothing is ended.

Thousands of sockets that say one byte now and then would otherwise be held for ever, each at no cost to
who opened it.
"""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.answering import error_answer
from api.errors import TooSlow
from corpus.errors import CejianError

WINDOW = 10.0
"""Seconds for the head of a request, and in which a body or an answer must come on by ``LEAST``."""
LEAST = 10_000
"""Bytes a window: an old telephone line brings five times as much."""
TICK = 2.0
"""Seconds between two looks: a connection ends ``WINDOW`` to ``WINDOW + TICK`` after it stood still."""


class PacedProtocol(H11Protocol):
    """HTTP/1.1 that looks after each connection; a computing answer and an open stream may take their time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """See ``asyncio.Protocol.connection_made``."""
        super().connection_made(transport)
        self._received = 0
        self._begin()
        self._look = self.loop.call_later(TICK, self._watch)

    def connection_lost(self, exc: Exception | None) -> None:
        """See ``asyncio.Protocol.connection_lost``."""
        self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See ``asyncio.Protocol.data_received``."""
        self._received += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """See ``H11Protocol.on_response_complete``."""
        self._begin()
        super().on_response_complete()

    def refuse(self, error: CejianError) -> None:
        """Answer before, or instead of, the service, in the error shape of the contract; then hang up."""
        answer = error_answer(error, uuid4().hex[:16])
        headers = [*answer.raw_headers, (b"connection", b"close")]
        for event in (
            h11.Response(status_code=answer.status_code, headers=headers),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _begin(self) -> None:
        """A new window."""
        self._since, self._received_before = time.monotonic(), self._received
        self._unsent = self.transport.get_write_buffer_size()

    def _watch(self) -> None:
        self._look = self.loop.call_later(TICK, self._watch)
        unsent = self.transport.get_write_buffer_size()
        if unsent and not self._unsent:
            self._begin()  # from here on the client has to take it
        elif time.monotonic() - self._since >= WINDOW:
            self._judge(unsent, self._received - self._received_before)

    def _judge(self, unsent: int, received: int) -> None:
        """At the end of a window: go on, or hang up."""
        waiting = self.cycle is None or self.cycle.response_complete
        if self._unsent and unsent > self._unsent - min(LEAST, self._unsent):
            self.transport.abort()
        elif self.conn.their_state is h11.IDLE and waiting:
            if received:
                self.refuse(TooSlow(f"{WINDOW:g} 秒内没有收到完整的请求，已断开；请重试"))
            elif self.cycle is None:  # else it is the keep-alive timeout's to end
                self.transport.close()
        elif self.conn.their_state is h11.SEND_BODY and not self.flow.read_paused and received < LEAST:
            self.transport.abort()
        else:
            self._begin()
