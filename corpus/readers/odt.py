"""How is an OpenDocument text read?  Its body in order, with list numbers, notes, boxes and table rows.

An own walk over the XML, as for Word: the numbers of lists stand in no text.  Tracked deletions, hidden
text, tables of contents, comments, page headers and footers are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.lines import row_lines, text_of
from corpus.readers.number_forms import format_number
from corpus.readers.numbering import space_after
from corpus.readers.package import attribute, child, local, opened, parsed, properties, xml_part
from corpus.types import RawDocument

if TYPE_CHECKING:
    from lxml.etree import _Element

_BROKEN = "OpenDocument 文档已损坏，打不开；请用 LibreOffice 或 WPS 修复后另存"
_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一, 二, 三, ...": "chineseCountingThousand", "壹, 贰, 叁, ...": "chineseLegalSimplified",
    "壹, 貳, 參, ...": "ideographLegalTraditional", "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac", "①, ②, ③, ...": "decimalEnclosedCircle", "１, ２, ３, ...": "decimalFullWidth",
}  # fmt: skip
"""How OpenDocument names a form of numbers: the name that ``number_forms`` has from Word."""
_NOT_TEXT = frozenset({"annotation", "annotation-end", "ruby-text", "note-citation", "tracked-changes",
                       "change", "change-start", "change-end", "hidden-paragraph"})  # fmt: skip
_NOT_BLOCKS = frozenset({"tracked-changes", "table-of-content", "forms", "sequence-decls", "table-column",
                         "table-columns", "index-title", "alphabetical-index"})  # fmt: skip
_BOXES = frozenset({"frame", "text-box", "custom-shape", "rect", "g"})
_MAX_REPEATED = 64
"""Cells that one may stand for: empty ones at the end of a row come by the thousand."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts and looks; ``form`` None is a bullet or no number."""

    form: str | None
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document a file; ``given`` holds what its properties say."""
    with opened(data, _BROKEN) as package:
        names = set(package.namelist())
        content = xml_part(package, "content.xml", _BROKEN)
        styles = xml_part(package, "styles.xml", _BROKEN) if "styles.xml" in names else None
        meta = xml_part(package, "meta.xml", _BROKEN) if "meta.xml" in names else None
    yield _document(content, [content] if styles is None else [styles, content], meta, name, source)


def read_flat(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """The same in one XML file (``.fodt``)."""
    root = parsed(data, _BROKEN)
    yield _document(root, [root], child(root, "meta"), name, source)


def _document(
    content: _Element, styles: list[_Element], meta: _Element | None, name: str, source: str
) -> RawDocument:
    body = _Body(styles)
    text = child(content, "body", "text")
    if text is not None:
        body.blocks(text, body.lines)
    lines, headings = text_of(body.lines, body.styled)
    return RawDocument(name, source, lines, "odt", properties(meta), headings)


class _Body:
    """Walks the body once; holds what runs through it: the counters of each list style."""

    def __init__(self, roots: list[_Element]) -> None:
        self.lines: list[str] = []
        self.styled: dict[int, int] = {}
        self._lists: dict[str, dict[int, _Level]] = {}
        self._outline: dict[int, _Level] = {}
        self._hidden: set[str] = set()
        for root in roots:
            for style in root.iter("{*}list-style", "{*}outline-style"):
                levels = dict(_levels(style))
                if local(style) == "outline-style":
                    self._outline = levels
                else:
                    self._lists[attribute(style, "name") or ""] = levels
            for style in root.iter("{*}style"):
                looks = child(style, "text-properties")
                if looks is not None and attribute(looks, "display") == "none":
                    self._hidden.add(attribute(style, "name") or "")
        self._counts: dict[str, dict[int, int]] = {}

    def blocks(self, parent: _Element, found: list[str]) -> None:
        """Adds the lines of what ``parent`` holds."""
        for element in parent.iterchildren("{*}*"):
            kind = local(element)
            if kind in ("p", "h"):
                self._paragraph(element, found, self._heading_number(element))
            elif kind == "list":
                self._list(element, found, "", 1)
            elif kind == "table-row":
                cells = [cell for inner in element.iterchildren("{*}*") for cell in self._cells(inner)]
                found.extend(row_lines(cells))
            elif kind not in _NOT_BLOCKS and attribute(element, "display") != "none":
                self.blocks(element, found)

    def _cells(self, cell: _Element) -> Iterator[list[str]]:
        lines: list[str] = []
        if local(cell) == "table-cell":  # else it is covered by a merged one
            self.blocks(cell, lines)
        repeated = attribute(cell, "number-columns-repeated") or "1"
        for _ in range(min(int(repeated), _MAX_REPEATED) if repeated.isdecimal() else 1):
            yield lines

    def _list(self, element: _Element, found: list[str], style: str, level: int) -> None:
        style = attribute(element, "style-name") or style
        counts = self._counts.setdefault(style, {})
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
        if not goes_on:
            for deeper in [at for at in counts if at >= level]:
                del counts[deeper]
        for item in element.iterchildren("{*}list-item", "{*}list-header"):
            numbered = local(item) == "list-item"
            start = attribute(item, "start-value")
            if start and start.isdecimal():
                counts[level] = int(start) - 1
            for inner in item.iterchildren("{*}*"):
                if local(inner) == "list":
                    self._list(inner, found, style, level + 1)
                elif local(inner) in ("p", "h"):
                    self._paragraph(inner, found, self._number(style, level) if numbered else "")
                    numbered = False  # further paragraphs of an item have no number

    def _heading_number(self, element: _Element) -> str:
        """Headings outside of lists count by the outline of the document."""
        level = attribute(element, "outline-level") if local(element) == "h" else None
        if level is None or not level.isdecimal() or attribute(element, "is-list-header") == "true":
            return ""
        self._lists.setdefault("", self._outline)
        return self._number("", int(level))

    def _number(self, style: str, level: int) -> str:
        levels = self._lists.get(style, {})
        own = levels.get(level)
        if own is None or own.form is None:
            return ""
        counts = self._counts.setdefault(style, {})
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        shown = []
        for at in range(max(1, level - own.shown + 1), level + 1):
            of = levels.get(at)
            if of is not None and of.form is not None:
                shown.append(format_number(counts.get(at, of.start), of.form))
        return own.before + ".".join(shown) + own.after

    def _paragraph(self, element: _Element, found: list[str], number: str) -> None:
        if attribute(element, "style-name") in self._hidden:
            return
        behind: list[_Element] = []
        text = "".join(self._text(element, behind))
        level = attribute(element, "outline-level") if local(element) == "h" else None
        if text.strip():
            shown = number + space_after(number, text) + text if number else text
            lines = [line for line in shown.split("\n") if line.strip()]
            if level is not None and level.isdecimal() and found is self.lines and len(lines) == 1:
                self.styled[len(found)] = int(level)
            found.extend(lines)
        for box in behind:
            self.blocks(box, found)

    def _text(self, element: _Element, behind: list[_Element]) -> Iterator[str]:
        """The text of a paragraph; notes and boxes in it go ``behind``."""
        yield _plain(element.text)
        for inner in element.iterchildren():
            kind = local(inner) if isinstance(inner.tag, str) else ""
            if kind == "s":
                count = attribute(inner, "c") or "1"
                yield " " * (min(int(count), 1000) if count.isdecimal() else 1)
            elif kind == "tab":
                yield "\t"
            elif kind == "line-break":
                yield "\n"
            elif kind == "note":
                behind.extend(inner.iterchildren("{*}note-body"))
            elif kind in _BOXES:
                behind.append(inner)
            elif kind and kind not in _NOT_TEXT and attribute(inner, "style-name") not in self._hidden:
                yield from self._text(inner, behind)
            yield _plain(inner.tail)


def _plain(text: str | None) -> str:
    """White space of the XML is one space, as OpenDocument says."""
    return "" if text is None else text.replace("\n", " ").replace("\r", "").replace("\t", " ")


def _levels(style: _Element) -> Iterator[tuple[int, _Level]]:
    for element in style.iterchildren(
        "{*}list-level-style-number", "{*}outline-level-style", "{*}list-level-style-bullet"
    ):
        level = attribute(element, "level") or ""
        form = _FORMS.get(attribute(element, "num-format") or "")
        shown, start = attribute(element, "display-levels") or "1", attribute(element, "start-value") or "1"
        if level.isdecimal():
            yield (
                int(level),
                _Level(
                    form,
                    attribute(element, "num-prefix") or "",
                    attribute(element, "num-suffix") or "",
                    int(shown) if shown.isdecimal() else 1,
                    int(start) if start.isdecimal() else 1,
                ),
            )
