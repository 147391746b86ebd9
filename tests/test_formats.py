from __future__ import annotations

import random

import pytest
from make_files import docx, paragraph, pdf, xlsx, zip_file
from make_layout import ofd

from corpus.errors import Refused
from corpus.formats import detect
from corpus.readers import ARCHIVES, READERS, read
from corpus.types import RawDocument, Refusal

DOCX = docx(paragraph("减负"))
XLSX = xlsx({"s": [["正文"], ["减负"]]})
PDF = pdf([[(90, 700, 16, "减负")]])
ZIP = zip_file({"a.txt": "减负".encode()})
FLAT = '<?xml version="1.0"?><office:document xmlns:office="o" xmlns:text="t"><office:body><office:text><text:p>减负</text:p></office:text></office:body></office:document>'


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (DOCX, "a.docx", "docx"),
        (DOCX, "a.doc", "docx"),
        (DOCX, "a.zip", "docx"),
        (XLSX, "a.csv", "xlsx"),
        (PDF, "a.txt", "pdf"),
        (ZIP, "a.docx", "zip"),
        ("减负".encode(), "a.TXT", "txt"),
        ("减负".encode("gb18030"), "readme", "txt"),
        ("# 减负".encode(), "a.md", "md"),
        ("标题,正文\n".encode("gb18030"), "a.csv", "csv"),
        ("标题\t正文\n".encode("gb18030"), "a.xls", "csv"),
        (b'{"content": "x"}\n\xff\xfe\xfd broken', "a.jsonl", "jsonl"),
        (b"<!-- saved from url=(0014)about:internet -->\n<html><body>x", "a.txt", "html"),
        (b"<html><body>x</body></html>", "a.doc", "html"),
        (b"{\\rtf1 x}", "a.doc", "rtf"),
        (b"\x89PNG\r\n\x1a\n0000", "a.pdf", "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a.docx", "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", "a.doc", "doc"),
        (FLAT.encode(), "a.xml", "fodt"),
        (b"\x00" * 257 + b"ustar\x0000", "a.txt", "tar"),
        (b"7z\xbc\xaf\x27\x1c", "a.zip", "7z"),
        ("Subject: 减负\n\nContent-Type 是什么".encode(), "a.txt", "txt"),
        ("文字".encode(), "a.xyz", "unknown"),
        (random.Random(1).randbytes(999), "a.xyz", "unknown"),
    ],
)
def test_content_decides_before_the_extension(data: bytes, name: str, key: str) -> None:
    assert detect(data, name) == key


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\n", "a.txt", "empty"),
        (bytes(100), "a.docx", "empty"),
        (b"no zip at all", "a.docx", "broken"),
        (random.Random(2).randbytes(999), "a.docx", "broken"),
        (random.Random(3).randbytes(999), "a.txt", "not_text"),
        (random.Random(4).randbytes(999), "a.csv", "not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
    ],
)
def test_what_is_no_file_of_any_kind_is_refused(data: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        detect(data, name)
    assert caught.value.code == code


def test_a_damaged_word_file_is_told_as_one() -> None:
    with pytest.raises(Refused, match="Word"):
        list(read(DOCX[: len(DOCX) // 2], "a.docx", "a.docx"))


def test_a_format_without_a_reader_is_named_with_those_that_have_one() -> None:
    with pytest.raises(Refused, match="PowerPoint") as caught:
        list(read(zip_file({"[Content_Types].xml": b"", "ppt/a.xml": b""}), "a.pptx", "a.pptx"))
    assert caught.value.code == "unsupported"
    assert all(key in str(caught.value) for key in [*READERS, *ARCHIVES])


def test_every_registered_reader_can_be_imported_and_reads() -> None:
    samples = {
        "txt": "减负".encode(),
        "md": "减负".encode(),
        "html": "<p>减负</p>".encode(),
        "mhtml": b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + "<p>减负</p>".encode(),
        "docx": DOCX,
        "rtf": b"{\\rtf1 \\u20943?\\u-29409?}",
        "fodt": FLAT.encode(),
        "odt": zip_file(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": FLAT.encode()}
        ),
        "pdf": PDF,
        "ofd": ofd([([(25, 50, 5, "减负")], [])]),
        "jsonl": '{"content":"减负"}'.encode(),
        "csv": "正文\n减负".encode(),
        "xlsx": XLSX,
    }
    assert set(READERS) - set(samples) == {"doc", "epub", "xls", "ods"}, "these have tests of their own"
    for key, data in samples.items():
        (found,) = read(data, f"a.{key}", "/p")
        assert isinstance(found, RawDocument)
        assert (found.text, found.format) == ("减负", key.replace("fodt", "odt"))


def test_a_file_that_opens_but_holds_no_text_is_told() -> None:
    (refusal,) = read(docx(""), "a.docx", "a.docx")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "empty"
