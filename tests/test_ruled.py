from __future__ import annotations

from corpus.readers.glyphs import Glyph
from corpus.readers.ruled import Ruling, page_rows

SIZE = 10.0


def glyphs(text: str, x: float, y: float) -> list[Glyph]:
    return [Glyph(c, x + SIZE * i, x + SIZE * (i + 1), y, SIZE) for i, c in enumerate(text)]


def grid(xs: list[float], ys: list[float]) -> list[Ruling]:
    level = [Ruling(xs[0], y, xs[-1], y) for y in ys]
    return level + [Ruling(x, ys[-1], x, ys[0]) for x in xs]


def texts(placed: list[Glyph], rulings: list[Ruling]) -> list[str]:
    return [line.text for row in page_rows(placed, rulings) for line in row]


def test_a_cell_of_several_lines_is_one_cell_and_text_around_stays_in_its_place() -> None:
    page = (
        glyphs("前", 50, 760)
        + glyphs("普惠性幼儿", 52, 730)
        + glyphs("覆盖率", 52, 715)
        + glyphs("90%", 112, 730)
    )
    page += glyphs("指标", 52, 690) + glyphs("目标", 112, 690) + glyphs("后", 50, 600)
    found = texts(page, grid([50, 108, 160], [745, 705, 680]))
    assert found == ["前", "普惠性幼儿覆盖率\t90%", "指标\t目标", "后"]


def test_lines_of_a_cell_that_had_room_are_paragraphs_of_their_own() -> None:
    page = (
        glyphs("甲", 52, 730)
        + glyphs("乙", 52, 715)
        + glyphs("丙", 112, 730)
        + glyphs("丁丁", 52, 690)
        + glyphs("戊", 112, 690)
    )
    assert texts(page, grid([50, 108, 160], [745, 705, 680])) == ["甲 乙\t丙", "丁丁\t戊"]


def test_a_frame_around_the_text_and_an_underline_are_no_table() -> None:
    page = glyphs("一、减负", 60, 700)
    frame = [*grid([50, 500], [780, 60]), Ruling(60, 697, 100, 697)]
    assert texts(page, frame) == ["一、减负"]
