"""Scores how the model plan and the model notice come out of files of every format, made by other programs.

    python -m tests.score_formats

prints, for each file: the share of the characters typed that were read, in order; characters read that
nobody typed; item numbers and table rows that are right; and the share of lines that are right to the letter.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

import model_notice
from make_files import typeset, zip_file
from make_layout import Text, ofd, table
from make_office import FILES, flat_text, web_page
from model_plan import BLOCKS, SIGNED, TABLE, TITLE, numbers, typed

from corpus.readers import read
from corpus.types import RawDocument

_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1, ``invented`` in characters read that were not typed, as a share of those typed."""

    characters: float
    invented: float
    numbers: float
    rows: float
    lines: float


def score(text: str, *, note: bool = False) -> Score:
    """What a reader gave against what was typed; ``note``: the file holds the footnote."""
    items = [(number, block.text) for number, block in zip(numbers(), BLOCKS, strict=True) if number]
    return _score(text, typed(note=note), items, TABLE)


def score_notice(text: str, *, box: bool) -> Score:
    """What a reader gave of the model notice; ``box``: the file holds the text box."""
    items = [(line[: line.index(mark) + 1], line[line.index(mark) + 1 :]) for line in model_notice.rules()
             for mark in ("章", "条") if mark in line[:4]]  # fmt: skip
    return _score(text, model_notice.typed(box=box), items, (*model_notice.GOALS, *model_notice.SCHOOLS))


def _score(
    text: str, wanted: Sequence[str], items: Sequence[tuple[str, str]], table: Sequence[Sequence[str]]
) -> Score:
    found = [line.strip() for line in text.split("\n")]
    typed_text, read_text = ("".join("".join(lines).split()) for lines in (wanted, found))
    blocks = SequenceMatcher(None, typed_text, read_text, autojunk=False).get_matching_blocks()
    matched = sum(block.size for block in blocks)
    rows = ["\t".join(row).rstrip() for row in table]
    lines = {"".join(line.split()) for line in found}
    # a number is right where it stands at the head of its own item
    right = sum(any(line.startswith(number + words[:4]) for line in lines) for number, words in items)
    found_rows = {line.rstrip() for line in text.split("\n")}
    return Score(
        matched / len(typed_text),
        (len(read_text) - matched) / len(typed_text),
        right / len(items),
        sum(row in found_rows for row in rows) / len(rows),
        sum("".join(line.split()) in lines for line in wanted) / len(wanted),
    )


def ofd_plan() -> bytes:
    """The model plan as OFD: printed lines with page numbers, then a ruled table and the signature."""
    text = "\n".join([TITLE, *(number + block.text for number, block in zip(numbers(), BLOCKS, strict=True))])
    pages: list[tuple[list[Text], list[tuple[float, float, float, float]]]] = [
        ([(x * _MM, (842 - y) * _MM, size * _MM, line) for x, y, size, line in page], [])
        for page in typeset(text, header="临澄市教育局文件")
    ]
    texts, strokes = table(TABLE, 25, 60, 5, (30, 60, 30, 30))
    signed = [(120.0, 140.0 + 10 * at, 5.6, line) for at, line in enumerate(SIGNED)]
    return ofd([*pages, ([*texts, *signed], strokes)], title=TITLE, author="临澄市教育局")


def epub_plan() -> bytes:
    """The model plan as an e-book of one page."""
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{TITLE}</dc:title><dc:creator>临澄市教育局</dc:creator></metadata><manifest>"
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="p" href="text/plan%201.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="nav"/><itemref idref="p"/></spine></package>'
    )
    return zip_file(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": container.encode(),
            "OEBPS/book.opf": book.encode(),
            "OEBPS/nav.xhtml": "<html><body><p>目录</p></body></html>".encode(),
            "OEBPS/text/plan 1.xhtml": web_page().encode(),
        }
    )


def mht_plan() -> bytes:
    """The model plan as a browser saves it in one file, with a picture."""
    message = MIMEMultipart("related")
    message["Subject"] = TITLE
    message["Snapshot-Content-Location"] = "http://jyj.lincheng.example/2023/1.html"
    message.attach(MIMEText(web_page(), "html", "utf-8"))
    picture = MIMEText("", "plain")
    picture.replace_header("Content-Type", "image/png")
    picture.set_payload(base64.b64encode(b"\x89PNG\r\n").decode())
    message.attach(picture)
    return message.as_bytes()


def word_plan() -> bytes:
    """The model plan as python-docx writes it, numbers typed, the table with merged cells."""
    from docx import Document

    document = Document()
    document.core_properties.title = TITLE
    document.sections[0].header.paragraphs[0].text = "临澄市教育局文件"
    document.add_heading(TITLE, 0)
    for number, block in zip(numbers(), BLOCKS, strict=True):
        document.add_paragraph(number + block.text)
    grid = document.add_table(len(TABLE), len(TABLE[0]))
    for at, row in enumerate(TABLE):
        for column, cell in enumerate(row):
            if cell:
                grid.cell(at, column).text = cell
            else:
                grid.cell(at - 1, column).merge(grid.cell(at, column))
    for line in SIGNED:
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


MADE: dict[str, Callable[[], bytes]] = {
    "python-docx.docx": word_plan,
    "hand.fodt": lambda: flat_text().encode(),
    "hand.ofd": ofd_plan,
    "hand.epub": epub_plan,
    "hand.mht": mht_plan,
    "hand.html": lambda: web_page().encode(),
}
"""Files made anew each time: name and maker; the others stand in ``tests/files``."""
WITH_NOTE = ("plan.docx", "plan.doc", "plan.odt", "plan.rtf", "plan.pdf", "columns.pdf", "hand.fodt")


def scores() -> Iterator[tuple[str, Score]]:
    """Every file by name, with its score."""
    kept = {
        p.name: p.read_bytes() for p in sorted(FILES.iterdir()) if p.suffix not in (".7z", ".xls", ".ods")
    }
    for name, data in [*kept.items(), *((name, make()) for name, make in MADE.items())]:
        found = next(iter(read(data, name, name)))
        assert isinstance(found, RawDocument), found
        if name.startswith("notice"):
            yield name, score_notice(found.text, box=not name.endswith(".pdf"))
        else:
            yield name, score(found.text, note=name in WITH_NOTE)


def main() -> None:
    """Prints the table."""
    print(f"{'file':20} characters invented numbers  rows   lines")
    for name, found in scores():
        print(
            f"{name:20} {found.characters:10.4f} {found.invented:8.4f} {found.numbers:7.3f} {found.rows:6.3f} {found.lines:6.3f}"
        )


if __name__ == "__main__":
    main()
