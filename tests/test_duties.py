"""Who has to do what and by when: read where it is labelled, by unit, with a year where it can be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import take_in

from api import render
from api.checks import BadRequest
from api.library import Library
from api.terminal import Page
from index.filters import Filters
from nlp.duties import Deadline, due_year, duties

TEXTS = {
    "2021.txt": "临澄市教育局2021年工作要点\n一、重点工作\n"
    "1．控制作业总量，减轻学生课业负担，6月底前完成督查（牵头处室：基教处；配合处室：督导室）。\n"
    "2．推进校舍安全工程（责任单位：后勤处，完成时限：2022年3月底前）。\n"
    "3．改造危房3处，年底前完工。\n",
    "2022.txt": "临澄市实验初级中学2021—2022学年工作计划\n一、重点工作\n"
    "1．开展校本研修，5月底前结题（责任人：教务处）。\n2．组织运动会，10月底前完成（责任人：体育组）。\n",
}


@pytest.fixture
def charged(library: Library, tmp_path: Path) -> Library:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return take_in(library, folder)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("……（责任科室：义务教育组、教研室）。", [("义务教育组", "lead"), ("教研室", "lead")]),
        (
            "(責任人:德育组;配合单位:团市委、市文明办)",
            [("德育组", "lead"), ("团市委", "support"), ("市文明办", "support")],
        ),
        ("牵头处室：基教处 配合处室：人事处", [("基教处", "lead"), ("人事处", "support")]),
        ("牵头：张三；协办：各县（市、区）教育局。", [("张三", "lead"), ("各县（市、区）教育局", "support")]),
        ("责任单位：基教处\n完成时限：年底", [("基教处", "lead")]),
        ("改造危房3处（基教处、督导室）。", [("基教处", "lead"), ("督导室", "lead")]),
    ],
)
def test_labelled_units_are_read_with_their_role(text: str, units: list[tuple[str, str]]) -> None:
    [found] = duties(text)
    assert [(unit.name, unit.role) for unit in found.units] == units
    for unit in found.units:
        assert text[unit.start : unit.end] == unit.name


@pytest.mark.parametrize(
    "text",
    [
        "编排全市德育重点工作,落实牵头处室。",
        "新建学校（城关镇3所、乡镇中心小学2所）。",
        "小学书面作业平均完成时间不超过60分钟。",
        "6月底前完成自评。",
        "配合有关部门做好安全工作。",
        "压实责任：一要加强领导。",
    ],
)
def test_prose_that_names_no_duty_is_none(text: str) -> None:
    assert duties(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("（责任人：甲组；完成时限：年底）", [("年底", None, 12, None)]),
        ("完成时限：２０２４年６月３０日前", [("２０２４年６月３０日前", 2024, 6, 30)]),
        ("完成时限：十一月底", [("十一月底", None, 11, None)]),
        ("完成时间：第三季度", [("第三季度", None, 9, None)]),
        ("完成时限：上半年", [("上半年", None, 6, None)]),
        ("完成时限：长期坚持。", [("长期坚持", None, None, None)]),
        (
            "3月底前摸排，年底前公布，9月投入使用（责任人：甲组）",
            [("3月底前", None, 3, None), ("年底前", None, 12, None)],
        ),
    ],
)
def test_deadlines_are_read_as_far_as_they_can_be(
    text: str, told: list[tuple[str, int | None, int | None, int | None]]
) -> None:
    [found] = duties(text)
    assert [(one.text, one.year, one.month, one.day) for one in found.deadlines] == told


def test_a_heading_charges_the_items_under_it_that_charge_nobody_else() -> None:
    headings = ("三、重点工作", "（一）义务教育均衡（责任处室：基教处）")
    [inherited] = duties("开展监测。", headings)
    assert (inherited.units[0].name, inherited.heading) == ("基教处", headings[1])
    [own] = duties("开展监测（责任处室：督导室）。", headings)
    assert (own.units[0].name, own.heading) == ("督导室", None)


def test_the_year_of_a_deadline_is_the_plans_own_unless_it_says_another() -> None:
    june, next_march = Deadline("6月底前", 0, 4, month=6), Deadline("明年3月底前", 0, 6, next=True, month=3)
    assert due_year(june, 2021) == 2021
    assert due_year(june, 2021, school_year=True) == 2022
    assert due_year(Deadline("10月底前", 0, 5, month=10), 2021, school_year=True) == 2021
    assert due_year(next_march, 2021) == 2022
    assert due_year(Deadline("长期", 0, 2), 2021) is None


def test_units_come_with_their_items_and_deadlines_with_years(charged: Library) -> None:
    answer = charged.duties()
    assert answer["total"] == 4, "a deadline in prose without a unit is no duty"
    when = {
        one["units"][0]["name"]: [(d["year"], d["month"]) for d in one["deadlines"]]
        for one in answer["duties"]
    }
    assert when == {
        "基教处": [(2021, 6)],
        "后勤处": [(2022, 3)],
        "教务处": [(2022, 5)],
        "体育组": [(2021, 10)],
    }
    [led] = [unit for unit in answer["units"] if unit["unit"] == "基教处"]
    assert (led["items"], led["lead"], led["support"], led["years"]) == (1, 1, 0, {"2021": 1})
    assert led["passages"] == [one["id"] for one in answer["duties"] if one["units"][0]["name"] == "基教处"]


def test_duties_are_found_by_topic_by_unit_and_by_both(charged: Library) -> None:
    def named(text: str = "", unit: str = "") -> list[str]:
        return sorted(one["units"][0]["name"] for one in charged.duties(text, unit=unit)["duties"])

    assert named("减负") == ["基教处"]
    assert named("督导室") == ["基教处"]
    assert named(unit="处") == ["后勤处", "基教处", "教务处"]
    assert named("减负", unit="后勤处") == []


def test_a_doubtful_year_dates_no_deadline(charged: Library) -> None:
    held = charged.duties("减负")["duties"][0]["document_id"]
    charged.set_fields(held, {"year_conflict": True})
    assert charged.duties("减负")["duties"][0]["deadlines"][0]["year"] is None
    assert charged.duties(unit="后勤处")["duties"][0]["deadlines"][0]["year"] == 2022


def test_filters_and_pages_hold(charged: Library) -> None:
    assert charged.duties(filters=Filters(issuer=("临澄市教育局",)))["total"] == 2
    whole, page = charged.duties(), charged.duties(limit=1, offset=2)
    assert page["duties"] == [whole["duties"][2]]
    assert page["total"] == 4


@pytest.mark.parametrize("unit", ["  ", "处" * 301, "\ud800"])
def test_a_unit_that_cannot_be_asked_is_refused(charged: Library, unit: str) -> None:
    with pytest.raises(BadRequest):
        charged.duties(unit=unit)


def test_the_terminal_shows_units_items_and_dates(charged: Library) -> None:
    said = render.duties(charged.duties("减负"), Page())
    assert "督导室" in said
    assert "配合1项" in said
    assert "时限：6月底前（2021年6月）" in said
