"""Makes small files of every format for the tests, by hand where a library would hide the format.

``pdf`` writes a PDF whose font is one of the standard Chinese ones (STSong-Light, UniGB-UCS2-H), so that
no font file is needed; ``docx`` writes real numbering XML.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

A4 = (595, 842)


def pdf(pages: Iterable[Sequence[tuple[float, float, float, str]]], *, images: bool = False) -> bytes:
    """A PDF of pages of ``(x, y, size, text)``, y from the bottom; ``images`` puts a picture on each page."""
    pages = list(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (7 + 2 * i) for i in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000"
        b" /W [1 95 500] /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        _stream(b"\xff", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"
                b" /ColorSpace /DeviceGray"),
    ]  # fmt: skip
    for number, page in enumerate(pages):
        marks = [
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"
            for x, y, size, text in page
        ]
        if images:
            marks.append(f"q {A4[0]} 0 0 {A4[1]} 0 0 cm /Im1 Do Q")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 6 0 R >> >> >>" % (*A4, 8 + 2 * number)
        )
        objects.append(_stream("\n".join(marks).encode()))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def typeset(
    text: str, *, size: float = 16, header: str = "", per_line: int = 26, per_page: int = 20
) -> list[list[tuple[float, float, float, str]]]:
    """Pages as a word processor sets them: title centred, paragraphs indented by two characters, numbered."""
    lines: list[tuple[float, str]] = []
    for number, paragraph in enumerate(p.strip() for p in text.split("\n") if p.strip()):
        if number == 0:
            lines.append(((per_line - _width(paragraph)) / 2, paragraph))
            continue
        for row, line in enumerate(_wrapped(paragraph, per_line)):
            lines.append((2 if row == 0 else 0, line))
    pages = []
    for start in range(0, len(lines), per_page):
        page = [
            (90 + indent * size, 760 - 32.0 * row, size, line)
            for row, (indent, line) in enumerate(lines[start : start + per_page])
        ]
        if header:
            page.insert(0, (90, 800, 9, header))
        page.append((280, 50, 12, f"— {start // per_page + 1} —"))
        pages.append(page)
    return pages


def _wrapped(paragraph: str, per_line: int) -> Iterable[str]:
    line, width = "", 4.0 / 2  # the first line is indented
    for position, char in enumerate(paragraph):
        line, width = line + char, width + _width(char)
        following = paragraph[position + 1 : position + 2]
        if width + _width(following) > per_line and following not in set("，。、；：？！”’）》"):
            yield line
            line, width = "", 0.0
    if line:
        yield line


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def docx(
    body: str, *, numbering: str = "", styles: str = "", parts: Mapping[str, str] | None = None
) -> bytes:
    """A Word document from the XML inside ``w:body``, ``w:numbering`` and ``w:styles``.

    ``parts``: whole XML of ``footnotes``, ``endnotes`` or of the properties, ``core``.
    """
    more = dict(parts or {})
    core = more.pop("core", None)
    kinds = {"document": "document.main", "numbering": "numbering", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument'
        f'.wordprocessingml.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    related = "".join(
        f'<Relationship Id="n{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>' for name in sorted(more)
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/>{related}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
        **{f"word/{name}.xml": text for name, text in sorted(more.items())},
        **({} if core is None else {"docProps/core.xml": core}),
    }
    return zip_file({name: text.encode() for name, text in members.items()})


def paragraph(text: str, num: int | None = None, level: int | None = None, style: str = "") -> str:
    """One ``w:p``, numbered by list ``num`` at ``level`` or by its style."""
    reference = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    reference += "" if num is None else f'<w:numId w:val="{num}"/>'
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f"<w:numPr>{reference}</w:numPr>" if reference else ""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def abstract_list(key: int, *levels: tuple[str, str], extra: Sequence[str] = ()) -> str:
    """A ``w:abstractNum`` of ``(numFmt, lvlText)``; ``extra``: more XML inside each level."""
    extra = [*extra, *[""] * (len(levels) - len(extra))]
    inside = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
        for i, ((form, text), more) in enumerate(zip(levels, extra, strict=True))
    )
    return f'<w:abstractNum w:abstractNumId="{key}">{inside}</w:abstractNum>'


def list_instance(num: int, abstract: int, starts: Sequence[tuple[int, int]] = ()) -> str:
    """A ``w:num``; ``starts``: ``(level, start)`` at which this instance begins again."""
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for level, start in starts
    )
    return f'<w:num w:numId="{num}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def zip_file(members: Mapping[str, bytes]) -> bytes:
    """A zip archive, names as Python writes them (UTF-8 flag where needed)."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def zip_with_raw_names(members: Mapping[bytes, bytes]) -> bytes:
    """A zip archive whose names are these bytes, without the UTF-8 flag, as old packers write them."""
    stand_ins = [f"{i:0{len(name)}d}" for i, name in enumerate(members)]  # as long as the names
    data = zip_file(dict(zip(stand_ins, members.values(), strict=True)))
    for stand_in, name in zip(stand_ins, members, strict=True):
        data = data.replace(stand_in.encode(), name)
    return data


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """An Excel workbook with inline strings; numbers stay numbers."""
    names = list(sheets)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    entries = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for i in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
    }
    for i, name in enumerate(names, 1):
        rows = "".join(
            f'<row r="{r}">' + "".join(_xlsx_cell(cell, r, c) for c, cell in enumerate(row)) + "</row>"
            for r, row in enumerate(sheets[name], 1)
        )
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return zip_file({name: text.encode() for name, text in parts.items()})


def _xlsx_cell(value: object, row: int, column: int) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
