from __future__ import annotations

import pytest
from make_files import pdf, typeset

from corpus.errors import Refused
from corpus.readers import read
from corpus.types import RawDocument, Refusal

PLAN = """临澄市教育局2014年工作要点
一、总体要求
全面贯彻党的十八大精神，坚持立德树人，以深化教育领域综合改革为动力，以促进公平、提高质量为主线，加快推进教育治理体系和治理能力现代化，努力办好人民满意的教育。
二、主要任务
（一）义务教育巩固率稳定在99%以上，新建、改扩建义务教育学校20所，所有县（市、区）通过县域义务教育基本均衡省级评估。
1.推行集团化办学，采取“名校+新校”“名校+弱校”等方式扩大优质教育资源，年内组建8个义务教育集团，覆盖60%以上的学校，并建立考核办法。
2.减轻学生课业负担。
3.实施特殊教育提升计划（2014—2016年），扩大随班就读规模，为重度残疾儿童少年送教上门，每学期不少于20次，并纳入学籍管理。"""


def text_of(data: bytes) -> str:
    found = next(iter(read(data, "a.pdf", "a.pdf")))
    assert isinstance(found, RawDocument)
    return found.text


@pytest.mark.parametrize(("per_line", "per_page"), [(20, 5), (26, 20), (28, 22)])
def test_lines_broken_by_the_page_are_paragraphs_again(per_line: int, per_page: int) -> None:
    assert text_of(pdf(typeset(PLAN, per_line=per_line, per_page=per_page))) == PLAN


def test_page_headers_and_numbers_are_left_out() -> None:
    data = pdf(typeset(PLAN, header="临澄市教育局文件", per_line=20, per_page=6))
    assert text_of(data) == PLAN


def test_cells_of_a_printed_table_are_kept_apart() -> None:
    page = [(90.0, 700.0, 16.0, "毛入园率"), (300.0, 700.0, 16.0, "95%")]
    assert text_of(pdf([page])) == "毛入园率\t95%"


def test_characters_are_ordered_by_where_they_stand() -> None:
    page = [(90.0, 700.0, 16.0, "推进"), (138.0, 700.0, 16.0, "减负"), (122.0, 700.0, 16.0, "“")]
    assert text_of(pdf([page])) == "推进“减负"


def test_bold_type_imitated_by_printing_twice_is_read_once() -> None:
    page = [(90.0, 700.0, 16.0, "工作要点"), (90.4, 700.0, 16.0, "工作要点")]
    assert text_of(pdf([page])) == "工作要点"


def test_latin_words_keep_their_spaces() -> None:
    page = [(90.0, 700.0, 16.0, "STEAM"), (138.0, 700.0, 16.0, "course")]
    assert text_of(pdf([page])) == "STEAM course"


def test_a_scan_is_refused_as_one() -> None:
    with pytest.raises(Refused, match="扫描件") as caught:
        list(read(pdf([[], []], images=True), "a.pdf", "a.pdf"))
    assert caught.value.code == "scan"


def test_scanned_pages_among_others_are_named() -> None:
    pages = typeset(PLAN)
    data = pdf([*pages, []], images=True)
    found = list(read(data, "a.pdf", "a.pdf"))
    assert isinstance(found[0], RawDocument)
    assert isinstance(found[1], Refusal)
    assert f"第 {len(pages) + 1} 页" in found[1].reason


def test_a_damaged_page_among_others_is_named() -> None:
    data = pdf([*typeset(PLAN), []])
    damaged = data.replace(b"/Type /Page /Parent", b"/Type /Pxge /Parent").replace(
        b"/Type /Pxge /Parent", b"/Type /Page /Parent", len(typeset(PLAN))
    )
    found = list(read(damaged, "a.pdf", "a.pdf"))
    assert isinstance(found[0], RawDocument)
    assert isinstance(found[1], Refusal)
    assert found[1].code == "broken"


def test_an_empty_pdf_is_no_scan() -> None:
    (refusal,) = read(pdf([[]]), "a.pdf", "a.pdf")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "empty"


def test_a_damaged_and_a_locked_pdf_are_told_apart() -> None:
    with pytest.raises(Refused, match="损坏"):
        list(read(b"%PDF-1.4\n" + b"junk" * 50, "a.pdf", "a.pdf"))
    locked = pdf(typeset(PLAN)).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"00" * 32
        + b"> /U <" + b"11" * 32 + b"> >>",
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        list(read(locked, "a.pdf", "a.pdf"))
    assert caught.value.code == "encrypted"
