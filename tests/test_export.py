"""An exported file says what the answer says: every source, count and doubt, and nothing that could run."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import put
from starlette.testclient import TestClient

from api.answers import SAMPLE_MARK
from api.app import create_app
from api.export import FORMATS, KINDS
from api.export.texts import REPLACEMENT
from api.library import Library
from corpus.documents import build_documents
from corpus.readers.docx import read as read_docx
from corpus.types import RawDocument

V1 = "/api/v1"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLANS = {
    "临澄市教育局2013年工作要点": "一、重点工作\n（一）减负\n1．切实减轻中小学生过重课业负担，规范办学行为。\n"
    "2．新建省优质幼儿园10所，学前三年毛入园率达到93.5%。（责任单位：基教处）\n"
    "3．贯彻《中华人民共和国义务教育法》和《关于规范办学的意见》（泰教发〔2013〕5号）。\n",
    "临澄市教育局2014年工作要点": "一、重点工作\n1．大力发展学前教育，学前三年毛入园率达到94%。（责任单位：基教处）\n"
    "2．加强教师队伍建设，落实教师工资待遇。\n",
    "临澄市教育局2016年工作要点": "一、重点工作\n1．控制作业总量，减轻中小学生过重课业负担，规范办学行为。\n"
    "2．推进校舍安全工程，改造危房3处。\n",
}
TITLE = '=HYPERLINK("http://x.invalid","点")\nER  - }{\\evil_50%'
HOSTILE = (
    "一、重点工作\n1．=SUM(1+1)是课业负担的算法，减轻课业负担。\n2．-2+3 课业负担 <script>alert(1)</script> [x](y)。\n"
    "3．课业负担\x0b\x01控制\ud800字符，**粗**。\n4．@cmd 课业负担 007 2013-05。\n"
)
"""A title and items that would be formulas, markup, field ends or no XML at all."""
ASKED: dict[str, dict[str, Any]] = {
    "search": {"q": "课业负担", "limit": 20},
    "themes": {"q": "课业负担"},
    "compare": {"a": 2013, "b": "2016"},
    "formulations": {"term": "课业负担"},
    "targets": {"q": ""},
    "precedents": {"text": "控制作业总量，减轻中小学生过重课业负担。", "limit": 3},
    "lineage": {},
    "matrix": {},
    "citations": {"title": "义务教育法"},
    "duties": {},
}


@pytest.fixture(scope="module")
def held(base: Library, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Three plans, one that is a sample, and one with a hostile title and text, whose year is in doubt."""
    library = base.beside(tmp_path_factory.mktemp("export") / "data")
    raw = [RawDocument(title, f"{title}.txt", f"{title}\n{text}", "txt") for title, text in PLANS.items()]
    for one in raw:
        [document] = build_documents(one)
        put(library, document)
    [hostile] = build_documents(RawDocument("x", "x#1", HOSTILE, "jsonl", {"title": TITLE, "year": "2015"}))
    put(library, hostile)
    library.set_fields(hostile.id, {"year_conflict": True, "title": TITLE})
    sample = "示范市教育局2017年工作要点\n一、重点工作\n1．切实减轻学生课业负担，开展课后服务。\n"
    [shown] = build_documents(RawDocument("s.txt", "s.txt", sample, "txt"))
    put(library, replace(shown, sample=True))
    return library


@pytest.fixture(scope="module")
def client(held: Library) -> Iterator[TestClient]:
    with TestClient(create_app(held, held.settings), base_url="http://localhost:8000") as opened:
        newest = opened.get(f"{V1}/documents", params={"year_from": 2014, "year_to": 2014}).json()
        ASKED["lineage"]["document_id"] = newest["documents"][0]["id"]
        yield opened


def export(client: TestClient, kind: str, form: str, params: dict[str, Any] | None = None) -> Any:
    asked = ASKED[kind] if params is None else params
    return client.post(f"{V1}/export", json={"kind": kind, "format": form, "params": asked})


def answer(client: TestClient, kind: str) -> Any:
    if kind == "precedents":
        return client.post(f"{V1}/{kind}", json=ASKED[kind]).json()
    return client.get(f"{V1}/{kind}", params=ASKED[kind]).json()


