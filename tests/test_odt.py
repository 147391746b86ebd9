from __future__ import annotations

from make_files import zip_file

from corpus.readers import read
from corpus.types import RawDocument

NS = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "text", "style", "table", "draw", "meta")
)
LIST = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..."'
    ' style:num-suffix="、"/><text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"'
    ' style:num-suffix="."/></text:list-style>'
)


def lines(body: str, styles: str = LIST) -> list[str]:
    content = (
        f"<office:document-content {NS}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    data = zip_file({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})
    (found,) = read(data, "a.odt", "a.odt")
    assert isinstance(found, RawDocument)
    return found.text.split("\n")


def items(*texts: str, more: str = "") -> str:
    inside = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
    return f'<text:list text:style-name="L"{more}>{inside}</text:list>'


def test_a_list_goes_on_only_where_it_says_so() -> None:
    body = items("甲") + items("乙", more=' text:continue-numbering="true"') + items("丙")
    assert lines(body) == ["一、甲", "二、乙", "一、丙"]


def test_levels_are_shown_together_and_a_second_paragraph_has_no_number() -> None:
    inner = "<text:list><text:list-item><text:p>乙</text:p><text:p>丙</text:p></text:list-item></text:list>"
    body = f'<text:list text:style-name="L"><text:list-item text:start-value="3"><text:p>甲</text:p>{inner}</text:list-item></text:list>'
    assert lines(body) == ["三、甲", "三.1.乙", "丙"]


def test_headings_count_by_the_outline() -> None:
    outline = '<text:outline-style style:name="O"><text:outline-level-style text:level="1" style:num-format="一, 二, 三, ..." style:num-prefix="第" style:num-suffix="章"/></text:outline-style>'
    heading = '<text:h text:outline-level="1">{}</text:h>'
    assert lines(heading.format("总则") + heading.format("附则"), outline) == ["第一章 总则", "第二章 附则"]


def test_deleted_and_hidden_text_comments_and_contents_are_left_out() -> None:
    styles = '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:table-of-content><text:index-body><text:p>目录</text:p>"
        '</text:index-body></text:table-of-content><text:p>减<text:span text:style-name="H">密</text:span>轻'
        '<office:annotation><text:p>批注</text:p></office:annotation><text:s text:c="2"/><text:tab/>负担</text:p>'
    )
    assert lines(body, styles) == ["减轻  \t负担"]


def test_a_footnote_and_a_box_stand_behind_their_paragraph() -> None:
    body = (
        "<text:p>文<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body>"
        "</text:note>字<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame></text:p>"
    )
    assert lines(body) == ["文字", "注", "框"]


def test_cells_that_a_merged_one_covers_are_empty() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    body = (
        f"<table:table><table:table-row>{cell.format('类')}{cell.format('标')}</table:table-row><table:table-row>"
        f'<table:covered-table-cell/>{cell.format("普")}<table:table-cell table:number-columns-repeated="2"/>'
        f"{cell.format('%')}</table:table-row></table:table>"
    )
    assert lines(body) == ["类\t标", "\t普\t\t\t%"]
