"""Labels are literal phrases, without the question's own words and without filler."""

from __future__ import annotations

from nlp.labelling import label_themes, phrases

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


def test_labels_are_literal_phrases_that_tell_the_themes_apart() -> None:
    labels = label_themes([*HOMEWORK, *TRAINING], [0, 0, 0, 1, 1, 1], {"双减", "课业负担"})
    assert "书面作业" in labels[0].text
    assert "校外培训" in labels[1].text
    for label, texts in zip(labels, (HOMEWORK, TRAINING), strict=True):
        assert any(label.text in "".join(words) for words in texts)


def test_the_question_never_names_a_theme() -> None:
    labels = label_themes(
        [*HOMEWORK, *TRAINING], [0, 0, 0, 1, 1, 1], {"校外培训", "书面作业", "双减", "课业负担"}
    )
    assert all(label.text not in ("校外培训", "书面作业", "双减") for label in labels)


def test_filler_alone_is_no_phrase() -> None:
    assert phrases(["加强", "工作", "管理", "推进", "发展"], ()) == set()


def test_a_phrase_does_not_run_over_punctuation() -> None:
    assert not any("作业总量" in phrase for phrase in phrases(["书面作业", "，", "总量"], ()))


def test_a_concepts_wording_is_preferred_to_a_longer_run() -> None:
    labels = label_themes(TRAINING, [0, 0, 0], {"双减"}, ["校外培训机构"])
    assert labels[0].text == "校外培训机构"


def test_the_same_input_gives_the_same_labels() -> None:
    texts, themes = [*HOMEWORK, *TRAINING], [0, 0, 0, 1, 1, 1]
    assert label_themes(texts, themes, {"双减"}) == label_themes(texts, themes, {"双减"})