def texts_of(found: Any) -> list[str]:
    """The verbatim text of each passage that an answer holds."""
    if isinstance(found, dict):
        own = [found["text"]] if "heading_path" in found and "document_id" in found else []
        return own + [text for value in found.values() for text in texts_of(value)]
    return [text for value in found for text in texts_of(value)] if isinstance(found, list) else []


def part(content: bytes, name: str) -> Any:
    from lxml import etree

    with zipfile.ZipFile(BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


def cleaned(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", REPLACEMENT, text)


# -- how it leaves --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_leaves_in_every_format_twice_the_same(client: TestClient, kind: str) -> None:
    for form, about in FORMATS.items():
        found = export(client, kind, form)
        assert found.status_code == 200, found.text
        assert found.headers["content-type"] == about.media_type
        assert found.headers["x-content-type-options"] == "nosniff"
        plain, name = re.fullmatch(
            r"attachment; filename=\"(cejian\.\w+)\"; filename\*=UTF-8''([\w.~%-]+)",
            found.headers["content-disposition"],
        ).groups()  # type: ignore[union-attr]
        assert plain.endswith(about.extension)
        assert re.fullmatch(rf"策鉴-[^\\/:*?\"<>|\s]+.*-\d{{4}}-\d\d-\d\d\{about.extension}", unquote(name))
        assert export(client, kind, form).content == found.content


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("matrix", "targets")])
@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_every_passage_of_the_answer_is_in_the_file_word_for_word(
    client: TestClient, kind: str, form: str
) -> None:
    content = export(client, kind, form).content
    with zipfile.ZipFile(BytesIO(content)) as package:
        names = [name for name in package.namelist() if name.endswith(".xml")]
        held = "\n".join("".join(part(content, name).itertext()) for name in names)
    wanted = answer(client, kind)
    for name in ("boilerplate", "alone"):  # a comparison's workbook has them too
        if form == "docx":
            wanted.pop(name, None)
    if kind == "compare" and form == "docx":  # a theme of both sides is a line there, its passages are pairs
        wanted["shared"] = []
    texts = texts_of(wanted)
    assert texts
    diffs = kind in ("compare", "lineage") and form == "docx"
    missing = [text for text in texts if cleaned(text) not in held]
    assert not missing or diffs


def test_every_year_is_named_with_its_state_even_where_there_is_no_table_of_years(client: TestClient) -> None:
    content = export(client, "themes", "csv").content.decode("utf-8-sig")
    head = {row[0]: row[1] for row in csv.reader(StringIO(content)) if row[0].startswith("# ")}
    assert head["# 提及的年份"] == "2013、2015、2016、2017"
    assert head["# 未见提及的年份"] == "2014"
    assert head["# 文件数"] == "5份中有4份提及"
    assert head["# 资料库"].startswith("data，第")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", head["# 导出日期"])


def test_sample_plans_and_doubtful_years_are_marked_in_every_format(client: TestClient) -> None:
    rows = list(csv.DictReader(table_of(export(client, "search", "csv").content)))
    assert {row["年份存疑"] for row in rows if row["年份"] == "2015"} == {"存疑"}
    assert all(row["文件"].startswith(SAMPLE_MARK) for row in rows if row["年份"] == "2017")
    for form in ("md", "docx"):
        content = export(client, "search", form).content
        said = "".join(part(content, "word/footnotes.xml").itertext()) if form == "docx" else content.decode()
        assert "（2015年，年份存疑）" in said
        assert f"《{SAMPLE_MARK}示范市教育局2017年工作要点》（2017年）" in said
    assert ". [2015]." in export(client, "search", "gbt7714").content.decode()
    assert "年份存疑" in export(client, "search", "ris").content.decode()
    assert "年份存疑" in export(client, "search", "bibtex").content.decode()


