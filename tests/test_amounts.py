"""Numbers are read with unit and operator, however they are written; what is no amount is left out."""

from __future__ import annotations

import pytest

from corpus.folding import fold
from nlp.amounts import find_amounts


def read(text: str) -> list[tuple[str, float | None, float | None, str]]:
    return [(a.operator, a.low, a.high, a.unit) for a in find_amounts(fold(text).text)]


@pytest.mark.parametrize(
    ("text", "operator", "low", "high", "unit"),
    [
        ("93.5%以上", ">=", 93.5, None, "%"),
        ("９３．５％", "=", 93.5, 93.5, "%"),
        ("百分之九十以上", ">=", 90, None, "%"),
        ("百分之一百二十七", "=", 127, 127, "%"),
        ("百分之六到百分之七", "range", 6, 7, "%"),
        ("6%－6.5%", "range", 6, 6.5, "%"),
        ("10—12所", "range", 10, 12, "所"),
        ("2至3万人", "range", 20_000, 30_000, "人"),
        ("两三百人", "range", 200, 300, "人"),
        ("十之八九", "range", 80, 90, "%"),
        ("三分之一", "=", 33.33, 33.33, "%"),
        ("九成以上", ">=", 90, None, "%"),
        ("减少一半", "=", 50, 50, "%"),
        ("30所左右", "≈", 30, 30, "所"),
        ("将近四十九亿元", "≈", 4_900_000_000, 4_900_000_000, "元"),
        ("24%强", ">", 24, None, "%"),
        ("三百二十万人", "=", 3_200_000, 3_200_000, "人"),
        ("1.35万亿斤", "=", 1_350_000_000_000, 1_350_000_000_000, "斤"),
        ("5，905万人", "=", 59_050_000, 59_050_000, "人"),
        ("6 8 7 万人", "=", 6_870_000, 6_870_000, "人"),
        ("六万万人", "=", 600_000_000, 600_000_000, "人"),
        ("一亿一千多万人", ">", 110_000_000, None, "人"),
        ("2.2万多所", ">", 22_000, None, "所"),
        ("1100多万学生", ">", 11_000_000, None, "人"),
        ("扩招100万", "=", 1_000_000, 1_000_000, "人"),
        ("控制在10个班以内", "<=", None, 10, "个"),
        ("不低于符合条件人数的10%", ">=", 10, None, "%"),
        ("至少组织1次", ">=", 1, None, "次"),
        ("差异系数不高于0.50", "<=", None, 0.5, ""),
        ("翻两番", "multiple", 4, 4, "倍"),
        ("增长1.26倍", "multiple", 2.26, 2.26, "倍"),
        ("是1997年的2.3倍", "multiple", 2.3, 2.3, "倍"),
        ("增加一倍多", "multiple", 2, None, "倍"),
    ],
)
def test_an_amount_is_read_as_it_is_meant(
    text: str, operator: str, low: float | None, high: float | None, unit: str
) -> None:
    assert (operator, low, high, unit) in read(text)


@pytest.mark.parametrize(
    "text", ["第12届", "四星级", "五大行动", "3月5日", "二十一世纪", "九年级", "几十万人", "数百人", "百分点"]
)
def test_dates_ordinals_and_vague_numbers_are_no_amounts(text: str) -> None:
    assert read(text) == []


def test_from_ten_to_twelve_is_two_amounts() -> None:
    assert [low for _, low, _, _ in read("从10所到12所")] == [10, 12]
