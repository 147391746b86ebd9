from __future__ import annotations

import pytest
from make_files import zip_file

from corpus.errors import Refused
from corpus.readers import read
from corpus.types import RawDocument

CONTAINER = b'<container xmlns="c"><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>'
PAGE = "application/xhtml+xml"


def book(**more: bytes) -> bytes:
    items = "".join(f'<item id="{n}" href="t/{n}.xhtml" media-type="{PAGE}"/>' for n in "abc")
    spine = '<itemref idref="b"/><itemref idref="a"/><itemref idref="c" linear="no"/><itemref idref="x"/>'
    opf = f'<package xmlns:dc="d"><metadata><dc:title>汇编</dc:title><dc:publisher>临澄市教育局</dc:publisher></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>'
    pages = {f"O/t/{n}.xhtml": f"<html><body><p>第{n}篇</p></body></html>".encode() for n in "abc"}
    return zip_file(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "O/b.opf": opf.encode(),
            **pages,
            **{name.replace("__", "/"): data for name, data in more.items()},
        }
    )


def test_pages_come_in_the_order_of_the_spine_and_properties_are_given() -> None:
    (found,) = read(book(), "a.epub", "a.epub")
    assert isinstance(found, RawDocument)
    assert found.text == "第b篇\n第a篇"
    assert found.given == {"title": "汇编", "issuer": "临澄市教育局"}


def test_a_book_under_copy_protection_is_refused_and_locked_fonts_do_not_matter() -> None:
    locked = b'<e xmlns="c"><CipherReference URI="%s"/></e>'
    with pytest.raises(Refused) as caught:
        list(read(book(**{"META-INF__encryption.xml": locked % b"O/t/a.xhtml"}), "a.epub", "a.epub"))
    assert caught.value.code == "encrypted"
    assert list(read(book(**{"META-INF__encryption.xml": locked % b"O/f.otf"}), "a.epub", "a.epub"))


def test_a_damaged_book_is_told() -> None:
    with pytest.raises(Refused, match="epub"):
        list(read(zip_file({"mimetype": b"application/epub+zip", "x": b""}), "a.epub", "a.epub"))
