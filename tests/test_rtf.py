from __future__ import annotations

from corpus.readers import read
from corpus.types import RawDocument, Refusal


def found(
    body: str, head: str = r"\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Arial;}}"
) -> RawDocument:
    (document,) = read(("{\\rtf1" + head + body + "}").encode("latin-1"), "a.rtf", "a.rtf")
    assert isinstance(document, RawDocument)
    return document


def gbk(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))


def lines(body: str) -> list[str]:
    return found(body).text.split("\n")


def test_chinese_in_bytes_of_its_code_page_and_in_unicode() -> None:
    assert lines(rf"\f0 {gbk('减轻')}\u-29409?\u25285?\par \uc2\u20316'?\u19994{gbk('业')}\par") == [
        "减轻负担",
        "作业",
    ]
    assert lines(rf"\f1 STEAM \f0 {gbk('课程')}\par") == ["STEAM 课程"]


def test_list_numbers_are_kept_and_bullets_are_no_text() -> None:
    number = rf"{{\listtext\pard\plain {gbk('（一）')}\tab}}"
    bullet = r"{\listtext\f2 \u8226?\tab}"
    assert lines(rf"{number}\f0 {gbk('减负')}\par {bullet}\f0 {gbk('均衡')}\par") == ["（一）减负", "均衡"]
    assert lines(r"{\pntext 1.\tab}\f1 2023\par") == ["1. 2023"]


def test_what_is_deleted_or_hidden_is_left_out_and_what_is_inserted_stays() -> None:
    body = (
        rf"\f0 {gbk('减')}{{\deleted {gbk('少')}}}{{\revised {gbk('轻')}}}{{\v {gbk('密')}}}{gbk('负担')}\par"
    )
    assert lines(body) == ["减轻负担"]


def test_footnotes_and_boxes_stand_behind_their_paragraph_and_headers_are_left_out() -> None:
    note = rf"{{\super\chftn{{\footnote\pard\plain \chftn\f0 {gbk('注')}}}}}"
    box = rf"{{\shp{{\*\shpinst{{\sp{{\sn x}}{{\sv 1}}}}{{\shptxt \f0 {gbk('框')}\par}}}}}}"
    body = rf"{{\header {gbk('页眉')}\par}}{{\pict 0102}}\f0 {gbk('文')}{note}{gbk('字')}\par {box}"
    assert lines(body) == ["文字", "注", "框"]


def test_rows_of_a_table_with_a_merged_cell() -> None:
    def row(*cells: str, merged: str = "") -> str:
        return (
            rf"\trowd{merged}\cellx1000\cellx2000 "
            + "".join(rf"\pard\intbl\f0 {gbk(c)}\cell " for c in cells)
            + r"\row "
        )

    body = (
        row("指标|甲", "目标", merged=r"\clvmgf")
        + row("", "95%", merged=r"\clvmrg")
        + rf"\pard {gbk('后')}\par"
    )
    assert lines(body) == ["指标|甲\t目标", "95%", "后"]


def test_a_cell_that_reaches_over_columns_keeps_the_others_in_their_place() -> None:
    def row(*cells: tuple[int, str]) -> str:
        edges = "".join(rf"\cellx{edge}" for edge, _ in cells)
        return rf"\trowd{edges} " + "".join(rf"\pard\intbl\f0 {gbk(c)}\cell " for _, c in cells) + r"\row "

    body = row((1000, "类别"), (3000, "目标"), (4000, "科室")) + rf"\pard {gbk('间')}\par"
    assert lines(body) == ["类别\t目标\t科室", "间"], "alone it spans nothing"
    body = row((1000, "类别"), (3000, "目标"), (4000, "科室")) + row(
        (1010, "甲"), (2000, "98%"), (2990, "99%"), (4000, "基教")
    )
    assert lines(body) == ["类别\t目标\t\t科室", "甲\t98%\t99%\t基教"]


def test_a_list_in_a_box_does_not_number_the_paragraph_beside_it() -> None:
    box = rf"{{\shp{{\*\shpinst{{\shptxt {{\listtext 1.}}\f0 {gbk('框')}\par}}}}}}"
    assert lines(rf"\f0 {box}{gbk('文')}\par") == ["文", "1.框"]


def test_properties_and_headings() -> None:
    info = rf"{{\info{{\title {gbk('要点')}}}{{\author {gbk('张三')}}}{{\company {gbk('临澄市教育局')}}}{{\creatim\yr2023\mo2\dy10}}}}"
    document = found(info + rf"\outlinelevel1\f0 {gbk('总则')}\par\pard {gbk('文')}\par")
    assert document.given == {"title": "要点", "issuer": "临澄市教育局", "saved": "2023-02-10"}
    assert (document.text, document.headings) == ("总则\n文", ((0, 2),))


def test_raw_bytes_are_passed_over_and_groups_without_an_end_do_no_harm() -> None:
    assert lines(r"{\pict\bin4 }{\x}ok\par") == ["ok"]
    (refusal,) = read(b"{\\rtf1" + b"{" * 6000 + b"x", "a.rtf", "a.rtf")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "empty"
