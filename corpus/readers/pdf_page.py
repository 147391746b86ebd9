"""What stands on this page of a PDF?  Its characters, ruled lines and pictures, as pdfium names them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from corpus.readers.glyphs import Glyph
from corpus.readers.layout import SOFT_HYPHEN
from corpus.readers.ruled import MIN_RULING, THIN, Ruling

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfObject, PdfPage

_MAX_PATHS = 20_000
_MAX_SEGMENTS = 5_000
"""Drawn shapes on a page, and parts of one shape, that are looked at: maps have more."""


def glyphs_of(page: PdfPage) -> list[Glyph]:
    """The characters of a page in the file's order, each at the origin on its baseline."""
    import pypdfium2.raw as pdfium

    turn = _turn(page)
    text_page = page.get_textpage()
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    glyphs: list[Glyph] = []
    spaced = False
    for i in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, i)
        # generated: spaces and line ends that pdfium adds; U+FFFE: its sign for a hyphen at a line's end
        hyphen = code == 0xFFFE
        if not hyphen and pdfium.FPDFText_IsGenerated(text_page, i) == 1:
            spaced = code == ord(" ")
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, i, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, i, box)
        corners = (turn(box.left, box.bottom), turn(box.right, box.top))
        origin = turn(x.value, y.value)
        height = abs(corners[1][1] - corners[0][1])  # the size as printed, where a matrix scales the font
        size = height if height > 0 else max(pdfium.FPDFText_GetFontSize(text_page, i), 1.0)
        text = SOFT_HYPHEN if hyphen else chr(code)
        glyphs.append(Glyph(text, origin[0], max(corners[0][0], corners[1][0]), origin[1], size, spaced))
        spaced = False
    text_page.close()
    return glyphs


def rulings_of(page: PdfPage) -> list[Ruling]:
    """The straight lines on a page: thin shapes, and the upright and level segments of drawn paths."""
    import pypdfium2.raw as pdfium

    found: list[Ruling] = []
    for path in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]), _MAX_PATHS):
        x0, y0, x1, y1 = path.get_bounds()
        if min(x1 - x0, y1 - y0) <= THIN:
            found.append(Ruling(x0, y0, x1, y1))
            continue
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if stroke.value:
            found.extend(_segments(path))
    turn = _turn(page)
    turned = []
    for ruling in found:
        if max(ruling.x1 - ruling.x0, ruling.y1 - ruling.y0) > MIN_RULING:
            (x0, y0), (x1, y1) = turn(ruling.x0, ruling.y0), turn(ruling.x1, ruling.y1)
            turned.append(Ruling(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return turned


def _turn(page: PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """From a page as it is stored to the page as it is shown, which may be turned."""
    wide, high = page.get_width(), page.get_height()
    turns = {
        90: lambda x, y: (y, high - x),
        180: lambda x, y: (wide - x, high - y),
        270: lambda x, y: (wide - y, x),
    }
    return turns.get(page.get_rotation(), lambda x, y: (x, y))


def _segments(path: PdfObject) -> Iterator[Ruling]:
    import pypdfium2.raw as pdfium

    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = at = (0.0, 0.0)
    for number in range(min(pdfium.FPDFPath_CountSegments(path), _MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        ends = [point] if kind == pdfium.FPDF_SEGMENT_LINETO else []
        if pdfium.FPDFPathSegment_GetClose(segment):
            ends.append(start)
        begin = at
        for end in ends:
            box = (min(begin[0], end[0]), min(begin[1], end[1]), max(begin[0], end[0]), max(begin[1], end[1]))
            if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                yield Ruling(*box)
            begin = end
        at = point
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point


def has_picture(page: PdfPage) -> bool:
    import pypdfium2.raw as pdfium

    return next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])), None) is not None


def picture_of(page: PdfPage, dpi: int, max_side: int) -> tuple[Image, float]:
    """The page as a picture, and how many points one of its dots is wide."""
    points = max(page.get_width(), page.get_height())
    scale = min(dpi / 72, max_side / points)
    return page.render(scale=scale, grayscale=True).to_pil(), 1 / scale
