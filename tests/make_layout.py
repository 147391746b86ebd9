"""Makes OFD files by hand, as the standard (GB/T 33190-2016) sets them down: pages of placed text and lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from make_files import zip_file

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PAGE = (210.0, 297.0)
Text = tuple[float, float, float, str]
"""``x``, baseline ``y`` from the top, type size (all in millimetres), text."""
Stroke = tuple[float, float, float, float]
"""A ruled line from one point to another, in millimetres."""


def ofd(
    pages: Iterable[tuple[Sequence[Text], Sequence[Stroke]]], *, title: str = "", author: str = ""
) -> bytes:
    """A package with one document; each page has its texts and its ruled lines."""
    pages = list(pages)
    parts = {
        "OFD.xml": f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>'
        f"<ofd:Title>{title}</ofd:Title><ofd:Author>{author}</ofd:Author><ofd:CreationDate>2023-02-15</ofd:CreationDate>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 {PAGE[0]:g} {PAGE[1]:g}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{i + 1}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for number, (texts, strokes) in enumerate(pages):
        objects = "".join(_text(i, *text) for i, text in enumerate(texts, 100))
        objects += "".join(_stroke(i, *stroke) for i, stroke in enumerate(strokes, 5000))
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="10">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return zip_file({name: text.encode() for name, text in parts.items()})


def _text(key: int, x: float, y: float, size: float, text: str) -> str:
    steps = " ".join(f"{size / 2 if char.isascii() else size:g}" for char in text[:-1])
    delta = f' DeltaX="{steps}"' if steps else ""
    width = size * len(text)
    return (
        f'<ofd:TextObject ID="{key}" Boundary="{x:g} {y - size:g} {width:g} {1.3 * size:g}" Font="1" Size="{size:g}">'
        f'<ofd:TextCode X="0" Y="{size:g}"{delta}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def _stroke(key: int, x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject ID="{key}" Boundary="{x0:g} {y0:g} {max(x1 - x0, 0.2):g} {max(y1 - y0, 0.2):g}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0:g} {y1 - y0:g}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def table(
    rows: Sequence[Sequence[str]], x: float, y: float, size: float, widths: Sequence[float]
) -> tuple[list[Text], list[Stroke]]:
    """A ruled table whose upper left corner is at ``(x, y)``; ``""`` continues the cell above it."""
    high = 2 * size
    texts: list[Text] = []
    strokes: list[Stroke] = []
    edges = [x + sum(widths[:i]) for i in range(len(widths) + 1)]
    for at, row in enumerate(rows):
        top = y + at * high
        for column, cell in enumerate(row):
            if cell:
                strokes.append((edges[column], top, edges[column + 1], top))
                texts.append((edges[column] + 1, top + 1.4 * size, size, cell))
            strokes += [(edge, top, edge, top + high) for edge in edges[column : column + 2]]
    bottom = y + len(rows) * high
    return texts, [*strokes, (edges[0], bottom, edges[-1], bottom)]
