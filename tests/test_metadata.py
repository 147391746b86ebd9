"""What is this document?"""

from __future__ import annotations

import pytest

from corpus.documents import build_documents
from corpus.metadata import Clues, Metadata, cites_of, given_year_conflict, metadata_of
from corpus.types import RawDocument


def meta(
    title: str = "",
    name: str = "a.txt",
    source: str = "a.txt",
    signed: str = "",
    signed_date: str = "",
    date_line: str = "",
    columns: dict[str, str] | None = None,
    properties: dict[str, str] | None = None,
) -> Metadata:
    raw = RawDocument(name, source, "", "csv" if columns else "docx", columns or properties or {})
    return metadata_of(Clues(raw, title, "标题行", date_line, signed, signed_date))


@pytest.mark.parametrize(
    ("title", "year", "first", "last"),
    [
        ("临澄市教育局2013年工作要点", 2013, None, None),
        ("二〇二三年教育工作要点", 2023, None, None),
        ("2023—2024学年工作计划", 2023, 2023, 2024),
        ("2023—2024学年第二学期工作计划", 2024, None, None),
        ("临澄市“十四五”教育发展规划", 2021, 2021, 2025),
        ("“十四五”规划2022年实施方案", 2022, None, None),
        ("第二期学前教育三年行动计划", 2014, 2014, 2016),
        ("教育改革和发展规划纲要（2010—2020年）", 2010, 2010, 2020),
        ("2022年工作总结和2023年工作计划", 2023, None, None),
        ("到2020年基本实现教育现代化的意见", None, None, None),
        ("中国教育现代化2035", None, None, None),
        ("教育局xx年工作要点", None, None, None),
        ("教育工作要点", None, None, None),
    ],
)
def test_a_title_gives_the_year_or_none(
    title: str, year: int | None, first: int | None, last: int | None
) -> None:
    found = meta(title)
    assert (found.year, found.period_from, found.period_to) == (year, first, last)
    assert ("year" in found.found) == (year is not None)


def test_sources_of_a_year_are_believed_in_order() -> None:
    title, name, signed, line = "2013年要点", "2014年要点.txt", "2015年2月1日", "（2016年3月1日）"
    folder = "2017/a.txt"

    def how(title: str, name: str, signed: str, line: str) -> str:
        return meta(title, name, folder, signed_date=signed, date_line=line).found["year"]

    assert how(title, name, signed, line) == "标题行：2013年"
    assert how("工作要点", name, signed, line) == "文件名：2014年"
    assert how("工作要点", "a.txt", signed, line) == "落款日期：2015年2月1日"
    assert how("工作要点", "a.txt", "", line) == "标题下日期：（2016年3月1日）"
    assert how("工作要点", "a.txt", "", "") == "文件夹：2017"


def test_a_column_wins_and_a_title_against_it_is_a_conflict() -> None:
    given = {"title": "2013年工作要点", "year": "2014", "issuer": "临澄市教育局", "region": "临澄市"}
    found = meta(columns=given)
    assert (found.year, found.issuer, found.region) == (2014, "临澄市教育局", "临澄市")
    assert found.found["issuer"] == "表格列 issuer"
    raw = RawDocument("t", "t", "", "csv", given)
    assert given_year_conflict(raw, "2013年工作要点") == "表格列年份是2014，标题写的是2013年"


def test_a_resolution_on_a_report_has_no_year() -> None:
    found = meta("关于2013年政府工作报告的决议", name="2013.txt", signed_date="2013年3月17日")
    assert (found.year, found.doc_type) == (None, "决议")


def test_a_signature_names_the_issuer_where_the_title_does_not() -> None:
    found = meta("2013年全市教育工作要点", signed="临澄市教育局")
    assert (found.issuer, found.region, found.level) == ("临澄市教育局", "临澄市", "市")
    assert found.found["issuer"] == "落款"


