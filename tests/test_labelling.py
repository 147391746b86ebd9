"""Labels are literal phrases, without the question's own words and without filler."""

from __future__ import annotations

import pytest

from nlp.labelling import AskedWords, label_themes, phrases

HOMEWORK = [
    ["严格", "控制", "书面作业", "总量", "，", "减轻", "课业负担"],
    ["控制", "书面作业", "总量", "，", "落实", "双减"],
    ["加强", "书面作业", "总量", "管理"],
]
TRAINING = [
    ["治理", "校外培训", "机构", "，", "落实", "双减"],
    ["规范", "校外培训", "机构"],
    ["推进", "校外培训", "机构", "治理"],
]


PREDICATES = {"严格", "控制", "减轻", "落实", "加强", "治理", "规范", "推进"}


def labels_of(
    texts: list[list[str]],
    themes: list[int],
    asked: AskedWords = AskedWords(),  # noqa: B008  frozen
    mentions: dict[str, str] | None = None,
    broad: frozenset[str] = frozenset(),
) -> list[str]:
    """``mentions``: wording → concept."""
    named = [
        [(concept, wording) for wording, concept in (mentions or {}).items() if wording in "".join(words)]
        for words in texts
    ]
    held = [phrases(words, asked, PREDICATES) for words in texts]
    joined = ["".join(words) for words in texts]
    return [label.text for label in label_themes(joined, held, named, themes, asked, broad)]


def test_labels_are_literal_phrases_that_tell_the_themes_apart() -> None:
    labels = labels_of(
        [*HOMEWORK, *TRAINING], [0, 0, 0, 1, 1, 1], AskedWords(frozenset({"双减", "课业负担"}))
    )
    assert "书面作业" in labels[0]
    assert "校外培训" in labels[1]
    for label, texts in zip(labels, (HOMEWORK, TRAINING), strict=True):
        assert any(label in "".join(words) for words in texts)


def test_the_question_never_names_a_theme() -> None:
    asked = AskedWords(frozenset({"校外培训", "书面作业", "双减", "课业负担"}))
    labels = labels_of([*HOMEWORK, *TRAINING], [0, 0, 0, 1, 1, 1], asked)
    assert not {"校外培训", "书面作业", "双减"} & set(labels)


def test_the_question_with_filler_or_in_its_own_letters_is_no_name() -> None:
    texts = [["大力", "发展", "高等教育"], ["高等学校", "后勤", "社会化"], ["高等学校", "教育"]]
    asked = AskedWords(frozenset({"高等教育"}))
    runs = set().union(*(phrases(words, asked, PREDICATES) for words in texts))
    assert "高等学校" not in runs and "高等学校教育" not in runs
    assert "后勤社会化" in runs


def test_of_several_things_asked_for_each_may_name_its_theme() -> None:
    texts = [["推进", "校外培训", "治理"], ["规范", "校外培训"], ["幼儿园", "建设"], ["普惠", "幼儿园"]]
    asked = AskedWords(frozenset({"校外培训、幼儿园"}), listed=True)
    assert labels_of(texts, [0, 0, 1, 1], asked) == ["校外培训", "幼儿园"]


def test_filler_alone_two_letters_or_a_verb_first_is_no_phrase() -> None:
    assert phrases(["加强", "工作", "管理", "推进", "发展"], AskedWords(), PREDICATES) == set()
    assert phrases(["教育", "·", "1"], AskedWords(), PREDICATES) == set()
    assert "减轻课业负担" not in phrases(["减轻", "课业", "负担"], AskedWords(), PREDICATES)


def test_a_phrase_does_not_run_over_punctuation() -> None:
    assert not any("作业总量" in run for run in phrases(["书面作业", "，", "总量"], AskedWords(), PREDICATES))


def test_a_concepts_wording_is_preferred_to_a_longer_run() -> None:
    mentions = {"校外培训机构": "校外培训"}
    assert labels_of(TRAINING, [0, 0, 0], mentions=mentions) == ["校外培训机构"]


def test_a_concept_of_a_whole_field_gives_way_to_what_it_is_about() -> None:
    texts = [["义务教育", "教师", "绩效工资"], ["义务教育", "绩效工资"], ["高中", "选课"], ["高中", "走班"]]
    mentions = {"义务教育": "义务教育", "绩效工资": "教师待遇"}
    assert labels_of(texts, [0, 0, 1, 1], mentions=mentions, broad=frozenset({"义务教育"}))[0] == "绩效工资"


@pytest.mark.parametrize(
    "wording", ["高等学校担负着教育人", "中小学教员从", "培训大批合格", "福利费等等职工"]
)
def test_a_broken_off_clause_is_no_name_though_a_concept_lists_it(wording: str) -> None:
    texts = [[wording, "，", "师范", "院校"]] * 3
    assert labels_of(texts, [0, 0, 0], mentions={wording: "师范教育"}) == ["师范院校"]


def test_a_theme_that_says_no_more_than_the_question_has_no_name() -> None:
    texts = [["促进", "教育公平"], ["教育公平", "取得", "进展"], ["随迁子女", "入学"], ["随迁子女", "就学"]]
    labels = labels_of(texts, [0, 0, 1, 1], AskedWords(frozenset({"教育公平"})))
    assert labels[0] == "" and "随迁子女" in labels[1]


def test_passages_that_share_no_phrase_are_no_theme() -> None:
    apart = [["配齐", "科学教师"], ["落实", "心理健康", "专项行动"]]
    assert labels_of([*HOMEWORK, *apart], [0, 0, 0, 1, 1]) == ["书面作业总量", ""]
    assert labels_of([*HOMEWORK, apart[0]], [0, 0, 0, 1])[1] == "配齐科学教师"


def test_no_two_themes_have_one_name() -> None:
    labels = labels_of([["书面作业"], ["书面作业"], ["书面作业", "总量"], ["书面作业", "总量"]], [0, 0, 1, 1])
    assert labels == ["书面作业", "书面作业总量"]


def test_the_same_input_gives_the_same_labels() -> None:
    texts, themes = [*HOMEWORK, *TRAINING], [0, 0, 0, 1, 1, 1]
    assert labels_of(texts, themes) == labels_of(texts, themes)
