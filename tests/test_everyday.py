from __future__ import annotations

from pathlib import Path

import pytest

from corpus.folding import fold_key
from nlp.everyday import Everyday, EverydayError, EverydayWord


@pytest.fixture(scope="module")
def everyday() -> Everyday:
    return Everyday.open()


def official_of(everyday: Everyday, question: str) -> set[str]:
    return {term for _, terms in everyday.official(fold_key(question)) for term in terms}


LAY_QUESTIONS = [
    ("老师一个月发多少钱", "教师 经费"),
    ("孩子几岁能上学", "儿童 入学"),
    ("我家娃明年该上小学了", "学生 小学入学"),
    ("小朋友没有幼儿园上", "幼儿"),
    ("想念书的人怎么办", "就学"),
    ("村里的学校房子破旧谁来修", "危房 校舍"),
    ("上面拨款拨了没有", "财政拨款"),
    ("大学生毕业后去哪", "高校毕业生就业"),
    ("年轻人找工作难不难", "就业 青年"),
    ("读职校有没有出路", "中等职业教育"),
    ("私立学校收费太高", "民办学校"),
    ("不识字的人还有多少", "文盲 扫盲"),
    ("思想品德课谁来上", "德育"),
    ("娃娃们身体素质越来越差", "体质"),
    ("暑假补习班乱哄哄", "校外培训 寒暑假"),
    ("老师补课收钱吗", "有偿补课"),
    ("爸妈打工带着娃怎么办", "家长 务工"),
    ("农民工的孩子在城里读书", "进城务工人员随迁子女 城市 就学"),
    ("留在老家的孩子谁照顾", "留守儿童"),
    ("乡下的老师太苦", "教师 乡村"),
    ("校长调动多久一次", "校长交流轮岗"),
    ("一个班人太多坐不下", "大班额"),
    ("中午在学校吃饭贵不贵", "学校食堂 供餐"),
    ("小学生戴眼镜的太多", "近视"),
    ("孩子在学校被欺负", "校园欺凌"),
    ("上课玩手机没收行不行", "手机管理"),
    ("在家上网课效果怎么样", "线上教学"),
    ("农村学校有没有电脑", "计算机"),
    ("大学一年要交学费多少", "学费 高等学校"),
    ("帮穷学生念完大学", "学生资助"),
    ("残疾孩子能和别人一起上学吗", "残疾儿童"),
    ("小升初要不要考试", "初中入学"),
    ("考大学越来越难", "高等学校招生"),
    ("送孩子出国念书", "出国留学"),
    ("下午三点半没人接", "课后服务"),
    ("接送孩子上下学堵车", "校车"),
    ("转校要办什么手续", "转学"),
    ("学区房还管用吗", "就近入学"),
    ("给老师涨工资", "教师 工资待遇"),
    ("评职称要写论文", "职称"),
    ("教书算不算铁饭碗", "教职工编制"),
    ("老师退下来有没有养老金", "离退休"),
    ("有没有人贪污学校的钱", "反腐败"),
    ("学校乱收钱往哪告状", "乱收费 信访"),
    ("早恋要不要管", "青春期教育"),
    ("老人上大学学什么", "老年教育"),
    ("方言还让不让说", "推广普通话"),
    ("繁体字什么时候不用的", "汉字简化"),
    ("英语还是主科吗", "外语"),
    ("教学楼漏雨", "危房"),
    ("旱厕改了没有", "厕所"),
    ("作业写不完睡不够", "作业负担 睡眠"),
    ("学生抑郁自杀", "心理健康教育"),
    ("课本为什么要钱", "教材"),
    ("死记硬背什么时候改", "素质教育"),
    ("学手艺的人吃香吗", "职业技能培训"),
    ("知青上山下乡以后还能读书吗", "知识青年"),
    ("晚上夜校还办不办", "业余教育"),
    ("缺老师的山里孩子", "补充教师"),
    ("ＡＩ会不会代替老師", "人工智能教育 教师"),
    ("领导来检查太多，材料太多", "形式主义"),
    ("没钱上大学可以贷款吗", "学生资助 助学贷款"),
]


@pytest.mark.parametrize(("question", "wanted"), LAY_QUESTIONS)
def test_a_lay_question_gains_the_official_words(everyday: Everyday, question: str, wanted: str) -> None:
    assert set(wanted.split()) <= official_of(everyday, question)


