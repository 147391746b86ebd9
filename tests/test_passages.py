"""What is a passage?"""

from __future__ import annotations

import pytest

from corpus.outline import Unit
from corpus.passages import LONGEST_PASSAGE, passages_of


def test_an_item_that_fits_is_whole() -> None:
    text = "研究制订新一轮中考改革方案。" + "推进教育公平，提高教育质量。" * 15
    assert [p.text for p in passages_of(text, [Unit(((0, len(text)),), ("一、工作",), "7")])] == [text]


def test_prose_is_cut_at_sentence_ends_into_like_parts() -> None:
    text = "各级政府要把教育放在优先发展的战略地位上。" * 20
    passages = passages_of(text, [Unit(((0, len(text)),), ())])
    assert all(passage.text.endswith("。") for passage in passages)
    assert all(60 <= len(passage.text) <= 140 for passage in passages)
    assert "".join(passage.text for passage in passages) == text


@pytest.mark.parametrize("mark", ["；", "，", ""])
def test_a_sentence_that_never_ends_is_cut_all_the_same(mark: str) -> None:
    text = ("推进教育公平" + mark) * 200
    passages = passages_of(text, [Unit(((0, len(text)),), (), "3")])
    assert max(len(passage.text) for passage in passages) <= LONGEST_PASSAGE
    assert "".join(passage.text for passage in passages) == text


def test_no_passage_spans_two_paragraphs_of_prose() -> None:
    text = "第一段。\n第二段。"
    passages = passages_of(text, [Unit(((0, 4),), ()), Unit(((5, 9),), ())])
    assert [passage.text for passage in passages] == ["第一段。", "第二段。"]


def test_a_long_item_keeps_its_title_with_its_first_part() -> None:
    body = "各地要完善机制，落实责任，加强督导检查工作。" * 15
    text = "加强基地建设。\n" + body
    passages = passages_of(text, [Unit(((0, 7), (8, len(text))), (), "3")])
    assert passages[0].text.startswith("加强基地建设。\n各地")
    assert {passage.item for passage in passages} == {"3"}
