"""Where does a paragraph end?"""

from __future__ import annotations

from corpus.folding import flatten
from corpus.paragraphs import layout_of, lines_of, paragraphs_of, sentences_of


def paragraphs(text: str) -> list[str]:
    flat, lines = flatten(text), lines_of(text)
    return [text[a:b] for a, b in paragraphs_of(flat, lines, layout_of(flat, lines), frozenset())]


def test_a_line_is_a_paragraph_where_lines_end_as_sentences_do() -> None:
    assert paragraphs("抓好减负。\n抓好安全。\n") == ["抓好减负。", "抓好安全。"]


def test_a_break_that_a_link_left_inside_a_sentence_is_no_end() -> None:
    text = "现在向大会作政府工作报\n告，请审议。\n\n我们落实了《\n教育法\n》的要求。\n\n还有一段。"
    assert [p.replace("\n", "") for p in paragraphs(text)] == [
        "现在向大会作政府工作报告，请审议。",
        "我们落实了《教育法》的要求。",
        "还有一段。",
    ]


def test_lines_broken_at_a_width_are_joined() -> None:
    line = "为做好全年工作根据上级要求结合我局实际制订计划"
    text = "\n".join([*[line] * 8, "请执行。", line, "请落实。"])
    assert len(paragraphs(text)) == 2


def test_zero_width_lines_do_not_part_a_sentence() -> None:
    text = "总值达到74.4\n\u200b\n万亿元。\n\n增长6.7%。\n\n就业稳定。"
    assert len(paragraphs(text)) == 3


def test_windows_line_ends_count_once() -> None:
    assert [line.gap for line in lines_of("甲\r\n乙\r\n\r\n丙")] == [0, 1, 2]


def test_a_sentence_keeps_its_closing_marks() -> None:
    text = '他说：“好！”会议决定（见附件。）。“行"吗？行。'
    assert [text[a:b] for a, b in sentences_of(text, 0, len(text))] == [
        "他说：“好！”",
        "会议决定（见附件。）。",
        '“行"吗？',
        "行。",
    ]
