from __future__ import annotations

from pathlib import Path

import pytest
from make_files import docx, paragraph

from corpus.child import ReaderProcess
from corpus.errors import Refused
from corpus.readers import office, read
from corpus.types import Document, RawDocument

PLAN = Path(__file__).parent / "files" / "plan.doc"
DAMAGED = PLAN.read_bytes()[:9000]


def test_an_old_word_file_is_read_with_its_numbers_and_properties() -> None:
    (found,) = read(PLAN.read_bytes(), "要点.wps", "要点.wps")
    assert isinstance(found, RawDocument)
    assert "（二）推动义务教育优质均衡发展\n1.巩固“双减”成果" in found.text
    assert (found.format, found.given["issuer"]) == ("doc", "临澄市教育局")


def test_libreoffice_is_asked_where_the_converter_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def to_docx(data: bytes, extension: str) -> bytes:
        asked.append(len(data))
        return docx(paragraph("减负"))

    monkeypatch.setattr(office, "to_docx", to_docx)
    (found,) = read(DAMAGED, "a.doc", "a.doc")
    assert isinstance(found, RawDocument)
    assert (found.text, asked) == ("减负", [len(DAMAGED)])


def test_what_neither_can_read_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    with pytest.raises(Refused, match="安装 LibreOffice") as caught:
        list(read(DAMAGED, "a.doc", "a.doc"))
    assert caught.value.code == "broken"


@pytest.mark.slow
def test_libreoffice_runs_within_the_limits_of_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.found() is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "sitecustomize.py").write_text(
        "import doc2docx\ndef convert(*_): raise ValueError\ndoc2docx.convert = convert\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with ReaderProcess() as reader:
        (found,) = reader.read(PLAN)
    assert isinstance(found, Document)
    assert "①义务教育学校全覆盖" in found.text
