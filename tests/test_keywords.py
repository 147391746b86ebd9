"""Words that set one side apart: log-likelihood says how surely, log ratio by how much."""

from __future__ import annotations

import math

import pytest

from nlp.keywords import keywords, log_likelihood, terms_of
from nlp.mentions import Mention


def test_log_likelihood_is_that_of_a_worked_table() -> None:
    expected = 2 * (30 * math.log(30 / (80 * 32 / 142)) + 2 * math.log(2 / (62 * 32 / 142)))
    assert log_likelihood((30, 2), (80, 62)) == pytest.approx(expected)
    assert log_likelihood((40, 31), (80, 62)) == pytest.approx(0)


def test_the_effect_is_doublings_towards_the_second_side() -> None:
    found = {one.term: one for one in keywords({"扫盲": 40, "学校": 60}, {"扫盲": 10, "学校": 90}, 9)}
    assert found["扫盲"].effect == -2
    assert found["扫盲"].first == 40 and found["扫盲"].second == 10


def test_a_term_that_one_side_lacks_has_a_finite_effect() -> None:
    found = keywords({"学校": 100}, {"学校": 60, "双减": 40}, 9)
    assert [one.term for one in found if one.effect > 0] == ["双减"]
    assert all(math.isfinite(one.effect) for one in found)


def test_rare_or_equally_frequent_terms_are_no_keywords() -> None:
    assert keywords({"学校": 50, "寄宿": 2}, {"学校": 50, "营养": 2}, 9) == []


def test_each_side_has_its_own_limit() -> None:
    first = {f"旧{number}": 50 for number in range(5)}
    second = {f"新{number}": 60 for number in range(5)}
    found = keywords(first, second, 2)
    assert [one.term for one in found] == ["旧0", "旧1", "新0", "新1"]


def test_an_empty_side_gives_nothing() -> None:
    assert keywords({}, {"学校": 9}, 9) == []


def test_a_wording_of_a_concept_is_one_term_and_figures_are_none() -> None:
    text = "2013年新建优质幼儿园10所,推进课后服务"
    pieces = ["2013", "年", "新建", "优质", "幼儿园", "10", "所", ",", "推进", "课后", "服务"]
    mentions = [Mention("优质园", "优质幼儿园", 7, 12), Mention("课后服务", "课后服务", 18, 22)]
    assert terms_of(text, pieces, mentions) == ["新建", "优质幼儿园", "课后服务"]


def test_of_overlapping_wordings_the_longest_stands() -> None:
    text = "校外培训机构"
    mentions = [Mention("校外培训", "校外培训", 0, 4), Mention("培训机构", "校外培训机构", 0, 6)]
    assert terms_of(text, ["校外", "培训", "机构"], mentions) == ["校外培训机构"]
