"""Is this a slogan or a commitment?  Guiding thought and appeals, kept apart from what a plan will do.

Plans open with the thought that guides them and close with an appeal; both change with every congress
and say nothing of schools.  A sentence is boilerplate when it invokes (以…为指导, 高举…旗帜, 深入贯彻…精神)
or stands under such a heading, and promises nothing that could be checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.quoting import sentences

_DOCTRINE = (
    "马克思|马列|列宁|毛泽东|邓小平|三个代表|科学发展观|习近平|主席|总书记|党的(?:[一二三四五六七八九十]{1,3}大|路线|基本路线|教育方针|旗帜)|"
    "(?:[一二三四五六七八九十]{1,3}届)?[一二三四五六七八九十]{1,3}(?:届|次)?[一二三四五六七八九十]{0,3}中全会|党中央|中共中央|中国特色社会主义|全会|"
    "总路线|社会主义思想|两个确立|两个维护|四个意识|四个自信"
)
"""Whose thought, which meeting: what an invocation invokes."""
_INVOKED = re.compile(
    rf"以[^,;。以]{{0,50}}(?:{_DOCTRINE}|理论|思想|精神|发展观)[^,;。]{{0,40}}为(?:指导|指引|统领|引领|统揽|遵循|行动指南|根本遵循)"
    r"|高举[^;。]{0,60}(?:旗帜|红旗)"
    r"|紧密(?:地)?团结在[^;。]{0,60}(?:周围|下)"
    rf"|在[^,;。在]{{0,40}}(?:{_DOCTRINE})[^,;。]{{0,30}}(?:指引|指导|领导|旗帜|正确路线)下"
    rf"|(?:贯彻|学习|落实|领会|领悟|遵循|按照|坚持|践行)[^;。]{{0,30}}(?:{_DOCTRINE})[^;。]{{0,40}}(?:精神|思想|理论|讲话|论述|决策部署|发展观|路线|方针|全会|指导|决定性意义|维护)"
    r"|(?:奋勇前进|团结奋斗|努力奋斗|而奋斗|共同奋斗|接续奋斗|再创辉煌)!?$|^(?:同志们|各位代表)!?$"
    r"|向[^。]{0,120}(?:致以|表示)[^。]{0,12}(?:感谢|敬意|问候|慰问|祝贺)"
    r"|^(?:现在,)?我代表[^。]{0,80}(?:审议|意见)|(?:夺取|争取|取得)[^;。]{0,40}(?:新胜利|更大的?胜利|伟大胜利)"
)
_HEADING = re.compile("[^和与及、]*(?:指导思想|总体要求|总体思路|基本思路|工作思路|总要求)[:。]?")
"""A heading that ends so; under 总体要求和政策取向 stands policy."""
_PLEDGE = re.compile(
    r"\d{1,12}(?:\.\d{1,6})?(?:%|‰|个百分点|所|名|人|个|项|万|亿|元|次|场|处|套|平方米|小时|节|门|期|年底|月底|月前)"
    r"|(?<!每)[一二三四五六七八九十百千万]{1,6}(?:所(?!有)|名(?!副)|万人|万元|亿元)"
    r"|(?:新建|改建|扩建|改造|招聘|补助|免除|出台|制定|修订|印发|启动|试点|试行|设立|举办|组织开展|评选|创建|配备|聘任|培训|检查|督查|整治|清理)"
)
"""What can be checked afterwards: a figure with its unit, or an act."""


def boilerplate(text: str, headings: Sequence[str]) -> list[tuple[int, int]]:
    """Spans of a folded text's sentences that are boilerplate; ``headings`` are those above it, folded.

    >>> boilerplate("以党的十八大精神为指导,办人民满意的教育。新建幼儿园10所。", ())
    [(0, 21)]
    """
    under = bool(headings) and _HEADING.fullmatch(headings[-1].partition("、")[2] or headings[-1]) is not None
    return [
        (start, end)
        for start, end in sentences(text)
        if (under or _INVOKED.search(text[start:end])) and not _PLEDGE.search(text[start:end])
    ]


def without_boilerplate(text: str, headings: Sequence[str]) -> str:
    """What is left of a folded text: empty when all of it is boilerplate."""
    kept, at = [], 0
    for start, end in boilerplate(text, headings):
        kept.append(text[at:start])
        at = end
    return "".join((*kept, text[at:])).strip()
