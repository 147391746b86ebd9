"""Makes ``tests/files``: the model plan as other programs write it.  Needs LibreOffice, chromium, wkhtmltopdf, 7-Zip.

    python -m tests.make_office

    # Debian: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui chromium wkhtmltopdf fonts-noto-cjk p7zip-full

A flat OpenDocument text is the only thing written by hand; LibreOffice saves it as .odt .docx .doc .rtf
and .pdf, the two browsers print a web page, and 7-Zip packs two small texts.  The files were made with LibreOffice 7.4.7, chromium and
wkhtmltopdf 0.12.6 and p7zip 16.02 of Debian 12.  What should be read from them stands in ``model_plan``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from model_plan import BLOCKS, LEVELS, NOTE, NOTED, SIGNED, TABLE, TITLE, Block, numbers

FILES = Path(__file__).parent / "files"
_ODF_FORMS = {
    "chineseCountingThousand": "一, 二, 三, ...",
    "decimal": "1",
    "decimalEnclosedCircle": "①, ②, ③, ...",
}
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "style": "style",
        "table": "table",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
    }.items()
)
HEADER = "临澄市教育局文件"
ROWS = "标题,年份,正文\n临澄市教育局2013年工作要点,2013,一、抓好减负。\n"
"""A table of documents, saved as old Excel and as OpenDocument."""
PACKED = {
    "计划/2013/要点.txt": "临澄市教育局2013年工作要点\n一、抓好减负。",
    "计划/空.txt": "",
    "计划/甲.txt": "一、抓好均衡。",
}
"""What the archives hold."""
ARCHIVES = {
    "lzma2.7z": [],
    "lzma.7z": ["-m0=LZMA"],
    "bzip2.7z": ["-m0=BZip2", "-ms=off"],
    "stored.7z": ["-mx=0"],
    "ppmd.7z": ["-m0=PPMd"],
    "locked.7z": ["-pX"],
    "locked-names.7z": ["-pX", "-mhe=on"],
}
"""Options of 7-Zip for each."""


def flat_text(*, columns: int = 1) -> str:
    """The model plan as flat OpenDocument XML; a page header, page numbers, and text in columns if asked."""
    body = [f'<text:p text:style-name="Title">{TITLE}</text:p>', *_lists(BLOCKS), _table()]
    body += [f'<text:p text:style-name="Signed">{line}</text:p>' for line in SIGNED]
    if columns > 1:
        body = [
            body[0],
            f'<text:section text:name="S" text:style-name="Columns">{"".join(body[1:])}</text:section>',
        ]
    levels = "".join(
        f'<text:list-level-style-number text:level="{depth}" style:num-format="{_ODF_FORMS[form]}"'
        f' style:num-prefix="{shape.partition("%")[0]}" style:num-suffix="{shape[shape.index("%") + 2 :]}"/>'
        for depth, (form, shape) in enumerate(LEVELS, 1)
    )
    font = 'fo:font-size="14pt" style:font-size-asian="14pt" style:font-name-asian="Noto Serif CJK SC" fo:language="en"'
    paragraph = 'fo:margin-top="0cm" fo:margin-bottom="0cm" fo:line-height="0.95cm" fo:text-align="justify"'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_NAMESPACES} xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>{TITLE}</dc:title><meta:initial-creator>临澄市教育局</meta:initial-creator>
<meta:creation-date>2023-02-10T09:00:00</meta:creation-date></office:meta>
<office:font-face-decls><style:font-face style:name="Noto Serif CJK SC" svg:font-family="'Noto Serif CJK SC'"/></office:font-face-decls>
<office:styles><style:default-style style:family="paragraph"><style:text-properties {font}/></style:default-style>
<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties {paragraph} fo:text-indent="1cm"/></style:style>
<style:style style:name="Cell" style:family="paragraph"/>
<style:style style:name="Title" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:font-size="20pt" style:font-size-asian="20pt"/></style:style>
<style:style style:name="Signed" style:family="paragraph"><style:paragraph-properties fo:text-align="end"/></style:style>
</office:styles>
<office:automatic-styles><text:list-style style:name="L">{levels}</text:list-style>
<style:style style:name="Grid" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="Columns" style:family="section"><style:section-properties><style:columns fo:column-count="{columns}" fo:column-gap="1cm"/></style:section-properties></style:style>
<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.8cm" fo:margin-right="2.6cm"/><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">
<style:header><text:p>{HEADER}</text:p></style:header><style:footer><text:p>— <text:page-number>1</text:page-number> —</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{"".join(body)}</office:text></office:body></office:document>"""


