"""How is an OFD document (GB/T 33190) read?  Text where it stands on the page, put together as for a PDF.

``ofdkit`` opens the package and places the text; ruled lines are read here.  Stamps and annotations are no
text of the document.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import Refused
from corpus.issuers import issuer_of
from corpus.readers.glyphs import Glyph, advance
from corpus.readers.gutters import reading_order
from corpus.readers.layout import Page, paragraphs
from corpus.readers.package import attribute, opened, parsed, part
from corpus.readers.packed import BAD_ARCHIVE
from corpus.readers.ruled import MIN_RULING, THIN, Ruling, page_rows
from corpus.types import RawDocument, Refusal

if TYPE_CHECKING:
    from lxml.etree import _Element
    from ofdkit import OFDDocument
    from ofdkit.document import TextRun

_BROKEN = "OFD 文档已损坏，打不开；请重新下载或导出"
_POINTS = 72 / 25.4
"""Points in a millimetre, in which OFD measures."""
_MAX_PATHS = 20_000
_NUMBER = re.compile(r"[MLCQBAS]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ARGUMENTS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""Figures behind each letter of a path; its end point are the last two."""


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument | Refusal]:
    """One document a file; pages that are pictures, or damaged, are named in a refusal."""
    from ofdkit import OFDDocument, OFDError

    try:
        document = OFDDocument(data)
    except (OFDError, *BAD_ARCHIVE) as error:
        raise Refused("broken", _BROKEN) from error
    pages: list[Page] = []
    scanned, damaged = [], []
    with document, opened(data, _BROKEN) as package:
        for number, page in enumerate(document.pages, 1):
            try:
                left, top, _, height = page.box
                glyphs = [glyph for run in page.runs for glyph in _glyphs(run, left, top + height)]
                root = _content(package, page.location)
            except (OFDError, Refused, KeyError, *BAD_ARCHIVE):
                damaged.append(number)
                continue
            if not glyphs and root is not None and next(root.iter("{*}ImageObject"), None) is not None:
                scanned.append(number)
            rulings = [] if root is None else list(_rulings(root, left, top + height))
            pages.append(Page(height * _POINTS, tuple(reading_order(page_rows(glyphs, rulings)))))
        given = _given(document)
    found = paragraphs(pages)
    if not found and scanned:
        raise Refused(
            "scan", "OFD 的各页是图片，没有文字；请另存为 PDF，装上文字识别（cejian[ocr]）后再放进来"
        )
    if not found and damaged:
        raise Refused("broken", _BROKEN)
    yield RawDocument(name, source, "\n".join(found), "ofd", given)
    for pages_left, code, why in ((scanned, "scan", "是图片，没有文字"), (damaged, "broken", "已损坏")):
        if pages_left:
            listed = "、".join(map(str, pages_left[:20])) + (" 等" if len(pages_left) > 20 else "")
            yield Refusal(name, code, f"第 {listed}页{why}，没有读进来；其余各页已读")


def _given(document: OFDDocument) -> dict[str, str]:
    info = document.info
    given = {"title": info.title or "", "saved": info.creation_date or ""}
    if info.author and issuer_of(info.author):
        given["issuer"] = info.author
    return {field: value for field, value in given.items() if value}


def _glyphs(run: TextRun, left: float, bottom: float) -> Iterator[Glyph]:
    """The characters of a run: its width is known, that of each is its usual share."""
    shares = [advance(char, 1.0) for char in run.text]
    scale = run.width / (sum(shares) or 1.0)
    x = run.x - left
    for char, share in zip(run.text, shares, strict=True):
        if not char.isspace():
            yield Glyph(
                char,
                x * _POINTS,
                (x + share * scale) * _POINTS,
                (bottom - run.y) * _POINTS,
                run.size * _POINTS,
            )
        x += share * scale


def _content(package: zipfile.ZipFile, location: str | None) -> _Element | None:
    return None if location is None else parsed(part(package, location), _BROKEN)


def _rulings(root: _Element, left: float, bottom: float) -> Iterator[Ruling]:
    """The upright and level lines that the page draws."""
    for number, path in enumerate(root.iter("{*}PathObject")):
        if number >= _MAX_PATHS:
            return
        box = [float(figure) for figure in re.findall(r"-?\d+(?:\.\d+)?", attribute(path, "Boundary") or "")]
        if len(box) != 4:
            continue
        drawn = next(path.iter("{*}AbbreviatedData"), None)
        segments = _segments(drawn.text or "" if drawn is not None else "")
        if min(box[2], box[3]) * _POINTS <= THIN:
            segments = [(0.0, 0.0, box[2], box[3])]
        elif attribute(path, "CTM"):
            continue  # turned or scaled: no ruled line of a table that any writer makes
        for x0, y0, x1, y1 in segments:
            wide, high = abs(x1 - x0) * _POINTS, abs(y1 - y0) * _POINTS
            if min(wide, high) <= THIN and max(wide, high) > MIN_RULING:
                at_x, at_y = box[0] - left + min(x0, x1), bottom - box[1] - max(y0, y1)
                yield Ruling(at_x * _POINTS, at_y * _POINTS, at_x * _POINTS + wide, at_y * _POINTS + high)


def _segments(path: str) -> list[tuple[float, float, float, float]]:
    """The straight pieces of an abbreviated path: ``M 0 0 L 10 0 C``."""
    found = []
    tokens = _NUMBER.findall(path)
    at, start = (0.0, 0.0), (0.0, 0.0)
    index = 0
    while index < len(tokens):
        letter = tokens[index]
        count = _ARGUMENTS.get(letter)
        if count is None:
            index += 1
            continue
        figures = tokens[index + 1 : index + 1 + count]
        index += 1 + count
        if any(figure in _ARGUMENTS for figure in figures) or len(figures) < count:
            break
        end = start if letter == "C" else (float(figures[-2]), float(figures[-1]))
        if letter in "LC":
            found.append((*at, *end))
        if letter in "MS":
            start = end
        at = end
    return found
