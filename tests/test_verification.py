"""What a written sentence may say: figures for the threshold, and each way in which a sentence is refused."""

from __future__ import annotations

import pytest

from corpus.folding import fold_key
from nlp.verification import SUPPORTED, Source, _pairs, verify

QUOTED = (
    (
        2011,
        "严格执行省中小学管理规范，规范办学行为，严控学生在校集中学习时间和家庭作业量，坚决制止节假日补课，切实减轻中小学生过重课业负担。",
    ),
    (
        2015,
        "持续做好减负工作，建立作业公示和课业负担监测制度，小学一至三年级不留书面家庭作业，四至六年级书面作业总量每天不超过1小时。",
    ),
    (
        2018,
        "联合市场监管、民政、公安等部门开展校外培训机构专项治理，逐一排查登记，坚决纠正“应试”“超纲”“抢跑”等行为，切实减轻中小学生课外负担。",
    ),
    (
        2020,
        "小学考试每学期不超过1次，教辅材料坚持“一科一辅”和自愿原则，乡村学校重在提高课堂效率而非增加时间。",
    ),
    (2021, "引导家长拒绝无资质培训，建立学生参加校外学科类培训排查台账，教师违规参与一律从严处理。"),
    (2023, "推行“5+2”课后服务,乡村学校实行“校车跟着课后服务走”,末班校车时间相应后延,经费由区财政补贴。"),
    (
        2024,
        "巩固“双减”成果，健全作业管理机制，落实作业公示制度，一校一案完善课后服务，整治竞赛活动变相与升学挂钩。",
    ),
)
SOURCES = [Source(text, f"《【示例】临澄市教育局{year}年工作要点》（{year}年）") for year, text in QUOTED]
HONEST = (
    (1, "2011年要求规范办学行为，严控学生在校时间和家庭作业量"),
    (1, "2011年的要点强调坚决制止节假日补课，减轻学生过重的课业负担"),
    (1, "当年要点把控制家庭作业量、制止补课作为减轻课业负担的办法"),
    (2, "2015年建立了作业公示和课业负担监测制度"),
    (2, "到2015年，小学一至三年级不再布置书面家庭作业"),
    (2, "同年规定四至六年级每天的书面作业总量不超过一小时"),
    (3, "2018年转向校外，多部门联合开展校外培训机构专项治理"),
    (3, "2018年提出纠正培训机构“应试”“超纲”“抢跑”等行为"),
    (4, "2020年规定小学每学期考试不超过一次，教辅坚持自愿原则"),
    (4, "2020年对乡村学校的要求是提高课堂效率，而不是增加时间"),
    (5, "2021年要求建立学生参加校外学科类培训的排查台账"),
    (5, "2021年还引导家长拒绝无资质的培训，对违规参与的教师从严处理"),
    (6, "2023年推行“5+2”课后服务，经费由区财政给予补贴"),
    (6, "2023年乡村学校的末班校车时间随课后服务相应延后"),
    (7, "2024年的重点是巩固“双减”成果，健全作业管理机制"),
    (7, "2024年要求各校一校一案完善课后服务，并整治与升学挂钩的竞赛活动"),
)


def share(number: int, sentence: str) -> float:
    pairs = _pairs(fold_key(sentence))
    source = SOURCES[number - 1]
    return len(pairs & _pairs(fold_key(f"{source.text}\n{source.about}"))) / len(pairs)


def test_the_threshold_stands_between_honest_sentences_and_those_that_cite_another_source() -> None:
    honest = sorted(share(number, sentence) for number, sentence in HONEST)
    astray = sorted(share(number % len(SOURCES) + 1, sentence) for number, sentence in HONEST)
    assert astray[-1] < SUPPORTED <= honest[0]


@pytest.mark.parametrize(("number", "sentence"), HONEST)
def test_an_honest_sentence_is_kept(number: int, sentence: str) -> None:
    assert verify(f"{sentence}[{number}]。", SOURCES).text == f"{sentence}[{number}]。"


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("1. **2015年**建立作业公示和监测制度 【2，7】", "2015年建立作业公示和监测制度[2][7]。"),
        ("2011年要求制止补课[1]，2015年建立作业公示[2]。", "2011年要求制止补课[1]，2015年建立作业公示[2]。"),
        ("要求“嚴控學生在校集中學習時間……切實減輕中小學生過重課業負擔”[1]。",
         "要求“严控学生在校集中学习时间……切实减轻中小学生过重课业负担”[1]。"),
        ("四至六年级书面作业每天不超过一小时，一至三年级不留[2]。", "四至六年级书面作业每天不超过一小时，一至三年级不留[2]。"),
    ],
)  # fmt: skip
def test_marks_get_one_form_and_quotations_the_words_of_the_source(sentence: str, kept: str) -> None:
    assert verify(sentence, SOURCES).text == kept


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("2015年要求制止补课[1]，2011年建立作业公示[2]。", "2015"),
        ("2015年建立作业公示和监测制度，每天不超过两小时[2]。", "两"),
        ("2015年书面作业总量下降了百分之二十[2]。", "百分之二十"),
        ("2015年新建⑨项作业公示监测制度[2]。", "⑨"),
        ("2015年建立作业公示等叁拾项监测制度[2]。", "叁拾"),
        ("“减负工作持续做好”是2015年的要求[2]。", "引号"),
        ("2015年持续做好“减负工作[2]。", "成对"),
        ("《减负三十条》要求建立作业公示制度[2]。", "三十"),
        ("《减负意见》要求建立作业公示制度[2]。", "题名"),
        ("历年都建立作业公示和课业负担监测制度[2]。", "历年"),
        ("建立作业公示制度，详见evil．com[2]。", "链接"),
        ("建立作业公示制度｜课业负担监测制度[2]。", "链接"),
        ("建立作业公示和课业负担监测制度" * 20 + "[2]。", "太长"),
        ("减负[2]。", "没有说什么"),
        ("建立作业公示和课业负担监测制度[0]。", "[0]"),
    ],
)
def test_what_the_cited_source_does_not_bear_out_is_refused(sentence: str, why: str) -> None:
    found = verify(sentence, SOURCES)
    assert found.text is None
    assert why in found.problem


def test_a_hostile_source_quoted_word_for_word_brings_no_markup_along() -> None:
    hostile = [Source("减轻课业负担<script>alert(1)</script>[x](http://evil.example)", "2013年")]
    said = "2013年要求“减轻课业负担……[x](http://evil.example)”[1]。"
    assert verify(said, hostile).text is None
    assert verify("2013年要求减轻课业负担[1]。", hostile).text == "2013年要求减轻课业负担[1]。"
