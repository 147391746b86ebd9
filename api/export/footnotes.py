"""How does Word know a footnote?  The part of the package that python-docx does not write."""

from __future__ import annotations

from typing import Any

_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))
"""Lines above the notes of a page, which Word expects as notes of their own."""
TEXT_STYLE, MARK_STYLE = "footnote text", "footnote reference"
"""Names of Word's own styles; their ids are the names without spaces."""


class Footnotes:
    """The footnotes of one document: ``mark`` in the text, the note at the foot of its page."""

    def __init__(self) -> None:
        from docx.oxml import OxmlElement

        self._element = OxmlElement
        self._root = OxmlElement("w:footnotes")
        self._count = 0
        for kind, number in _SEPARATORS:
            note = self._made("w:footnote", {"type": kind, "id": str(number)})
            note.append(self._paragraph(self._run(self._made(f"w:{kind}"))))
            self._root.append(note)

    def mark(self, text: str) -> Any:
        """A run with the number of a new note."""
        self._count += 1
        note = self._made("w:footnote", {"id": str(self._count)})
        said = self._made("w:t")
        said.text = " " + text
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        note.append(
            self._paragraph(
                self._run(self._made("w:footnoteRef"), MARK_STYLE), self._run(said), style=TEXT_STYLE
            )
        )
        self._root.append(note)
        return self._run(self._made("w:footnoteReference", {"id": str(self._count)}), MARK_STYLE)

    def attach(self, document: Any) -> None:
        """Put the part into the package, and tell the settings which notes are the separators."""
        from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import XmlPart

        part = XmlPart(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, self._root, document.part.package
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = self._made("w:footnotePr")
        for _, number in _SEPARATORS:
            settings.append(self._made("w:footnote", {"id": str(number)}))
        document.settings.element.insert_element_before(settings, "w:endnotePr", "w:compat")

    def _paragraph(self, *runs: Any, style: str | None = None) -> Any:
        paragraph = self._made("w:p")
        if style:
            properties = self._made("w:pPr")
            properties.append(self._made("w:pStyle", {"val": style.replace(" ", "")}))
            paragraph.append(properties)
        paragraph.extend(runs)
        return paragraph

    def _run(self, content: Any, style: str | None = None) -> Any:
        run = self._made("w:r")
        if style:
            properties = self._made("w:rPr")
            properties.append(self._made("w:rStyle", {"val": style.replace(" ", "")}))
            run.append(properties)
        run.append(content)
        return run

    def _made(self, tag: str, attributes: dict[str, str] | None = None) -> Any:
        from docx.oxml.ns import qn

        element = self._element(tag)
        for name, value in (attributes or {}).items():
            element.set(qn(f"w:{name}"), value)
        return element
