"""Which day does this string name?"""

from __future__ import annotations

import pytest

from corpus.dates import day_of


@pytest.mark.parametrize(
    "written",
    [
        "2023-03-01",
        "2023/3/1",
        "2023.3.1",
        "2023.03.01",
        "2023年3月1日",
        "2023 年 3 月 1 日",
        "二〇二三年三月一日",
        "二○二三年三月一日",
        "２０２３年３月１日",
        "20230301",
        "20230301143005",
        "2023-03-01T00:00:00Z",
        "2023-03-01 14:30:05",
        "发布时间：2023-03-01 10:00",
        "44986",
        "44986.5",
        "1677628800",
        "1677628800000",
    ],
)
def test_every_usual_form_of_a_day_is_read(written: str) -> None:
    assert day_of(written) == "2023-03-01"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2023.3", "2023-03"),
        ("202303", "2023-03"),
        ("2023年3月", "2023-03"),
        ("2023年2月30日", "2023-02"),
        ("2023", "2023"),
        ("2023年", "2023"),
        ("2023-13-45", "2023"),
        ("Mar 1, 2023", "2023"),
        ("03/01/2023", "2023"),
        ("二〇二三年十二月三十一日", "2023-12-31"),
    ],
)
def test_no_more_is_said_than_is_written(written: str, said: str) -> None:
    assert day_of(written) == said


@pytest.mark.parametrize("written", ["", "某日", "3月1日", "12345", "99999", "120230301", "第2023012号"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert day_of(written) is None
