from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.folding import fold_key
from nlp.concepts import ConceptStore
from nlp.question import COMPARISON, FIRST, LONGEST_QUESTION, TOPIC, read_question

LATEST = 2025


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("减负", "减负"),
        ("历年计划怎么说减负", "减负"),
        ("历年计划怎么说減負？", "减负"),
        ("报告里怎么说两基", "两基"),
        ("历年工作要点里有哪些关于留守儿童的表述", "留守儿童"),
        ("我市历年教育工作计划中关于中考改革的内容", "中考改革"),
        ("政府工作报告历年对义务教育的表述", "义务教育"),
        ("关于减负的历年工作要点", "减负"),
        ("教育局怎么抓校园食品安全", "校园食品安全"),
        ("各级政府如何保障教师工资", "保障教师工资"),
        ("怎么办好人民满意的教育", "办好人民满意的教育"),
        ("怎么样提高教师地位", "提高教师地位"),
        ("如何看待高考改革", "高考改革"),
        ("孩子书包太重怎么办", "孩子书包太重"),
        ("提高入学率的措施有哪些", "提高入学率"),
        ("素质教育这一提法的演变", "素质教育"),
        ("减负说法有什么变化", "减负"),
        ("县管校聘是什么", "县管校聘"),
        ("什么是县管校聘", "县管校聘"),
        ("为什么要集团化办学", "集团化办学"),
        ("有没有提到心理健康", "心理健康"),
        ("劳动教育在哪些年被提到", "劳动教育"),
        ("哪些年份没有提到德育", "德育"),
        ("最近的减负要求", "减负要求"),
        ("问一下，教育信息化的发展历程", "教育信息化"),
        ("what did the plans say about 双减 over the years", "双减"),
        ("What did plans say about teacher training?", "teacher training"),
    ],
)
def test_filler_goes_and_the_topic_stays(question: str, core: str) -> None:
    asked = read_question(question, LATEST)
    assert (asked.core, asked.kind, asked.period, asked.text) == (core, TOPIC, None, question)


@pytest.mark.parametrize(
    "topic",
    [
        "对口支援",
        "和谐校园",
        "与家长沟通",
        "在线教学",
        "中小学校舍",
        "后勤管理",
        "起始年级招生",
        "前期工作",
        "计划生育",
        "三年行动计划",
        "内涵发展",
        "说课",
        "有效教学",
        "提案办理",
        "生师比",
        "学校周边的网吧",
        "评比",
        "怎样培养人",
        "培养什么人、怎样培养人、为谁培养人",
        "学前三年毛入园率",
        "九年义务教育",
        "十五年免费教育",
        "十一学校",
        "五五普法",
        "5+2工程",
        "8+37学校",
        '"163"行动',
        "2011计划",
        "中国教育现代化2035",
        "新时代好少年",
        "21世纪教育振兴行动计划",
        "第二期特殊教育提升计划",
        "思想政治工作",
    ],
)
def test_a_topic_that_looks_like_filler_or_a_year_is_left_whole(topic: str) -> None:
    asked = read_question(topic, LATEST)
    assert (asked.core, asked.kind, asked.period) == (fold_key(topic), TOPIC, None)


