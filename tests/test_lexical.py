from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.folding import fold, fold_key
from corpus.types import Document, Passage
from index.lexical import is_certain, keyword_search, quoted, wording_candidates, wording_regex
from index.prepare import Preparer, character_pairs, embedding_text, pair_phrase
from index.store import Store
from nlp.concepts import ConceptStore
from nlp.mentions import MentionFinder
from nlp.segmentation import Segmenter


@pytest.fixture(scope="module")
def preparer() -> Preparer:
    segmenter = Segmenter(["课业负担"])
    return Preparer(FakeEncoder(), segmenter, ConceptStore(()), MentionFinder(()))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "library.db")
    yield store
    store.close()


def fill(store: Store, preparer: Preparer, texts: Sequence[str], headings: Sequence[str] = ()) -> None:
    """One document of one passage a text; passage keys count from 1."""
    for number, text in enumerate(texts):
        path = (headings[number],) if headings else ()
        document = Document(
            text=f"{number}{text}",
            title="",
            sources=(str(number),),
            passages=(Passage(text, len(str(number)), len(str(number)) + len(text), path),),
        )
        store.put(document, *preparer.rows([document]), preparer.stamps)


def keyed(store: Store, *words: tuple[str, float], limit: int = 10) -> list[int]:
    keys, scores = keyword_search(store.connection(), words, limit)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert (scores > 0).all()
    return [int(key) for key in keys]


PLANS = ["切实减轻学生课业负担", "加强教师队伍建设", "减轻教师负担", "推进学校建设"] + ["抓好安全工作"] * 8


def test_a_word_is_found_and_the_rarer_word_counts_more(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, PLANS)
    assert keyed(store, ("课业负担", 1.0)) == [1]
    assert set(keyed(store, ("教师", 1.0))) == {2, 3}
    assert keyed(store, ("教师", 1.0), ("队伍", 1.0))[0] == 2


def test_a_long_word_is_found_by_a_word_inside_it(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, PLANS)
    assert set(keyed(store, ("负担", 1.0))) == {1, 3}


def test_a_word_of_more_weight_decides(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, PLANS)
    assert keyed(store, ("课业负担", 1.0), ("学校", 0.1))[0] == 1
    assert keyed(store, ("课业负担", 0.1), ("学校", 1.0))[0] == 4


def test_a_word_of_the_text_counts_more_than_one_of_the_heading(store: Store, preparer: Preparer) -> None:
    headings = ["一、学校", "一、教师"] + ["二、安全"] * 8
    fill(store, preparer, ["抓好教师", "抓好学校"] + ["抓好课堂"] * 8, headings)
    assert keyed(store, ("教师", 1.0)) == [1, 2]
    assert keyed(store, ("学校", 1.0)) == [2, 1]


def test_equal_scores_are_ordered_by_key_and_the_limit_holds(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, PLANS)
    assert keyed(store, ("安全", 1.0), limit=3) == [5, 6, 7]


def test_no_words_find_nothing(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, PLANS)
    assert keyed(store) == []
    assert wording_candidates(store.connection(), []) == []
    assert wording_candidates(store.connection(), ["负"]) == []


ODD_WORDS = [
    '"', '""', "'", "*", "^教师", "教师*", "AND", "OR", "NOT", "NEAR(", "教师 OR 学校", "tokens:教师", "-教师",
    "+", "(", ")", "{tokens}", "93.5", "93.5%", "\x00", "教\x00师", "\ud800", "教师\udfff", "%", "_", ";", "--",
    "教师' OR 1=1 --", "\\", "😀", "\uf8f0", "", " ",
]  # fmt: skip


@pytest.mark.parametrize("word", ODD_WORDS)
def test_whatever_is_typed_is_text_and_never_an_operator(store: Store, preparer: Preparer, word: str) -> None:
    fill(store, preparer, PLANS)
    assert set(keyed(store, (word, 1.0))) <= {2, 3}
    assert keyed(store, (word, 1.0), ("课业负担", 1.0))[:1] in ([1], [2], [3])
    candidates = wording_candidates(store.connection(), [word, "课业负担"])
    assert 1 in candidates


def test_numbers_and_percentages_are_words(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, ["巩固率达93.5%", "巩固率达93.6%", "新增2300个学位"])
    assert keyed(store, ("93.5%", 1.0)) == [1]
    assert keyed(store, ("2300", 1.0)) == [3]


