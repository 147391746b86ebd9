"""Which numbering stands above which?"""

from __future__ import annotations

from corpus.levels import BARE, PROSE, levels_of


def test_the_usual_order_holds_where_nothing_speaks_against_it() -> None:
    assert levels_of([("han", 1), ("han_half", 1), ("digit", 1), ("digit", 2)]) == {
        "han": 1,
        "han_half": 2,
        "digit": 3,
    }


def test_a_style_that_one_section_skips_keeps_its_level() -> None:
    numbered = [("han", 1), ("digit", 1), ("han", 2), ("han_paren", 1), ("digit", 1), ("han_paren", 2)]
    assert levels_of(numbered) == {"han": 1, "han_paren": 2, "digit": 3}


def test_an_unusual_order_is_seen_from_what_starts_again() -> None:
    numbered = [("han_paren", 1), ("han", 1), ("han", 2), ("han_paren", 2), ("han", 1)]
    assert levels_of(numbered) == {"han_paren": 1, "han": 2}


def test_items_that_count_on_across_sections_stay_below_them() -> None:
    numbered = [("han", 1), ("digit", 1), ("digit", 2), ("han", 2), ("digit", 3), ("han", 3), ("digit", 4)]
    assert levels_of(numbered) == {"han": 1, "digit": 2}


def test_a_bare_heading_stands_above_a_list_that_opens_under_it() -> None:
    numbered = [(BARE, 0), (PROSE, 0), (BARE, 0), ("digit", 1), ("digit", 2)]
    assert levels_of(numbered) == {BARE: 1, "digit": 2}


def test_a_bare_heading_stands_below_a_list_that_goes_on_across_it() -> None:
    numbered = [("han", 1), (BARE, 0), (PROSE, 0), ("han", 2), (PROSE, 0)]
    assert levels_of(numbered) == {"han": 1, BARE: 2}


def test_a_closing_heading_stands_beside_the_outermost_style() -> None:
    assert levels_of([("han", 1), ("han", 2), (PROSE, 0), (BARE, 0)]) == {"han": 1, BARE: 1}
