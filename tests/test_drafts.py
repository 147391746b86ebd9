"""A draft is cut like a plan; offsets are the draft's own, and one bare line is still an item."""

from __future__ import annotations

import pytest

from corpus.drafts import draft_passages

DRAFT = (
    "临澄市教育局2024年工作要点\n一、学前教育\n1.新建幼儿园10所。2.\n抓好减负。\n临澄市教育局\n2024年2月5日"
)


def test_items_are_pieces_with_the_drafts_own_offsets() -> None:
    pieces = draft_passages(DRAFT)
    assert [(one.item, one.text) for one in pieces] == [("1", "新建幼儿园10所。"), ("2", "抓好减负。")]
    assert all(DRAFT[one.start : one.end] == one.text for one in pieces)
    assert pieces[0].heading_path == ("一、学前教育",)


@pytest.mark.parametrize("text", ["编制教育发展规划", "学前三年毛入园率达到90%", "一、抓好减负"])
def test_a_single_line_is_a_piece(text: str) -> None:
    (piece,) = draft_passages(text)
    assert piece.text in text


@pytest.mark.parametrize("text", ["", " \n\u200b\u3000"])
def test_nothing_has_no_pieces(text: str) -> None:
    assert draft_passages(text) == ()