def test_quoting_doubles_quotation_marks_and_drops_what_sqlite_can_not_hold() -> None:
    assert quoted('教"师\x00\ud800') == '"教""师?"'


EXACT = ["贯彻“减负令”", "贯彻减 负 令", "减轻负担", "令减负", "提高教师的工资和福利待遇", "教师节。待遇"]


@pytest.mark.parametrize(
    ("wordings", "keys"),
    [
        (["减负令"], [1, 2]),
        (["減負"], [1, 2, 4]),
        (["负担"], [3]),
        (["教师…待遇"], [5, 6]),
        (["师…待遇"], [5, 6]),
        (["负令", "轻负"], [1, 2, 3]),
        (["减令"], []),
        (["减 负"], [1, 2, 4]),
    ],
)
def test_candidates_hold_each_part_of_a_wording(
    store: Store, preparer: Preparer, wordings: list[str], keys: list[int]
) -> None:
    fill(store, preparer, EXACT)
    assert wording_candidates(store.connection(), wordings) == keys


@pytest.mark.parametrize(
    ("wordings", "found"),
    [
        (["教师…待遇"], ["教师的工资和福利待遇"]),
        (["减负", "减负令"], ["减负令", "减负令", "减负"]),
        (["負擔"], ["负担"]),
        (["令"], ["令", "令", "令"]),
        ([], []),
        (["", " "], []),
    ],
)
def test_the_pattern_verifies_what_the_pairs_suggest(wordings: list[str], found: list[str]) -> None:
    pattern = wording_regex(wordings)
    assert [match[0] for text in EXACT for match in pattern.finditer(fold(text).text)] == found


def test_a_thousand_wordings_can_be_asked_at_once(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, EXACT)
    many = [f"第{number}号…文件" for number in range(1000)]
    assert wording_candidates(store.connection(), [*many, "减负令"]) == [1, 2]
    assert keyed(store, *((f"第{number}号", 1.0) for number in range(1000)), ("教师节", 1.0)) == [6]


def test_an_unknown_name_matches_no_unknown_name(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, ["汇总xx年各处室目标", "推进xx素质教育", "提请市**与省厅"])
    assert wording_candidates(store.connection(), ["xx年"]) == []
    assert wording_candidates(store.connection(), ["市政府与"]) == [3]


def test_the_short_name_of_a_school_is_no_kind_of_school(store: Store, preparer: Preparer) -> None:
    fill(store, preparer, ["泰兴五高等学校", "发展高等学校"])
    assert wording_candidates(store.connection(), ["高等学校"]) == [2]


def test_the_model_reads_the_heading_path_and_somebody_for_a_mask() -> None:
    passage = Passage("提请市**与xx年 签署。", 0, 13, ("三、重点工作", "二）" + "长" * 60))
    assert embedding_text(passage) == "三、重点工作>二)" + "长" * 38 + ":提请市政府与某某年签署。"


def test_pairs_of_a_text() -> None:
    assert character_pairs("课业负担") == ["课业", "业负", "负担"]
    assert character_pairs("a b") == ["a·", "·b"]
    assert character_pairs("负") == character_pairs("") == []
    assert pair_phrase('说"好') == '"说"" ""好"'


ALPHABET = "减负令教师 “”\"',。.%a1B\x00\ud800é"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.lists(st.text(ALPHABET, max_size=12), min_size=1, max_size=4),
    st.text(ALPHABET, max_size=4) | st.sampled_from(["减负", "教师", "减负令", "令教师"]),
)
@example(["学校为教 师\u200b减 负", "减,负", "减b负"], "减负")
def test_candidates_leave_out_no_text_that_holds_the_wording(
    preparer: Preparer, tmp_path_factory: pytest.TempPathFactory, texts: list[str], wording: str
) -> None:
    store = Store.open(tmp_path_factory.mktemp("library") / "library.db")
    fill(store, preparer, texts)
    key = fold_key(wording)
    holding = [number for number, text in enumerate(texts, 1) if len(key) >= 2 and key in fold(text).text]
    if "\x00" not in key:
        candidates = wording_candidates(store.connection(), [wording])
        assert set(holding) <= set(candidates)
        if is_certain(wording):
            assert holding == candidates
    store.close()
