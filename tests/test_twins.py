"""One plan in two formats is one document; a revised plan is linked to the first; a summary is no plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from make_files import docx, paragraph, pdf, typeset

from api.library import Library
from index.records import Record
from index.store import NoSuchDocument

TITLE = "临澄市教育局2013年工作要点"
ITEMS = [
    "一、重点工作",
    "1．切实减轻中小学生过重课业负担，规范办学行为，严控学生在校集中学习时间和家庭作业量。",
    "2．新建省优质幼儿园10所，新增学位3000个，大力发展学前教育，学前三年毛入园率达到95%。",
    "3．加强教师队伍建设，落实教师工资待遇，组织校长和骨干教师培训1200人次。",
    "4．推进校舍安全工程，改造危房3处，完成12所学校的加固。",
]
TEXT = "\n".join([TITLE, *ITEMS])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "plans"
    made.mkdir()
    return made


def ingest(library: Library, *paths: Path) -> list[tuple[str, str]]:
    return [(one.status, one.document_id or "") for one in library.ingest(paths).outcomes]


def held(library: Library) -> list[Record]:
    return library.parts.store.records()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plan_in_four_formats_is_one_document_with_four_sources(library: Library, folder: Path) -> None:
    (folder / "要点.docx").write_bytes(docx("".join(map(paragraph, [TITLE, *ITEMS]))))
    (folder / "要点.pdf").write_bytes(pdf(typeset(TEXT)))
    write(folder, "要点.html", f"<html><body><nav>首页 &gt; 政务公开</nav><h1>{TITLE}</h1>" + "".join(
        f"<p>　　{item}</p>" for item in ITEMS
    ) + "<p>上一篇：2012年工作要点</p></body></html>")  # fmt: skip
    write(folder, "要点.txt", TEXT.replace("，", ", ").replace("\n", "\n\n"))
    statuses = [status for status, _ in ingest(library, folder)]
    assert sorted(statuses) == ["added", "updated", "updated", "updated"]
    (record,) = held(library)
    assert len(record.document.sources) == 4
    assert [status for status, _ in ingest(library, folder)] == ["unchanged"] * 4


def test_what_a_page_prints_around_a_plan_does_not_make_another(library: Library, folder: Path) -> None:
    ingest(library, write(folder, "a.txt", TEXT))
    repost = TEXT + "\n责任编辑 某某\n点击次数 352"
    ((status, identity),) = ingest(library, write(folder, "b.txt", repost))
    assert (status, [record.id for record in held(library)]) == ("updated", [identity])


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.replace("10所", "12所"),
        TEXT + "\n5．做好招生工作。",
        TEXT.replace("2013年", "2014年"),
        TEXT.replace("临澄市教育局", "望湖区教育局"),
    ],
)
def test_a_figure_an_item_a_year_or_an_issuer_makes_another_document(
    library: Library, folder: Path, changed: str
) -> None:
    ingest(library, write(folder, "a.txt", TEXT))
    ((status, _),) = ingest(library, write(folder, "b.txt", changed))
    assert (status, len(held(library))) == ("added", 2)


def test_a_revised_plan_is_linked_to_the_first(library: Library, folder: Path) -> None:
    ((_, first),) = ingest(library, write(folder, "a.txt", TEXT))
    revised = TEXT.replace("工作要点", "工作要点（修订稿）").replace("10所", "12所")
    ((_, second),) = ingest(library, write(folder, "b.txt", revised))
    ((_, third),) = ingest(library, write(folder, "c.txt", revised.replace("12所", "14所")))
    links = {record.id: record.revision_of for record in held(library)}
    assert links == {first: None, second: first, third: first}


def test_another_source_of_the_first_version_does_not_make_it_a_revision(
    library: Library, folder: Path
) -> None:
    ((_, first),) = ingest(library, write(folder, "a.txt", TEXT))
    ((_, second),) = ingest(library, write(folder, "b.txt", TEXT.replace("10所", "12所")))
    ingest(library, write(folder, "c.txt", TEXT))
    assert {record.id: record.revision_of for record in held(library)} == {first: None, second: first}


@pytest.mark.slow
def test_files_of_independent_writers_are_one_document(library: Library) -> None:
    files = Path(__file__).parent / "files"
    for name in ("plan", "notice"):  # the PDF of the notice lacks a line in brackets that the others have
        ingest(library, *(files / f"{name}.{ending}" for ending in ("doc", "docx", "odt", "pdf", "rtf")))
    assert [len(record.document.sources) for record in held(library)] == [5, 5]


def test_a_dry_run_sees_that_two_of_its_files_are_one_plan(library: Library, folder: Path) -> None:
    paths = [
        write(folder, "a.txt", TEXT),
        write(folder, "b.txt", TEXT.replace("。", "。\n")),
        write(folder, "c.txt", TEXT.replace("10所", "12所")),
        write(folder, "d.txt", TEXT),
    ]
    statuses = [one.status for one in library.ingest(paths, dry_run=True).outcomes]
    assert statuses == ["would_add", "would_join", "would_add", "would_join"]
    assert held(library) == []


def test_a_draft_that_comes_in_later_is_still_the_earlier_version(library: Library, folder: Path) -> None:
    ((_, final),) = ingest(library, write(folder, "a.txt", TEXT))
    draft = TEXT.replace("工作要点", "工作要点（征求意见稿）").replace("10所", "8所")
    ((_, earlier),) = ingest(library, write(folder, "b.txt", draft))
    assert {record.id: record.revision_of for record in held(library)} == {final: earlier, earlier: None}


@pytest.mark.parametrize(
    "title", ["临澄市教育局2013年工作总结", "临澄市教育局2013年德育工作要点", "临澄市教育局2014年工作要点"]
)
def test_a_summary_another_plan_and_another_year_are_no_revisions(
    library: Library, folder: Path, title: str
) -> None:
    ingest(library, write(folder, "a.txt", TEXT))
    ((status, _),) = ingest(
        library, write(folder, "b.txt", TEXT.replace(TITLE, title).replace("10所", "12所"))
    )
    assert status == "added"
    assert [record.revision_of for record in held(library)] == [None, None]


def test_a_summary_with_the_words_of_its_plan_stays_apart(library: Library, folder: Path) -> None:
    ingest(library, write(folder, "a.txt", TEXT))
    ((status, _),) = ingest(library, write(folder, "b.txt", TEXT.replace("工作要点", "工作总结")))
    assert (status, len(held(library))) == ("added", 2)


def test_a_second_source_fills_in_what_the_first_did_not_say(library: Library, folder: Path) -> None:
    ingest(library, write(folder, "a.txt", "\n".join(ITEMS)))
    (record,) = held(library)
    assert record.document.year is None
    ingest(library, write(folder, "b.txt", TEXT))
    (record,) = held(library)
    assert (record.document.year, record.document.issuer) == (2013, "临澄市教育局")
    assert record.document.found["year"] == "另一来源 标题行：2013年"
    assert library.check() is None


def test_what_a_person_has_set_is_kept_over_every_ingest(library: Library, folder: Path) -> None:
    path = write(folder, "a.txt", TEXT)
    ((_, identity),) = ingest(library, path)
    library.set_fields(identity, {"year": 2012, "issuer": None})
    assert ingest(library, path) == [("unchanged", identity)]
    ((status, newer),) = ingest(library, write(folder, "a.txt", TEXT.replace("10所", "12所")))
    assert status == "updated"
    (record,) = held(library)
    assert (record.id, record.document.year, record.document.issuer) == (newer, 2012, None)
    assert record.document.found["year"] == "人工更正"


def test_a_correction_does_not_pass_to_another_plan_under_the_same_name(
    library: Library, folder: Path
) -> None:
    ((_, identity),) = ingest(library, write(folder, "计划.txt", TEXT))
    library.set_fields(identity, {"year": 2012})
    other = "临澄市教育局2019年工作要点\n一、全面从严治党，落实意识形态责任。\n二、深化课程改革，推进集团化办学和课后服务。\n"
    ingest(library, write(folder, "计划.txt", other))
    (record,) = held(library)
    assert record.document.year == 2019


def test_a_new_layout_of_the_only_source_replaces_the_text(library: Library, folder: Path) -> None:
    ((_, old),) = ingest(library, write(folder, "a.txt", TEXT))
    ((status, new),) = ingest(library, write(folder, "a.txt", TEXT.replace("\n", "\n\n")))
    assert (status, [record.id for record in held(library)]) == ("updated", [new])
    assert old != new
    assert library.parts.store.held(old).successor == new


def test_a_removed_document_is_no_twin(library: Library, folder: Path) -> None:
    ((_, old),) = ingest(library, write(folder, "a.txt", TEXT))
    library.remove(old)
    ((status, new),) = ingest(library, write(folder, "b.txt", TEXT.replace("，", ", ")))
    assert (status, [record.id for record in held(library)]) == ("added", [new])
    with pytest.raises(NoSuchDocument):
        library.parts.store.held("0" * 16)


def test_a_dry_run_says_that_a_plan_is_there_in_another_format(library: Library, folder: Path) -> None:
    ingest(library, write(folder, "a.txt", TEXT))
    path = write(folder, "b.txt", TEXT.replace("，", ", "))
    (outcome,) = library.ingest([path], dry_run=True).outcomes
    assert outcome.status == "would_join"
    assert outcome.read is not None
    assert outcome.read.document.issuer == "临澄市教育局"
    assert len(held(library)[0].document.sources) == 1
