"""How is a PDF read?  Characters and ruled lines where they stand on the page; ``layout`` joins them.

pdfium's own text moves Chinese quotation marks, whose ink is narrow, to the wrong place: only its
characters and their origins are taken.  Pages without text are pictures: ``ocr`` reads them where it is
installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.errors import Refused
from corpus.issuers import issuer_of
from corpus.readers import ocr
from corpus.readers.gutters import reading_order
from corpus.readers.layout import Page, paragraphs
from corpus.readers.pdf_page import glyphs_of, has_picture, picture_of, rulings_of
from corpus.readers.ruled import page_rows
from corpus.types import RawDocument, Refusal, Working

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MIN_PAGE_TEXT = 10
"""Characters below which a page with a picture is a scan: stamps and page numbers are fewer."""
_MAX_GARBLED = 0.3
"""Most share of characters without meaning: fonts without a table to Unicode give nothing else."""
_UNSURE = 0.9
"""Confidence below which a page is named: clean scans have 0.97 and more, faint copies 0.8."""
_MAX_NAMED = 20


@dataclass(slots=True)
class _Pages:
    """What became of the pages; numbers count from 1."""

    read: list[Page] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    confidence: dict[int, float] = field(default_factory=dict)
    """Of each page that was recognised."""


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument | Refusal | Working]:
    """One document a file; pages that could not be read are named in a refusal."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused("encrypted", "PDF 加了密码；请去掉密码后再放进来") from error
        raise Refused("broken", "PDF 已损坏，打不开；请重新导出或下载") from error
    pages = _Pages()
    with document:
        yield from _read_pages(document, pages, name)
        given = _given(document)
    found = paragraphs(pages.read)
    if not found and pages.scanned:
        raise Refused("scan", f"PDF 是扫描件，没有文字层；{ocr.ADVICE}")
    if not found and pages.damaged:
        raise Refused("broken", "PDF 的各页都已损坏；请重新导出或下载")
    yield RawDocument(name, source, "\n".join(found), "pdf", given, unsure=_unsure(pages.confidence))
    if pages.scanned:
        advice = "" if ocr.is_installed() else f"（{ocr.ADVICE}）"
        listed = _listed(pages.scanned)
        yield Refusal(name, "scan", f"{listed}是图片，没有文字，没有读进来{advice}；其余各页已读")
    if pages.damaged:
        yield Refusal(name, "broken", f"{_listed(pages.damaged)}已损坏，没有读进来；其余各页已读")


def _read_pages(document: PdfDocument, pages: _Pages, name: str) -> Iterator[Working]:
    """Fills ``pages``; signs of life around each that is recognised, which takes seconds."""
    from pypdfium2 import PdfiumError

    garbled = total = 0
    recogniser: ocr.Recogniser | None = None
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            glyphs = glyphs_of(page)
            rulings = rulings_of(page)
        except PdfiumError:
            pages.damaged.append(number)
            continue
        garbled += sum(g.text in "\x00\ufffd" or "\ue000" <= g.text <= "\uf8ff" for g in glyphs)
        total += len(glyphs)
        if len(glyphs) < _MIN_PAGE_TEXT and has_picture(page):
            if ocr.is_installed():
                recogniser = recogniser or ocr.Recogniser()
                yield Working(f"{name} 第{number}页")
                for found in recogniser.read(*picture_of(page, ocr.DPI, ocr.MAX_SIDE)):
                    yield Working(f"{name} 第{number}页")
                    glyphs, rulings = list(found.glyphs), list(found.rulings)
                    if glyphs:
                        pages.confidence[number] = found.confidence
            if number not in pages.confidence:
                pages.scanned.append(number)
        pages.read.append(Page(page.get_height(), tuple(reading_order(page_rows(glyphs, rulings)))))
        page.close()
    if garbled > _MAX_GARBLED * max(1, total):
        raise Refused("not_text", "PDF 的文字层是乱码（字体没有附对照表）；请另存为 .docx 或重新导出")


def _unsure(confidence: dict[int, float]) -> str:
    """What people should know of recognised pages: how many, how sure, and which ones to check.

    >>> _unsure({1: 0.99, 2: 0.84})
    '文字识别2页，平均把握0.92；请核对第 2 页（0.84）'
    """
    if not confidence:
        return ""
    mean = sum(confidence.values()) / len(confidence)
    doubtful = [f"第 {number} 页（{sure:.2f}）" for number, sure in confidence.items() if sure < _UNSURE]
    check = "；请核对" + "、".join(doubtful[:_MAX_NAMED]) if doubtful else ""
    return f"文字识别{len(confidence)}页，平均把握{mean:.2f}{check}"


def _given(document: PdfDocument) -> dict[str, str]:
    """What the file says of itself; its author counts only where it is an office and no person."""
    try:
        said = document.get_metadata_dict(skip_empty=True)
    except UnicodeDecodeError:
        return {}
    author, date = said.get("Author", ""), said.get("CreationDate", "").removeprefix("D:")
    given = {"title": said.get("Title", ""), "issuer": author if issuer_of(author) else ""}
    given["saved"] = f"{date[:4]}-{date[4:6]}-{date[6:8]}" if date[:8].isdecimal() and len(date) >= 8 else ""
    return {field_: value for field_, value in given.items() if value}


def _listed(numbers: list[int]) -> str:
    listed = "、".join(map(str, numbers[:_MAX_NAMED]))
    return f"第 {listed}" + (" 等页" if len(numbers) > _MAX_NAMED else " 页")
