from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from score_formats import score

from corpus.child import Limits, ReaderProcess
from corpus.readers import ocr
from corpus.types import Document

PLAN = Path(__file__).parent / "files" / "plan.pdf"


@pytest.mark.parametrize(
    ("read", "printed"),
    [("(一)减负;", "（一）减负；"), ("STEAM (a), 3:1", "STEAM (a), 3:1"), ("注:见(2023)", "注：见(2023)")],
)
def test_punctuation_beside_chinese_is_chinese(read: str, printed: str) -> None:
    assert ocr._full_width(read) == printed


def test_a_page_lies_as_its_long_lines_do() -> None:
    def line(drop: float, text: str = "减" * 20) -> tuple[list[tuple[float, float]], str, float]:
        return [(0.0, 0.0), (400.0, drop), (400.0, drop + 20), (0.0, 20.0)], text, 1.0

    assert ocr._askew([line(7.0), line(7.2), line(6.8), line(90.0, "印")]) == pytest.approx(1.0, abs=0.02)
    assert ocr._askew([line(7.0), line(7.0)]) == 0.0, "two lines tell nothing"


@pytest.mark.slow
def test_a_scan_is_read_with_its_table_and_says_that_it_was_recognised(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    import pypdfium2

    with pypdfium2.PdfDocument(PLAN) as document:
        picture = document[1].render(scale=150 / 72, grayscale=True).to_pil()
    out = BytesIO()
    picture.save(out, "PDF", resolution=150)
    (tmp_path / "scan.pdf").write_bytes(out.getvalue())
    with ReaderProcess(Limits(seconds=120)) as reader:  # a busy machine
        (found,) = reader.read(tmp_path / "scan.pdf")
    assert isinstance(found, Document)
    assert "普惠性幼儿园覆盖率\t86%\t90%以上" in found.text
    assert score(found.text).rows == 1
    assert "2.落实义务教育教师平均工资收入水平不低于当地公务员平均工资收入水平的要求。" in found.text
    assert found.found["ocr"].startswith("文字识别1页，平均把握0.9")
