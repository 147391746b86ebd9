"""How is a Word document read?  Its body in order, with the numbers, boxes, notes and rows that a person sees.

An own walk over the XML: python-docx leaves out automatic numbering, tracked insertions, text boxes and
footnotes.  Deleted and hidden text, tables of contents, page headers and footers are left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.readers.lines import row_lines, text_of
from corpus.readers.numbering import Numbering, NumberingRef
from corpus.readers.package import attribute, child, local, opened, properties, xml_part
from corpus.types import RawDocument

if TYPE_CHECKING:
    import zipfile

    from lxml.etree import _Element

_BROKEN = "Word 文档已损坏，打不开；请用 Word 或 WPS 修复后另存"
_NOT_TEXT = {"del", "moveFrom", "rPr", "pPr", "instrText", "rt", "Fallback", "drawing", "pict", "object"}
"""Elements within a paragraph that hold no text of it; boxes in drawings are met separately."""
_NOT_BLOCKS = {"del", "moveFrom", "sectPr", "sdtPr", "tblPr", "tblGrid", "tcPr"}
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = ("footnote", "endnote")
_MAX_STYLES = 50
"""Styles based on styles: longer chains are circles."""
_MAX_SPAN = 64
"""Columns that one cell may span: Word has at most 63."""


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document a file; ``given`` holds what its properties say."""
    yield document_of(data, name, source, "docx")


def document_of(data: bytes, name: str, source: str, format_: str) -> RawDocument:
    """The document of a Word file, which may have been another ``format_`` before it was converted."""
    with opened(data, _BROKEN) as package:
        main = _main_part(package)
        parts = {
            kind: _related(package, main, kind) for kind in ("numbering", "styles", "footnotes", "endnotes")
        }
        body = _Body(parts)
        body.blocks(xml_part(package, main, _BROKEN), body.lines)
        given = _given(package)
    text, headings = text_of(body.lines, body.styled)
    return RawDocument(name, source, text, format_, given, headings)


def _given(package: zipfile.ZipFile) -> dict[str, str]:
    """What the document's properties say."""
    names = set(package.namelist())
    given: dict[str, str] = {}
    for part in ("docProps/core.xml", "docProps/app.xml"):
        if part in names:
            for field, value in properties(xml_part(package, part, _BROKEN)).items():
                given.setdefault(field, value)
    return given


def _main_part(package: zipfile.ZipFile) -> str:
    relations = xml_part(package, "_rels/.rels", _BROKEN) if "_rels/.rels" in package.namelist() else None
    for relation in () if relations is None else relations:
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _related(package: zipfile.ZipFile, main: str, kind: str) -> _Element | None:
    """The part that ``main`` names as its numbering, styles or notes, if there is one."""
    folder, file = posixpath.split(main)
    relations_name = posixpath.join(folder, "_rels", file + ".rels")
    names = set(package.namelist())
    relations = xml_part(package, relations_name, _BROKEN) if relations_name in names else None
    for relation in () if relations is None else relations:
        if str(relation.get("Type", "")).endswith("/" + kind):
            place = posixpath.join("/" + folder, str(relation.get("Target", "")))
            target = posixpath.normpath(place).lstrip("/")
            return xml_part(package, target, _BROKEN) if target in names else None
    return None


