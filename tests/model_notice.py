"""A harder file than ``model_plan``: a red-head notice with regulations and a long table attached to it.

Articles count on through the chapters, cells are merged in both directions, a table goes over three pages
with its head repeated, words and quotations are broken by the lines; where the format has them, changes are
tracked and a box stands beside the text.
"""

from __future__ import annotations

ORGAN, NUMBER = "望湖县教育局文件", "望教发〔2024〕8号"
TITLE = ("望湖县教育局关于印发《望湖县中小学生课后服务管理办法》", "和2024年重点任务清单的通知")
ADDRESS = "各乡镇（街道）中心校，县直各学校，各民办学校："
COVER = (
    "为进一步规范课后服务，回应“三点半”“五点半”接送难题，我局制定了《望湖县中小学生课后服务管理办法》和“2024年重点任务清单”，"
    "经局党委会议研究同意，现印发给你们，请认真组织实施；执行中的“新情况”“新问题”，请及时报局基础教育科。",
    "各校要参照“Programme for International Student Assessment”和“Artificial Intelligence Literacy Framework”的做法，"
    "开设STEAM、scratch等课程，不得以课后服务名义“超纲”“抢跑”，不得与任何校外培训机构合作开展“隐形变异”培训。",
)
LISTED = ("附件：1.望湖县中小学生课后服务管理办法", "2.2024年重点任务清单")
SIGNED = ("望湖县教育局", "2024年3月1日", "（此件公开发布）")
RULES = "望湖县中小学生课后服务管理办法"
CHAPTERS = (
    (
        "总则",
        ("为规范课后服务，促进学生全面发展，制定本办法。", "课后服务坚持公益普惠、学生自愿、因地制宜。"),
    ),
    (
        "服务内容",
        (
            "学校应当指导学生认真完成作业，做到小学生书面作业在校内“基本完成”，初中生“大部分完成”。",
            "学校每周开设不少于5天、每天不少于2小时的课后服务，结束时间不早于当地下班时间后30分钟。",
            "学校可以聘请退休教师、非遗传承人等参与，报酬标准由县教育、财政部门另行制定。",
        ),
    ),
    ("附则", ("本办法自2024年9月1日起施行，由县教育局负责解释。",)),
)
GOALS = (  # "" goes on with the merged cell above or to the left
    ("类别", "目标", "", "责任科室"),
    ("", "2024年", "2025年", ""),
    ("课后服务覆盖率", "98%", "100%", "基础教育科"),
    ("课后服务满意度", "92%", "95%", "督导室"),
)
SCHOOLS = (
    ("序号", "学校", "班级数", "参加人数"),
    *((str(n), f"望湖县第{n}小学", str(12 + n % 7), str(400 + 17 * n)) for n in range(1, 61)),
)
IMPRINT = (
    "抄送：县委办公室，县人大办公室，县政府办公室，县政协办公室。",
    "望湖县教育局办公室",
    "2024年3月1日印发",
)
CHANGED = ("执行中的", "请及时报局基础教育科")
"""Words that were put in while changes were tracked."""
DELETED = "原办法（试行稿）同时停止使用。"
BOX = "（本办法由基础教育科起草）"
_CHINESE = "零一二三四五六七八九十"


def rules() -> list[str]:
    """The chapters and articles, with the numbers that the word processor writes."""
    lines, article = [], 0
    for at, (chapter, articles) in enumerate(CHAPTERS, 1):
        lines.append(f"第{_CHINESE[at]}章{chapter}")
        for text in articles:
            article += 1
            lines.append(f"第{_CHINESE[article]}条{text}")
    return lines


def typed(*, box: bool = False) -> list[str]:
    """The lines that a reader should give, table rows joined by tabs; ``box``: with the text of the box."""
    lines = [
        ORGAN,
        NUMBER,
        "".join(TITLE),
        ADDRESS,
        *COVER,
        *([BOX] if box else []),
        *LISTED,
        *SIGNED,
        "附件1",
        RULES,
        *rules(),
    ]
    lines += ["附件2", "2024年重点任务清单", *("\t".join(row) for row in (*GOALS, *SCHOOLS))]
    return [*lines, IMPRINT[0], "".join(IMPRINT[1:])]
