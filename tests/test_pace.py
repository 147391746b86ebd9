"""Clients that say, or take, next to nothing are hung up on; others are served meanwhile."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest
from conftest import put
from live import serving

from api.library import Library
from corpus.types import Document

HEAD = b"GET /api/v1/search?q=x HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = (
    b"POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    b"Content-Length: 1000000\r\n\r\n--b\r\n"
)
FIRST = (b"", b"GET / HT", HEAD, BODY)
"""What a slow sender begins with: nothing, half a line, half a head, half a body."""


@pytest.fixture
def port(filled: Library, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A service; with a number it is given so many seconds' patience instead of its own."""
    if patience := getattr(request, "param", None):
        monkeypatch.setattr("api.pace.WINDOW", patience)
        monkeypatch.setattr("api.pace.TICK", patience / 5)
    with serving(filled) as found:
        yield found


def open_sockets(stack: ExitStack, port: int, count: int, first: bytes) -> list[socket.socket]:
    made = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)]
    for one in made:
        one.sendall(first)
    return made


def closed(sockets: list[socket.socket], seconds: float, meanwhile: Callable[[], None]) -> tuple[int, float]:
    """How many the other side closed while each sent a byte a second, and after how long the last."""
    left, started = list(sockets), time.monotonic()
    while left and time.monotonic() - started < seconds:
        meanwhile()
        readable, _, _ = select.select(left, [], [], 0.2)
        for one in readable:
            with suppress(OSError):
                if one.recv(1 << 16):
                    continue
            left.remove(one)
        for one in left:
            with suppress(OSError):
                one.send(b"x")
    return len(sockets) - len(left), time.monotonic() - started


@pytest.mark.slow
@pytest.mark.parametrize("port", [1.0], indirect=True)
def test_slow_senders_are_hung_up_on(port: int) -> None:
    with ExitStack() as stack:
        sockets = [one for first in FIRST for one in open_sockets(stack, port, 10, first)]
        count, seconds = closed(sockets, 4, lambda: None)
    assert count == 40
    assert seconds < 2.5


@pytest.mark.slow
@pytest.mark.parametrize("port", [1.0], indirect=True)
def test_who_does_not_take_the_answer_is_hung_up_on_and_who_rests_is_not(port: int, filled: Library) -> None:
    big = Document(text="减负" * 3_000_000, title="十八兆", sources=("big",))
    put(filled, big)
    with socket.socket() as stuck:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.connect(("127.0.0.1", port))
        stuck.sendall(f"GET /api/v1/documents/{big.id} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(2.5)
        stuck.settimeout(1)
        with pytest.raises(ConnectionResetError):
            while stuck.recv(1 << 20):
                pass
            raise ConnectionResetError  # an orderly end will do
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(2):
            assert client.get("/healthz").status_code == 200
            time.sleep(1.5)  # keep-alive outlives the window


@pytest.mark.slow
@pytest.mark.parametrize("port", [1.0], indirect=True)
def test_a_slow_upload_that_comes_on_is_taken(port: int) -> None:
    text = ("临澄市教育局2017年工作要点\n" + "1．减轻课业负担。\n" * 700).encode()
    form = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        + text
        + b"\r\n--b--\r\n"
    )

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(form), 12_000):
            yield form[start : start + 12_000]
            time.sleep(0.5)

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = httpx.post(
        f"http://127.0.0.1:{port}/api/v1/documents", content=pieces(), headers=headers, timeout=30
    )
    assert answer.json()["files"][0]["status"] == "added"


@pytest.mark.hard
def test_200_slow_sockets_are_closed_within_15_seconds_while_the_service_answers(port: int) -> None:
    waits: list[float] = []

    def healthy() -> None:
        started = time.monotonic()
        assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
        waits.append(time.monotonic() - started)

    with ExitStack() as stack:
        sockets = [one for first in FIRST for one in open_sockets(stack, port, 50, first)]
        count, seconds = closed(sockets, 20, healthy)
    print(f"{count} closed in {seconds:.1f} s; /healthz at most {max(waits):.2f} s, asked {len(waits)} times")
    assert count == 200
    assert seconds <= 15
    assert max(waits) < 2
    assert threading.active_count() < 50
