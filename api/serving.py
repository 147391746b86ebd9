"""How is it served?  uvicorn over one socket, with logs that hold no questions."""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
import threading
from contextlib import suppress

import h11
import uvicorn
from fastapi import FastAPI

from api import heaps
from api.access import is_loopback
from api.app import create_app
from api.checks import BadRequest
from api.errors import FAILED, OK
from api.library import Library
from api.logs import keep_audit, log_to_stderr
from api.pace import PacedProtocol
from api.running import leave_note, take_note_back
from api.settings import Settings
from api.uploads import sweep
from corpus.errors import CejianError

LONGEST_HEAD = 2 << 20
"""Bytes of an address with its headers: enough for a question of 100,000 characters to get our own
error, not a bare one from the server below."""
GRACE_SECONDS = 8
"""For what is being answered when the service is told to stop; themes over 100,000 passages take one."""


class CannotListen(CejianError):
    """The address or port can't be used."""


class Protocol(PacedProtocol):
    """HTTP/1.1 that takes an address as people type it, and refuses in the error shape of the contract.

    ``curl 'http://127.0.0.1:8000/api/v1/search?q=减负'`` sends the characters as they are; h11 alone
    answers that with a bare 400.
    """

    def data_received(self, data: bytes) -> None:
        """See ``asyncio.Protocol.data_received``."""
        if self.conn.their_state is h11.IDLE:
            line, newline, rest = data.partition(b"\n")
            data = escaped(line) + newline + rest
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """See ``H11Protocol.send_400_response``."""
        self.refuse(BadRequest("不是合法的 HTTP 请求，没有读懂"))


class Server(uvicorn.Server):
    """uvicorn, with a note in the data folder as long as it takes questions; SIGTERM ends in ``shutdown``, not ``run``."""

    def __init__(self, config: uvicorn.Config, settings: Settings, instance: str) -> None:
        super().__init__(config)
        self._settings, self._instance = settings, instance

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See ``uvicorn.Server.startup``."""
        await super().startup(sockets)
        if sockets and self.started:
            leave_note(self._settings, sockets[0].getsockname()[1], self._instance)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See ``uvicorn.Server.shutdown``."""
        take_note_back(self._settings, self._instance)
        await super().shutdown(sockets)


def escaped(line: bytes) -> bytes:
    """A request line with its bytes beyond ASCII percent-encoded.

    >>> escaped("GET /?q=减 HTTP/1.1".encode())
    b'GET /?q=%E5%87%8F HTTP/1.1'
    """
    return re.sub(rb"[\x80-\xff]", lambda found: b"%%%02X" % found[0][0], line)


def run(settings: Settings, host: str, port: int) -> int:
    """Serve until stopped; gives back an exit code."""
    log_to_stderr()
    heaps.settle()
    sweep()
    with listen(host, port) as listener:
        app = create_app(Library(settings), settings)
        if not settings.read_only:
            keep_audit(settings.data)
        print(f"策鉴：{_address(listener, host)}（按 Ctrl+C 停止）", flush=True)
        if settings.read_only:
            print("只读：不接受任何写入", flush=True)
        elif not settings.token and not is_loopback(host) and host != "localhost":
            print("没有设置 CEJIAN_TOKEN：别的机器只能查，不能写", flush=True)
        server = Server(configured(app), settings, app.state.instance)
        with suppress(KeyboardInterrupt):  # uvicorn has shut down, and passes the signal on
            server.run(sockets=[listener])
    code = OK if server.started else FAILED
    if threading.active_count() > 1:
        # one that computes is not waited for, and torch would abort the process; what is stored is safe
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)
    return code


def configured(app: FastAPI) -> uvicorn.Config:
    """How uvicorn serves the app."""
    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        access_log=False,  # it would hold the questions
        log_config=None,
        server_header=False,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises ``CannotListen`` saying why not.  Port 0 takes a free one."""
    if not 0 <= port <= 65535:
        raise CannotListen(f"端口应是 0—65535，收到 {port}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(
            f"不能监听 {host}:{port}：{error.strerror or error}；请换一个端口（--port）或停掉占用它的程序"
        ) from error


def _address(listener: socket.socket, host: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"
