"""How is a single-file web page (.mht) read?  Its page out of the mail message that carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import policy
from email.message import Message
from email.parser import BytesParser

from corpus.errors import Refused
from corpus.readers.html import decoded, page
from corpus.types import RawDocument

_MAX_PARTS = 2_000
"""Parts of a message that are looked at; a saved page has a few hundred pictures and style sheets."""
_FRAME = re.compile(r"<i?frame[\s>]", re.I)


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document a file: the page, or of one made of frames the frames; ``given`` as the page says."""
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    pages = [
        decoded(content)
        for part in _parts(message)
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
        if isinstance(content := part.get_payload(decode=True), bytes) and content.strip()
    ]
    if not pages:
        raise Refused("broken", "单文件网页里没有网页；请重新保存，或另存为 .html")
    texts: list[str] = []
    given: dict[str, str] = {}
    for markup in pages if _FRAME.search(pages[0]) else pages[:1]:
        with suppress(Refused):  # a page that only lays out frames has no text of its own
            found = page(markup, name, source)
            texts.append(found.text)
            given = {**found.given, **given}
    place = message.get("Snapshot-Content-Location") or message.get("Content-Location")
    if place and "url" not in given:
        given["url"] = str(place).strip()
    yield RawDocument(name, source, "\n".join(filter(str.strip, texts)), "mhtml", given)


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MAX_PARTS:
            return
        if not part.is_multipart():
            yield part
