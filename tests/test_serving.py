"""The service on a real socket: what the server below us does with odd requests."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator

import pytest
from live import serving

from api.library import Library
from api.serving import CannotListen, escaped, listen


@pytest.fixture(scope="module")
def port(steady: Library) -> Iterator[int]:
    """The port of a running service."""
    with serving(steady) as found:
        yield found


def exchange(port: int, sent: bytes) -> tuple[int, dict[str, object]]:
    """Status and JSON of the answer to raw bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(sent)
        received = b""
        while chunk := connection.recv(1 << 16):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def get(port: int, target: bytes) -> tuple[int, dict[str, object]]:
    return exchange(port, b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")


def test_a_question_typed_without_percent_encoding_is_understood(port: int) -> None:
    status, answer = get(port, "/api/v1/search?q=课业负担".encode())
    assert status == 200
    assert answer["hits"]


def test_a_question_of_100_000_characters_is_told_its_length(port: int) -> None:
    status, answer = get(port, b"/api/v1/search?q=" + "减".encode() * 100_000)
    assert status == 400
    error = answer["error"]
    assert isinstance(error, dict)
    assert error["code"] == "query_too_long"
    assert "100000" in error["message"]


@pytest.mark.parametrize(
    "path", [b"search?q=", b"themes?q=", b"formulations?term=", b"suggest?q=", b"concepts/"]
)
def test_a_megabyte_in_the_address_is_refused(port: int, path: bytes) -> None:
    status, answer = get(port, b"/api/v1/" + path + b"a" * (1 << 20))
    assert status in (400, 404)
    assert "error" in answer


@pytest.mark.parametrize(
    "sent", [b"\x00\x01\r\n\r\n", b"GET / HTTP/1.1\r\nno header\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n"]
)
def test_what_is_no_http_gets_an_error_of_our_shape(port: int, sent: bytes) -> None:
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    status, answer = exchange(port, sent)
    error = answer["error"]
    assert status == 400
    assert isinstance(error, dict)
    assert set(error) == {"code", "message", "request_id"}


def test_an_upload_that_is_too_large_is_answered_though_the_client_is_still_sending(port: int) -> None:
    length = 60 << 20
    head = (
        b"POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n" % length
    )
    status, answer = exchange(port, head + bytes(length))
    error = answer["error"]
    assert status == 413
    assert isinstance(error, dict)
    assert error["code"] == "too_large"


def test_only_bytes_beyond_ascii_are_escaped() -> None:
    assert escaped(b"GET /?q=a%20b HTTP/1.1\r") == b"GET /?q=a%20b HTTP/1.1\r"
    assert escaped("GET /减 HTTP/1.1".encode()) == b"GET /%E5%87%8F HTTP/1.1"


def test_a_port_in_use_and_an_impossible_one_are_told() -> None:
    with listen("127.0.0.1", 0) as held:
        taken = held.getsockname()[1]
        with pytest.raises(CannotListen, match="--port"):
            listen("127.0.0.1", taken)
    with pytest.raises(CannotListen, match="65535"):
        listen("127.0.0.1", 70000)
