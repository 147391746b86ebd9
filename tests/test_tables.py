from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from make_files import xlsx

from corpus.documents import build_documents
from corpus.errors import Refused
from corpus.readers import read
from corpus.types import RawDocument, Refusal

SHARED = Path(__file__).parents[2] / "shared"


def rows(data: bytes, name: str) -> list[RawDocument | Refusal]:
    return list(read(data, name, f"/p/{name}"))


def jsonl(*objects: object) -> bytes:
    return "\n".join(json.dumps(o, ensure_ascii=False) for o in objects).encode()


def texts(found: list[RawDocument | Refusal]) -> list[str]:
    return [item.text for item in found if isinstance(item, RawDocument)]


def refusals(found: list[RawDocument | Refusal]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Refusal)]


def test_a_row_is_a_document_with_what_its_columns_say() -> None:
    (found,) = rows(
        jsonl({"标题": "要点", "年份": 2013, "发文机关": "教育局", "地区": None, "正文": "减负"}), "a.jsonl"
    )
    assert found == RawDocument(
        "a.jsonl 第1行", "/p/a.jsonl#1", "减负", "jsonl",
        {"title": "要点", "year": "2013", "issuer": "教育局"},
    )  # fmt: skip


def test_bad_lines_are_refused_by_number_and_the_rest_goes_on() -> None:
    data = (
        jsonl({"content": "一"}) + b'\n{"content": "cut\n\xff\xfe\x01\x02\n\n[1]\n' + jsonl({"content": "二"})
    )
    found = rows(data, "a.jsonl")
    assert texts(found) == ["一", "二"]
    assert [reason[:4] for reason in refusals(found)] == ["第2行不", "第3行不", "第5行不"]


def test_only_a_row_without_text_is_refused() -> None:
    found = rows(
        jsonl({"content": "一"}, {"content": " \n"}, {"content": None, "year": 1}, {"title": "x"}), "a.jsonl"
    )
    assert texts(found) == ["一"]
    assert ["第2行" in refusals(found)[0], "第3行" in refusals(found)[1], "第4行" in refusals(found)[2]] == [
        True
    ] * 3


def test_a_row_without_a_year_goes_in() -> None:
    (found,) = rows(jsonl({"title": "决议", "content": "决议", "year": None}), "a.jsonl")
    assert isinstance(found, RawDocument)
    assert "year" not in found.given


