from __future__ import annotations

from corpus.readers.layout import RAISED, SOFT_HYPHEN, Line, Page, paragraphs

EM = 16.0
LEFT, WIDTH = 90.0, 20


def page(*lines: tuple[float, str], left: float = LEFT, top: float = 700.0) -> Page:
    """Lines of ``(indent in characters, text)``, 28 points apart, one em a character."""
    return Page(
        842.0,
        tuple(
            Line(text, left + indent * EM, left + (indent + len(text)) * EM, top - 28.0 * row, EM)
            for row, (indent, text) in enumerate(lines)
        ),
    )


def full(start: str, indent: int = 0) -> str:
    return start + "育" * (WIDTH - indent - len(start))


def test_paragraphs_with_indents_are_told_by_them() -> None:
    pages = [
        page(
            (2, full("甲", 2)),
            (0, full("乙")),
            (0, "丙。"),
            (2, full("丁", 2)),
            (2, full("戊", 2)),
            (0, "己。"),
        )
    ]
    found = paragraphs(pages)
    assert [p[0] for p in found] == ["甲", "丁", "戊"]


def test_a_paragraph_goes_on_behind_the_page_break() -> None:
    first = page(*[(2, "短句。")] * 5, (2, full("甲", 2)))
    second = page((0, "乙。"), *[(2, "短句。")] * 5)
    assert full("甲", 2) + "乙。" in paragraphs([first, second])


def test_without_indents_a_short_line_or_a_number_ends_a_paragraph() -> None:
    found = paragraphs(
        [page((0, full("一、甲")), (0, "乙。"), (0, full("1.丙")), (0, full("2.丁")), (0, "戊。"))]
    )
    assert [p[:3] for p in found] == ["一、甲", "1.丙", "2.丁"]


def test_a_decimal_at_the_start_of_a_line_is_no_number_of_an_item() -> None:
    found = paragraphs([page((0, full("投入")), (0, "3.5亿元。"))])
    assert found == [full("投入") + "3.5亿元。"]


def test_a_hanging_indent_is_one_item() -> None:
    rows = [(0, full("1.甲")), (2, full("乙", 2)), (2, "丙。"), (0, full("2.丁")), (2, "戊。")]
    assert [p[:3] for p in paragraphs([page(*rows)])] == ["1.甲", "2.丁"]


def test_mirrored_margins_do_not_break_paragraphs() -> None:
    rows = [(2, full("甲", 2)), (0, full("乙")), (0, full("丙")), (0, full("丁")), (0, "戊。")]
    assert len(paragraphs([page(*rows), page(*rows, left=LEFT + 30)])) == 2


def test_a_title_in_larger_type_stays_apart() -> None:
    title = Line("工" * 14, LEFT, LEFT + 14 * 22, 740.0, 22.0)
    body = page((0, full("甲")), (0, full("乙")), (0, "丙。"))
    assert paragraphs([Page(842.0, (title, *body.lines))])[0] == "工" * 14


def test_page_numbers_go_and_numbers_of_the_text_stay() -> None:
    numbers = [Line(text, 280.0, 320.0, 40.0, 12.0) for text in ("— 1 —", "第 2 页 共 3 页", "3/3")]
    body = page((2, "甲。"), (0, "2013"))
    pages = [Page(842.0, (*body.lines, number)) for number in numbers]
    assert paragraphs(pages) == ["甲。", "2013"] * 3


def test_nothing_gives_nothing() -> None:
    assert paragraphs([]) == []
    assert paragraphs([Page(842.0, ())]) == []


def test_footnotes_go_behind_the_paragraph_that_refers_to_them() -> None:
    def small(text: str, y: float) -> Line:
        return Line(text, LEFT, LEFT + 10 * len(text), y, 10.0)

    first = page((2, full("甲", 2)), (0, full(f"乙{RAISED}1")), (0, full("丙")))
    first = Page(first.height, (*first.lines, small("1注一", 120), small("仍是注一。", 106)))
    second = page((0, "丁。"), *[(2, full("戊", 2)), (0, "己。")] * 3)
    found = paragraphs([first, second])
    assert [p[:1] for p in found[:3]] == ["甲", "注", "戊"]
    assert found[0].endswith("丁。")
    assert "1" not in found[0]
    assert found[1] == "注一仍是注一。"


def test_a_word_that_the_end_of_the_line_broke_is_whole_again() -> None:
    lines = [
        (2, full("甲", 2)[:-4] + "care" + SOFT_HYPHEN),
        (0, "er试点。"),
        *[(2, full("乙", 2)), (0, "丙。")] * 3,
    ]
    assert "career试点。" in paragraphs([page(*lines)])[0]


def test_a_table_that_repeats_its_head_on_the_next_page_has_it_once() -> None:
    def rows(*texts: str) -> Page:
        return Page(
            842.0, tuple(Line(t, LEFT, 500, 700 - 20 * i, EM, fixed=True) for i, t in enumerate(texts))
        )

    assert paragraphs([rows("指标\t目标", "甲\t1"), rows("指标\t目标", "乙\t2")]) == [
        "指标\t目标",
        "甲\t1",
        "乙\t2",
    ]


def test_rows_that_differ_in_their_figures_are_no_page_header() -> None:
    def rows(first: int) -> Page:
        texts = ["序号\t学校", *(f"{n}\t第{n}小学" for n in range(first, first + 3))]
        return Page(
            842.0, tuple(Line(t, LEFT, 500, 800 - 20 * i, EM, fixed=True) for i, t in enumerate(texts))
        )

    found = paragraphs([rows(1), rows(4), rows(7)])
    assert found == ["序号\t学校", *(f"{n}\t第{n}小学" for n in range(1, 10))]


def test_the_head_of_a_second_table_is_known_on_the_next_page() -> None:
    def rows(*texts: str) -> Page:
        return Page(
            842.0, tuple(Line(t, LEFT, 500, 700 - 20 * i, EM, fixed=True) for i, t in enumerate(texts))
        )

    pages = [rows("类别\t目标", "甲\t1", "学校\t人数", "一小\t9"), rows("学校\t人数", "二小\t8")]
    assert paragraphs(pages) == ["类别\t目标", "甲\t1", "学校\t人数", "一小\t9", "二小\t8"]


def test_what_stands_at_the_right_does_not_run_on() -> None:
    lines = [(2.0, "开头" + "育" * 16), *((0.0, "育" * WIDTH) for _ in range(6)), (0.0, "结束。")]
    signed = (WIDTH - 8.0, "（此件公开发布）")
    assert paragraphs([page(*lines, signed), page((0.0, "附件1"))])[-2:] == ["（此件公开发布）", "附件1"]
