from __future__ import annotations

import pytest
from make_files import W, abstract_list, docx, list_instance, paragraph, zip_file

from corpus.documents import build_documents
from corpus.errors import Refused
from corpus.readers import read
from corpus.types import RawDocument


def lines(body: str, numbering: str = "", styles: str = "") -> list[str]:
    (found,) = read(docx(body, numbering=numbering, styles=styles), "a.docx", "a.docx")
    assert isinstance(found, RawDocument)
    return found.text.split("\n")


OFFICIAL = abstract_list(
    0,
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
) + list_instance(1, 0)


def test_official_numbering_restarts_below_each_heading() -> None:
    levels = [(0, "总体要求"), (0, "重点工作"), (1, "学前"), (2, "扩园"), (2, "普惠"), (3, "甲"), (3, "乙"),
              (1, "义务"), (2, "减负"), (0, "保障")]  # fmt: skip
    assert lines("".join(paragraph(text, 1, level) for level, text in levels), OFFICIAL) == [
        "一、总体要求",
        "二、重点工作",
        "（一）学前",
        "1.扩园",
        "2.普惠",
        "①甲",
        "②乙",
        "（二）义务",
        "1.减负",
        "三、保障",
    ]


def test_chapters_and_legal_numbers() -> None:
    numbering = abstract_list(
        0, ("chineseCounting", "第%1章"), ("decimal", "%1.%2"), extra=("", "<w:isLgl/>")
    )
    body = (
        paragraph("总则", 1, 0) + paragraph("目的", 1, 1) + paragraph("附则", 1, 0) + paragraph("施行", 1, 1)
    )
    assert lines(body, numbering + list_instance(1, 0)) == [
        "第一章 总则",
        "1.1 目的",
        "第二章 附则",
        "2.1 施行",
    ]


def test_two_instances_of_one_list_go_on_unless_the_second_overrides_the_start() -> None:
    numbering = abstract_list(0, ("decimal", "%1、"))
    numbering += list_instance(1, 0) + list_instance(2, 0) + list_instance(3, 0, [(0, 1)])
    body = paragraph("甲", 1, 0) + paragraph("乙", 2, 0) + paragraph("丙", 3, 0) + paragraph("丁", 3, 0)
    assert lines(body, numbering) == ["1、甲", "2、乙", "1、丙", "2、丁"]


def test_a_level_that_never_restarts_and_one_that_starts_late() -> None:
    numbering = abstract_list(
        0, ("chineseCounting", "%1、"), ("decimal", "%2."), extra=("", '<w:lvlRestart w:val="0"/>')
    ) + list_instance(1, 0, [(0, 5)])
    body = paragraph("甲", 1, 0) + paragraph("a", 1, 1) + paragraph("乙", 1, 0) + paragraph("b", 1, 1)
    assert lines(body, numbering) == ["五、甲", "1.a", "六、乙", "2.b"]


def test_numbering_comes_from_the_style_and_the_styles_below_it() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2x"><w:basedOn w:val="H2"/></w:style>'
    )
    body = paragraph("甲", style="H1") + paragraph("乙", style="H2") + paragraph("丙", style="H2x")
    body += paragraph("丁", style="H1") + paragraph("戊", 0, style="H1")
    assert lines(body, OFFICIAL, styles) == ["一、甲", "（一）乙", "（二）丙", "二、丁", "戊"]


def test_a_style_is_tied_to_its_level_by_the_list() -> None:
    numbering = abstract_list(
        0, ("decimal", "%1、"), ("decimal", "（%2）"), extra=("", '<w:pStyle w:val="Sub"/>')
    ) + list_instance(1, 0)
    styles = '<w:style w:type="paragraph" w:styleId="Sub"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert lines(paragraph("甲", 1, 0) + paragraph("乙", style="Sub"), numbering, styles) == [
        "1、甲",
        "（1）乙",
    ]


def test_a_list_defined_through_a_numbering_style() -> None:
    numbering = '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering += abstract_list(0, ("chineseCounting", "%1、")) + list_instance(1, 0) + list_instance(2, 9)
    styles = '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert lines(paragraph("甲", 2, 0) + paragraph("乙", 2, 0), numbering, styles) == ["一、甲", "二、乙"]


def test_an_empty_paragraph_takes_a_number_but_is_no_line() -> None:
    body = paragraph("甲", 1, 0) + paragraph("", 1, 0) + paragraph("乙", 1, 0)
    assert lines(body, OFFICIAL) == ["一、甲", "三、乙"]


def test_bullets_are_no_text_and_a_year_keeps_apart_from_its_number() -> None:
    numbering = OFFICIAL + abstract_list(1, ("bullet", "\uf0b7")) + list_instance(2, 1)
    body = paragraph("甲", 2, 0) + paragraph("2023年目标", 1, 2)
    assert lines(body, numbering) == ["甲", "1. 2023年目标"]


def test_insertions_stay_deletions_and_hidden_text_go() -> None:
    body = (
        "<w:p><w:r><w:t>减</w:t></w:r><w:ins><w:r><w:t>轻</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>少</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:tab/><w:t>负担</w:t></w:r></w:p>"
    )
    assert lines(body) == ["减轻\t负担"]


def test_text_before_a_deleted_paragraph_mark_joins_the_next_paragraph() -> None:
    first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>减轻</w:t></w:r></w:p>"
    assert lines(first + paragraph("负担", 1, 0), OFFICIAL) == ["一、减轻负担"]


