"""How is plain text read?  ``.txt`` and ``.md``: as decoded, nothing added and nothing left out."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.decoding import decode
from corpus.types import RawDocument


def read_txt(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document; see ``decode`` for encodings and line ends."""
    yield RawDocument(name, source, decode(data), "txt")


def read_md(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document; the marks of Markdown are part of the text."""
    yield RawDocument(name, source, decode(data), "md")
