"""How is a Word document written?  Headings, quotations with real footnotes, numbered tables, changes in sight."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from api.export.footnotes import MARK_STYLE, TEXT_STYLE, Footnotes
from api.export.gbt7714 import references
from api.export.report import Cell, Quote, Report, Runs, Section, Table
from api.export.texts import xml_text
from nlp.changes import NEW, OLD

LATIN, SONG, HEI = "Times New Roman", "宋体", "黑体"
"""Fonts that Windows, WPS and the usual replacements on Linux have."""
QUOTE_STYLE, REMARK_STYLE, NOTE_STYLE, CELL_STYLE = "Plan Quote", "Plan Remark", "Plan Note", "Plan Cell"
_DIFF = {OLD: "Deleted Words", NEW: "Inserted Words"}
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def write(report: Report) -> bytes:
    """The bytes of the document: the same for the same report."""
    from docx import Document

    document = Document()
    _styles(document)
    _page(document)
    day = datetime.fromisoformat(report.day)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "策鉴"
    properties.title, properties.comments = xml_text(report.title)[:255], ""
    properties.created = properties.modified = day
    paper = _Paper(document)
    paper.head(report)
    for section in report.body.sections:
        paper.section(section)
    paper.references(report)
    paper.notes.attach(document)
    out = BytesIO()
    document.save(out)
    return _repacked(out.getvalue())


class _Paper:
    """One document being written: counts its tables and collects its footnotes."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self.notes = Footnotes()
        self._tables = 0

    def head(self, report: Report) -> None:
        """Question, filters, counts, warnings, provenance and date, on top."""
        self._document.add_heading(xml_text(report.title), 0)
        for name, value in [*report.head, *(("注", warning) for warning in report.warnings)]:
            paragraph = self._document.add_paragraph(style=NOTE_STYLE)
            paragraph.add_run(xml_text(name) + "：").bold = True
            paragraph.add_run(xml_text(value))

    def section(self, section: Section) -> None:
        """A heading and its blocks."""
        self._document.add_heading(xml_text(section.title), section.level)
        for block in section.blocks:
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Quote):
                self._quote(block)
            else:
                self._document.add_paragraph(xml_text(block))

    def references(self, report: Report) -> None:
        """The documents cited, by GB/T 7714."""
        if report.entries:
            self._document.add_heading("引用的文件", 1)
        for line in references(report.entries):
            self._document.add_paragraph(xml_text(line), style=NOTE_STYLE)

    def _quote(self, quote: Quote) -> None:
        paragraph = self._document.add_paragraph(style=QUOTE_STYLE)
        if quote.diff is None:
            paragraph.add_run(xml_text(quote.text))
        else:
            _add_runs(paragraph, quote.diff)
        paragraph._p.append(self.notes.mark(xml_text(quote.cited())))
        if quote.note:
            self._document.add_paragraph(xml_text(f"（{quote.note}）"), style=REMARK_STYLE)

    def _table(self, table: Table) -> None:
        """A caption whose number Word counts itself, then the rows; the header row is repeated on each page."""
        self._tables += 1
        caption = self._document.add_paragraph("表", style="Caption")
        field = _made("w:fldSimple", {"instr": " SEQ 表 \\* ARABIC "})
        run = _made("w:r")
        run.append(_text(str(self._tables)))
        field.append(run)
        caption._p.append(field)
        caption.add_run(f"　{xml_text(table.title)}{'' if table.rows else '：无'}")
        if not table.rows:
            return
        body = caption._p.getparent()
        body.insert(body.index(caption._p) + 1, _table_element(table))
        self._document.add_paragraph(style=NOTE_STYLE)


def _add_runs(paragraph: Any, runs: Runs) -> None:
    for op, text in runs:
        paragraph.add_run(xml_text(text), style=_DIFF.get(op))


def _table_element(table: Table) -> Any:
    """Built as XML at once: python-docx looks a table over for each cell."""
    element, properties, grid = _made("w:tbl"), _made("w:tblPr"), _made("w:tblGrid")
    properties.append(_made("w:tblStyle", {"val": "TableGrid"}))
    properties.append(_made("w:tblW", {"w": "5000", "type": "pct"}))
    for _ in table.columns:
        grid.append(_made("w:gridCol"))
    element.extend((properties, grid, _row(table.columns, header=True)))
    element.extend(_row(row) for row in table.rows)
    return element


def _row(cells: tuple[Cell, ...], header: bool = False) -> Any:
    row, properties = _made("w:tr"), _made("w:trPr")
    properties.append(_made("w:cantSplit"))
    if header:
        properties.append(_made("w:tblHeader"))
    row.append(properties)
    for cell in cells:
        box, paragraph, style = _made("w:tc"), _made("w:p"), _made("w:pPr")
        style.append(_made("w:pStyle", {"val": CELL_STYLE.replace(" ", "")}))
        paragraph.append(style)
        for op, text in cell if isinstance(cell, tuple) else (("=", "" if cell is None else str(cell)),):
            run, look = _made("w:r"), _made("w:rPr")
            if op in _DIFF:
                look.append(_made("w:rStyle", {"val": _DIFF[op].replace(" ", "")}))
            elif header:
                look.append(_made("w:b"))
            run.extend((look, _text(xml_text(text))))
            paragraph.append(run)
        box.append(paragraph)
        row.append(box)
    return row


def _text(text: str) -> Any:
    element = _made("w:t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _made(tag: str, attributes: dict[str, str] | None = None) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        element.set(qn(f"w:{name}"), value)
    return element


def _styles(document: Any) -> None:
    """Chinese fonts in every style that is used, and the styles of our own."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    styles = document.styles
    for fonts in styles.element.iter(qn("w:rFonts")):
        _set_fonts(fonts, SONG)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    own = (
        (QUOTE_STYLE, 10.5, Cm(0.8)),
        (REMARK_STYLE, 9, Cm(0.8)),
        (NOTE_STYLE, 9, None),
        (CELL_STYLE, 9, None),
        (TEXT_STYLE, 9, None),
    )
    for name, size, indent in own:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.left_indent = indent
        style.paragraph_format.space_after = Pt(3)
    mark = styles.add_style(MARK_STYLE, WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    old, new = (styles.add_style(_DIFF[op], WD_STYLE_TYPE.CHARACTER).font for op in (OLD, NEW))
    old.strike, old.color.rgb = True, RGBColor(0xA6, 0x1B, 0x29)
    new.underline, new.color.rgb = True, RGBColor(0x1A, 0x68, 0x40)
    styles["Normal"].font.size = Pt(10.5)
    for name in ("Title", "Heading 1", "Heading 2", "Caption"):
        style = styles[name]
        style.font.color.rgb = RGBColor(0x1D, 0x21, 0x1F)
        style.font.italic = False
        _set_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), HEI)
    styles["Title"].font.size = Pt(18)
    _set_fonts(styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts(), SONG)


def _set_fonts(fonts: Any, east_asian: str) -> None:
    """Named fonts instead of the theme's, which are those of an English Word."""
    from docx.oxml.ns import qn

    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", east_asian)):
        fonts.set(qn(f"w:{name}"), font)


def _page(document: Any) -> None:
    """A4, with the page's number at its foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.5)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field, run = _made("w:fldSimple", {"instr": " PAGE "}), _made("w:r")
    run.append(_text("1"))
    field.append(run)
    foot._p.append(field)


def _repacked(package: bytes) -> bytes:
    """The same parts in the same order, without the time of day in each."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(part))
    return out.getvalue()
