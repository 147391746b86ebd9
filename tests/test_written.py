"""Where a written sentence ends, however it arrives."""

from __future__ import annotations

import pytest

from nlp.written import LONGEST_PENDING, Sentences

TEXT = "一年规范办学[1]。二年减负。[2][3]要求“停课。整改”【4】！\n## 小结\n没有写完"
WHOLE = ["一年规范办学[1]。", "二年减负。[2][3]", "要求“停课。整改”【4】！", "## 小结"]


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_sentences_do_not_depend_on_how_they_arrive(size: int) -> None:
    cut, found = Sentences(), []
    for start in range(0, len(TEXT), size):
        found += cut.feed(TEXT[start : start + size])
    assert (found, cut.rest()) == (WHOLE, "没有写完")


def test_what_never_ends_is_handed_out_and_not_kept() -> None:
    cut = Sentences()
    handed = cut.feed("“" + "减" * 5 * LONGEST_PENDING)
    assert len(handed) >= 4
    assert len(cut.rest()) <= LONGEST_PENDING
