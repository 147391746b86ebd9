"""Is this the same office?"""

from __future__ import annotations

import pytest

from corpus.offices import canonical


@pytest.mark.parametrize(
    ("names", "one"),
    [
        (("市教育局基教处", "教育局基础教育处", "教育局基教处", "我市教育局基教处"), "教育局基础教育处"),
        (("泰州市教育局", "江苏省泰州市教育局", "泰州教育局", "泰州市 教育局"), "泰州市教育局"),
        (("上海市教委", "上海市教育委员会"), "上海市教育委员会"),
        (("姜堰区教体局", "泰州市姜堰区教育和体育局"), "泰州市姜堰区教育和体育局"),
        (("临澄市政府", "临澄市人民政府"), "临澄市人民政府"),
        (("教育部基教一司", "教育部基础教育一司"), "教育部基础教育一司"),
    ],
)
def test_an_office_has_one_name(names: tuple[str, ...], one: str) -> None:
    assert {canonical(name) for name in names} == {one}


@pytest.mark.parametrize(
    "name",
    [
        "国务院",
        "教育部",
        "江苏省泰州中学",
        "泰州市第二中学",
        "区教育局",
        "鼓楼区教育局",
        "全国人民代表大会",
        "基教处主任",
    ],
)
def test_other_names_stay_as_they_are(name: str) -> None:
    assert canonical(name) == name