# -- what is asked wrongly ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("search", {}),
        ("search", {"q": ""}),
        ("search", {"q": "减负", "limit": "ten"}),
        ("search", {"q": "减负", "limit": 0}),
        ("search", {"q": "减负", "expand": "maybe"}),
        ("search", {"q": "减负", "year_from": "abc"}),
        ("themes", {"q": "减负", "level": "村"}),
        ("themes", {"limit": "x"}),
        ("compare", {"a": "2013", "b": "1999"}),
        ("formulations", {"term": "减"}),
        ("lineage", {"document_id": "nosuch"}),
        ("matrix", {"by": "region"}),
    ],
)
def test_parameters_are_checked_as_the_endpoint_checks_them(
    client: TestClient, kind: str, params: dict[str, Any]
) -> None:
    asked = client.get(f"{V1}/{kind}", params=params)
    wanted = asked.json()["error"]
    found = export(client, kind, "csv", params)
    if kind == "themes" and "limit" in params:
        assert found.json()["error"]["code"] == "bad_params"  # an unknown name is told, not passed over
        return
    assert found.status_code == asked.status_code >= 400
    told = found.json()["error"]
    assert (told["code"], told["message"]) == (wanted["code"], wanted["message"])


@pytest.mark.parametrize(
    ("body", "code", "says"),
    [
        ({"kind": "best", "format": "csv"}, "bad_kind", "formulations"),
        ({"kind": ["search"], "format": "csv"}, "bad_kind", "themes"),
        ({"kind": "search", "format": "pdf"}, "bad_format", "gbt7714"),
        ({"kind": "search"}, "bad_format", "docx"),
        ({"kind": "search", "format": "csv", "params": []}, "bad_params", "q"),
        ({"kind": "search", "format": "csv", "params": {"q": "减负", "best": 1}}, "bad_params", "year_from"),
        ({"kind": "search", "format": "csv", "params": {"q": {"a": 1}}}, "bad_value", "q"),
        ({"kind": "search", "format": "csv", "query": "减负"}, "bad_field", "params"),
        ({"kind": "precedents", "format": "csv", "params": {}}, "empty_draft", "text"),
        ({"kind": "matrix", "format": "ris", "params": {"by": "year"}}, "nothing_to_cite", "xlsx"),
    ],
)
def test_what_can_not_be_exported_is_told_with_what_can(
    client: TestClient, body: dict[str, Any], code: str, says: str
) -> None:
    found = client.post(f"{V1}/export", json=body)
    assert found.status_code == 400
    assert found.json()["error"]["code"] == code
    assert says in found.json()["error"]["message"]


def test_json_values_are_read_as_a_query_string_spells_them(client: TestClient) -> None:
    one = export(
        client, "search", "csv", {"q": "课业负担", "year_from": 2013, "expand": False, "level": ["市"]}
    )
    other = export(
        client, "search", "csv", {"q": "课业负担", "year_from": "2013", "expand": "false", "level": "市"}
    )
    assert table_of(one.content).read() == table_of(other.content).read()


def test_a_repeatable_parameter_may_be_given_once(client: TestClient) -> None:
    one = export(client, "search", "csv", {"q": "课业负担", "without": "学业负担"})
    several = export(client, "search", "csv", {"q": "课业负担", "without": ["学业负担"]})
    assert one.content == several.content
    assert "without=学业负担" in one.content.decode()


# -- csv and xlsx ---------------------------------------------------------------------------------


def table_of(content: bytes) -> StringIO:
    """The table of a csv file as pandas and R read it with ``comment="#"``."""
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    return StringIO("\r\n".join(line for line in lines if not line.startswith("#")))


