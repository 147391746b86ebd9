from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from make_files import pdf, typeset

from corpus.documents import build_documents
from corpus.errors import Refused
from corpus.readers import ocr, read
from corpus.readers.glyphs import Glyph, rows_of
from corpus.types import RawDocument, Refusal, Working

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


def test_narrow_letters_that_come_twice_are_no_shadow() -> None:
    wide, narrow = 8.0, 3.5
    glyphs, x = [], 90.0
    for char in "skill":
        width = narrow if char in "il" else wide
        glyphs.append(Glyph(char, x, x + width, 700.0, 16.0))
        x += width
    assert [[line.text for line in row] for row in rows_of(glyphs)] == [["skill"]]


def test_chinese_characters_tell_the_size_of_a_line_with_latin_words() -> None:
    glyphs = [Glyph("减", 90.0, 106.0, 700.0, 16.0)]
    glyphs += [Glyph(char, 106.0 + 8 * at, 114.0 + 8 * at, 700.0, 18.4) for at, char in enumerate("STEAM")]
    ((line,),) = rows_of(glyphs)
    assert line.size == 16.0


def test_latin_words_keep_their_spaces() -> None:
    page = [(90.0, 700.0, 16.0, "STEAM"), (138.0, 700.0, 16.0, "course")]
    assert text_of(pdf([page])) == "STEAM course"


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)


@pytest.mark.usefixtures("no_ocr")
def test_a_scan_is_refused_as_one_with_what_to_install() -> None:
    with pytest.raises(Refused, match=r"扫描件.*cejian\[ocr\]") as caught:
        list(read(pdf([[], []], images=True), "a.pdf", "a.pdf"))
    assert caught.value.code == "scan"


@pytest.mark.usefixtures("no_ocr")
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


def test_a_page_that_is_recognised_says_how_sure_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Recogniser:
        def read(self, picture: object, points_per_dot: float) -> Iterator[ocr.Recognised]:
            yield ocr.Recognised(
                tuple(Glyph(c, 90 + 16 * i, 106 + 16 * i, 700, 16) for i, c in enumerate("减负")), (), 0.8
            )

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "Recogniser", Recogniser)
    *signs, found = read(pdf([[]], images=True), "a.pdf", "a.pdf")
    assert signs == [Working("a.pdf 第1页")] * 2
    assert isinstance(found, RawDocument)
    assert (found.text, found.unsure) == ("减负", "文字识别1页，平均把握0.80；请核对第 1 页（0.80）")
    (document,) = build_documents(replace(found, text="2023年工作要点\n一、控制作业总量，减轻学生课业负担。"))
    assert document.found["ocr"] == found.unsure


def test_a_page_that_is_turned_is_read_as_it_is_shown() -> None:
    page = [(90.0, 700.0, 16.0, "减负")]
    turned = pdf([page]).replace(b"/Type /Page /Parent", b"/Type /Page /Rotate 180 /Parent")
    assert text_of(turned) == "负减", "upside down: what stands last is read first"


def test_radicals_that_fonts_name_are_characters() -> None:
    assert text_of(pdf([[(90.0, 700.0, 16.0, "⼈⺠满意的⼩学户⼾⻓")]])) == "人民满意的小学户户长"


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