@pytest.mark.parametrize(
    "official",
    "学校 作业 学生 教师 义务教育 学前教育 职业教育 高等学校 校外培训 有偿补课 国家助学贷款 "
    "随迁子女 教育经费 教师队伍建设 老年大学 家庭教育 课后服务 教育督导 学校体育 中外合作办学 "
    "普通高中 课程改革 师德师风 校舍安全 作业管理 语言文字 减轻学生负担 均衡发展 高校毕业生就业".split(),
)
def test_an_official_term_is_left_alone(everyday: Everyday, official: str) -> None:
    assert everyday.official(fold_key(official)) == []


@pytest.mark.parametrize(
    "text",
    "老师傅 以上学历 形而上学 推进学校改革 突出国家利益 科学技术 提高考核标准 确保安全 基本科学 "
    "校长负责制 校外教育 公益性教育 金钱观 社会主义工业 国家教育 电子邮箱email 14% 百分之四十 百分之四点二 "
    "积累经验 召开课程会议 编制计划 检查学校 中国学生 信心理念 募集资金 抽调研学科 推荐书目 吃苦耐劳 "
    "妇女儿童发展 儿童工作 农村学校 乡村小学 友好学校 紧缺人才 援外教师 蒙古文 青少年犯罪 诵读经典 课外文体活动".split(),
)
def test_a_word_across_other_words_is_not_read(everyday: Everyday, text: str) -> None:
    assert everyday.official(fold_key(text)) == []


def test_the_longest_words_come_first_and_the_answer_is_in_order(everyday: Everyday) -> None:
    found = everyday.official("农民工的孩子在城里上学")
    assert [word for word, _ in found] == ["农民工的孩子", "城里", "上学"]


def test_a_single_word_needs_its_companion_elsewhere(everyday: Everyday) -> None:
    assert "课业负担" in official_of(everyday, "学生太累")
    assert official_of(everyday, "太累") == set()


def test_a_part_of_an_official_term_in_the_question_is_not_read() -> None:
    words = [EverydayWord(("贷款",), ("助学贷款",))]
    assert Everyday(words).official("助学贷款") == []
    assert Everyday(words).official("贷款") == [("贷款", ("助学贷款",))]


def test_a_context_rules_out_only_what_stands_inside_it() -> None:
    words = [EverydayWord(("老师",), ("教师",), not_in=("老师傅",))]
    assert Everyday(words).official("老师傅和老师") == [("老师", ("教师",))]


def test_both_sides_are_folded(tmp_path: Path) -> None:
    file = tmp_path / "lexicon.toml"
    file.write_text('[[word]]\nsay = ["老師"]\nmean = ["敎師　隊伍"]\n', encoding="utf-8")
    assert Everyday.open(file).official(fold_key("老师")) == [("老师", (fold_key("教师队伍"),))]


def test_the_shipped_lexicon_covers_schooling(everyday: Everyday) -> None:
    assert 300 <= len(everyday.words) <= 450


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[[word]]\nsay = ["老师"]', "第 1 条（“老师”） 缺 mean"),
        ('[[word]]\nmean = ["教师"]', "第 1 条 缺 say"),
        ('[[word]]\nsay = "老师"\nmean = ["教师"]', "应是词的列表"),
        ('[[word]]\nsay = ["老师", ""]\nmean = ["教师"]', "应是词的列表"),
        ('[[word]]\nsay = ["老师"]\nmean = ["教师"]\nnever = []', "不认识的键 \\['never'\\]；可用的键：say"),
        ('[[word]]\nsay = ["钱"]\nmean = ["经费"]', "只有一个字.*请写 not 或 with"),
        ('[[word]]\nsay = ["教师"]\nmean = ["教师"]', "同时写在 say 和 mean 里"),
        ('[[word]]\nsay = ["老师"]\nmean = ["教师"]\nnot = ["师傅"]', "“师傅”，其中没有这条的 say"),
        (
            '[[word]]\nsay = ["老师"]\nmean = ["教师"]\n[[word]]\nsay = ["老師"]\nmean = ["教员"]',
            "第 2 条（“老師”） 的“老师”已经写在 x.toml 第 1 条",
        ),
        ("word = [1]", "第 1 条 不是表"),
        ('word = "老师"', "顶层应只有"),
        ("other = 1", "顶层应只有"),
        ("[[word", "读不出来"),
    ],
)
def test_an_error_names_the_entry_and_the_mend(tmp_path: Path, toml: str, message: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(EverydayError, match=message):
        Everyday.open(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EverydayError, match=r"gone\.toml"):
        Everyday.open(tmp_path / "gone.toml")
