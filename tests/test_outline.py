"""Why was the text cut here?"""

from __future__ import annotations

from corpus.folding import flatten
from corpus.outline import Outline, outline_of
from corpus.paragraphs import lines_of
from corpus.types import Noise


def outline(text: str, noise: tuple[Noise, ...] = ()) -> Outline:
    return outline_of(text, flatten(text), lines_of(text), noise)


def shown(text: str) -> tuple[list[str], list[tuple[str | None, str]]]:
    result = outline(text)
    headings = [f"{h.level} {h.number}{h.title}" for h in result.headings]
    units = [(u.item, text[u.paragraphs[0][0] : u.paragraphs[-1][1]]) for u in result.units]
    return headings, units


def test_a_title_before_an_item_is_a_heading_and_the_item_is_whole() -> None:
    headings, units = shown("三、重点工作。\n一)牵头推进“163”行动。1.提请签署协议。\n2.编发目标。")
    assert headings == ["1 三、重点工作。", "2 一)牵头推进“163”行动。"]
    assert units == [("1", "提请签署协议。"), ("2", "编发目标。")]


def test_a_titled_item_is_a_heading_and_a_passage() -> None:
    headings, units = shown(
        "二、目标。\n一)推进发展。创建10—12所幼儿园。\n二)提升质量。深化改革。\n三)建设服务型处室。"
    )
    assert headings == ["1 二、目标。", "2 一)推进发展。", "2 二)提升质量。"]
    assert units == [("一)", "创建10—12所幼儿园。"), ("二)", "深化改革。"), ("三)", "建设服务型处室。")]


def test_a_short_first_sentence_of_one_item_among_many_is_no_title() -> None:
    text = (
        "一、积极发展生产资料市场；\n二、逐步实行最高限价；\n三、适当补贴职工；\n四、加强物价管理。严加管束。"
    )
    headings, units = shown(text)
    assert headings == []
    assert units[-1] == ("四", "加强物价管理。严加管束。")


def test_an_item_goes_on_in_the_next_line() -> None:
    _, units = shown("1.加强基地建设。\n以工程为抓手,做好指导工作。2.加强家校共建。")
    assert units == [("1", "加强基地建设。\n以工程为抓手,做好指导工作。"), ("2", "加强家校共建。")]


def test_what_follows_the_last_item_on_lines_of_its_own_is_prose() -> None:
    _, units = shown("1.抓减负。\n2.抓安全。\n3.抓质量。\n各校要高度重视，认真落实。")
    assert units[-1] == (None, "各校要高度重视，认真落实。")


def test_headings_without_numbers_stand_on_lines_of_their_own() -> None:
    text = "各项工作如下。\n\n关于国内建设\n\n我们取得了成绩。\n\n关于国际形势\n\n形势是好的。"
    headings, units = shown(text)
    assert headings == ["1 关于国内建设", "1 关于国际形势"]
    assert [unit for _, unit in units] == ["各项工作如下。", "我们取得了成绩。", "形势是好的。"]


def test_a_number_alone_is_a_heading_without_a_title() -> None:
    headings, units = shown("一\n\n农业纲要是中央提出的。\n\n二\n\n下面说执行情况。")
    assert headings == ["1 一", "1 二"]
    assert [item for item, _ in units] == [None, None]


def test_a_path_is_number_and_title_without_the_full_stop() -> None:
    result = outline("三、重点工作。\n二)深化素质教育。1.启动工程。2.贯彻“减负令”。")
    assert result.units[-1].path == ("三、重点工作", "二)深化素质教育")


def test_a_page_number_parts_an_item_but_not_its_number() -> None:
    text = "1.开展教育活动，\n— 1 —\n培养学生习惯。\n2.抓好安全。"
    at = text.index("—")
    result = outline(text, (Noise("navigation", at, at + 5),))
    assert [(u.item, u.number is not None) for u in result.units] == [("1", True), ("1", False), ("2", True)]


def test_prose_after_a_greeting_is_no_part_of_the_item_before_it() -> None:
    text = "一是抓好减负；\n二是抓好安全。\n\n各位代表！\n\n展望未来，任重道远。"
    at = text.index("各位代表")
    result = outline(text, (Noise("title", at, at + 5),))
    assert [unit.item for unit in result.units] == ["一是", "二是", None]