def test_tables_are_read_row_by_row_with_their_numbers() -> None:
    def cell(inside: str, merge: str = "") -> str:
        return f"<w:tc><w:tcPr>{merge}</w:tcPr>{inside}</w:tc>"

    rows = [
        cell(paragraph("指标", 1, 2)) + cell(paragraph("95%"), '<w:vMerge w:val="restart"/>'),
        cell(paragraph("巩固率", 1, 2)) + cell(paragraph("看不见"), "<w:vMerge/>"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert lines(paragraph("前") + table + paragraph("后"), OFFICIAL) == [
        "前",
        "1.指标\t95%",
        "2.巩固率",
        "后",
    ]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('框里')}</w:txbxContent>"
    ns = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent {ns}><mc:Choice><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(body) == ["正文", "框里"]


def test_the_table_of_contents_is_left_out() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('目录')}</w:sdtContent></w:sdt>"
    )
    assert lines(contents + paragraph("总则\t1", style="T1") + paragraph("总则"), "", styles) == ["总则"]


def test_a_document_in_the_strict_namespace_is_read() -> None:
    text = '<d:document xmlns:d="http://purl.oclc.org/ooxml/wordprocessingml/main"><d:body><d:p><d:r><d:t>减负</d:t></d:r></d:p></d:body></d:document>'
    data = zip_file({"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode()})
    (found,) = read(data, "a.docx", "a.docx")
    assert isinstance(found, RawDocument)
    assert found.text == "减负"


@pytest.mark.parametrize("xml", [b"<w:document", b"", b"\xff\xfe\x00 no xml"])
def test_broken_xml_inside_is_refused(xml: bytes) -> None:
    data = zip_file({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})
    with pytest.raises(Refused, match="损坏"):
        list(read(data, "a.docx", "a.docx"))


def test_entities_that_multiply_are_not_expanded() -> None:
    xml = (
        f'<!DOCTYPE d [<!ENTITY a "{"减" * 1000}"><!ENTITY b "{"&a;" * 50}">]>'
        '<d:document xmlns:d="x"><d:body><d:p><d:r><d:t>文&b;</d:t></d:r></d:p></d:body></d:document>'
    )
    data = zip_file({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})
    (found,) = read(data, "a.docx", "a.docx")
    assert isinstance(found, RawDocument)
    assert found.text == "文"


def test_a_footnote_stands_behind_the_paragraph_that_refers_to_it() -> None:
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="0">{paragraph("分隔线")}</w:footnote>'
    notes += f'<w:footnote w:id="1">{paragraph("指“双减”意见。")}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>巩固成果</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:t>。</w:t></w:r></w:p>'
    (found,) = read(docx(body + paragraph("后"), parts={"footnotes": notes}), "a.docx", "a.docx")
    assert isinstance(found, RawDocument)
    assert found.text.split("\n") == ["巩固成果。", "指“双减”意见。", "后"]


def test_a_note_whose_reference_was_deleted_is_gone_with_it() -> None:
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">{paragraph("注")}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>文</w:t></w:r><w:del><w:r><w:footnoteReference w:id="1"/></w:r></w:del></w:p>'
    (found,) = read(docx(body, parts={"footnotes": notes}), "a.docx", "a.docx")
    assert isinstance(found, RawDocument)
    assert found.text == "文"


def test_cells_that_reach_over_columns_keep_the_others_in_their_place() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    rows = [
        cell("指标", '<w:vMerge w:val="restart"/>') + cell("毛入园率", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("2022年") + cell("2023年") + cell("删去", "<w:cellDel/>"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert lines(table) == ["指标\t毛入园率\t", "\t2022年\t2023年"]


def test_the_prompt_of_a_field_that_nobody_filled_in_is_no_text() -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph('单击此处输入文字')}</w:sdtContent></w:sdt>"
    assert lines(prompt + paragraph("文")) == ["文"]


def test_headings_by_style_become_the_outline() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{n}"><w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style>'
        for n in (1, 2)
    )
    body = (
        paragraph("临澄市教育局2023年工作要点") + paragraph("立德树人", style="H1") + paragraph("减负", style="H2")
        + paragraph("控制作业总量，每天不超过60分钟。") + paragraph("体育", style="H2") + paragraph("每天锻炼一小时。")
        + paragraph("保障", style="H1") + paragraph("落实教师待遇。")
    )  # fmt: skip
    (raw,) = read(docx(body, styles=styles), "a.docx", "a.docx")
    assert isinstance(raw, RawDocument)
    (document,) = build_documents(raw)
    assert [(p.text[:4], p.heading_path) for p in document.passages] == [
        ("控制作业", ("立德树人", "减负")),
        ("每天锻炼", ("立德树人", "体育")),
        ("落实教师", ("保障",)),
    ]
    assert [(h.level, h.title) for h in document.outline] == [
        (1, "立德树人"),
        (2, "减负"),
        (2, "体育"),
        (1, "保障"),
    ]


def test_properties_tell_office_and_date_and_no_person_is_an_office() -> None:
    core = "<p><title>要点</title><creator>{}</creator><created>2023-02-10T09:00:00Z</created></p>"
    for author, issuer in (("临澄市教育局", "临澄市教育局"), ("张三", None), ("微软用户", None)):
        data = docx(paragraph("文"), parts={"core": core.format(author)})
        (found,) = read(data, "a.docx", "a.docx")
        assert isinstance(found, RawDocument)
        assert (found.given.get("issuer"), found.given["saved"][:4]) == (issuer, "2023")


def test_what_properties_say_yields_to_the_title_and_the_signature() -> None:
    core = "<p><creator>临澄市教育局</creator><created>2019-02-10T09:00:00Z</created></p>"
    body = paragraph("望湖区教育局2023年工作要点") + paragraph("一、控制作业总量，减轻学生课业负担。")
    (raw,) = read(docx(body, parts={"core": core}), "a.docx", "a.docx")
    assert isinstance(raw, RawDocument)
    (document,) = build_documents(raw)
    assert (document.issuer, document.year) == ("望湖区教育局", 2023)
