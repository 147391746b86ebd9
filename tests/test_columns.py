from __future__ import annotations

import pytest

from corpus.readers.columns import match_columns


@pytest.mark.parametrize(
    ("headers", "field", "index"),
    [
        (["标题", "正文"], "content", 1),
        (["title", "内容"], "content", 1),
        (["policy title", "policy content"], "title", 0),
        (["Policy_Title", "text"], "title", 0),
        (["release time", "content"], "date", 0),
        (["release department", "content"], "issuer", 0),
        (["发 文 机 关", "正文"], "issuer", 0),
        (["年份（公历）", "正文"], "year", 0),
        (["\ufeffyear", "text"], "year", 0),
        (["地区", "正文"], "region", 0),
        (["来源", "正文"], "source", 0),
        (["url", "content"], "url", 0),
        (["教育政策正文", "编号"], "content", 0),
        (["docText", "id"], "content", 0),
        (["原文链接", "正文"], "url", 0),
    ],
)
def test_usual_headers_are_matched(headers: list[str], field: str, index: int) -> None:
    assert match_columns(headers)[field] == [index]


def test_of_two_columns_for_one_field_the_better_name_comes_first() -> None:
    assert match_columns(["省份", "区县", "全文", "正文"]) == {"region": [1, 0], "content": [3, 2]}


@pytest.mark.parametrize("header", ["更新时间", "责任单位", "内容分类", "contents page", "编号", ""])
def test_headers_that_only_look_alike_are_not_matched(header: str) -> None:
    assert match_columns([header]) == {}
