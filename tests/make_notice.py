"""Writes ``tests/files/notice.*``: the model notice as other programs save it.  Needs LibreOffice and chromium.

    python -m tests.make_notice

The flat OpenDocument text and the web page are written by hand; LibreOffice saves .odt .docx .doc .rtf (with
tracked changes and a text box) and .pdf (without), chromium prints the page.  Made with LibreOffice 7.4.7 and
chromium 150 of Debian 12.
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

from make_office import FILES
from model_notice import (
    ADDRESS,
    BOX,
    CHANGED,
    CHAPTERS,
    COVER,
    DELETED,
    GOALS,
    IMPRINT,
    LISTED,
    NUMBER,
    ORGAN,
    RULES,
    SCHOOLS,
    SIGNED,
    TITLE,
    rules,
)

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible", "meta": "meta",
    }.items()
)  # fmt: skip
_WHO = "<office:change-info><dc:creator>某</dc:creator><dc:date>2024-02-20T09:00:00</dc:date></office:change-info>"


def flat_text(*, edited: bool) -> str:
    """The notice as flat OpenDocument XML; ``edited``: with tracked changes and a text box."""
    body = [_p(ORGAN, "Organ"), _p(NUMBER, "Middle")]
    body.append(f'<text:p text:style-name="Title">{TITLE[0]}<text:line-break/>{TITLE[1]}</text:p>')
    body.append(_p(ADDRESS, "Flush"))
    for at, text in enumerate(COVER):
        inner = escape(text)
        if edited and at == 0:
            for number, words in enumerate(CHANGED):
                mark = f'<text:change-start text:change-id="i{number}"/>{words}<text:change-end text:change-id="i{number}"/>'
                inner = inner.replace(words, mark)
            inner += '<text:change text:change-id="d"/>'
        if edited and at == 1:
            inner += (
                '<draw:frame text:anchor-type="paragraph" svg:width="7cm" svg:height="1cm" svg:x="9cm" svg:y="2cm" draw:style-name="Box">'
                f"<draw:text-box>{_p(BOX, 'Flush')}</draw:text-box></draw:frame>"
            )
        body.append(f'<text:p text:style-name="Body">{inner}</text:p>')
    body += [_p(line, "Body") for line in LISTED] + [_p(line, "Signed") for line in SIGNED]
    body += [_p("附件1", "Break"), _p(RULES, "Title")]
    number = 0
    for chapter, articles in CHAPTERS:
        head = f'<text:h text:style-name="Chapter" text:outline-level="1">{chapter}</text:h>'
        body.append(head)
        for text in articles:
            number += 1
            body.append(_article(text, number))
    body += [_p("附件2", "Break"), _p("2024年重点任务清单", "Title"), _goals(), _p("", "Body"), _schools()]
    body += [
        _p(IMPRINT[0], "Flush"),
        f'<text:p text:style-name="Imprint">{IMPRINT[1]}<text:tab/>{IMPRINT[2]}</text:p>',
    ]
    changes = (
        "<text:tracked-changes>"
        + "".join(
            f'<text:changed-region text:id="i{n}"><text:insertion>{_WHO}</text:insertion></text:changed-region>'
            for n in range(len(CHANGED))
        )
        + f'<text:changed-region text:id="d"><text:deletion>{_WHO}{_p(DELETED, "Body")}</text:deletion></text:changed-region>'
        "</text:tracked-changes>"
    )
    counted = 'text:level="1" style:num-format="一, 二, 三, ..." style:num-prefix="第"'
    chapters = f'<text:outline-style style:name="Outline"><text:outline-level-style {counted} style:num-suffix="章"/></text:outline-style>'
    lists = f'<text:list-style style:name="A"><text:list-level-style-number {counted} style:num-suffix="条"/></text:list-style>'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>{"".join(TITLE)}</dc:title><meta:creation-date>2024-03-01T09:00:00</meta:creation-date></office:meta>
<office:font-face-decls><style:font-face style:name="Noto Serif CJK SC" svg:font-family="'Noto Serif CJK SC'"/></office:font-face-decls>
<office:styles><style:default-style style:family="paragraph"><style:text-properties fo:font-size="16pt" style:font-size-asian="16pt" style:font-name-asian="Noto Serif CJK SC" fo:language="en"/></style:default-style>
{_style("Body", 'fo:text-indent="1.1cm" fo:text-align="justify"')}{_style("Flush", "")}{_style("Middle", 'fo:text-align="center"')}
{_style("Organ", 'fo:text-align="center"', 'fo:color="#ff0000" fo:font-size="36pt" style:font-size-asian="36pt"')}
{_style("Title", 'fo:text-align="center" fo:margin-top="0.6cm" fo:margin-bottom="0.4cm"', 'fo:font-size="20pt" style:font-size-asian="20pt"')}
{_style("Chapter", 'fo:text-align="center"', 'fo:font-weight="bold" style:font-weight-asian="bold"')}
{_style("Signed", 'fo:text-align="end"')}{_style("Break", 'fo:break-before="page"')}{_style("Cell", "")}
{_style("Imprint", '><style:tab-stops><style:tab-stop style:position="15.5cm" style:type="right"/></style:tab-stops></style:paragraph-properties', whole=True)}
{chapters}</office:styles>
<office:automatic-styles>{lists}
<style:style style:name="Grid" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<style:style style:name="Box" style:family="graphic"><style:graphic-properties style:wrap="none" style:vertical-pos="from-top" style:vertical-rel="paragraph"/></style:style>
<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="3cm" fo:margin-bottom="2.5cm" fo:margin-left="2.8cm" fo:margin-right="2.6cm"/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">
<style:footer><text:p>— <text:page-number>1</text:page-number> —</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>{changes if edited else ""}{"".join(body)}</office:text></office:body></office:document>"""


