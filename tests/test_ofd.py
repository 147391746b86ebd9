from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from make_files import zip_file
from make_layout import ofd, table

from corpus.errors import Refused
from corpus.readers import read
from corpus.types import RawDocument, Refusal


def found(data: bytes) -> RawDocument:
    document = next(iter(read(data, "a.ofd", "a.ofd")))
    assert isinstance(document, RawDocument)
    return document


def test_text_is_read_where_it_stands_and_properties_are_given() -> None:
    data = ofd(
        [([(80, 50, 7, "2023年要点"), (35, 60, 5, "一、减负")], [])], title="要点", author="临澄市教育局"
    )
    assert found(data).text == "2023年要点\n一、减负"
    assert found(data).given == {"title": "要点", "issuer": "临澄市教育局", "saved": "2023-02-15"}


def test_a_ruled_table_with_a_merged_cell_is_read_by_rows() -> None:
    texts, strokes = table(
        [("类别", "指标", "目标"), ("学前", "毛入园率", "95%"), ("", "普惠率", "90%")],
        25,
        60,
        5,
        (30, 60, 30),
    )
    assert found(ofd([(texts, strokes)])).text == "类别\t指标\t目标\n学前\t毛入园率\t95%\n\t普惠率\t90%"


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_an_ofd_of_pictures_is_refused_as_a_scan() -> None:
    parts = unpacked(ofd([([], [])]))
    content = b'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer><ofd:ImageObject ID="1"/></ofd:Layer></ofd:Content></ofd:Page>'
    parts["Doc_0/Pages/Page_0/Content.xml"] = content
    with pytest.raises(Refused) as caught:
        list(read(zip_file(parts), "a.ofd", "a.ofd"))
    assert caught.value.code == "scan"


def test_a_damaged_page_is_named_and_the_others_are_read() -> None:
    parts = unpacked(ofd([([(25, 50, 5, "一、减负")], []), ([], [])]))
    parts["Doc_0/Pages/Page_1/Content.xml"] = b"<broken"
    document, refusal = read(zip_file(parts), "a.ofd", "a.ofd")
    assert isinstance(document, RawDocument)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, "第 2页" in refusal.reason) == ("broken", True)
