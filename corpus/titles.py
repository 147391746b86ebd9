"""Which line is the title?  Title, release and address lines above a plan, signature below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.paragraphs import Line, ended
from corpus.types import Noise

LONGEST_TITLE = 60
FRONT_LINES = 14
"""A title page holds no more lines than this above the plan."""
BACK_LINES = 10

_DOC_WORD = r"(?:要点|重点|计划|规划|纲要|总结|小结|方案|通知|意见|报告|决议|决定|办法|安排|打算|思路|细则|讲话|公报|清单|分解表|汇报|预案|规定)"
_TITLE = re.compile(
    rf"{_DOC_WORD}(?:范文|模板|大全|精选|样本)?(?:[与和及].{{2,30}}{_DOC_WORD})? ?(?:[(\[<][^()]{{1,24}}[)\]>]|[一二三四五六七八九十\d]{{1,2}})?$"
)
_YEAR_TITLE = re.compile(r"(?:19|20)\d\d(?:-(?:19|20)?\d\d)? ?(?:年|学年).{0,30}工作$")
_ORG = re.compile(
    r"(?:教育(?:局|厅|部|委员会|体育局|科技局|和体育局)|教委|教体局|人民政府|政府|国务院|委员会|办公室|办公厅|"
    r"学校|中学|小学|初中|高中|幼儿园|学院|大学|中心校?|党委|党组|工委|总支|支部|教研室|研究院|[局厅部处科股室院馆])(?:文件)?$"
)
_DATE = re.compile(
    r"[(\[\-]{0,4}(?:发布|发文|印发|成文|生成|更新|编辑)?(?:时间|日期)?[: ]{0,2}"
    r"(?:19|20)\d\d ?(?:年 ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?月(?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?日)?|[-./]\d{1,2}[-./]\d{1,2})"
)
_NUMBER = re.compile(r"[一-鿿]{2,10}[\[(](?:19|20)\d\d[\])]\d{1,4}号$")
_INFO = re.compile(
    r"(?:索引号|发布机构|发文机关|发布单位|发文单位|发布日期|发布时间|成文日期|生成日期|生效日期|文号|发文字号|主题词|主题分类|"
    r"信息来源|信息分类|来源|作者|公开方式|公开范围|有效性|时效|时间|日期|标题|名称|关键词)[:] ?"
)
_ADDRESSEE = re.compile("局|校|园|处|室|科|单位|部门|代表|同志|委员|老师|领导|中心|政府|乡镇|街道")
LONGEST_ADDRESS = 100
_SPEAKER = re.compile(
    r"(?:.{0,8}(?:总理|局长|厅长|部长|校长|园长|主任|书记|市长|省长|区长|县长)) {0,3}[一-鿿 ]{0,5}$"
)
_NAME = re.compile(r"[一-鿿] ?[一-鿿] ?[一-鿿]?[一-鿿]?$")
_TAIL = re.compile(
    r"(?:抄送|抄报|主送|印发范围)[:]|\(?(?:此件|本件)?.{0,6}公开(?:发布|属性)|.{2,24}(?:办公室|局|厅) {0,4}(?:19|20)\d\d年.{0,8}印发$|附件[::]?$"
)
NUMBERED = re.compile(r"(?:第[一二三四五六七八九十\d]{1,3}[章节条部]|\(?[一二三四五六七八九十\d]{1,3}[、.)])")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a plan: its title (a span, or two where the issuer has a line of its own),
    the line with its date, the lines that name its issuer, and all of these lines as noise."""

    title: tuple[tuple[int, int], ...] = ()
    date: tuple[int, int] | None = None
    signed: tuple[int, int] | None = None
    signed_date: tuple[int, int] | None = None
    noise: tuple[Noise, ...] = ()


