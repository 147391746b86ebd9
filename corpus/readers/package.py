"""What is in this package?  XML parts of documents that are zip archives: docx, odt, ofd, epub.

Bytes are counted as they are unpacked; XML is parsed without entities and without the network.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import Refused
from corpus.issuers import issuer_of

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART = 64 * 2**20
"""Bytes of one part, counted as they are unpacked: a tree of it takes some ten times as much memory."""
_BAD = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError, ValueError)


@contextmanager
def opened(data: bytes, broken: str) -> Iterator[zipfile.ZipFile]:
    """The package; whatever is wrong with it while it is read is ``Refused("broken", broken)``."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            yield package
    except _BAD as error:
        raise Refused("broken", broken) from error


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part; ``KeyError`` when there is none."""
    with package.open(name) as stream:
        data = stream.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise Refused("too_big", f"文档解开后超过 {MAX_PART >> 20} MB，不像一份计划；请拆分或另存后再试")
    return data


def xml_part(package: zipfile.ZipFile, name: str, broken: str) -> _Element:
    """One part as a tree."""
    return parsed(part(package, name), broken)


def parsed(data: bytes, broken: str) -> _Element:
    """XML as a tree, entities left alone; ``Refused("broken", broken)`` when it is none."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("broken", broken) from error


def local(element: _Element) -> str:
    """The name of an element, whichever namespace the document uses."""
    return str(element.tag).rpartition("}")[2]


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first child of that name, then its child …, whichever namespace the document uses."""
    found = element
    for name in path:
        if found is None:
            return None
        found = next(found.iterchildren("{*}" + name), None)
    return found


def attribute(element: _Element, name: str) -> str | None:
    """An attribute in whichever namespace it stands."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


_PROPERTIES = {
    "title": "title",
    "publisher": "issuer",
    "Company": "issuer",
    "creator": "issuer",
    "initial-creator": "issuer",
    "created": "saved",
    "creation-date": "saved",
    "date": "saved",
}
"""Properties of Dublin Core, Word and OpenDocument: what ``RawDocument.given`` calls them."""


def properties(root: _Element | None) -> dict[str, str]:
    """What a file's own properties say; an author counts as issuer only if it is an office and no person."""
    given: dict[str, str] = {}
    for element in () if root is None else root.iter("{*}*"):
        field = _PROPERTIES.get(local(element))
        value = " ".join((element.text or "").split())
        if field and value and (field != "issuer" or issuer_of(value)):
            given.setdefault(field, value)
    return given
