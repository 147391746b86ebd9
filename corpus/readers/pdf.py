"""How is a PDF read?  Characters where they stand on the page become lines; ``layout`` joins them.

Characters are put in order by the origin on the baseline: pdfium's own text moves Chinese quotation
marks, whose ink is narrow, to the wrong place.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import Refused
from corpus.readers.layout import Line, Page, paragraphs
from corpus.types import RawDocument, Refusal

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_SAME_LINE = 0.5
"""Type sizes that a baseline may differ within one line (raised figures)."""
_COLUMN_GAP = 1.5
"""Type sizes of white space that separate two cells of a table."""
_WORD_GAP = 0.2
"""Type sizes of white space that separate two Latin words."""
_DOUBLE = 0.3
"""Type sizes within which the same character again is the shadow of imitated bold type."""
_MIN_PAGE_TEXT = 10
"""Characters below which a page with a picture is a scan: stamps and page numbers are fewer."""
_MAX_GARBLED = 0.3
"""Most share of characters without meaning: fonts without a table to Unicode give nothing else."""


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    x: float
    right: float
    y: float
    size: float
    spaced: bool = False
    """Whether pdfium sees white space before it."""


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument | Refusal]:
    """One document a file; scanned pages among others are named in a refusal."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused("encrypted", "PDF 加了密码；请去掉密码后再放进来") from error
        raise Refused("broken", "PDF 已损坏，打不开；请重新导出或下载") from error
    with document:
        pages, scanned, damaged = _pages(document)
    found = paragraphs(pages)
    if not found and (scanned or damaged):
        if scanned:
            raise Refused("scan", "PDF 是扫描件，没有文字层；请先做文字识别（OCR）再放进来")
        raise Refused("broken", "PDF 的各页都已损坏；请重新导出或下载")
    yield RawDocument(name, source, "\n".join(found), "pdf")
    if scanned:
        yield Refusal(name, "scan", f"{_listed(scanned)}是图片，没有文字，没有读进来；其余各页已读")
    if damaged:
        yield Refusal(name, "broken", f"{_listed(damaged)}已损坏，没有读进来；其余各页已读")


def _listed(numbers: list[int]) -> str:
    return "第 " + "、".join(map(str, numbers[:20])) + (" 等页" if len(numbers) > 20 else " 页")


def _pages(document: PdfDocument) -> tuple[list[Page], list[int], list[int]]:
    """The pages, and the numbers of those that are pictures and of those that can't be opened."""
    from pypdfium2 import PdfiumError

    pages, scanned, damaged = [], [], []
    garbled = total = 0
    for number in range(len(document)):
        try:
            page = document[number]
            chars = _chars(page)
        except PdfiumError:
            damaged.append(number + 1)
            continue
        meaningless = sum(c.text in "\x00\ufffd" or "\ue000" <= c.text <= "\uf8ff" for c in chars)
        garbled, total = garbled + meaningless, total + len(chars)
        if len(chars) < _MIN_PAGE_TEXT and _has_picture(page):
            scanned.append(number + 1)
        pages.append(Page(page.get_height(), tuple(_lines(chars))))
        page.close()
    if garbled > _MAX_GARBLED * max(1, total):
        raise Refused("not_text", "PDF 的文字层是乱码（字体没有附对照表）；请另存为 .docx 或重新导出")
    return pages, scanned, damaged


def _chars(page: PdfPage) -> list[_Char]:
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    chars: list[_Char] = []
    spaced = False
    for i in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, i)
        # generated: spaces and line ends that pdfium adds; U+FFFE: its sign for a hyphen at a line's end
        if pdfium.FPDFText_IsGenerated(text_page, i) == 1 or code == 0xFFFE:
            spaced = code == ord(" ")
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, i, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, i, box)
        size = pdfium.FPDFText_GetFontSize(text_page, i)
        height = box.top - box.bottom  # the size as printed, where the font is scaled by a matrix
        size = height if height > 0 else max(size, 1.0)
        chars.append(_Char(chr(code), x.value, box.right, y.value, size, spaced))
        spaced = False
    text_page.close()
    return chars


def _lines(chars: list[_Char]) -> Iterator[Line]:
    """Characters that follow each other on one baseline are a line."""
    line: list[_Char] = []
    for char in chars:
        if line and abs(char.y - line[-1].y) > _SAME_LINE * max(char.size, line[-1].size):
            yield from _line(line)
            line = []
        line.append(char)
    yield from _line(line)


def _line(chars: list[_Char]) -> Iterator[Line]:
    ordered = sorted(chars, key=lambda c: c.x)
    text, before = "", None
    for char in ordered:
        if before and char.text == before.text and char.x - before.x < _DOUBLE * char.size:
            continue
        gap = (char.x - before.right) / char.size if before else 0.0
        if before and gap > _COLUMN_GAP:
            text += "\t"
        elif before and (gap > _WORD_GAP or char.spaced) and (before.text + char.text).isascii():
            text += " "
        text += char.text
        before = char
    # figures beyond the basic plane may come as two halves
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip(" \t\r\n")
    if text:
        inked = [c for c in ordered if not c.text.isspace()]
        size = sorted(c.size for c in inked)[len(inked) // 2]
        yield Line(text, inked[0].x, inked[-1].right, inked[0].y, size)


def _has_picture(page: PdfPage) -> bool:
    import pypdfium2.raw as pdfium

    return next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])), None) is not None
