"""All or nearly all: 全覆盖, 全部, 所有 and 基本普及 are claims where they are said of something."""

from __future__ import annotations

import pytest

from nlp.wholes import find_wholes


@pytest.mark.parametrize(
    ("clause", "operator", "indicator"),
    [
        ("实现建档立卡家庭学生资助全覆盖", "all", "建档立卡家庭学生资助"),
        ("66人以上超大班额年内全部清零", "all", "66人以上超大班额"),
        ("全部免除农村义务教育阶段学生学杂费", "all", "农村义务教育阶段学生学杂费"),
        ("所有义务教育学校开展课后服务", "all", "义务教育学校开展课后服务"),
        ("全国城市基本普及了初中教育", "most", "初中教育"),
        ("城关镇学校56人以上大班额基本消除", "most", "城关镇学校56人以上大班额"),
        ("如期实现基本普及九年义务教育和基本扫除青壮年文盲工作的目标", "most", "九年义务教育"),
    ],
)
def test_a_claim_has_its_thing(clause: str, operator: str, indicator: str) -> None:
    assert (operator, indicator) in [(found.operator, found.indicator) for found in find_wholes(clause, True)]


@pytest.mark.parametrize(
    "clause",
    [
        "4月底前完成全覆盖排查",
        "占全部文教经费的大部分",
        "做好县域普通话基本普及验收准备",
        "各项目标任务基本完成",
        "已基本普及的地区",
        "全面推进素质教育",
        "全部取消农业税后",
    ],
)
def test_what_is_no_claim(clause: str) -> None:
    assert find_wholes(clause, True) == []


def test_a_report_admonishes_with_all() -> None:
    assert find_wholes("所有的学校都要加强领导", False) == []
    assert find_wholes("所有学校都要加强领导", True) != []
