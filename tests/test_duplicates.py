"""Items carried over from year to year are one; what only looks alike is not."""

from __future__ import annotations

import numpy as np

from corpus.folding import fold_key
from nlp.duplicates import duplicate_groups, jaccard, trigrams

SAME = np.ones((4, 1), np.float32)


def keys(*texts: str) -> list[str]:
    return [fold_key(text) for text in texts]


def test_verbatim_and_lightly_edited_items_are_one() -> None:
    found = duplicate_groups(
        keys(
            "贯彻教育部“减负令”，切实规范中小学办学行为。",
            "贯彻教育部“減負令”,切实规范中小学办学行为。",
            "贯彻教育部“减负令”，切实规范全市中小学办学行为。",
            "研究制订新一轮中考改革方案。",
        ),
        SAME,
    )
    assert found == [[0, 1, 2], [3]]


def test_a_changed_figure_does_not_hide_an_item_but_another_topic_does() -> None:
    found = duplicate_groups(
        keys("新建幼儿园10所，新增学位3000个。", "新建中小学10所，招聘教师300名。"), SAME[:2]
    )
    assert found == [[0], [1]]


def test_the_first_seen_stands_for_its_group() -> None:
    texts = keys("学前三年毛入园率达到95%以上。", "开展课后服务。", "学前三年毛入园率达到95%以上。")
    assert duplicate_groups(texts, SAME[:3]) == [[0, 2], [1]]


def test_far_apart_in_meaning_is_never_a_duplicate() -> None:
    texts = keys("贯彻减负令，规范办学行为。", "贯彻减负令，规范办学行为。")
    assert duplicate_groups(texts, np.eye(2, dtype=np.float32)) == [[0], [1]]


def test_short_and_empty_texts() -> None:
    assert duplicate_groups([], np.empty((0, 2), np.float32)) == []
    assert trigrams("减") == {"减"}
    assert jaccard(frozenset(), frozenset()) == 0
