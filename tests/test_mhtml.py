from __future__ import annotations

import pytest

from corpus.errors import Refused
from corpus.formats import detect
from corpus.readers import read
from corpus.types import RawDocument

HEAD = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://jyj.example/1.html\r\nMIME-Version: 1.0\r\n"
)
MULTI = HEAD + b'Content-Type: multipart/related; boundary="B"\r\n\r\n'


def part(kind: str, body: bytes, encoding: str = "8bit") -> bytes:
    return (
        f"--B\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + body
        + b"\r\n"
    )


def test_the_page_is_read_and_pictures_and_styles_are_not() -> None:
    page = '<meta charset="gb2312"><p>一、减负</p>'.encode("gb18030")
    data = (
        MULTI
        + part("text/html", page)
        + part("text/css", b"p{}")
        + part("image/png", b"AAAA", "base64")
        + b"--B--"
    )
    assert detect(data, "a.txt") == "mhtml"
    (found,) = read(data, "a.mht", "a.mht")
    assert isinstance(found, RawDocument)
    assert (found.text, found.given) == ("一、减负", {"url": "http://jyj.example/1.html"})


def test_quoted_printable_and_frames() -> None:
    frames = b"<frameset><frame src=a><frame src=b></frameset><iframe src=a></iframe>"
    body = "<p>减=E8=B4=9F</p>".encode()
    data = MULTI + part("text/html", frames) + part("text/html", body, "quoted-printable") + b"--B--"
    (found,) = read(data, "a.mht", "a.mht")
    assert isinstance(found, RawDocument)
    assert found.text == "减负"


def test_a_message_without_a_page_is_refused() -> None:
    with pytest.raises(Refused, match="没有网页"):
        list(read(MULTI + part("text/plain", b"x") + b"--B--", "a.mht", "a.mht"))
