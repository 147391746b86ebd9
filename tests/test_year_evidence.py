"""Does the text belong to the year of its title?"""

from __future__ import annotations

import pytest

from corpus.year_evidence import year_conflict


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("2013年新建学校3所。2014年再建2所。", "2014年"),
        ("2013年是“十二五”的关键之年。", "2013年是"),
        ("根据“十二五”发展规划提出的目标，达到93.5%。", "十二五"),
        ("贯彻教育部“减负令”，基本完成无证幼儿园清理整顿。", "减负令"),
    ],
)
def test_a_text_of_an_older_time_contradicts_a_young_title(body: str, word: str) -> None:
    evidence = year_conflict(2023, body)
    assert evidence is not None
    assert word in evidence


def test_words_that_did_not_exist_contradict_an_old_title() -> None:
    evidence = year_conflict(2013, "落实“双减”，开展课后服务。")
    assert evidence is not None
    assert "双减" in evidence


def test_pages_that_redate_other_plans_are_a_trace() -> None:
    teasers = [("2023年教育工作要点", "根据区教育事业 十二五 发展规划 提出的目标任务")]
    body = "切实规范办学行为，落实“减负令”。"
    assert year_conflict(2023, body) is None
    assert year_conflict(2023, body, teasers) is not None


def test_a_signature_of_another_time_contradicts() -> None:
    assert year_conflict(2023, "抓好安全。", signed=2013) == "落款日期是2013年"
    assert year_conflict(2023, "抓好安全。", signed=2022) is None


@pytest.mark.parametrize(
    "body",
    [
        "抓好减负，办好学前教育。",
        "回顾“十二五”，我们完成了无证幼儿园清理整顿；今年巩固“双减”成果。",
        "2013年以来持续攻坚，2014年通过验收，2022年完成创建。",
        "到2025年普惠率达到90%，到2035年建成教育强市。",
        "学习党的二十大精神，深化“三通两平台”和校舍安全工程建设成果。",
    ],
)
def test_history_and_targets_are_no_conflict(body: str) -> None:
    assert year_conflict(2023, body) is None
