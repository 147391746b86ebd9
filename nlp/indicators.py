"""What is measured?  The phrase that a number belongs to, as it stands in its clause.

Before the number (学前三年入园率 | 达到93.5%以上) or behind its unit (新创建10-12所 | 省优质幼儿园).
"""

from __future__ import annotations

import re

LONGEST = 24
"""Characters of an indicator; a longer run is cut at a verb or 的, as nobody reads it as a name."""
SHORTEST = 2

_ENDS = re.compile(
    "(?:(?:提高|提升|增加|增长|上升|上涨|下降|回落|降低|减少|扩大|延长|压缩|压减|调减|调整|整合|优化|合并|归并|发展|恢复|由负转正|缩小|控制|维持|保持|稳定|"
    "达|累计达|实际|大幅|净|新|同比|环比|又|再|已|已经|降|将|将近|接近|大约|仅|只)?(?:达到|达成|到了|到|至|为|在|了|近|约|有|达)"
    "|提高|提升|增加|增长|上升|上涨|下降|回落|降低|减少|扩大|压减|压缩|延长|净增|递增|保持|稳定|控制|超过|突破|高于|低于|不足|不到"
    "|现有|共有|已有|拥有|保有|共达|共计|合计|总计|累计|多达|高达|各为|应为|分别|平均|年均|每年平均|不[低少高超]?于?过?|至少|至多|最多|最少|一般"
    "|实际|同比|环比|继续|持续|一直|力争|争取|确保|实现|其中|已经?|仅|只|就|也|再|又|还|均|(?<!首)都|各(?!各)|即|总共|一共|(?<!公)共|(?<![设统会])计"
    "|(?<![主需重必])要|(?<!即)将|(?<![可所])以"
    "|(?:由|从|到|至|为|达)(?:(?:19|20)[0-9]{2}年|上年|去年|目前|原来|现在)(?:底|末)?的?|(?<!自)由|(?<![跟服])从|(?<=[一-龥]{2})约?占"
    "|按照?|(?<!节)约|(?<![最附])近|(?<![首专])有|(?<!总)是|(?<![高中初同平上下])等"
    "|每(?:年|月|周|天|学期|学年|人|生|校|所|班|名|个)*|去年底?|今年|上年|本年|年内|如期|目前|一次性|首批|第一批|大规模|大幅度?|比上年|净)$"
)
"""What stands between an indicator and its number: 达到, 控制在, 由, 每学期."""
_LIMITED = re.compile("(?<=[一-龥]{2})(?:不[低少高多]于|不超过|超过|低于|高于)[^,;:。]*$")
"""年交流比例不低于符合条件人数的10%: the indicator ends before the limit."""
_COMPARED = re.compile(
    "(?:(?<!占)比(?![例重率值较赛分])|较(?![大高好快])|(?<![不相合共协雷])同(?![等步时学一意]))[^,;:。]{1,14}?(?:相比|比较|期)?$|(?:是|为"
    "|相当于)(?:19|20)[0-9]{2}年的?$"
)
_CHANGE = re.compile("增|涨|减|提高|下降|上升|多|少|翻|降|扩大|提升|高|低")
_YEAR = r"(?:19|20)\d\d(?:-(?:19|20)?\d\d)?(?:学?年度?)?"
_LEADS = re.compile(
    rf"(?:(?:到|至|自|从|在|于|截[至止])?{_YEAR}(?:年?(?:底|末|初|[春秋]季(?:学期)?|[上下]半年|内|全年)?(?:以前|之前|前|起|以来|期间)?)"
    r"|今明两年|今年|本年度?|去年底?|明年|上年|上学年|本学[年期]|下学期|新学[期年]|全年|年[内底末](?:前|以前|之前)?|当年|同期|每(?:学[期年]|[年月周天日])"
    r"|(?:\d{1,2}月(?:\d{1,2}日)?|学期)[底末初中份]?(?:前|以前|之前)?"
    r"|目前|现在|现有|(?:今后|未来|过去|近)?(?:[一二三四五六七八九十两]{1,2}|\d{1,2})年(?:来|内|间|中(?![央小国职等西学])|时间)?(?:共"
    r"|累计)?(?![级制行义教])"
    r'|"?[一二三四五六七八九十]{1,2}五"?(?:期末|末期|末|时期|期间|计划)|第[一二三四五六七八九十]{1,2}个五年计划(?:期间|时期|规定)?|本世纪末|[春秋]季(?:学期)?'
    r"|首批|第[一二三]批"
    "|要(?!素)|应(?![届用急])|必须|将|拟(?!定)|计划(?!生)|规定|力争|争取|努力|确保|保证(?!金)|使(?!用)|让|(?:加快|全面|基本|努力|如期"
    "|提前)?实现(?!率)|继续|进一步|不断|稳步|逐步|加快|全面(?!发展)|大力|积极|切实"
    "|共(?![同享青建])|累计|已经?|还(?![款贷])|再(?![就生])|又|也|并|其中|同时|以及|及(?![格时])|和(?!谐)|与(?!会)|而且|另外|此外|推动|推进|做到"
    "|预[计期]|达到|超过"
    "|完成(?!率)|新建|改扩建|扩建|改建|迁建|新创建|创建|建设(?!用)|建成|建好|建立|建(?![档议筑国制设材])|组建|成立|打造|遴选|评选出?|认定|选择|设立|设置|设(?!施"
    "|备)|开设|组织(?!率)|开展(?!率)|举办|实行|保持|安排(?!率)|配备(?!率)|办好|上好"
    "|我[国市区省校县]|[各在](?=全)|全[国省市区县校](?!性|民|通)|一共|约(?!谈)|大约|即|等(?![级次])|的|分别|均(?!衡)|都(?!市)|至少|平均(?![受寿预])"
    "|按照?(?![时期劳需])|以(?![上下内])|对(?![口外])|在(?![校园职学读册岗编])|由(?!于)|从(?!业)|把|为(?=到|了)|据统计|通过(?!率)|到|各地"
    "|[、,.:\\s])+"
)
"""What stands before an indicator in its clause: time, mood, subject, and verbs of making."""
_NO_NOUN = re.compile(
    "新建|改扩建|扩建|改建|新增|以[上下内]|之内|左右|上下|用于|来|作为|给|对(?!口)|由|在(?![校园职学读册岗编])|从|到|并|且|和|或|与|及|以|为|是|要|将|已|也|都"
    "|均(?!衡)|全部|等(?!级)"
    "|达|不|未|纳入|实现|通过|参加|参与|得到|享受|受益|脱贫|进入|占|比(?![赛例重])|增(?=长|加|至|到)|减(?=少|至|到|为)|提高|下降|上升|接受|开展|完成|实施|建设"
    "|投入|安排|足额|的|时|后|中(?![小职等学国心考医])|内|起|让|使|供|之|目标|水平|幅度|增幅"
)
"""What stands behind a unit and is not the thing counted."""
_CUT = re.compile(
    "(?:发放|开展|进行|实施|签订|配备|配置|安装|享受|提供|进入|纳入|接受|参加|投入|获得|全部|均(?!衡)|已|将|用于|免费|实现|达到|予以|给予|建立|列入|开设|组建|完成)"
)
_CHANGED_TO = re.compile(
    "(?:提高|提升|增加|增长|上升|下降|降低?|减少|扩大|优化|整合|调整|合并|归并|发展|延长|压减|缩小|大幅|增|减|进一步|逐步|达){0,3}(?:到|至|为)?$"
)
_ON_TOP = re.compile("的?基础上.*$")
PARENTHESES = re.compile(r"\([^()]{0,20}\)")
_STRIPPED = "\",、:;.()- '[]"
_WORD = re.compile('[一-龥"a-z0-9]')


