"""How is an e-book read?  The pages of an epub in reading order, each as a web page.

An own walk of the package: ebooklib is AGPL, and the package is three small XML files.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from corpus.errors import Refused
from corpus.readers.html import decoded, page
from corpus.readers.package import attribute, child, opened, part, properties, xml_part
from corpus.types import RawDocument

if TYPE_CHECKING:
    import zipfile

    from lxml.etree import _Element

_BROKEN = "epub 电子书已损坏，打不开；请重新下载"
_PAGES = ("application/xhtml+xml", "text/html")
_MAX_PAGES = 5_000
_MAX_TEXT = 20_000_000
"""Pages of one book, and their characters together, that are read: the child takes 5 million a document."""


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document a book: its chapters belong together as those of a printed volume do."""
    with opened(data, _BROKEN) as package:
        container = xml_part(package, "META-INF/container.xml", _BROKEN)
        if "META-INF/encryption.xml" in package.namelist() and _is_locked(package):
            raise Refused("encrypted", "电子书加了版权保护；请换一份没有保护的")
        root = next(container.iter("{*}rootfile"), None)
        place = "" if root is None else attribute(root, "full-path") or ""
        book = xml_part(package, place, _BROKEN)
        texts = [
            page(decoded(part(package, file)), name, source).text for file in _spine(package, book, place)
        ]
    text = "\n".join(text for text in texts if text.strip())
    yield RawDocument(name, source, text[:_MAX_TEXT], "epub", _given(book))


def _is_locked(package: zipfile.ZipFile) -> bool:
    """Whether pages are encrypted; fonts often are, which does not matter."""
    listed = xml_part(package, "META-INF/encryption.xml", _BROKEN)
    return any(
        (attribute(reference, "URI") or "").lower().endswith(("html", "htm", "xml"))
        for reference in listed.iter("{*}CipherReference")
    )


def _spine(package: zipfile.ZipFile, book: _Element, place: str) -> Iterator[str]:
    """The pages in reading order; those that are out of it (notes in windows of their own) and contents are not."""
    names = set(package.namelist())
    files = {
        attribute(item, "id"): item
        for item in book.iter("{*}item")
        if attribute(item, "media-type") in _PAGES
        and "nav" not in (attribute(item, "properties") or "").split()
    }
    for number, reference in enumerate(book.iter("{*}itemref")):
        item = files.get(attribute(reference, "idref"))
        if item is None or attribute(reference, "linear") == "no" or number >= _MAX_PAGES:
            continue
        target = unquote(attribute(item, "href") or "").partition("#")[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
        if file in names:
            yield file


def _given(book: _Element) -> dict[str, str]:
    return properties(child(book, "metadata"))
