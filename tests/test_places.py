"""Which place is this?"""

from __future__ import annotations

import pytest

from corpus.places import leading, lies_in, named, told_apart


@pytest.mark.parametrize(
    ("text", "title", "rank"),
    [
        ("江苏省教育厅", "江苏省", "省"),
        ("上海市教育委员会", "上海市", "省"),
        ("江苏省泰州市教育局", "泰州市", "市"),
        ("泰兴市教育局", "泰兴市", "县"),
        ("姜堰区教育局", "泰州市姜堰区", "县"),
        ("姜堰市教育局", "姜堰市", "县"),  # until 2012
        ("襄樊市教育局", "襄樊市", "市"),  # until 2010
        ("北京市朝阳区教委", "北京市朝阳区", "县"),
        ("浦东新区教育局", "上海市浦东新区", "县"),
        ("湖北省仙桃市教育局", "仙桃市", "县"),
        ("海南省陵水黎族自治县教育局", "海南省陵水黎族自治县", "县"),
        ("恩施土家族苗族自治州教育局", "恩施土家族苗族自治州", "市"),
        ("恩施州教育局", "恩施土家族苗族自治州", "市"),
        ("泰州教育局", "泰州市", "市"),
        ("新疆教育厅", "新疆维吾尔自治区", "省"),
        ("江苏泰州姜堰区教育局", "泰州市姜堰区", "县"),
        ("姜堰教育局", "泰州市姜堰区", "县"),
        ("江苏省泰兴中学", "泰兴市", "县"),
        ("泰州市靖江实验学校", "靖江市", "县"),
        ("晋城市城区教育局", "晋城市城区", "县"),
    ],
)
def test_a_place_is_known_down_to_the_county(text: str, title: str, rank: str) -> None:
    found = leading(text)
    assert found is not None
    assert [(place.title, place.rank) for place in found.places] == [(title, rank)]


@pytest.mark.parametrize(
    "text",
    [
        "南京路小学",
        "南京大学",
        "北京师范大学附属中学",
        "和平小学",
        "城区教育局",
        "临澄市教育局",
        "江浦市教育局",
        "全市教育工作",
        "",
    ],
)
def test_a_word_that_only_looks_like_one_is_none(text: str) -> None:
    assert leading(text) is None


@pytest.mark.parametrize("text", ["泰州市兴化路小学", "石家庄市新华小学", "江苏省南菁高级中学"])
def test_a_street_or_a_good_word_is_no_county(text: str) -> None:
    found = leading(text)
    assert found is not None
    assert found.places[0].level != "县"


def test_one_name_of_several_places_is_told_by_what_stands_around_it() -> None:
    places = named("鼓楼区")
    assert len(places) > 3
    assert [place.title for place in told_apart(places, ["计划", "福州市"])] == ["福州市鼓楼区"]
    assert told_apart(places, ["计划"]) == places


@pytest.mark.parametrize(
    ("region", "wanted", "lies"),
    [
        ("泰州市姜堰区", "泰州市", True),
        ("泰兴市", "泰州市", True),
        ("泰兴市", "江苏省", True),
        ("泰州市姜堰区", "姜堰区", True),
        ("姜堰市", "泰州市", True),
        ("临澄市澄南区", "临澄市", True),
        ("泰州市", "江苏省泰州市", True),
        ("泰州市", "泰兴市", False),
        ("鼓楼区", "南京市", False),
        ("临澄市", "江苏省", False),
    ],
)
def test_a_region_lies_in_all_that_is_around_it(region: str, wanted: str, lies: bool) -> None:
    assert lies_in(region, wanted) is lies