def test_a_property_of_a_file_is_believed_less_than_its_title_line() -> None:
    given = {"title": "Microsoft Word - 文档1"}
    assert meta("2013年工作要点", properties=given).title == "2013年工作要点"
    assert meta("", name="2013年计划.docx", properties=given).title == "2013年计划"


def test_prose_that_runs_into_a_file_number_is_no_part_of_it() -> None:
    text = "认真执行泰教发〔2023〕5号，详见苏教〔2022〕3号"
    assert cites_of(text, [(0, len(text))]) == ("泰教发〔2023〕5号", "苏教〔2022〕3号")


def test_cited_titles_and_file_numbers_are_listed_once() -> None:
    text = "按《义务\n教育法》和《义务教育法》及泰教发〔2023〕5号文件，联合《xx教育》编辑部，落实《市**办公室关于幼儿园的通知》。"
    assert cites_of(text, [(0, len(text))]) == (
        "义务教育法",
        "泰教发〔2023〕5号",
        "市**办公室关于幼儿园的通知",
    )


def test_an_office_has_one_name_and_how_it_was_written_is_kept() -> None:
    found = meta("市教育局基教处2023年工作要点")
    assert (found.issuer, found.level) == ("教育局基础教育处", "市")
    assert found.found["issuer"] == "标题行：市教育局基教处"
    assert found.issuer == meta("教育局基础教育处2022年工作要点").issuer


@pytest.mark.parametrize(
    ("title", "source", "signed", "region", "how"),
    [
        ("泰兴市教育局2013年工作要点", "a.txt", "", "泰兴市", "标题行"),
        ("2013年工作要点", "a.txt", "姜堰区教育局", "泰州市姜堰区", "落款：姜堰区教育局"),
        ("鼓楼区教育局2013年工作要点", "/计划/南京/a.txt", "", "南京市鼓楼区", "标题行"),
        ("鼓楼区教育局2013年工作要点", "a.txt", "", "鼓楼区", "标题行"),
        ("2013年工作要点", "/计划/江苏省/泰州市/2013/a.txt", "", "泰州市", "文件夹：泰州市"),
        ("教育部2013年工作要点", "/计划/江苏省/a.txt", "", None, None),
        ("2013年工作要点", "/计划/和平/a.txt", "", None, None),
    ],
)
def test_a_region_is_known_by_title_signature_and_folder(
    title: str, source: str, signed: str, region: str | None, how: str | None
) -> None:
    found = meta(title, source=source, signed=signed)
    assert (found.region, found.found.get("region")) == (region, how)


def test_a_column_with_the_province_does_not_hide_the_city_that_the_issuer_names() -> None:
    assert meta(columns={"title": "泰州市教育局2013年工作要点", "region": "江苏省"}).region == "泰州市"
    assert meta(columns={"title": "2013年工作要点", "region": "江苏省泰州市姜堰区"}).region == "泰州市姜堰区"
    assert meta(columns={"title": "泰州市教育局2013年工作要点", "region": "浙江省"}).region == "浙江省"


def test_a_place_in_the_text_is_a_mention_and_no_region() -> None:
    text = "2013年工作要点\n一、到泰州市、姜堰区学习经验，与南京市鼓楼区结对。\n"
    (document,) = build_documents(RawDocument("a.txt", "a.txt", text, "txt"))
    assert (document.region, document.issuer, document.level) == (None, None, None)


def test_a_plan_with_a_summary_is_a_plan_of_its_own_year_and_intentions_make_no_plan() -> None:
    both = meta("2023年工作计划和2022年工作总结")
    assert (both.doc_type, both.year) == ("工作计划", 2023)
    summary = meta("2023年工作总结及下一步打算")
    assert (summary.doc_type, summary.year) == ("总结", 2023)


def test_a_school_year_by_its_first_year_is_two_years() -> None:
    found = meta("2023学年工作计划")
    assert (found.year, found.period_from, found.period_to) == (2023, 2023, 2024)