class _Body:
    """Walks the body once; holds what runs through it: counters and the text before a deleted mark."""

    def __init__(self, parts: dict[str, _Element | None]) -> None:
        styles = parts["styles"]
        elements = () if styles is None else tuple(styles.iterchildren("{*}style"))
        self._styles = {attribute(s, "styleId") or "": s for s in elements}
        paragraph_styles = [key for key, s in self._styles.items() if attribute(s, "type") == "paragraph"]
        self._default = next(
            (key for key in paragraph_styles if attribute(self._styles[key], "default") in ("1", "true")),
            None,
        )
        self._contents = {
            key for key, s in self._styles.items() if (_val(s, "name") or "").lower().startswith("toc ")
        }
        inherited = {key: _inherited(key, self._styles) for key in self._styles}
        self._numbering = Numbering(parts["numbering"], inherited)
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in _NOTES
            if (root := parts[kind + "s"]) is not None
            for note in root.iterchildren("{*}" + kind)
        }
        self._carried = ""
        self.lines: list[str] = []
        self.styled: dict[int, int] = {}
        """Index of a line that a heading style marks: its level."""

    def blocks(self, parent: _Element, found: list[str]) -> None:
        """Adds the lines of ``parent``'s paragraphs and tables, through whatever wraps them."""
        for element in parent.iterchildren("*"):
            kind = local(element)
            if kind == "p":
                self._paragraph(element, found)
            elif kind == "tr":
                if child(element, "trPr", "del") is None:
                    found.extend(row_lines(self._row(element)))
            elif kind not in _NOT_BLOCKS and not _is_left_out(element):
                self.blocks(element, found)

    def _row(self, row: _Element) -> list[list[str]]:
        """The cells of a row, one for each column: those that merged cells cover are empty."""
        before = _val(child(row, "trPr"), "gridBefore")
        cells: list[list[str]] = [[] for _ in range(_span(before) if before else 0)]
        for cell in _cells(row):
            lines: list[str] = []
            merge = child(cell, "tcPr", "vMerge")
            if merge is None or attribute(merge, "val") == "restart":  # else it continues the cell above
                self.blocks(cell, lines)
            cells += [lines, *([] for _ in range(_span(_val(child(cell, "tcPr"), "gridSpan")) - 1))]
        return cells

    def _paragraph(self, paragraph: _Element, found: list[str]) -> None:
        properties = child(paragraph, "pPr")
        text = self._carried + _text(paragraph)
        if child(paragraph, "pPr", "rPr", "del") is not None:
            self._carried = text  # the paragraph mark was deleted: the text belongs to the next paragraph
            return
        self._carried = ""
        lines: list[str] = []
        style = _val(properties, "pStyle") or self._default
        if style not in self._contents:
            # Word numbers an empty paragraph of a list too, but it is no line of the text
            number = self._numbering.label(_reference(properties), style, text)
            lines = [line for line in (number + text).split("\n") if line.strip()] if text.strip() else []
            level = _heading_level(properties, style, self._styles)
            if found is self.lines and level is not None and len(lines) == 1:
                self.styled[len(found)] = level
            found.extend(lines)
        for box in _boxes(paragraph):
            self.blocks(box, found)
        for note in self._notes_of(paragraph):
            lines = []
            self.blocks(note, lines)
            found.extend(line.strip() for line in lines)  # writers put a tab behind the mark of a note

    def _notes_of(self, paragraph: _Element) -> Iterator[_Element]:
        """The notes that a paragraph refers to, where no tracked change took the reference out."""
        for reference in paragraph.iter("{*}footnoteReference", "{*}endnoteReference"):
            if any(local(above) in ("del", "moveFrom", "txbxContent") for above in reference.iterancestors()):
                continue  # a note within a box comes with the box
            kind = local(reference).removesuffix("Reference")
            note = self._notes.pop(
                (kind, attribute(reference, "id")), None
            )  # once, however often referred to
            if note is not None:
                yield note


def _heading_level(properties: _Element | None, style: str | None, styles: dict[str, _Element]) -> int | None:
    """The outline level, from 1, that a paragraph or its style has; body text has none."""
    places: list[_Element | None] = [properties]
    current = style
    for _ in range(_MAX_STYLES):
        above = styles.get(current or "")
        if above is None:
            break
        places.append(child(above, "pPr"))
        current = _val(above, "basedOn")
    level = next((found for place in places if (found := _val(place, "outlineLvl")) is not None), None)
    return int(level) + 1 if level is not None and level in "012345678" else None


def _inherited(key: str, styles: dict[str, _Element]) -> NumberingRef:
    """The numbering of a style, from itself or from the styles it is based on."""
    num: str | None = None
    level: int | None = None
    current: str | None = key
    for _ in range(_MAX_STYLES):
        style = styles.get(current or "")
        if style is None:
            break
        own = _reference(child(style, "pPr"))
        num = own.num if num is None else num
        level = own.level if level is None else level
        current = _val(style, "basedOn")
    return NumberingRef(num, level)


def _reference(properties: _Element | None) -> NumberingRef:
    numbering = child(properties, "numPr")
    level = _val(numbering, "ilvl")
    return NumberingRef(_val(numbering, "numId"), int(level) if level and level.isdecimal() else None)


def _text(element: _Element) -> str:
    parts = []
    for inner in element.iterchildren("*"):
        kind = local(inner)
        if kind == "t":
            parts.append(inner.text or "")
        elif kind in _MARKS:
            parts.append(_MARKS[kind])
        elif kind not in _NOT_TEXT and not _is_left_out(inner):
            parts.append(_text(inner))
    return "".join(parts)


def _boxes(element: _Element) -> Iterator[_Element]:
    """Text boxes anchored in a paragraph, each once: of two drawings of one box the newer is taken."""
    for inner in element.iterchildren("*"):
        kind = local(inner)
        if kind == "txbxContent":
            yield inner
        elif kind == "AlternateContent":
            for version in inner.iterchildren("*"):
                boxes = list(_boxes(version))
                yield from boxes
                if boxes:
                    break
        elif kind not in ("del", "moveFrom"):
            yield from _boxes(inner)


def _cells(row: _Element) -> Iterator[_Element]:
    for inner in row.iterchildren("*"):
        kind = local(inner)
        if kind == "tc":
            if child(inner, "tcPr", "cellDel") is None:
                yield inner
        elif kind in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _cells(inner)


def _is_left_out(element: _Element) -> bool:
    """Hidden text, a table of contents, and the prompt of a form field that nobody filled in."""
    if local(element) == "r":
        return _is_on(child(element, "rPr", "vanish"))
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    prompt = child(element, "sdtPr", "showingPlcHdr")
    return _is_on(prompt) or (gallery is not None and attribute(gallery, "val") == "Table of Contents")


def _is_on(switch: _Element | None) -> bool:
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off")


def _span(value: str | None) -> int:
    return min(int(value), _MAX_SPAN) if value and value.isdecimal() and int(value) else 1


def _val(element: _Element | None, name: str) -> str | None:
    found = child(element, name)
    return None if found is None else attribute(found, "val")