def _lists(blocks: Sequence[Block]) -> list[str]:
    found = []
    for block in blocks:
        text = escape(block.text)
        note = (
            f'<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
            f"<text:p>{NOTE}</text:p></text:note-body></text:note>"
        )
        inside = f'<text:p text:style-name="Body">{text.replace(NOTED, NOTED + note)}</text:p>'
        for _ in range(0 if block.depth is None else block.depth + 1):
            inside = f'<text:list text:style-name="L" text:continue-numbering="true"><text:list-item>{inside}</text:list-item></text:list>'
        found.append(inside)
    return found


def _table() -> str:
    rows = ""
    for at, row in enumerate(TABLE):
        rows += "<table:table-row>"
        for column, cell in enumerate(row):
            if not cell:
                rows += "<table:covered-table-cell/>"
                continue
            below = at + 1 < len(TABLE) and not TABLE[at + 1][column]
            span = ' table:number-rows-spanned="2"' if below else ""
            rows += f'<table:table-cell table:style-name="Grid"{span}><text:p text:style-name="Cell">{cell}</text:p></table:table-cell>'
        rows += "</table:table-row>"
    return f'<table:table table:name="T"><table:table-column table:number-columns-repeated="{len(TABLE[0])}"/>{rows}</table:table>'


def web_page() -> str:
    """The model plan as a plain web page, which browsers print."""
    body = f"<h1>{TITLE}</h1>"
    for number, block in zip(numbers(), BLOCKS, strict=True):
        body += f"<p>{number}{escape(block.text)}</p>"
    body += "<table>"
    for at, row in enumerate(TABLE):
        body += "<tr>"
        for column, cell in enumerate(row):
            below = at + 1 < len(TABLE) and not TABLE[at + 1][column]
            body += f"<td{' rowspan=2' if below else ''}>{cell}</td>" if cell else ""
        body += "</tr>"
    body += "</table>" + "".join(f"<p class=signed>{line}</p>" for line in SIGNED)
    style = (
        "@page { size: A4; margin: 25mm } body { font: 16px/1.8 'Noto Serif CJK SC' } h1 { text-align: center; font-size: 24px }"
        " p { text-indent: 2em; margin: 0; text-align: justify } .signed { text-align: right }"
        " table { border-collapse: collapse; width: 100% } td { border: 1px solid #000; padding: 4px; text-indent: 0 }"
    )
    return f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{TITLE}</title><style>{style}</style></head><body>{body}</body></html>'


def main() -> None:
    """Writes every file anew."""
    FILES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "plan.fodt").write_text(flat_text(), encoding="utf-8")
        (work / "columns.fodt").write_text(flat_text(columns=2), encoding="utf-8")
        (work / "page.html").write_text(web_page(), encoding="utf-8")
        office = ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to"]
        for extension in ("odt", "docx", "doc", "rtf", "pdf"):
            subprocess.run([*office, extension, "--outdir", work, work / "plan.fodt"], check=True)
        subprocess.run([*office, "pdf", "--outdir", work, work / "columns.fodt"], check=True)
        (work / "rows.csv").write_text(ROWS, encoding="utf-8")
        for extension in ("xls", "ods"):
            subprocess.run(
                [*office, extension, "--infilter=CSV:44,34,76", "--outdir", work, work / "rows.csv"],
                check=True,
            )
        chromium = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run([*chromium, f"--print-to-pdf={work}/chromium.pdf", work / "page.html"], check=True)
        subprocess.run(["wkhtmltopdf", "-q", work / "page.html", work / "wkhtmltopdf.pdf"], check=True)
        made = [
            "rows.xls",
            "rows.ods",
            *(f"plan.{e}" for e in ("odt", "docx", "doc", "rtf", "pdf")),
            "columns.pdf",
        ]
        for name in (*made, "chromium.pdf", "wkhtmltopdf.pdf"):
            shutil.copy(work / name, FILES / name)
        for name, text in PACKED.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_text(text, encoding="utf-8")
        for name, options in ARCHIVES.items():
            (FILES / name).unlink(missing_ok=True)
            subprocess.run(["7z", "a", "-bd", *options, FILES / name, "计划"], check=True, cwd=work)


if __name__ == "__main__":
    main()
