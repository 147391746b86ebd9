"""The plan that the files of every format hold: what was typed, and so what must be read.

``NUMBERED`` says how deep each item is numbered; writers number it automatically where the format can.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.readers.number_forms import format_number

TITLE = "临澄市教育局2023年工作要点"
LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
)
"""``(numFmt, lvlText)`` of Word for each depth: 一、 （一） 1. ①"""
NOTE = "指《关于进一步减轻义务教育阶段学生作业负担和校外培训负担的意见》。"
NOTED = "巩固“双减”成果"
"""The words behind which the footnote is referred to."""
TABLE = (  # "" continues the merged cell above it
    ("类别", "指标", "2022年实际", "2023年目标"),
    ("学前教育", "毛入园率", "98.2%", "98.5%"),
    ("", "普惠性幼儿园覆盖率", "86%", "90%以上"),
    ("义务教育", "巩固率", "99.9%", "100%"),
    ("", "集团化办学覆盖率", "62%", "75%"),
)
SIGNED = ("临澄市教育局", "2023年2月15日")

_BODY = """
2023年是全面贯彻党的二十大精神的开局之年，也是实施“十四五”规划承上启下的关键一年。全市教育工作坚持以习近平新时代中国特色社会主义思想为指导，落实立德树人根本任务，加快建设高质量教育体系，努力办好人民满意的教育。
0 总体要求
坚持“稳中求进、以进固稳”，把发展作为第一要务，把公平作为基本底线，把质量作为生命线，推动全市教育事业迈上新台阶，为“强富美高”新临澄建设提供有力的人才支撑和智力支持。
0 重点任务
1 推进学前教育普及普惠安全优质发展
2 实施学前教育发展提升行动，新建、改扩建幼儿园12所，新增学位3600个，普惠性幼儿园覆盖率达到90%以上。
2 开展“安吉游戏”实践研究，遴选6所试点幼儿园，纠正“小学化”倾向，办好6月的学前教育宣传月活动。
1 推动义务教育优质均衡发展
2 巩固“双减”成果，健全作业公示制度，小学一、二年级不布置书面家庭作业，三至六年级每天书面作业总量不超过60分钟，初中不超过90分钟。
2 提升课后服务水平，做到三个全覆盖：
3 义务教育学校全覆盖；
3 有需要的学生全覆盖；
3 每周五天全覆盖。
2 推行“名校+新校”“名校+弱校”集团化办学，年内组建教育集团8个，集团化办学覆盖率达到75%，教师交流轮岗比例不低于符合条件人数的15%。
1 加快职业教育和普通高中特色发展
2 支持临澄中等专业学校争创省“双高计划”学校，新增现代学徒制试点专业4个。
2 新建普通高中1所，建设学科基地10个，完善STEAM课程，推进career education试点。
0 保障措施
1 加强教师队伍建设
2 招聘教师520名，其中农村学校不少于200名。
2 落实义务教育教师平均工资收入水平不低于当地公务员平均工资收入水平的要求。
1 落实教育经费“两个只增不减”
全市教育经费总投入增长6%以上，一般公共预算教育支出不低于48.6亿元；生均公用经费标准小学提高到950元、初中提高到1150元。
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, without its number; ``depth`` is None for one that has none."""

    text: str
    depth: int | None = None


def _parsed() -> tuple[Block, ...]:
    lines = [line for line in _BODY.split("\n") if line]
    return tuple(Block(line[2:], int(line[0])) if line[1] == " " else Block(line) for line in lines)


BLOCKS = _parsed()


def numbers() -> list[str]:
    """The number that stands before each block, ``""`` where none does."""
    counts = [0] * len(LEVELS)
    found = []
    for block in BLOCKS:
        if block.depth is None:
            found.append("")
            continue
        counts[block.depth] += 1
        counts[block.depth + 1 :] = [0] * (len(LEVELS) - block.depth - 1)
        form, shape = LEVELS[block.depth]
        found.append(shape.replace(f"%{block.depth + 1}", format_number(counts[block.depth], form)))
    return found


def typed(*, note: bool = False) -> list[str]:
    """The lines that a reader should give, table rows joined by tabs; ``note``: with the footnote."""
    lines = [TITLE]
    for number, block in zip(numbers(), BLOCKS, strict=True):
        lines.append(number + block.text)
        if note and NOTED in block.text:
            lines.append(NOTE)
    return [*lines, *("\t".join(row) for row in TABLE), *SIGNED]