def before_number(left: str, changing: bool = False, longest: int = LONGEST) -> str:
    """The phrase that ends before a number, without verb, comparison, time and mood.

    ``changing``: the number says by how much something grew, so 比上年 is no part of it.

    >>> before_number("到2025年,全市学前三年入园率达到"), before_number("高校招生比上年增加", True)
    ('学前三年入园率', '高校招生')
    """
    text = PARENTHESES.sub("", left).rstrip(_STRIPPED)
    said, least, verb = text.rpartition("至少")
    text = verb if least and len(verb) >= SHORTEST else said or text
    text = _LIMITED.sub("", text)
    while True:
        shorter = _ENDS.sub("", text).rstrip(_STRIPPED)
        changing = changing or bool(_CHANGE.search(text[len(shorter) :]))
        if changing:
            shorter = _COMPARED.sub("", shorter).rstrip(_STRIPPED)
        if shorter == text:
            break
        text = shorter
    text = text.removesuffix("的")
    lead = _LEADS.match(text)
    text = text[lead.end() :] if lead else text
    if len(text) > longest:
        cuts = [
            cut.end()
            for cut in re.finditer("的|[、和]|使|对|将|实现", text)
            if longest >= len(text) - cut.end() >= 4
        ]
        text = text[cuts[0] :] if cuts else text[-longest:]
    text = text.strip(_STRIPPED)
    return text if len(text) >= SHORTEST else ""


def behind_unit(right: str) -> str:
    """The phrase that begins behind a unit, if what stands there is a noun.

    >>> behind_unit("省优质幼儿园"), behind_unit("的班级实现优质资源班班通"), behind_unit("以上")
    ('省优质幼儿园', '班级实现优质资源班班通', '')
    """
    text = PARENTHESES.sub("", right).removeprefix("的")
    if not _WORD.match(text) or _NO_NOUN.match(text):
        return ""
    text = _ON_TOP.sub("", _CHANGED_TO.sub("", text.strip(_STRIPPED))).strip(_STRIPPED)
    if len(text) > LONGEST:
        cut = _CUT.search(text, SHORTEST)
        text = text[: cut.start()] if cut else text
        text = text[:LONGEST]
    text = text.rstrip("和与及")
    return text if len(text) >= SHORTEST else ""


def head_of(clause: str) -> str:
    """What a clause without numbers speaks of first, for a figure that follows it.

    >>> head_of("乡村教师生活补助按距离远近分三档")
    '乡村教师生活补助'
    """
    lead = _LEADS.match(clause)
    text = clause[lead.end() :] if lead else clause
    cut = _HEAD_ENDS.search(text, SHORTEST)
    text = (text[: cut.start()] if cut else text).strip(_STRIPPED)
    return text if SHORTEST < len(text) <= LONGEST else ""


def split_among(subject: str, count: int) -> list[str] | None:
    """The subjects of 分别: one coordinate for each number, with what they share.

    >>> split_among("中、高等职业教育在校生", 2)
    ['中等职业教育在校生', '高等职业教育在校生']
    """
    parts = [part for part in re.split("[、和与及]", subject) if part]
    if len(parts) != count:
        return None
    return [
        part if len(part) >= len(parts[-1]) else part + parts[-1][len(part) :] for part in parts[:-1]
    ] + parts[-1:]


_HEAD_ENDS = re.compile(
    "按|了|完成|实现|达到|提高|增加|扩大|纳入|覆盖|推进|开展|由|从|为|在|全部|已|将|要|不断|持续|进一步|明显|稳步"
)
