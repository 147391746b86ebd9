"""What format is it really?  Content first, then the extension, which may lie."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath

from corpus.decoding import decode
from corpus.errors import Refused

_LABELS = {
    "txt": ("文本", "txt text"),
    "md": ("Markdown 文本", "md markdown"),
    "html": ("网页", "html htm xhtml shtml"),
    "docx": ("Word 文档", "docx docm dotx"),
    "pdf": ("PDF 文档", "pdf"),
    "jsonl": ("JSON Lines 表格", "jsonl ndjson"),
    "csv": ("CSV 表格", "csv tsv"),
    "xlsx": ("Excel 表格", "xlsx xlsm xlsb"),
    "zip": ("zip 压缩包", "zip"),
    "doc": ("旧版 Word 或 WPS 文档", "doc wps dot wpt"),
    "xls": ("旧版 Excel 表格", "xls et"),
    "ole": ("旧版 Office 文件", "ppt dps"),
    "pptx": ("PowerPoint 演示文稿", "pptx"),
    "ofd": ("OFD 版式文档", "ofd"),
    "odt": ("OpenDocument 文字文档", "odt ott"),
    "fodt": ("OpenDocument 单文件文档", "fodt"),
    "ods": ("OpenDocument 表格", "ods"),
    "odf": ("OpenDocument 文档", "odp odg"),
    "epub": ("epub 电子书", "epub"),
    "rtf": ("RTF 文档", "rtf"),
    "mhtml": ("单文件网页", "mht mhtml"),
    "rar": ("rar 压缩包", "rar"),
    "7z": ("7z 压缩包", "7z"),
    "tar": ("tar 压缩包", "tar"),
    "gz": ("gzip、bzip2 或 xz 压缩的文件", "gz tgz bz2 tbz xz txz"),
    "image": ("图片", "jpg jpeg png gif tif tiff bmp webp"),
    "program": ("程序", "exe dll"),
    "unknown": ("不认识的文件类型", ""),
}
"""Key of each format: what people call it, and the extensions under which it usually stands."""
_BY_EXTENSION = {ext: key for key, (_, exts) in _LABELS.items() for ext in exts.split()}
ARCHIVE_FORMATS = ("zip", "7z", "tar", "gz")
"""Formats that hold files."""
_TEXTS = ("txt", "md", "html", "jsonl", "csv")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    (b"BZh", "gz"),
    (b"\xfd7zXZ", "gz"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "image"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
)
_PACKAGES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument": "odf",
    b"application/epub+zip": "epub",
}
"""What the member ``mimetype`` begins with."""
_OLE_STREAMS = (("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook", "xls"))
_HTML = re.compile(r"\s*+(<\?xml[^>]*+>\s*+|(?><!--.*?-->)\s*+)*+<(!doctype\s+html|html|head|body|meta|title|div|table|p)\b", re.I | re.S)  # fmt: skip
_FLAT = re.compile(r"\s*<\?xml[^>]*>\s*<office:document\s")
_MAIL = re.compile(rb"\s{0,9}[A-Za-z][A-Za-z-]{2,40}: ")
_PAGE_INSIDE = re.compile(rb"^content-type:\s*(multipart/related|text/html)", re.I | re.M)
_HEAD = 8192
"""Bytes within which the head of a mail message ends."""
_JSON_ROW = re.compile(rb"^(\xef\xbb\xbf)?[ \t]*\{", re.M)


def detect(data: bytes, name: str) -> str:
    """The key of the format of ``data``, which was found under ``name``; ``"unknown"`` if none fits.

    Binary formats are told by content alone; of texts, a web page by content, the others by extension.
    Raises ``Refused`` for what is no file of any kind: empty, damaged, locked, random bytes.

    >>> detect(b"%PDF-1.7 ...", "plan.docx"), detect("一、总体要求".encode(), "plan.txt")
    ('pdf', 'txt')
    """
    if not data.strip(b"\x00\t\n\r\f\v "):
        raise Refused("empty", "文件是空的，没有任何内容")
    extension = PurePath(name).suffix.lower().removeprefix(".")
    claimed = _BY_EXTENSION.get(extension, "unknown") if extension else "txt"
    binary = _binary(data, claimed)
    if binary == "encrypted":
        raise Refused("encrypted", "文档加了密码；请去掉密码后再放进来")
    if binary:
        return binary
    if claimed == "jsonl" and _JSON_ROW.search(data):
        return claimed  # one undecodable row must not cost the others
    return _text(data, extension, claimed)


def label(key: str) -> str:
    """What people call a format: ``label("rtf") == "RTF 文档"``."""
    return _LABELS[key][0]


def _binary(data: bytes, claimed: str) -> str | None:
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, claimed)
    if data.startswith(_OLE):  # names of streams stand as UTF-16 in its directory
        damaged = claimed if claimed in ("doc", "xls") else "ole"  # its reader says what is wrong with it
        return next((key for stream, key in _OLE_STREAMS if stream.encode("utf-16-le") in data), damaged)
    if data[257:262] == b"ustar":
        return "tar"
    if _MAIL.match(data) and _PAGE_INSIDE.search(data[:_HEAD]):
        return "mhtml"
    return next((key for magic, key in _MAGIC if data.startswith(magic)), None)


def _zip_kind(data: bytes, claimed: str) -> str:
    """Office formats are zip archives: their members tell which; a damaged one is what it claims."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:200] if "mimetype" in names else b""
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, RuntimeError,
            zlib.error, EOFError, OSError):  # fmt: skip
        names, kind = [], b""
    if not names:
        return claimed if claimed in ("docx", "xlsx", "pptx", "ofd", "odt", "ods", "epub") else "zip"
    if "[Content_Types].xml" in names:
        for folder, key in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(n.startswith(folder) for n in names):
                return key
    if "OFD.xml" in names:
        return "ofd"
    return next((key for type_, key in _PACKAGES.items() if kind.startswith(type_)), "zip")


def _text(data: bytes, extension: str, claimed: str) -> str:
    plain = claimed in _TEXTS or extension == "xls"  # many office systems export text tables as .xls
    try:
        text = decode(data)
    except Refused:
        if claimed in _TEXTS:
            raise
        if claimed == "unknown":
            return "unknown"
        raise Refused(
            "broken", f"扩展名是 .{extension}，内容却不是 {label(claimed)}，文件可能已损坏"
        ) from None
    if _FLAT.match(text):
        return "fodt"
    if claimed != "md" and _HTML.match(text):
        return "html"
    if plain:
        return "csv" if extension == "xls" else claimed
    if claimed == "unknown":
        return "unknown"
    raise Refused(
        "broken",
        f"扩展名是 .{extension}，内容却是纯文字，不是 {label(claimed)}；如果文字无误，请把扩展名改成 .txt",
    )