def test_a_csv_cell_never_begins_like_a_formula_and_gives_its_text_back(client: TestClient) -> None:
    rows = list(csv.reader(StringIO(export(client, "search", "csv").content.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell and cell[0] in "=+-@\t\r＝＋－＠"]
    table = list(csv.DictReader(table_of(export(client, "search", "csv").content)))
    given = {re.sub("^'(?=[\\s']*[=+@＝＋－＠-])", "", row["原文"]) for row in table}
    assert {text.replace("\ud800", REPLACEMENT) for text in texts_of(answer(client, "search"))} == given
    assert any(row["文件"].startswith("'=HYPERLINK") for row in table)


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(client: TestClient) -> None:
    from python_calamine import load_workbook

    content = export(client, "search", "xlsx").content
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            sheet = part(content, name)
            assert not list(sheet.iter("{*}f", "{*}hyperlink"))
            assert [pane.get("state") for pane in sheet.iter("{*}pane")] == ["frozen"]
            assert all(float(column.get("width")) >= 6 for column in sheet.iter("{*}col"))
    book = load_workbook(BytesIO(content))
    assert book.sheet_names == ["说明", "原文", "分布", "查的词", "引用的文件"]
    rows = book.get_sheet_by_name("原文").to_python()
    columns = rows[0]
    texts = {row[columns.index("原文")] for row in rows[1:]}
    assert {cleaned(text) for text in texts_of(answer(client, "search"))} == texts
    assert {type(row[columns.index("年份")]) for row in rows[1:]} == {float}
    assert any(row[columns.index("文件")].startswith("=HYPERLINK") for row in rows[1:])


def test_a_file_number_that_looks_like_a_number_stays_a_text() -> None:
    from python_calamine import load_workbook

    from api.export import xlsx
    from api.export.report import Body, Report, Table

    numbers = ("2013-05", "007", "1e5", "0.50", "3/4", "=1+1", "TRUE", "https://x.invalid")
    table = Table(
        "表[1]/一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
        ("文号",),
        tuple((n,) for n in numbers),
    )
    report = Report("题", (), (), Body("题", (), (), table, (table,)), (), "2026-11-26")
    book = load_workbook(BytesIO(xlsx.write(report)))
    assert [len(name) for name in book.sheet_names] == [2, 31, 31]
    rows = book.get_sheet_by_index(1).to_python()
    assert tuple(row[0] for row in rows[1:]) == numbers


def test_a_workbook_has_one_sheet_a_part(client: TestClient) -> None:
    from python_calamine import load_workbook

    names = load_workbook(BytesIO(export(client, "themes", "xlsx").content)).sheet_names
    assert names == ["说明", "原文", "各年", "各年各机关", "主题", "摘句", "查的词", "引用的文件"]
    rows = (
        load_workbook(BytesIO(export(client, "themes", "xlsx").content)).get_sheet_by_name("各年").to_python()
    )
    assert [row[:2] for row in rows[1:]] == [
        [2013, "提及"],
        [2014, "未见提及"],
        [2015, "提及"],
        [2016, "提及"],
        [2017, "提及"],
    ]


# -- docx -----------------------------------------------------------------------------------------


def test_each_quotation_of_a_document_has_a_footnote_with_plan_year_section_and_item(
    client: TestClient,
) -> None:
    content = export(client, "search", "docx").content
    body, notes = part(content, "word/document.xml"), part(content, "word/footnotes.xml")
    said = {note.get(f"{W}id"): "".join(note.itertext()).strip() for note in notes}
    asked = [mark.get(f"{W}id") for mark in body.iter(f"{W}footnoteReference")]
    hits = answer(client, "search")["hits"]
    assert len(asked) == len(set(asked)) == len(hits)
    for number, hit in zip(asked, hits, strict=True):
        if hit["year"] == 2013 and hit["item"] == "1":
            assert (
                said[number] == "《临澄市教育局2013年工作要点》（2013年），一、重点工作 · （一）减负，条目1。"
            )
    assert [note.get(f"{W}type") for note in notes][:2] == ["separator", "continuationSeparator"]
    settings = part(content, "word/settings.xml")
    assert len(settings.find(f"{W}footnotePr")) == 2


def test_a_document_opens_again_with_chinese_fonts_headings_and_numbered_tables(client: TestClient) -> None:
    from docx import Document

    content = export(client, "themes", "docx").content
    document = Document(BytesIO(content))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[:2] == ["各年", "概览"]
    assert [row.cells[1].text for row in document.tables[0].rows][:3] == ["状态", "提及", "未见提及"]
    fonts = {
        fonts.get(f"{W}eastAsia")
        for name in ("Normal", "Heading 1", "Title")
        for fonts in document.styles[name].element.iter(f"{W}rFonts")
    }
    assert fonts == {"宋体", "黑体"}
    assert b"Theme=" not in zipfile.ZipFile(BytesIO(content)).read("word/styles.xml")
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    fields = [field.get(f"{W}instr") for p in captions for field in p._p.iter(f"{W}fldSimple")]
    assert fields == [" SEQ 表 \\* ARABIC "] * len(captions)


def test_our_own_reader_reads_the_document_back(client: TestClient) -> None:
    [read] = list(read_docx(export(client, "themes", "docx").content, "x.docx", "x.docx"))
    for text in (cleaned(text) for text in texts_of(answer(client, "themes")["themes"])):
        assert text in read.text
    assert "表1　各年" in read.text


def test_what_was_struck_and_put_in_is_styled_and_both_sides_stay_whole(client: TestClient) -> None:
    content = export(client, "compare", "docx").content
    [pair] = [pair for pair in answer(client, "compare")["pairs"] if "作业总量" in pair["b"]["text"]]
    paragraph = next(
        p
        for p in part(content, "word/document.xml").iter(f"{W}p")
        if "作业总量" in "".join(p.itertext())
        and p.find(f"{W}r/{W}rPr/{W}rStyle[@{W}val='DeletedWords']") is not None
    )
    sides = {"old": "", "new": ""}
    for run in paragraph.iter(f"{W}r"):
        style = run.find(f"{W}rPr/{W}rStyle")
        name = None if style is None else style.get(f"{W}val")
        text = "".join(t.text for t in run.iter(f"{W}t"))
        sides["old"] += text if name != "InsertedWords" else ""
        sides["new"] += text if name != "DeletedWords" else ""
    assert (sides["old"], sides["new"]) == (pair["a"]["text"], pair["b"]["text"])


@pytest.mark.slow
def test_libreoffice_opens_the_document_and_shows_the_footnotes(client: TestClient, tmp_path: Path) -> None:
    import pypdfium2

    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("no LibreOffice here: apt-get install libreoffice-writer")
    (tmp_path / "x.docx").write_bytes(export(client, "search", "docx").content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "x.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    pdf = pypdfium2.PdfDocument(tmp_path / "x.pdf")
    said = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in pdf))
    pdf.close()
    assert "切实减轻中小学生过重课业负担" in said
    assert "（2015年，年份存疑）" in said


# -- Markdown and references ----------------------------------------------------------------------


def test_markdown_of_a_plan_is_no_markup_and_each_quotation_has_its_note(client: TestClient) -> None:
    text = export(client, "search", "md").content.decode()
    assert "<script>" not in text
    assert "[x](y)" not in text
    marks, notes = re.findall(r"\[\^(\d+)\](?!:)", text), re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)
    assert marks == notes == [str(number + 1) for number in range(len(answer(client, "search")["hits"]))]
    unescaped = re.sub(r"\\(.)", r"\1", text)
    assert "切实减轻中小学生过重课业负担，规范办学行为。" in unescaped
    assert "<script>alert(1)</script> [x](y)" in unescaped


