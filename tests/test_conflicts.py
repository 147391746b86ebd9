"""A figure contradicts the newest earlier one of its indicator, and nothing else."""

from __future__ import annotations

import pytest

from nlp.conflicts import Said, find_conflicts
from nlp.measures import find_measures


def conflicts(draft: str, *past: tuple[int | None, str]) -> list[tuple[str, int | None]]:
    said = [
        Said(place, f"document {place}", year, measure)
        for place, (year, text) in enumerate(past)
        for measure in find_measures(text, "工作要点", year)
    ]
    found = find_conflicts(find_measures(draft, "工作要点", None), said)
    return [(one.indicator, said[one.past].year) for one in found]


RATE = "学前三年毛入园率达到{}%。"


@pytest.mark.parametrize(
    ("draft", "past", "expected"),
    [
        (RATE.format(90), [(2023, RATE.format("93.5") + "新创建省优质幼儿园10—12所。")], [("学前三年毛入园率", 2023)]),
        (RATE.format("93.5"), [(2023, "全市学前三年毛入园率稳定在93.5%以上。")], []),
        (RATE.format(94), [(2012, RATE.format(90)), (2023, RATE.format(94))], []),
        ("小学入学率达到90%。", [(2023, "初中入学率达到93.5%。")], []),
        ("新建幼儿园10所。", [(2023, "新建幼儿园达到93.5%。")], []),
        ("抓好减负。", [(2023, RATE.format(94))], []),
        (RATE.format(90), [(None, RATE.format(94))], [("学前三年毛入园率", None)]),
    ],
)  # fmt: skip
def test_only_the_newest_figure_of_the_same_indicator_conflicts(
    draft: str, past: list[tuple[int | None, str]], expected: list[tuple[str, int | None]]
) -> None:
    assert conflicts(draft, *past) == expected
