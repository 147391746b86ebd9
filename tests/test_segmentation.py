from __future__ import annotations

import marshal
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jieba
import pytest

from nlp.segmentation import DICTIONARY, Segmenter, is_word, read_general

SHIPPED = DICTIONARY.read_text(encoding="utf-8").split()


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(["义务教育优质均衡", "学校"])


def test_the_dictionary_holds_a_word_a_line_none_twice() -> None:
    lines = DICTIONARY.read_text(encoding="utf-8").splitlines()
    assert lines == SHIPPED
    assert len(set(lines)) == len(lines) >= 300
    assert [line for line in lines if not is_word(line)] == []


def test_every_word_of_the_dictionary_is_one_word(segmenter: Segmenter) -> None:
    assert [word for word in SHIPPED if segmenter.words(word) != [word]] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("推进义务教育发展", ["推进", "义务教育", "发展"]),
        ("按照教育组织要求", ["按照", "教育", "组织", "要求"]),
        ("全省评选优秀教师", ["全省", "评选", "优秀教师"]),
        ("牵头处室为基础教育处", ["牵头处室", "为", "基础教育处"]),
        ("巩固率达93.5%,占2.1亿", ["巩固率", "达", "93.5%", "占", "2.1", "亿"]),
        ("1.配合市政府", ["1", "配合", "市政府"]),
        ("", []),
        (",。!()\"'", []),
        ("\uf8f0年\uf8f1", ["年"]),
    ],
)
def test_words_of_a_sentence(segmenter: Segmenter, text: str, words: list[str]) -> None:
    assert segmenter.words(text) == words


def test_a_long_word_is_found_by_every_word_of_the_dictionary_inside_it(segmenter: Segmenter) -> None:
    tokens = segmenter.index_tokens("义务教育优质均衡")
    assert tokens[-1] == "义务教育优质均衡"
    assert {"义务", "教育", "义务教育", "均衡"} <= set(tokens)


def test_tokens_of_the_index_are_in_small_letters(segmenter: Segmenter) -> None:
    assert segmenter.index_tokens("STEM课程") == ["stem", "课程"]


def test_a_frequent_word_keeps_its_frequency(segmenter: Segmenter) -> None:
    # 学校 was handed in as a domain word: it must not become rarer than jieba has it
    plain = Segmenter()
    assert segmenter._jieba.FREQ["学校"] == plain._jieba.FREQ["学校"]


def test_words_that_are_no_words_are_not_taken_in() -> None:
    odd = Segmenter(["学生…负担", "“双减”", "5+2工程", "校", "一个字数超过八个的说法"])
    assert odd.fingerprint == Segmenter().fingerprint


def test_the_fingerprint_is_of_the_words_not_of_their_order() -> None:
    one, two = Segmenter(["双减", "减负令"]), Segmenter(["减负令", "双减", "双减"])
    assert one.fingerprint == two.fingerprint
    assert one.fingerprint != Segmenter(["双减"]).fingerprint


def test_a_cache_that_another_user_planted_is_neither_read_nor_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """jieba itself takes any file of this name in the temporary folder, if it is newer than its dictionary."""
    planted = tmp_path / "jieba.cache"
    planted.write_bytes(marshal.dumps(({"教育局": 9, "教": 1, "育局": 9}, 18)))
    year = 2**31 - 1
    os.utime(planted, (year, year))
    before = planted.read_bytes()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    itself = jieba.Tokenizer()
    itself.initialize()
    assert itself.FREQ == {"教育局": 9, "教": 1, "育局": 9}, "this jieba would not be fooled"
    assert Segmenter().words("推进经济发展") == ["推进", "经济", "发展"]
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


def test_threads_may_share_one_segmenter() -> None:
    shared = Segmenter()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(shared.words, ["推进义务教育发展"] * 40))
    assert found == [["推进", "义务教育", "发展"]] * 40


def test_verbs_are_no_names_and_domain_words_are(segmenter: Segmenter) -> None:
    assert {"减轻", "增加", "我们"} <= segmenter.predicates
    assert not {"学校", "培训", "义务教育优质均衡"} & segmenter.predicates


def test_the_general_dictionary_is_what_jieba_reads() -> None:
    read, tokenizer = read_general(), jieba.Tokenizer()
    assert (read.frequency, read.total) == tokenizer.gen_pfdict(tokenizer.get_dict_file())
    assert {"减轻", "我们"} <= read.predicates
    assert not {"学校", "培训", "是"} & read.predicates