def test_a_hostile_title_stays_one_entry(client: TestClient) -> None:
    cited = {hit["document_id"] for hit in answer(client, "search")["hits"]}
    ris = export(client, "search", "ris").content.decode()
    lines = ris.splitlines()
    assert (
        sum(line.startswith("ER  -") for line in lines)
        == sum(line[:2] == "TY" for line in lines)
        == len(cited)
    )
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    bibtex = export(client, "search", "bibtex").content.decode()
    assert bibtex.count("@misc{cejian") == len(cited)
    depth, escaped = 0, False
    for letter in bibtex:
        depth += 0 if escaped else {"{": 1, "}": -1}.get(letter, 0)
        escaped = letter == "\\" and not escaped
        assert depth >= 0
    assert depth == 0
    entries = export(client, "search", "gbt7714").content.decode().strip().split("\r\n")
    assert [entry.partition("]")[0] for entry in entries] == [f"[{n + 1}" for n in range(len(cited))]
    assert any(
        re.fullmatch(r"\[\d\] 临澄市教育局\. 临澄市教育局2013年工作要点\[Z\]\. 2013\.", one)
        for one in entries
    )


def test_what_plans_cite_can_be_taken_into_a_reference_manager(client: TestClient) -> None:
    entries = export(client, "citations", "gbt7714", {}).content.decode()
    assert "关于规范办学的意见：泰教发〔2013〕5号[Z]. 2013." in entries
    assert "中华人民共和国义务教育法[Z]." in entries
