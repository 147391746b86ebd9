"""What is written on this picture?  Scanned pages, recognised with rapidocr where the extra is installed.

A recognised line is spread over its box as glyphs, so that columns, tables and paragraphs are found as on a
page that has text.  Every document read so says it, with how sure the recogniser was of each page.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING, Any

from corpus.readers.glyphs import Glyph, advance
from corpus.readers.ruled import Ruling

if TYPE_CHECKING:
    from PIL.Image import Image

ADVICE = "安装文字识别（pip install 'cejian[ocr]'）后再试，或先做文字识别"
DPI = 200
"""Dots per inch at which a page is recognised: at 150 figures of 9 points are misread, at 300 it takes twice as long."""
MAX_SIDE = 4000
"""Dots that a side of a page has at most: A3 at 200 dpi has 3300."""
_BASELINE = 0.15
"""Share of a box that lies below the baseline of its text."""
_TYPE_SIZE = 0.85
"""Share of the height of a box that is the size of its type: boxes of 14-point text are 16.4 points high."""
_MEASURED = 6
"""Characters from which on the width of a line tells the size of its type: boxes of 14 and of 10 points are
nearly as high, 40 and 35 dots."""
_SAME_SIZE = 0.12
"""Share by which lines of one type size differ in width a character: they are justified."""
_SAME_SIZE_SHORT = 0.7
"""The same in height for lines of few characters, whose boxes are padded: 元。 had 1.45 times its height."""
_ASKEW = 0.25
"""Degrees from which on ruled lines of a page are no longer found: a line of 16 cm is 0.7 mm high."""
_LONG, _MIN_LONG = 12, 3
"""Characters of a line that tells how a page lies, and how many such lines are needed."""
_RULED = 40
"""A ruled line is longer than the side of the page divided by this."""
_FULL_WIDTH = {";": "；", ":": "：", ",": "，", "!": "！", "?": "？", "(": "（", ")": "）"}


_Line = tuple[list[tuple[float, float]], str, float]
"""Corners of its box from the upper left clockwise, text, confidence."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What stands on a picture: glyphs and ruled lines in points; ``confidence`` from 0 to 1, by characters."""

    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...]
    confidence: float


def is_installed() -> bool:
    """Whether pictures can be recognised."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


class Recogniser:
    """The models, loaded once for a file."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False})

    def read(self, picture: Image, points_per_dot: float) -> Iterator[Recognised]:
        """The text on a picture; one that lies askew is set straight and read again, so the last one counts."""
        from PIL.Image import Resampling

        dots, lines = self._lines(picture)
        yield _recognised(dots, lines, points_per_dot)
        angle = _askew(lines)
        if abs(angle) > _ASKEW:
            straight = picture.convert("RGB").rotate(angle, fillcolor="white", resample=Resampling.BICUBIC)
            yield _recognised(*self._lines(straight), points_per_dot)

    def _lines(self, picture: Image) -> tuple[Any, list[_Line]]:
        """The dots of a picture, and what the recogniser reads there, from top to bottom."""
        import numpy as np

        dots = np.asarray(picture.convert("RGB"))
        found = self._engine(dots)
        if found.txts is None:
            return dots, []
        boxes = [[(float(x), float(y)) for x, y in box] for box in found.boxes]
        lines = zip(boxes, map(_full_width, found.txts), map(float, found.scores), strict=True)
        return dots, sorted(lines, key=lambda line: (line[0][0][1], line[0][0][0]))


def _recognised(dots: Any, lines: Sequence[_Line], points_per_dot: float) -> Recognised:
    sizes = sorted(_size(box, text) for box, text, _ in lines for _ in text)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    glyphs: list[Glyph] = []
    sure = counted = 0.0
    for box, text, score in lines:
        size = _size(box, text)
        same = _SAME_SIZE if len(text) >= _MEASURED else _SAME_SIZE_SHORT
        size = usual if abs(size - usual) <= same * usual else size
        glyphs.extend(_glyphs(box, text, size, dots.shape[0], points_per_dot))
        sure, counted = sure + score * len(text), counted + len(text)
    rulings = tuple(_rulings(dots, points_per_dot))
    return Recognised(tuple(glyphs), rulings, sure / counted if counted else 0.0)


def _askew(lines: Sequence[_Line]) -> float:
    """By how many degrees the lines sink to the right; 0 where too few are long enough to tell."""
    slopes = [
        math.degrees(math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0]))
        for box, text, _ in lines
        if len(text) >= _LONG
    ]
    return median(slopes) if len(slopes) >= _MIN_LONG else 0.0


def _size(box: Sequence[Sequence[float]], text: str) -> float:
    """The size of the type of a line, in dots: from how wide its characters are, or of few, how high."""
    high = _TYPE_SIZE * float(box[3][1] + box[2][1] - box[0][1] - box[1][1]) / 2
    wide = float(box[1][0] + box[2][0] - box[0][0] - box[3][0]) / 2
    return wide / sum(advance(char, 1.0) for char in text) if len(text) >= _MEASURED else high


def _glyphs(
    box: Sequence[Sequence[float]], text: str, size: float, height: int, scale: float
) -> Iterator[Glyph]:
    """The characters of a line, spread over its box as wide as they usually are."""
    left, right = (float(box[0][0]) + float(box[3][0])) / 2, (float(box[1][0]) + float(box[2][0])) / 2
    top, bottom = (float(box[0][1]) + float(box[1][1])) / 2, (float(box[2][1]) + float(box[3][1])) / 2
    shares = [advance(char, 1.0) for char in text]
    step = (right - left) / (sum(shares) or 1.0)
    baseline = (height - bottom + _BASELINE * (bottom - top)) * scale
    x, spaced = left, False
    for char, share in zip(text, shares, strict=True):
        if char.isspace():
            spaced = True
        else:
            yield Glyph(char, x * scale, (x + share * step) * scale, baseline, size * scale, spaced)
            spaced = False
        x += share * step


def _full_width(text: str) -> str:
    """Punctuation beside Chinese is Chinese: the recogniser tells the two apart by their width only."""
    out = ""
    for at, char in enumerate(text):
        beside = text[at + 1 : at + 2] if char == "(" else out[-1:]
        chinese = unicodedata.east_asian_width(beside or "a") in "WF"
        out += _FULL_WIDTH.get(char, char) if chinese else char
    return out


def _rulings(dots: Any, scale: float) -> Iterator[Ruling]:
    """Long straight dark strips: what is left of the picture when only such strips survive."""
    import cv2

    grey = cv2.cvtColor(dots, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(~grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 15, -2)
    height, width = dark.shape
    for kernel in ((width // _RULED, 1), (1, height // _RULED)):
        strips = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
        outlines, _ = cv2.findContours(strips, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            x, y, wide, high = cv2.boundingRect(outline)
            if min(wide, high) <= DPI // 20:
                yield Ruling(x * scale, (height - y - high) * scale, (x + wide) * scale, (height - y) * scale)
