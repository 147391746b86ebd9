"""Chinese text in a terminal: columns, wrapping, emphasis, and how answers look there."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import render
from api.library import Library
from api.render import pieces
from api.terminal import Page, columns, padded, wrapped

PLAIN = Page(width=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("减负", 4), ("ab1", 3), ("，", 2), ("é", 1), ("e\u0301", 1), ("\u200b", 0), ("“", 1)],
)
def test_columns_are_counted_as_a_terminal_sets_them(text: str, expected: int) -> None:
    assert columns(text) == expected


@given(st.text(alphabet="减负年计划，。；“”（）abc123 -", max_size=80), st.integers(10, 60))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        hanging = len(line) - len(line.rstrip("，。；）”abc123-"))
        assert columns(line[: len(line) - hanging]) <= width


def test_a_line_does_not_begin_with_a_full_stop() -> None:
    assert wrapped("切实减轻课业负担。规范办学", 16) == ["切实减轻课业负担。", "规范办学"]


def test_a_number_is_not_broken() -> None:
    assert wrapped("力争在2013年建成", 8) == ["力争在", "2013年建", "成"]


@given(st.text(alphabet="减a，", max_size=20), st.integers(2, 20))
def test_padding_gives_exactly_the_width(text: str, width: int) -> None:
    assert columns(padded(text, width)) == width


def test_emphasis_shows_on_a_terminal_only() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert Page.of(Terminal(), {}).strong("x") == "\033[1mx\033[0m"
    assert Page.of(Terminal(), {"NO_COLOR": "1"}).strong("x") == "x"
    assert Page.of(Terminal(), {"TERM": "dumb"}).strong("x") == "x"
    assert Page.of(io.StringIO(), {}).strong("x") == "x"


def test_years_tell_how_many_spoke_were_silent_or_are_missing(filled: Library) -> None:
    lines = pieces.coverage(filled.themes("课业负担")["years"], PLAIN)
    assert lines[0] == "2013—2016年：2年提及，1年未见提及，1年缺藏"
    assert lines[1] == "2013 ■□·■ 2016"
    assert lines[-2:] == ["未见提及：2014", "缺藏：2015"]


def test_seventy_years_take_as_many_strips_as_the_page_is_wide(filled: Library) -> None:
    one = filled.themes("课业负担")["years"][0]
    strips = pieces.coverage([{**one, "year": year} for year in range(1954, 2026)], Page(width=60))[1:3]
    assert [strip.split()[0] for strip in strips] == ["1954", "2002"]
    assert [strip.split()[-1] for strip in strips] == ["2001", "2025"]


def test_many_years_are_given_as_spans() -> None:
    assert pieces.spans([2019, 2013]) == "2013、2019"
    assert pieces.spans([*range(1961, 1964), *range(1965, 1975), 1996]) == "1961—1963、1965—1974、1996"


def test_themes_quote_with_title_year_section_and_item(filled: Library) -> None:
    shown = render.themes(filled.themes("课业负担"), Page(width=100))
    assert "“切实减轻中小学生过重课业负担，规范办学行为。”" in shown
    assert "—— 《临澄市教育局2013年工作要点》（2013）一、重点工作 · 1" in shown
    assert "\033" not in shown


def test_search_explains_itself_when_asked(filled: Library) -> None:
    answer = filled.search("减负")
    plain, told = render.search(answer, PLAIN), render.search(answer, PLAIN, explain=True)
    assert "得分" not in plain
    assert "得分" in told
    assert answer["hits"][0]["id"] in told


def test_nothing_found_says_so_and_what_was_searched(filled: Library) -> None:
    shown = render.search(filled.search("量子计算机", mode="phrase"), PLAIN)
    assert "没有找到" in shown
    assert "已检索3份文件" in shown.replace("\n", "").replace(" ", "")


def test_documents_take_one_line_each(filled: Library) -> None:
    lines = render.documents(filled.documents(), PLAIN).splitlines()
    assert len(lines) == 4
    assert all(columns(line) <= 60 for line in lines)
    assert lines[-1] == "共 3 份"


def test_a_document_shows_how_its_fields_were_found(filled: Library) -> None:
    identity = filled.documents()["documents"][0]["id"]
    answer = filled.set_fields(identity, {"year": 2011})
    shown = render.document(answer, PLAIN)
    assert "2011（人工更正）" in shown
    assert "一、重点工作" in shown
