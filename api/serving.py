"""How is it served?  uvicorn over one socket, with logs that hold no questions."""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
from contextlib import suppress
from uuid import uuid4

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.access import is_loopback
from api.answering import error_answer
from api.app import create_app
from api.checks import BadRequest
from api.errors import FAILED, OK
from api.library import Library
from api.settings import Settings
from corpus.errors import CejianError

LONGEST_HEAD = 2 << 20
"""Bytes of an address with its headers: enough for a question of 100,000 characters to get our own
error, not a bare one from the server below."""


class CannotListen(CejianError):
    """The address or port can't be used."""


class Protocol(H11Protocol):
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
        answer = error_answer(BadRequest("不是合法的 HTTP 请求，没有读懂"), uuid4().hex[:16])
        head = h11.Response(status_code=400, headers=[*answer.raw_headers, (b"connection", b"close")])
        for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def escaped(line: bytes) -> bytes:
    """A request line with its bytes beyond ASCII percent-encoded.

    >>> escaped("GET /?q=减 HTTP/1.1".encode())
    b'GET /?q=%E5%87%8F HTTP/1.1'
    """
    return re.sub(rb"[\x80-\xff]", lambda found: b"%%%02X" % found[0][0], line)


def run(settings: Settings, host: str, port: int) -> int:
    """Serve until stopped; gives back an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("cejian").setLevel(logging.INFO)
    with listen(host, port) as listener:
        app = create_app(Library(settings), settings)
        config = uvicorn.Config(
            app,
            http=Protocol,
            access_log=False,  # it would hold the questions
            log_config=None,
            server_header=False,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
        print(f"策鉴：{_address(listener, host)}（按 Ctrl+C 停止）", flush=True)
        if settings.read_only:
            print("只读：不接受任何写入", flush=True)
        elif not settings.token and not is_loopback(host) and host != "localhost":
            print("没有设置 CEJIAN_TOKEN：别的机器只能查，不能写", flush=True)
        server = uvicorn.Server(config)
        with suppress(KeyboardInterrupt):  # uvicorn has shut down, and passes the signal on
            server.run(sockets=[listener])
    code = OK if server.started else FAILED
    if app.state.shelf.warming.is_alive():
        # torch aborts the process when Python ends under a thread that computes; what is stored is safe
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)
    return code


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
