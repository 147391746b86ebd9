"""Which line is the title?"""

from __future__ import annotations

import pytest

from corpus.folding import flatten
from corpus.paragraphs import lines_of
from corpus.titles import find_frame, is_title


def frame(text: str, given: str = "") -> tuple[str, list[str]]:
    result = find_frame(flatten(text), lines_of(text), given)
    title = "".join(text[start:end] for start, end in result.title)
    return title, [text[span.start : span.end] for span in result.noise]


BODY = "\n一、抓好减负。\n二、抓好安全。"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("临澄市教育局2013年工作要点", "临澄市教育局2013年工作要点"),
        ("临澄市教育局\n2013年工作要点", "临澄市教育局2013年工作要点"),
        ("政府工作报\n告\n——2017年3月5日在大会上\n国务院总理\n李克强\n各位代表：", "政府工作报告"),
        ("中国教育现代化2035", "中国教育现代化2035"),
        (
            "临澄市教育局文件\n临教发〔2013〕5号\n临澄市教育局关于印发2013年\n工作要点的通知\n各县（市、区）教育局：",
            "临澄市教育局关于印发2013年工作要点的通知",
        ),
    ],
)
def test_the_title_is_found_and_all_lines_above_the_plan_are_noise(head: str, title: str) -> None:
    found, noise = frame(head + BODY)
    assert found == title
    assert noise == head.split("\n")


def test_a_signature_below_the_plan_is_noise() -> None:
    text = "2013年工作要点" + BODY + "\n临澄市教育局\n二○一三年二月五日\n抄送：市委办公室。"
    result = find_frame(flatten(text), lines_of(text))
    assert result.signed is not None
    assert result.signed_date is not None
    assert text[slice(*result.signed)] == "临澄市教育局"
    assert text[slice(*result.signed_date)] == "二○一三年二月五日"
    assert len(result.noise) == 4


def test_the_title_that_a_notice_prints_is_noise_again() -> None:
    text = (
        "关于印发《某市教育局2013年工作要点》的通知\n现予印发，请执行。\n某市教育局\n2013年2月1日\n某市教育局2013年工作要点"
        + BODY
    )
    assert len(frame(text)[1]) == 4


def test_a_greeting_on_a_line_of_its_own_is_noise() -> None:
    assert frame("2013年工作报告\n各位代表：\n成绩很大。\n各位代表！\n形势很好。")[1][-1] == "各位代表！"


def test_a_heading_is_not_taken_for_the_title() -> None:
    title, noise = frame("2013年工作要点\n指导思想\n以人为本，办好教育。")
    assert title == "2013年工作要点"
    assert noise == ["2013年工作要点"]


@pytest.mark.parametrize("line", ["一、工作计划", "制订好工作计划。", "听了关于草案，作了报告", "报告"])
def test_sentences_and_items_are_no_titles(line: str) -> None:
    assert not is_title(flatten(line))