def is_title(flat_line: str) -> bool:
    """True for a line that names a document: short, unfinished, ending in 工作要点, 计划, 总结…

    >>> [is_title(line) for line in ("临澄市教育局2013年工作要点", "一、工作计划", "我们要订好计划。")]
    [True, False, False]
    """
    line = flat_line.strip(' "')
    if not 4 <= len(line) <= LONGEST_TITLE or re.search("[,;。!?]|[:、]$", line) or NUMBERED.match(line):
        return False
    return bool(_TITLE.search(line) or _YEAR_TITLE.search(line))


def find_frame(flat: str, lines: Sequence[Line], given_title: str = "") -> Frame:
    """Title, release line, address and signature of a plan, as spans and as noise.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "临澄市教育局\\n2013年工作要点\\n各学校：\\n一、抓好减负。\\n临澄市教育局\\n2013年2月5日"
    >>> frame = find_frame(flatten(text), lines_of(text))
    >>> [text[start:end] for start, end in frame.title], len(frame.noise)
    (['临澄市教育局', '2013年工作要点'], 5)
    """
    kinds = [_kind(flat, line, given_title) for line in lines[:FRONT_LINES]]
    stop = next((at for at, kind in enumerate(kinds) if kind == "body"), len(kinds))
    title = _title_lines(flat, lines, kinds, stop, given_title)
    known = [at for at in range(stop) if kinds[at] not in ("other", "body")] + list(title)
    front = range(max(known) + 1) if known and _belongs(kinds, stop, title) else range(0)
    date = next((lines[at] for at in front if kinds[at] == "date"), None)
    signed, signed_date, back = _signature(flat, lines, len(front))
    inner = [
        at
        for at in range(len(front), len(lines))
        if at not in back and _repeats_title(flat, lines, at, [*title], given_title)
    ]
    greetings = [at for at in range(len(front), len(lines)) if at not in back and _greeting(flat, lines[at])]
    covering = _covering_signature(flat, lines, set(inner))
    frame = sorted({*front, *inner, *greetings, *covering, *back})
    noise = [Noise("title", lines[at].start, lines[at].end) for at in frame]
    return Frame(
        tuple((lines[at].start, lines[at].end) for at in title if at in front),
        (date.start, date.end) if date else None,
        signed,
        signed_date,
        tuple(noise),
    )


def _letters(text: str) -> str:
    return re.sub(r"[^一-鿿a-z0-9]", "", text)


def _kind(flat: str, line: Line, given_title: str) -> str:
    text = flat[line.start : line.end]
    if given_title and _letters(text) and _letters(text) == _letters(given_title):
        return "title"
    if NUMBERED.match(text):
        return "body"
    if _INFO.match(text) and line.length <= LONGEST_TITLE:
        return "date" if _DATE.match(text) else "info"
    if _DATE.match(text) and line.length <= LONGEST_TITLE and not ended(flat, line.start, line.end):
        return "date"
    if _NUMBER.search(text) and line.length <= 30:
        return "info"
    if _is_address(text):
        return "address"
    if line.length > LONGEST_TITLE or ended(flat, line.start, line.end) or "," in text:
        return "body"
    if is_title(text):
        return "title"
    if _SPEAKER.fullmatch(text):
        return "speaker"
    if _ORG.search(text) and line.length <= 24:
        return "org"
    if not any(character.isalnum() for character in text):
        return "info"
    return "other"


def _is_address(text: str) -> bool:
    """各县（市、区）教育局，市直各学校：  and  各位代表！"""
    plain = len(text) <= LONGEST_ADDRESS and text[-1] in ":!" and not re.search("[。;!?]", text[:-1])
    return plain and bool(_ADDRESSEE.search(text[-16:]))