def _style(name: str, paragraph: str, text: str = "", *, whole: bool = False) -> str:
    inner = (
        f"<style:paragraph-properties {paragraph}/>"
        if not whole
        else f"<style:paragraph-properties{paragraph}>"
    )
    words = f"<style:text-properties {text}/>" if text else ""
    return f'<style:style style:name="{name}" style:family="paragraph">{inner}{words}</style:style>'


def _p(text: str, style: str) -> str:
    return f'<text:p text:style-name="{style}">{escape(text)}</text:p>'


def _article(text: str, number: int) -> str:
    """An item of the one list that goes on through the chapters."""
    on = f' text:continue-list="a{number - 1}"' if number > 1 else ""
    item = f"<text:list-item>{_p(text, 'Body')}</text:list-item>"
    return f'<text:list xml:id="a{number}" text:style-name="A"{on}>{item}</text:list>'


def _cell(text: str, span: str = "") -> str:
    return f'<table:table-cell table:style-name="Grid"{span}>{_p(text, "Cell")}</table:table-cell>'


def _goals() -> str:
    down, across = ' table:number-rows-spanned="2"', ' table:number-columns-spanned="2"'
    first, second, *others = GOALS
    covered = "<table:covered-table-cell/>"
    rows = [
        _cell(first[0], down) + _cell(first[1], across) + covered + _cell(first[3], down),
        covered + _cell(second[1]) + _cell(second[2]) + covered,
        *("".join(map(_cell, row)) for row in others),
    ]
    return _table("G", len(first), [f"<table:table-row>{row}</table:table-row>" for row in rows])


def _schools() -> str:
    head, *others = (f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in SCHOOLS)
    return _table(
        "S", len(SCHOOLS[0]), [f"<table:table-header-rows>{head}</table:table-header-rows>", *others]
    )


def _table(name: str, columns: int, rows: Sequence[str]) -> str:
    return f'<table:table table:name="{name}"><table:table-column table:number-columns-repeated="{columns}"/>{"".join(rows)}</table:table>'


def web_page() -> str:
    """The notice as a web page, which chromium prints."""
    title = "<br>".join(TITLE)
    body = (
        f"<p class=organ>{ORGAN}</p><p class=middle>{NUMBER}</p><h1>{title}</h1><p class=flush>{ADDRESS}</p>"
    )
    body += "".join(f"<p>{escape(text)}</p>" for text in (*COVER, *LISTED))
    body += "".join(f"<p class=signed>{line}</p>" for line in SIGNED)
    body += f"<p class='flush new'>附件1</p><h1>{RULES}</h1>"
    body += "".join(f"<p{' class=middle' if '章' in line[:4] else ''}>{line}</p>" for line in rules())
    first, second, *others = GOALS
    goals = (
        f"<tr><td rowspan=2>{first[0]}</td><td colspan=2>{first[1]}</td><td rowspan=2>{first[3]}</td></tr>"
        f"<tr><td>{second[1]}</td><td>{second[2]}</td></tr>"
    )
    goals += "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in others)
    head, *rows = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in SCHOOLS)
    body += f"<p class='flush new'>附件2</p><h1>2024年重点任务清单</h1><table>{goals}</table><p>&nbsp;</p>"
    body += f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
    body += f"<p class=flush>{IMPRINT[0]}</p><p class=imprint><span>{IMPRINT[1]}</span><span>{IMPRINT[2]}</span></p>"
    style = (
        "@page { size: A4; margin: 28mm 26mm } body { font: 16pt/1.7 'Noto Serif CJK SC' } h1 { text-align: center; font-size: 20pt }"
        " p { text-indent: 2em; margin: 0; text-align: justify } .signed { text-align: right } .flush { text-indent: 0 }"
        " .middle, .organ { text-align: center; text-indent: 0 } .organ { font-size: 36pt; color: #c00 } .new { break-before: page }"
        " .imprint { display: flex; justify-content: space-between; text-indent: 0 }"
        " table { border-collapse: collapse; width: 100% } td { border: 1px solid #000; padding: 3px }"
    )
    return f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{"".join(TITLE)}</title><style>{style}</style></head><body>{body}</body></html>'


def main() -> None:
    """Writes every file anew."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "notice.fodt").write_text(flat_text(edited=True), encoding="utf-8")
        (work / "printed").mkdir()
        (work / "printed" / "notice.fodt").write_text(flat_text(edited=False), encoding="utf-8")
        (work / "page.html").write_text(web_page(), encoding="utf-8")
        office = ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to"]
        for extension in ("odt", "docx", "doc", "rtf"):
            subprocess.run([*office, extension, "--outdir", FILES, work / "notice.fodt"], check=True)
        subprocess.run([*office, "pdf", "--outdir", FILES, work / "printed" / "notice.fodt"], check=True)
        chromium = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run([*chromium, f"--print-to-pdf={work}/page.pdf", work / "page.html"], check=True)
        shutil.copy(work / "page.pdf", FILES / "notice-chromium.pdf")


if __name__ == "__main__":
    main()
