"""How is a Word document read?  Its body in order, with the numbers, boxes and rows that a person sees.

An own walk over the XML: python-docx leaves out automatic numbering, tracked insertions and text boxes.
Deleted and hidden text, tables of contents, page headers and footers are left out.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import Refused
from corpus.readers.lines import row_lines
from corpus.readers.numbering import Numbering, NumberingRef
from corpus.types import RawDocument

if TYPE_CHECKING:
    from lxml.etree import _Element

_BROKEN = "Word 文档已损坏，打不开；请用 Word 或 WPS 修复后另存"
_MAX_PART = 64 * 2**20
"""Bytes of one XML part, counted as they are unpacked: a tree of it takes some ten times as much memory."""
_NOT_TEXT = {"del", "moveFrom", "rPr", "pPr", "instrText", "rt", "Fallback", "drawing", "pict", "object"}
"""Elements within a paragraph that hold no text of it; boxes in drawings are met separately."""
_NOT_BLOCKS = {"del", "moveFrom", "sectPr", "sdtPr", "tblPr", "tblGrid"}
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MAX_STYLES = 50
"""Styles based on styles: longer chains are circles."""


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document a file."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            main = _main_part(package)
            document = _xml(package, main)
            numbering = _related(package, main, "numbering")
            styles = _related(package, main, "styles")
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused("broken", _BROKEN) from error
    lines: list[str] = []
    _Body(numbering, styles).blocks(document, lines)
    yield RawDocument(name, source, "\n".join(lines), "docx")


def _main_part(package: zipfile.ZipFile) -> str:
    relations = _xml(package, "_rels/.rels") if "_rels/.rels" in package.namelist() else None
    for relation in () if relations is None else relations:
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _related(package: zipfile.ZipFile, main: str, kind: str) -> _Element | None:
    """The part that ``main`` names as its numbering or its styles, if there is one."""
    folder, file = posixpath.split(main)
    relations_name = posixpath.join(folder, "_rels", file + ".rels")
    names = set(package.namelist())
    relations = _xml(package, relations_name) if relations_name in names else None
    for relation in () if relations is None else relations:
        if str(relation.get("Type", "")).endswith("/" + kind):
            target = posixpath.normpath(posixpath.join("/" + folder, str(relation.get("Target", "")))).lstrip(
                "/"
            )
            return _xml(package, target) if target in names else None
    return None


def _xml(package: zipfile.ZipFile, part: str) -> _Element:
    from lxml import etree

    with package.open(part) as stream:
        data = stream.read(_MAX_PART + 1)
    if len(data) > _MAX_PART:
        raise Refused("too_big", f"文档解开后超过 {_MAX_PART >> 20} MB，不像一份计划；请拆分或另存后再试")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("broken", _BROKEN) from error


class _Body:
    """Walks the body once; holds what runs through it: counters and the text before a deleted mark."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        elements = () if styles is None else tuple(styles.iterchildren("{*}style"))
        by_id = {_attribute(s, "styleId") or "": s for s in elements}
        self._default = next(
            (
                key
                for key, s in by_id.items()
                if _attribute(s, "type") == "paragraph" and _attribute(s, "default") in ("1", "true")
            ),
            None,
        )
        self._contents = {
            key for key, s in by_id.items() if (_val(s, "name") or "").lower().startswith("toc ")
        }
        self._numbering = Numbering(numbering, {key: _inherited(key, by_id) for key in by_id})
        self._carried = ""

    def blocks(self, parent: _Element, found: list[str]) -> None:
        """Adds the lines of ``parent``'s paragraphs and tables, through whatever wraps them."""
        for element in parent.iterchildren("*"):
            tag = _tag(element)
            if tag == "p":
                self._paragraph(element, found)
            elif tag == "tr":
                if _child(element, "trPr", "del") is None:
                    found.extend(row_lines([self._cell(cell) for cell in _cells(element)]))
            elif tag not in _NOT_BLOCKS and not _is_contents(element):
                self.blocks(element, found)

    def _cell(self, cell: _Element) -> list[str]:
        lines: list[str] = []
        merge = _child(cell, "tcPr", "vMerge")
        if merge is None or _attribute(merge, "val") == "restart":  # else it continues the cell above
            self.blocks(cell, lines)
        return lines

    def _paragraph(self, paragraph: _Element, found: list[str]) -> None:
        properties = _child(paragraph, "pPr")
        text = self._carried + _text(paragraph)
        if _child(paragraph, "pPr", "rPr", "del") is not None:
            self._carried = text  # the paragraph mark was deleted: the text belongs to the next paragraph
            return
        self._carried = ""
        style = _val(properties, "pStyle") or self._default
        if style not in self._contents:
            # Word numbers an empty paragraph of a list too, but it is no line of the text
            number = self._numbering.label(_reference(properties), style, text)
            if text.strip():
                found.extend(line for line in (number + text).split("\n") if line.strip())
        for box in _boxes(paragraph):
            self.blocks(box, found)


def _inherited(key: str, styles: dict[str, _Element]) -> NumberingRef:
    """The numbering of a style, from itself or from the styles it is based on."""
    num: str | None = None
    level: int | None = None
    current: str | None = key
    for _ in range(_MAX_STYLES):
        style = styles.get(current or "")
        if style is None:
            break
        own = _reference(_child(style, "pPr"))
        num = own.num if num is None else num
        level = own.level if level is None else level
        current = _val(style, "basedOn")
    return NumberingRef(num, level)


def _reference(properties: _Element | None) -> NumberingRef:
    numbering = None if properties is None else _child(properties, "numPr")
    level = _val(numbering, "ilvl")
    return NumberingRef(_val(numbering, "numId"), int(level) if level and level.isdecimal() else None)


def _text(element: _Element) -> str:
    parts = []
    for child in element.iterchildren("*"):
        tag = _tag(child)
        if tag == "t":
            parts.append(child.text or "")
        elif tag in _MARKS:
            parts.append(_MARKS[tag])
        elif tag not in _NOT_TEXT and not (tag == "r" and _is_hidden(child)):
            parts.append(_text(child))
    return "".join(parts)


def _boxes(element: _Element) -> Iterator[_Element]:
    """Text boxes anchored in a paragraph, each once: of two drawings of one box the newer is taken."""
    for child in element.iterchildren("*"):
        tag = _tag(child)
        if tag == "txbxContent":
            yield child
        elif tag == "AlternateContent":
            for version in child.iterchildren("*"):
                boxes = list(_boxes(version))
                yield from boxes
                if boxes:
                    break
        elif tag not in ("del", "moveFrom"):
            yield from _boxes(child)


def _cells(row: _Element) -> Iterator[_Element]:
    for child in row.iterchildren("*"):
        if _tag(child) == "tc":
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _cells(child)


def _is_contents(element: _Element) -> bool:
    gallery = _child(element, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and _attribute(gallery, "val") == "Table of Contents"


def _is_hidden(run: _Element) -> bool:
    vanish = _child(run, "rPr", "vanish")
    return vanish is not None and _attribute(vanish, "val") not in ("0", "false", "off")


def _child(element: _Element, *path: str) -> _Element | None:
    """The first child of that name, then its child …, whichever namespace the document uses."""
    found: _Element | None = element
    for name in path:
        if found is None:
            return None
        found = next(found.iterchildren("{*}" + name), None)
    return found


def _val(element: _Element | None, name: str) -> str | None:
    child = None if element is None else _child(element, name)
    return None if child is None else _attribute(child, "val")


def _attribute(element: _Element, name: str) -> str | None:
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def _tag(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