@pytest.mark.parametrize(
    ("question", "core", "period"),
    [
        ("2013年减负", "减负", (2013, 2013)),
        ("二〇二一年的双减", "双减", (2021, 2021)),
        ("减负 2013", "减负", (2013, 2013)),
        ("98年高校扩招", "高校扩招", (1998, 1998)),
        ("九十年代的扫盲", "扫盲", (1990, 1999)),
        ("上世纪八十年代中专", "中专", (1980, 1989)),
        ("十一五期间的职业教育", "职业教育", (2006, 2010)),
        ("“十五”期间危房改造", "危房改造", (2001, 2005)),
        ("一五计划时期扫盲", "扫盲", (1953, 1957)),
        ("十四五规划怎么说职业教育", "职业教育", (2021, 2025)),
        ("第十四个五年规划中的教育", "教育", (2021, 2025)),
        ("减负（2013—2018）", "减负", (2013, 2018)),
        ("2010到2020年教育信息化", "教育信息化", (2010, 2020)),
        ("1949年到2020年的扫盲", "扫盲", (1949, 2020)),
        ("2010年以后的学前教育", "学前教育", (2010, None)),
        ("自2005年以来义务教育免费", "义务教育免费", (2005, None)),
        ("2003年起的“两免一补”", "两免一补", (2003, None)),
        ("2013至今的减负", "减负", (2013, None)),
        ("2012年之前营养改善计划", "营养改善计划", (None, 2011)),
        ("教师培训，2015年以前", "教师培训", (None, 2014)),
        ("2020年前后的线上教学", "线上教学", (2019, 2021)),
        ("2013年前期工作", "前期工作", (2013, 2013)),
        ("2013年后勤管理", "后勤管理", (2013, 2013)),
        ("2013年起始年级招生", "起始年级招生", (2013, 2013)),
        ("2013年年级组", "年级组", (2013, 2013)),
        ("2015年以前年级组", "年级组", (None, 2014)),
        ("近五年教师待遇", "教师待遇", (2021, 2025)),
        ("最近三年关于校园安全的要求", "校园安全", (2023, 2025)),
        ("过去十年高等教育", "高等教育", (2016, 2025)),
        ("近两年内涵发展", "内涵发展", (2024, 2025)),
        ("三十年来教育投入", "教育投入", (1996, 2025)),
        ("这几年中考改革", "中考改革", (2021, 2025)),
        ("今年的招生工作", "招生工作", (2025, 2025)),
        ("去年说了什么", "", (2024, 2024)),
        ("文革期间的高校招生", "高校招生", (1966, 1976)),
        ("“文革”后恢复高考", "恢复高考", (1977, None)),
        ("改革开放以来的高考制度", "高考制度", (1978, None)),
        ("新中国成立初期的扫盲", "扫盲", (1949, 1956)),
        ("建国以来教育方针", "教育方针", (1949, None)),
        ("十八大以来的教育公平", "教育公平", (2012, None)),
        ("新时代以来教师队伍建设", "教师队伍建设", (2012, None)),
        ("双减以来作业管理有什么变化", "作业管理", (2021, None)),
        ("2008年汶川地震后的校舍安全", "汶川地震后的校舍安全", (2008, 2008)),
        ("2022年", "", (2022, 2022)),
    ],
)
def test_a_period_is_read_and_taken_out_of_the_topic(
    question: str, core: str, period: tuple[int | None, int | None]
) -> None:
    asked = read_question(question, LATEST)
    assert (asked.core, asked.kind, asked.period) == (core, TOPIC, period)


def test_recent_years_need_a_newest_year() -> None:
    assert read_question("近五年教师待遇").period is None
    assert read_question("近五年教师待遇").core == "教师待遇"


@pytest.mark.parametrize(
    ("question", "core", "sides"),
    [
        ("2013年和2023年减负有什么不同", "减负", ((2013, 2013), (2023, 2023))),
        ("减负在2013年和2023年的区别", "减负", ((2013, 2013), (2023, 2023))),
        ("比较2013年与2023年的职业教育", "职业教育", ((2013, 2013), (2023, 2023))),
        ("2013和2023职业教育有何不同", "职业教育", ((2013, 2013), (2023, 2023))),
        ("2011-2015年与2016-2020年义务教育均衡的变化", "义务教育均衡", ((2011, 2015), (2016, 2020))),
        ("“十三五”和“十四五”的教师队伍建设有何不同", "教师队伍建设", ((2016, 2020), (2021, 2025))),
        ("学前教育2010年和2020年比", "学前教育", ((2010, 2010), (2020, 2020))),
        ("2010年比2000年的教育投入增加了多少", "教育投入", ((2010, 2010), (2000, 2000))),
        ("九十年代和二十一世纪初的希望工程", "希望工程", ((1990, 1999), (2000, 2025))),
        ("2021年前后作业管理有什么变化", "作业管理", ((1949, 2020), (2021, 2025))),
    ],
)
def test_two_periods_are_compared(question: str, core: str, sides: tuple[tuple[int, int], ...]) -> None:
    asked = read_question(question, LATEST)
    assert (asked.core, asked.kind, asked.sides, asked.period) == (core, COMPARISON, sides, None)


