"""Slogans are told from commitments: sentences of reports and plans, labelled by reading."""

from __future__ import annotations

import pytest

from corpus.folding import fold_key
from nlp.boilerplate import boilerplate, without_boilerplate

SLOGANS = [
    "以党的十八大精神为指导，贯彻落实科学发展观，把立德树人作为教育的根本任务，促进教育公平。",
    "坚持以习近平新时代中国特色社会主义思想为指导，认真贯彻全国教育大会精神，坚持五育并举。",
    "全市教育系统要全面贯彻党的十八大和十八届三中、四中、五中全会精神，深化改革，提升质量。",
    "全市教育工作的总体要求是：以邓小平理论和“三个代表”重要思想为指导，办好每一所学校。",
    "认真学习贯彻习近平总书记系列重要讲话精神，落实立德树人根本任务，不断提升教育获得感。",
    "让我们更加紧密地团结在以江泽民同志为核心的党中央周围，高举邓小平理论伟大旗帜而奋斗！",
    "让我们在邓小平同志建设有中国特色社会主义理论和党的十四大精神指引下，开拓前进！",
    "中国人民解放军高举毛泽东思想红旗，加强思想政治工作和军事训练。",
    "深刻领悟“两个确立”的决定性意义，增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
    "过去一年是全面贯彻党的十九大精神开局之年，是本届政府依法履职第一年。",
    "认真贯彻党的十六大和十六届三中、四中全会精神，坚持用科学发展观统领全局。",
    "各位代表！",
    "全国各族人民更加紧密地团结起来，为胜利完成第七个五年计划而共同奋斗！",
]
COMMITMENTS = [
    "贯彻教育部“减负令”，切实规范中小学办学行为。",
    "开展“我的中国梦”主题教育，学习贯彻党的十八大精神，举办演讲、征文活动，评选“美德少年”100名。",
    "以习近平新时代中国特色社会主义思想为指导，新建幼儿园10所，新增学位3000个。",
    "贯彻《3—6岁儿童学习与发展指南》，纠正“小学化”倾向。",
    "贯彻国家中长期语言文字事业改革和发展规划纲要，创建语言文字规范化示范校12所。",
    "贯彻中小学生减负措施，严控书面作业总量，确保减负三十条落地。",
    "弘扬教育家精神，建设高素质专业化教师队伍。",
    "加强社会主义精神文明建设，各级政府机关要作表率。",
    "这是在农村工作中必须牢固确立的一条重要指导思想。",
    "弘扬劳模精神和工匠精神，建设知识型、技能型、创新型劳动者大军。",
    "加强高校毕业生就业指导和服务。",
    "坚持以政府投入为主，多渠道筹措教育经费。",
    "实行“支持留学、鼓励回国、来去自由”的方针。",
    "各类学校都要认真贯彻德、智、体全面发展的方针。",
    "深入开展爱国主义、集体主义和社会主义教育。",
]


@pytest.mark.parametrize("text", SLOGANS)
def test_guiding_thought_and_appeals_are_boilerplate(text: str) -> None:
    key = fold_key(text)
    assert boilerplate(key, ()) == [(0, len(key))]
    assert without_boilerplate(key, ()) == ""


@pytest.mark.parametrize("text", COMMITMENTS)
def test_what_is_promised_is_no_boilerplate(text: str) -> None:
    assert boilerplate(fold_key(text), ()) == []


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("一、指导思想", True),
        ("一、总体要求。", True),
        ("二、总体要求和政策取向", False),
        ("三、重点工作", False),
    ],
)
def test_under_a_heading_of_guiding_thought_all_is_boilerplate(heading: str, found: bool) -> None:
    key = fold_key("夯实基础，完善机制，优化管理。")
    assert bool(boilerplate(key, (fold_key(heading),))) is found


def test_a_target_under_guiding_thought_stays() -> None:
    key = fold_key("夯实基础，完善机制。义务教育巩固率达到99%以上。")
    assert without_boilerplate(key, ("一、总体要求",)) == "义务教育巩固率达到99%以上。"
