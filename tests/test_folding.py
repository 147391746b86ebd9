"""Which raw characters did this match?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.folding import flatten, fold, fold_key, simplify


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("敎育事業，５０．７％", "教育事业,50.7%"),
        ("二○○八年、一九五六年、二〇二三—二〇二四学年", "2008年、1956年、2023-2024学年"),
        ("“5+ 2”工程", '"5+2"工程'),
        ("政府工作报\n告", "政府工作报告"),
        ("〔2023〕5号", "[2023]5号"),
        ("⼀、⻓期", "一、长期"),
        ("GDP Growth", "gdp growth"),
        ("1 9 9 8 年", "1998年"),
        ("教\u200b育\ufeff", "教育"),
        ("落实**责任", "落实政府责任"),
    ],
)
def test_a_key_unifies_what_only_looks_different(raw: str, key: str) -> None:
    assert fold(raw).text == key
    assert fold_key(raw) == key


def test_an_unknown_name_or_year_matches_nothing_not_even_itself() -> None:
    for raw in ("xx年", "20xx年", "为新一代xx人", "××市"):
        assert fold_key(raw) not in fold(raw).text
    assert "2013" not in fold("20xx年13所").text


def test_a_latin_word_with_xx_is_no_mask() -> None:
    assert fold("index boxx").text == "index boxx"


def test_a_span_of_the_key_leads_back_to_the_raw_text() -> None:
    raw = "推进 教\u200b育\n现代化。"
    key = fold(raw)
    at = key.text.index("教育现代化")
    start, end = key.raw_span(at, at + 5)
    assert raw[start:end] == "教\u200b育\n现代化"


@given(st.text(alphabet="教育敎xX*年二〇○一九 \n\u200b\u30005２0，,“a", max_size=60))
def test_offsets_rise_and_match_the_key_in_length(raw: str) -> None:
    key = fold(raw)
    assert len(key.offsets) == len(key.text) + 1
    assert all(a < b for a, b in zip(key.offsets[:-1], key.offsets[1:], strict=True))
    assert key.offsets[-1] == len(raw)
    assert len(flatten(raw)) == len(raw)


def test_simplifying_leaves_all_but_the_characters_alone() -> None:
    assert simplify("澄南區教育局（ＡＢ）") == "澄南区教育局（ＡＢ）"
