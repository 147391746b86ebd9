"""Which reader reads this file?  The registry: a new format is one file here and one line below.

A reader is a function of ``(data, name, source)`` that yields ``RawDocument`` and, for a part of the file
that can't go in (a row, a page), ``Refusal``; it raises ``Refused`` when nothing of the file can.  An
archive is a function of the same arguments that yields ``Member`` and ``Refusal``.  They run in the child
process of ``corpus.child`` only; each module is imported when its format is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from corpus.errors import Refused
from corpus.formats import ARCHIVE_FORMATS, detect, label
from corpus.types import RawDocument, Refusal, Working

READERS = {
    "txt": "corpus.readers.text:read_txt",
    "md": "corpus.readers.text:read_md",
    "html": "corpus.readers.html:read",
    "mhtml": "corpus.readers.mhtml:read",
    "docx": "corpus.readers.docx:read",
    "doc": "corpus.readers.doc:read",
    "rtf": "corpus.readers.rtf:read",
    "odt": "corpus.readers.odt:read",
    "fodt": "corpus.readers.odt:read_flat",
    "epub": "corpus.readers.epub:read",
    "pdf": "corpus.readers.pdf:read",
    "ofd": "corpus.readers.ofd:read",
    "jsonl": "corpus.readers.tables:read_jsonl",
    "csv": "corpus.readers.tables:read_csv",
    "xlsx": "corpus.readers.tables:read_xlsx",
    "xls": "corpus.readers.tables:read_xls",
    "ods": "corpus.readers.tables:read_ods",
}
ARCHIVES = dict.fromkeys(ARCHIVE_FORMATS, "corpus.readers.archive:members")

Found = Iterator[RawDocument | Refusal | Working]
"""What a reader yields."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file to read, alone or in an archive; ``load`` gives its bytes and may raise ``Refused``."""

    name: str
    source: str
    load: Callable[[], bytes]


def members(data: bytes, name: str, source: str) -> Iterator[Member | Refusal]:
    """The files that ``data`` is: itself, or what an archive holds, in the archive's order."""
    archive = ARCHIVES.get(detect(data, name))
    if archive is None:
        yield Member(name, source, lambda: data)
    else:
        yield from _function(archive)(data, name, source)


def read(data: bytes, name: str, source: str) -> Found:
    """The documents of one file that is no archive.

    >>> [raw.text for raw in read("减负".encode(), "a.txt", "/plans/a.txt")]
    ['减负']
    """
    key = detect(data, name)
    if key not in READERS:
        code = "unknown" if key == "unknown" else "unsupported"
        known = "、".join([*READERS, *ARCHIVES])
        raise Refused(code, f"读不了：{label(key)}；可以读的有 {known}，请另存为其中一种")
    empty = True
    for item in _function(READERS[key])(data, name, source):
        empty &= isinstance(item, Working)
        if isinstance(item, RawDocument) and not item.text.strip():
            yield Refusal(item.name, "empty", "打开了，但里面没有文字")
        else:
            yield item
    if empty:
        raise Refused("empty", "打开了，但里面没有文字")


def _function(place: str) -> Callable[[bytes, str, str], Iterator[Any]]:
    module, _, name = place.partition(":")
    function: Callable[[bytes, str, str], Iterator[Any]] = getattr(import_module(module), name)
    return function