def test_lone_surrogates_of_json_come_through() -> None:
    assert texts(rows(b'{"content": "\\ud800\\u51cf"}', "a.jsonl")) == ["\ud800减"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_tables_are_read_in_each_encoding(encoding: str) -> None:
    text = "标题,正文\n要点,减轻课业负担\n"
    assert texts(rows(text.encode(encoding), "a.csv")) == ["减轻课业负担"]
    line = json.dumps({"正文": "减轻课业负担"}, ensure_ascii=False)
    assert texts(rows(line.encode(encoding), "a.jsonl")) == ["减轻课业负担"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_cells_may_hold_lines_and_quotes(delimiter: str) -> None:
    text = (
        delimiter.join(["title", "content"]) + "\r\n" + delimiter.join(["a", '"一、甲\r\n""乙"""']) + "\r\n"
    )
    assert texts(rows(text.encode(), "a.csv")) == ['一、甲\n"乙"']


def test_rows_of_a_sheet_are_numbered_as_a_person_sees_them() -> None:
    found = rows("标题,正文\na,减负\nb,\n\nc,作业\n".encode(), "a.csv")
    assert [item.name for item in found] == ["a.csv 第2行", "a.csv 第3行", "a.csv 第5行"]
    assert "第2行" in refusals(found)[0], "the number below the header is told too"


def test_a_quote_never_closed_does_not_become_a_document() -> None:
    data = '标题,正文\na,减负\nb,"作业\nc,考试\nd,睡眠\n'.encode()
    found = []
    with pytest.raises(Refused, match="第3行有一个引号没有闭合"):
        for item in read(data, "a.csv", "/p/a.csv"):
            found.append(item)
    assert texts(found) == ["减负"]


def test_a_table_without_a_text_column_says_what_it_has() -> None:
    with pytest.raises(Refused, match="编号、备注") as caught:
        rows("编号,备注\n1,2\n".encode(), "a.csv")
    assert caught.value.code == "no_columns"


def test_sheets_with_a_title_above_the_header_and_several_sheets() -> None:
    data = xlsx(
        {
            "市级": [["历年计划汇总"], [], ["标题", "年份", "正文"], ["要点", 2013, "减负"]],
            "区级": [["标题", "正文"], ["计划", "作业"], ["空", None]],
            "说明": [["本表由办公室整理"]],
            "空表": [],
        }
    )
    found = rows(data, "a.xlsx")
    assert [item.name for item in found] == [
        "a.xlsx 市级 第4行",
        "a.xlsx 区级 第2行",
        "a.xlsx 区级 第3行",
        "a.xlsx 说明",
    ]
    assert isinstance(found[0], RawDocument)
    assert found[0].given == {"title": "要点", "year": "2013"}
    assert found[0].source == "/p/a.xlsx#市级!4"


def test_markup_in_a_cell_is_read_as_a_page() -> None:
    assert texts(rows(jsonl({"content": "<p>一、甲</p><p>乙</p>"}), "a.jsonl")) == ["一、甲\n乙"]
    assert texts(rows(jsonl({"content": "a<b 且 <p>"}), "a.jsonl")) == ["a<b 且 <p>"]


def test_dates_and_whole_numbers_are_given_as_people_write_them() -> None:
    from corpus.readers.tables import _cell

    assert (_cell(2013.0), _cell(date(2014, 2, 1)), _cell(["甲", 1])) == ("2013", "2014-02-01", "甲\n1")


def test_all_government_reports_come_through() -> None:
    path = SHARED / "data" / "government-work-reports.jsonl"
    if not path.exists():
        pytest.skip("the shared reports are not here")
    found = rows(path.read_bytes(), path.name)
    assert len(texts(found)) == 72
    assert sum("year" in item.given for item in found if isinstance(item, RawDocument)) == 52


@pytest.mark.parametrize("name", ["rows.xls", "rows.ods"])
def test_old_excel_and_opendocument_tables_are_read_like_new_ones(name: str) -> None:
    (found,) = read((Path(__file__).parent / "files" / name).read_bytes(), name, name)
    assert isinstance(found, RawDocument)
    assert (found.text, found.format) == ("一、抓好减负。", name[-3:])
    assert found.given == {"title": "临澄市教育局2013年工作要点", "year": "2013"}


# -- tables as researchers make them --------------------------------------------------------------


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook as Excel writes it: dates are numbers with a format."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_each_sheet_has_a_header_of_its_own_and_dates_are_cells() -> None:
    data = workbook(
        {
            "市级": [
                ["序号", "题名", "年份", "全文", "发布单位", "发布日期", "省份", "文号"],
                [
                    1,
                    "要点",
                    2013,
                    "减负",
                    "临澄市教育局",
                    datetime(2013, 3, 1),
                    "江苏省",
                    "临教发〔2013〕5号",
                ],
            ],
            "Policies": [
                [
                    "id",
                    "Policy Title",
                    "Release Time",
                    "Release Department",
                    "Policy Content",
                    "Province",
                    "City",
                ],
                [7, "计划", datetime(2023, 3, 1, 14, 30, 5), "临澄市教育局", "作业", "江苏省", "临澄市"],
            ],
        }
    )
    first, second = rows(data, "a.xlsx")
    assert isinstance(first, RawDocument)
    assert first.text == "减负"
    assert first.given == {
        "title": "要点", "year": "2013", "date": "2013-03-01", "issuer": "临澄市教育局", "region": "江苏省",
        "number": "临教发〔2013〕5号",
    }  # fmt: skip
    assert isinstance(second, RawDocument)
    assert (second.name, second.text) == ("a.xlsx Policies 第2行", "作业")
    assert second.given == {
        "title": "计划", "date": "2023-03-01", "issuer": "临澄市教育局", "region": "江苏省临澄市",
    }  # fmt: skip
    (document,) = build_documents(second)
    assert (document.year, document.found["year"]) == (2023, "表格列 date：2023-03-01")
    assert document.found["date"] == "2023-03-01"


def test_columns_of_level_stage_and_type_are_read_in_their_own_words() -> None:
    header = ["文件名", "正文", "级别", "学段", "文种"]
    (found,) = rows(
        workbook({"表": [header, ["要点.docx", "减负", "区县级", "义务教育", "年度工作要点"]]}), "a.xlsx"
    )
    assert isinstance(found, RawDocument)
    (document,) = build_documents(found)
    assert (document.title, document.level, document.stage, document.doc_type) == (
        "要点", "县", ("义务",), "工作要点",
    )  # fmt: skip
    assert document.found["level"] == "表格列 level"


@pytest.mark.parametrize("nothing", ["nan", "NaT", "无", "—", "None", " "])
def test_a_cell_that_says_nothing_is_no_value(nothing: str) -> None:
    (found,) = rows(
        jsonl({"标题": "要点", "年份": nothing, "日期": nothing, "地区": nothing, "正文": "减负"}), "a.jsonl"
    )
    assert isinstance(found, RawDocument)
    assert found.given == {"title": "要点"}


@pytest.mark.parametrize(
    "year", ["2023", "2023年", "2023-03-01", "20230301", "2023.0", "二〇二三年", "2023年度"]
)
def test_a_year_is_read_however_its_column_has_it(year: str) -> None:
    (found,) = rows(jsonl({"标题": "要点", "年份": year, "正文": "减负"}), "a.jsonl")
    assert isinstance(found, RawDocument)
    assert build_documents(found)[0].year == 2023


def test_what_is_wanted_and_what_is_there_is_said_of_a_table_without_texts() -> None:
    with pytest.raises(Refused, match=r"正文、全文、内容、content、text.*有的列是：编号、条文"):
        rows(workbook({"表": [["编号", "条文"], [1, "减负"]]}), "a.xlsx")