@pytest.mark.parametrize(
    "question", ["2013年、2014年教师与学生", "2010年到2020年的双减", "2020年左右减负有什么变化"]
)
def test_what_names_years_without_comparing_them_is_no_comparison(question: str) -> None:
    asked = read_question(question, LATEST)
    assert (asked.kind, asked.sides) == (TOPIC, ())
    assert asked.period is not None


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("最早提出素质教育是哪一年", "素质教育"),
        ("素质教育最早出现在哪一年", "素质教育"),
        ("“双减”是什么时候首次提出的", "双减"),
        ("哪一年开始提义务教育", "义务教育"),
        ("从哪年开始提乡村教师支持计划", "乡村教师支持计划"),
        ("科教兴国战略是哪年提出的", "科教兴国战略"),
        ("第一次写进报告的民办教育", "民办教育"),
        ("民办教育第一次出现是什么时候", "民办教育"),
        ("谁最早提出集团化办学", "集团化办学"),
        ("什么时候恢复高考", "恢复高考"),
        ("校长职级制改革什么时候开始的", "校长职级制改革"),
    ],
)
def test_a_first_appearance_is_asked_for(question: str, core: str) -> None:
    asked = read_question(question, LATEST)
    assert (asked.core, asked.kind) == (core, FIRST)


@pytest.mark.parametrize("question", ["什么时候放寒假", "第一次全国教育工作会议", "哪年的计划提到德育"])
def test_a_date_or_a_name_is_no_first_appearance(question: str) -> None:
    assert read_question(question, LATEST).kind == TOPIC


TOPICS = (
    "减负 中考改革 对口支援 和谐校园 在线教学 后勤管理 提高教师地位 内涵发展 自主招生 就业指导 有效教学 说课 目标管理 "
    "与家长沟通 期末考试 时事教育 里程碑 末位淘汰 年级组 双减 是非观 都市教育 要素保障 安全工作 提案办理 怎样培养人"
).split()
PERIODS = (
    "2013年",
    "近五年",
    "“十二五”期间",
    "九十年代",
    "2010年以来",
    "2015年以前",
    "改革开放以来",
    "2013年至今",
)
FRAMES = (
    "{period}{topic}",
    "{period}的{topic}",
    "{topic}，{period}",
    "{period}{topic}怎么说",
    "{period}怎么说{topic}",
    "{period}关于{topic}的要求",
    "{period}计划对{topic}怎么说",
    "{period}在{topic}方面有哪些措施",
    "{topic}{period}有哪些规定",
    "请问{period}{topic}有什么变化",
    "{period}提到{topic}了吗",
)


@pytest.mark.parametrize("frame", FRAMES)
def test_any_topic_with_any_period_in_any_frame_is_read(frame: str) -> None:
    wrong = []
    for period in PERIODS:
        for topic in TOPICS:
            asked = read_question(frame.format(period=period, topic=topic), LATEST)
            if asked.core != topic or asked.period is None:
                wrong.append((asked.text, asked.core, asked.period))
    assert wrong == []


def test_the_wordings_of_the_concepts_are_topics() -> None:
    """Wordings of plans that begin or end like a question (关于…, …的) or name years may lose that part."""
    terms = {term for concept in ConceptStore.open().concepts for term in concept.terms if "…" not in term}
    read = {term: read_question(term, LATEST) for term in sorted(terms)}
    cut = [
        term
        for term, asked in read.items()
        if asked.core.strip('"') != fold_key(term).strip('"') and asked.period is None
    ]
    assert len(cut) <= len(terms) / 200


def test_all_filler_is_a_topic_rather_than_nothing() -> None:
    assert read_question("历年").core == "历年"
    assert read_question("怎么说").core == "怎么说"
    assert read_question("").core == ""
    assert read_question("？！").core == ""


def test_a_passage_is_taken_whole() -> None:
    passage = "2013年，怎么说减负。" * 30
    asked = read_question(passage, LATEST)
    assert (asked.core, asked.kind, asked.period) == (fold_key(passage), TOPIC, None)


@pytest.mark.parametrize("unit", ["的", "都是又", "哪些", "怎么说", "，", "2013年和", "最早", "十"])
def test_no_question_takes_long_to_read(unit: str) -> None:
    start = time.process_time()
    read_question((unit * LONGEST_QUESTION)[:LONGEST_QUESTION], LATEST)
    read_question(unit * 100_000, LATEST)
    assert time.process_time() - start < 1


@given(
    st.text(st.sampled_from('历年计划怎么说的是哪些2013和近五双减以来前后最早\ud800\x00"(, a'), max_size=30)
)
def test_nothing_that_is_typed_raises(question: str) -> None:
    asked = read_question(question, LATEST)
    assert asked.kind in (TOPIC, COMPARISON, FIRST)
    assert len(asked.sides) == (2 if asked.kind == COMPARISON else 0)
