"""How is an old Word or WPS document read?  Turned into a .docx, then read as one.

``msdoc2docx`` reads the binary format itself; what it can't (Word 6 and 95, some WPS files) goes to
LibreOffice where that is installed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import Refused
from corpus.readers import docx, office
from corpus.types import RawDocument


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document a file."""
    problem = ""
    try:
        document = docx.document_of(_converted(data), name, source, "doc")
        if document.text.strip():
            yield document
            return
    except (MemoryError, _EncryptedError):
        raise
    except Exception as error:  # a converter of binary data fails in many ways: LibreOffice is asked next
        problem = f"（{type(error).__name__}）"
    by_office = office.to_docx(data, "doc")
    if by_office is not None:
        yield docx.document_of(by_office, name, source, "doc")
        return
    if office.found() is None:
        advice = "安装 LibreOffice（apt-get install libreoffice-writer-nogui）后再试，或另存为 .docx"
    else:
        advice = "LibreOffice 也打不开；请用 Word 或 WPS 另存为 .docx"
    raise Refused("broken", f"这份旧版 Word 文档读不出来{problem}；{advice}")


class _EncryptedError(Refused):
    pass


def _converted(data: bytes) -> bytes:
    from doc2docx import convert
    from doc2docx.errors import EncryptedDocumentError

    with tempfile.TemporaryDirectory(prefix="cejian-doc-") as folder:
        given, made = Path(folder, "in.doc"), Path(folder, "out.docx")
        given.write_bytes(data)
        try:
            convert(given, made)
        except EncryptedDocumentError as error:
            raise _EncryptedError("encrypted", "文档加了密码；请去掉密码后再放进来") from error
        return made.read_bytes()