def _title_lines(
    flat: str, lines: Sequence[Line], kinds: Sequence[str], stop: int, given_title: str
) -> tuple[int, ...]:
    """The line that is the title, or the lines that make it up when joined.

    A title that names neither an issuer nor a year (工作要点的通知) takes the lines before it. A first
    line that looks like no title (中国教育现代化2035) is one if the first item follows.
    """
    words = [flat[line.start : line.end] for line in lines[:stop]]
    wordy = [at for at in range(stop) if kinds[at] in ("title", "org", "other")]
    for first in wordy:
        for last in range(first, min(first + 4, stop)):
            joined = _letters("".join(words[first : last + 1]))
            if given_title and joined == _letters(given_title):
                return tuple(range(first, last + 1))
    for last in wordy:
        if kinds[last] != "title":
            if last and last - 1 in wordy and is_title(words[last - 1] + words[last]):
                return (last - 1, last)
            continue
        first = last
        while first and not _complete("".join(words[first : last + 1])):
            if kinds[first - 1] not in ("org", "other") or lines[first].gap > 2 or last - first > 2:
                break
            first -= 1
        return tuple(range(first, last + 1))
    if not given_title and len(lines) > 1 and wordy[:1] == [0] and lines[0].length >= 4:
        after = flat[lines[1].start : lines[1].end]
        if NUMBERED.match(after) or (lines[1].gap > 1 and stop == 1):
            return (0,)
    return ()


def _complete(title: str) -> bool:
    """True if a title says whose it is: an issuer stands before the year or before 关于."""
    return bool(_ORG.search(re.split(r"(?:19|20)\d\d|关于|\"?十.五", title, maxsplit=1)[0])) or bool(
        re.match(r".{0,12}[省市县区旗校]", title)
    )


def _belongs(kinds: Sequence[str], stop: int, title: Sequence[int]) -> bool:
    """A front holds a title, a date, an address: not only a line that might as well be a heading."""
    return bool(title) or any(kind in ("date", "address", "info", "speaker") for kind in kinds[:stop])


def _signature(
    flat: str, lines: Sequence[Line], front: int
) -> tuple[tuple[int, int] | None, tuple[int, int] | None, list[int]]:
    """Issuer and date below the text, with what the office prints under them."""
    back: list[int] = []
    signed = dated = None
    for at in range(len(lines) - 1, max(front, len(lines) - BACK_LINES) - 1, -1):
        line = lines[at]
        text = flat[line.start : line.end]
        tail = bool(_TAIL.match(text))
        if line.length > LONGEST_TITLE or (text[-1] in "。;!?" and not tail) or NUMBERED.match(text):
            break
        if _DATE.match(text) and line.length <= 24:
            dated = (line.start, line.end)
        elif _ORG.search(text) and line.length <= 30:
            signed = (line.start, line.end)
        elif not (tail or not any(character.isalnum() for character in text)):
            break
        back.append(at)
    return (signed, dated, back) if signed or dated or back else (None, None, [])


def _repeats_title(flat: str, lines: Sequence[Line], at: int, title: Sequence[int], given_title: str) -> bool:
    """The title again within the text: under a covering notice, or at the head of a page."""
    text = _letters(flat[lines[at].start : lines[at].end])
    if not 6 <= len(text) <= LONGEST_TITLE:
        return False
    whole = "".join(flat[lines[index].start : lines[index].end] for index in title)
    names = {_letters(whole), _letters(given_title)} - {""}
    for name in (whole, given_title):
        names.update(_letters(quoted) for quoted in re.findall("《([^《》]{6,60})》", name))
    return text in names


def _covering_signature(flat: str, lines: Sequence[Line], inner: set[int]) -> list[int]:
    """Issuer and date under a covering notice: just above the title that comes again."""
    found = []
    for at in inner:
        for above in (at - 1, at - 2, at - 3):
            text = flat[lines[above].start : lines[above].end] if above >= 0 else ""
            if not text or len(text) > 30 or not (_DATE.match(text) or _ORG.search(text)):
                break
            found.append(above)
    return found


def _greeting(flat: str, line: Line) -> bool:
    """各位代表！ on a line of its own."""
    return line.length <= 12 and bool(
        re.fullmatch(r"(?:各位|同志们|老师们|尊敬的).{0,9}[!:]|同志们[!:]", flat[line.start : line.end])
    )
