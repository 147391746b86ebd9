"""Summaries quote: each sentence is a literal part of its passage, from different years."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.quoting import best_sentence, choose_quotes, sentences

TEXTS = ["严格控制作业总量。加强考勤。", "治理校外培训机构。", "开展课后服务。", "严格控制作业总量，减负。"]


def rows(*directions: int) -> np.ndarray:
    return np.eye(6, dtype=np.float32)[list(directions)]


def test_quotes_are_literal_and_in_order_of_year() -> None:
    quotes = choose_quotes(
        rows(0, 1, 2, 0),
        [2021, 2013, 2018, 2022],
        TEXTS,
        [0.9, 0.8, 0.7, 0.6],
        lambda key: key.count("作业"),
        3,
    )
    assert [[2021, 2013, 2018, 2022][quote.passage] for quote in quotes] == [2013, 2018, 2021]
    for quote in quotes:
        assert TEXTS[quote.passage][quote.start : quote.end].endswith("。")


def test_the_same_thing_is_not_quoted_twice() -> None:
    quotes = choose_quotes(rows(0, 0, 0), [2013, 2014, 2015], TEXTS[:3], [0.9, 0.8, 0.7], len, 3)
    assert len(quotes) == 1


def test_the_sentence_that_holds_the_wording_is_chosen() -> None:
    start, end = best_sentence("加强领导。减轻学生过重课业负担。", lambda key: key.count("课业负担"))
    assert "加强领导。减轻学生过重课业负担。"[start:end] == "减轻学生过重课业负担。"


def test_without_years_or_passages_nothing_breaks() -> None:
    assert choose_quotes(np.empty((0, 4), np.float32), [], [], [], len, 3) == []
    assert len(choose_quotes(rows(0, 1), [None, None], TEXTS[:2], [1.0, 1.0], len, 2)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句。二句！", ["一句。", "二句！"]),
        ("他说“好。”然后走了。", ["他说“好。”", "然后走了。"]),
        ("没有句号", ["没有句号"]),
        ("  \n", []),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_each_part_of_the_years_speaks_before_any_speaks_twice() -> None:
    texts = [f"第{number}项改革措施已经全面铺开并取得成果。" for number in range(6)]
    years = [1955, 2019, 2020, 2021, 2022, 2023]
    quotes = choose_quotes(rows(0, 1, 2, 3, 4, 5), years, texts, [0.1, 0.5, 0.6, 0.7, 0.8, 0.9], len, 3)
    chosen = [years[quote.passage] for quote in quotes]
    assert [sum(year in part for year in chosen) for part in ((1955, 2019), (2020, 2021), (2022, 2023))] == [
        1,
        1,
        1,
    ]


def test_a_curt_sentence_gives_way_to_one_that_says_more() -> None:
    texts = ["积极发展民办教育。", "鼓励和引导社会资本进入各级各类教育领域,依法落实民办学校同等待遇。"]
    quotes = choose_quotes(rows(0, 1), [2010, 2010], texts, [0.9, 0.9], len, 1)
    assert [quote.passage for quote in quotes] == [1]
