"""Which line is the title?  Title, release and address lines above a plan, signature below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.official import (
    IMPRINT_LINES,
    imprint_of,
    is_date,
    is_formula,
    is_head,
    is_note,
    is_number,
    is_organisation,
    signed_and_dated,
)
from corpus.paragraphs import Line, ended
from corpus.types import Noise

LONGEST_TITLE = 60
FRONT_LINES = 14
"""A title page holds no more lines than this above the plan."""
BACK_LINES = 10
SHORTEST_PRINTED = 10
"""Characters of a title that is known by its end: 转发市教育局关于布局调整意见的通知 prints 关于布局调整的意见."""

_DOC_WORD = r"(?:要点|重点|计划|规划|纲要|总结|小结|方案|通知|意见|报告|决议|决定|办法|安排|打算|思路|细则|讲话|公报|清单|分解表|汇报|预案|规定)"
_TITLE = re.compile(
    rf"{_DOC_WORD}(?:范文|模板|大全|精选|样本)?(?:[与和及].{{2,30}}{_DOC_WORD})? ?(?:[(\[<][^()]{{1,24}}[)\]>]|[一二三四五六七八九十\d]{{1,2}})?$"
)
_LETTER_TITLE = re.compile(
    r"关于.{2,50}的(?:函|复函|批复|请示|公告|通告|通报|会议纪要|命令|令|议案|建议|答复)$"
)
_YEAR_TITLE = re.compile(r"(?:19|20)\d\d(?:-(?:19|20)?\d\d)? ?(?:年|学年).{0,30}工作$")
_INFO = re.compile(
    r"(?:索引号|发布机构|发文机关|发布单位|发文单位|发布日期|发布时间|成文日期|生成日期|生效日期|文号|发文字号|主题词|主题分类|"
    r"信息来源|信息分类|来源|作者|公开方式|公开范围|有效性|时效|时间|日期|标题|名称|关键词)[:] ?"
)
_ADDRESSEE = re.compile("局|校|[小中大]学|园|处|室|科|单位|部门|代表|同志|委员|老师|领导|中心|政府|乡镇|街道")
LONGEST_ADDRESS = 100
_SPEAKER = re.compile(
    r"(?:.{0,8}(?:总理|局长|厅长|部长|校长|园长|主任|书记|市长|省长|区长|县长)) {0,3}[一-鿿 ]{0,5}$"
)
_NAME = re.compile(r"[一-鿿] ?[一-鿿] ?[一-鿿]?[一-鿿]?$")
_ANNOUNCED = re.compile("如下|现[就将予]|根据|为了")
"""What a line that ends in : says when it is no address: 现将各校任务安排如下："""
_PRINTED = re.compile("《([^《》]{6,60})》|(?:印发|转发|下发|发布|公布)([^《》]{6,60})的通知$")
"""What a notice prints: 关于印发《2013年工作要点》的通知, 关于印发2013年工作要点的通知."""
_UNDER = re.compile(r"\(.{0,30}(?:19|20)\d\d ?年.{0,24}\)")
"""Who agreed on it and when, under a title: （市教育局 2009年5月20日）, （2023年2月1日局党委会议通过）."""
NUMBERED = re.compile(r"(?:第[一二三四五六七八九十\d]{1,3}[章节条部]|\(?[一二三四五六七八九十\d]{1,3}[、.)])")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a plan: its title (a span, or two where the issuer has a line of its own),
    the line with its date, the lines that name its issuer, whom it addresses, and all of these lines as noise."""

    title: tuple[tuple[int, int], ...] = ()
    date: tuple[int, int] | None = None
    signed: tuple[int, int] | None = None
    signed_date: tuple[int, int] | None = None
    letterhead: tuple[int, int] | None = None
    addressee: tuple[int, int] | None = None
    noise: tuple[Noise, ...] = ()


def is_title(flat_line: str) -> bool:
    """True for a line that names a document: short, unfinished, ending in 工作要点, 计划, 总结…

    >>> [is_title(line) for line in ("临澄市教育局2013年工作要点", "一、工作计划", "我们要订好计划。")]
    [True, False, False]
    """
    line = flat_line.strip(' "')
    if not 4 <= len(line) <= LONGEST_TITLE or re.search("[,;。!?]|[:、]$", line) or NUMBERED.match(line):
        return False
    return bool(_TITLE.search(line) or _YEAR_TITLE.search(line) or _LETTER_TITLE.search(line))


def find_frame(flat: str, lines: Sequence[Line], given_title: str = "", cover: int = 0) -> Frame:
    """Title, release line, address and signature of a plan, as spans and as noise.

    ``cover``: how many of the lines are a notice that prints the plan below; it is signed there.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "临澄市教育局\\n2013年工作要点\\n各学校：\\n一、抓好减负。\\n临澄市教育局\\n2013年2月5日"
    >>> frame = find_frame(flatten(text), lines_of(text))
    >>> [text[start:end] for start, end in frame.title], len(frame.noise)
    (['临澄市教育局', '2013年工作要点'], 5)
    """
    kinds = [_kind(flat, line, given_title) for line in lines[:FRONT_LINES]]
    _join_address(flat, lines, kinds)
    stop = next((at for at, kind in enumerate(kinds) if kind == "body"), len(kinds))
    title = _title_lines(flat, lines, kinds, stop, given_title)
    known = [at for at in range(stop) if kinds[at] not in ("other", "body")] + list(title)
    front = range(max(known) + 1) if known and _belongs(kinds, stop, title) else range(0)
    date = next((lines[at] for at in front if kinds[at] == "date"), None)
    offices = [lines[at] for at in front if kinds[at] == "org" and at not in title]
    addressed = [lines[at] for at in front if kinds[at] == "address" and at >= max(title, default=0)]
    signed, signed_date, back = _signature(flat, lines, len(front), len(lines))
    inner = [
        at
        for at in range(len(front), len(lines))
        if at not in back and _repeats_title(flat, lines, at, [*title], given_title)
    ]
    under = [at + 1 for at in inner if at + 1 < len(lines) and _UNDER.fullmatch(flat, *_span(lines[at + 1]))]
    greetings = [at for at in range(len(front), len(lines)) if at not in back and _greeting(flat, lines[at])]
    covering: list[int] = []
    for below in [*inner, *([cover] if cover else [])]:
        first, day, above = _signature(flat, lines, len(front), below)
        signed, signed_date = signed or first, signed_date or day
        covering += above
    frame = sorted({*front, *inner, *under, *greetings, *covering, *back})
    noise = [Noise("title", lines[at].start, lines[at].end) for at in frame]
    return Frame(
        tuple((lines[at].start, lines[at].end) for at in title if at in front),
        (date.start, date.end) if date else None,
        signed,
        signed_date,
        (offices[0].start, offices[0].end) if offices else None,
        (addressed[0].start, addressed[-1].end - 1) if addressed else None,
        tuple(noise),
    )


def _span(line: Line) -> tuple[int, int]:
    return line.start, line.end


def _letters(text: str) -> str:
    return re.sub(r"[^一-鿿a-z0-9]", "", text)


def _kind(flat: str, line: Line, given_title: str) -> str:
    text = flat[line.start : line.end]
    if given_title and _letters(text) and _letters(text) == _letters(given_title):
        return "title"
    if is_number(text) or is_head(text):
        return "info"
    if NUMBERED.match(text):
        return "body"
    if _INFO.match(text) and line.length <= LONGEST_TITLE:
        return "date" if is_date(text) else "info"
    if is_date(text) and line.length <= LONGEST_TITLE and not ended(flat, line.start, line.end):
        return "date"
    if line.length <= LONGEST_TITLE and _UNDER.fullmatch(text):
        return "info"
    if _is_address(text):
        return "address"
    if line.length > LONGEST_TITLE or ended(flat, line.start, line.end) or "," in text:
        return "body"
    if is_title(text):
        return "title"
    if _SPEAKER.fullmatch(text):
        return "speaker"
    if is_organisation(text) and line.length <= 24:
        return "org"
    if not any(character.isalnum() for character in text):
        return "info"
    return "other"


def _is_address(text: str) -> bool:
    """各县（市、区）教育局，市直各学校：  and  各位代表！"""
    plain = len(text) <= LONGEST_ADDRESS and text[-1] in ":!" and not re.search("[。;!?]", text[:-1])
    return plain and bool(_ADDRESSEE.search(text[-16:])) and not _ANNOUNCED.search(text)


def _join_address(flat: str, lines: Sequence[Line], kinds: list[str]) -> None:
    """An address that is broken over two or three lines."""
    for at in range(1, len(kinds)):
        if kinds[at] not in ("body", "other") or kinds[at - 1] not in ("title", "info", "other"):
            continue
        for last in range(at + 1, min(at + 3, len(kinds))):
            start, end = lines[at].start, lines[last].end
            text = "".join(flat[start:end].split())
            if NUMBERED.match(text) or not flat.startswith((",", "、"), lines[last - 1].end - 1):
                break
            if _is_address(text):
                kinds[at : last + 1] = ["address"] * (last + 1 - at)
                return


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
        while first and (
            not _complete("".join(words[first : last + 1])) or _breaks_off(kinds[first - 1], words[first - 1])
        ):
            if kinds[first - 1] not in ("org", "other") or lines[first].gap > 2 or last - first > 2:
                break
            first -= 1
        return tuple(range(first, last + 1))
    if not given_title and len(lines) > 1 and wordy[:1] == [0] and lines[0].length >= 4:
        after = flat[lines[1].start : lines[1].end]
        if NUMBERED.match(after) or (lines[1].gap > 1 and stop == 1):
            return (0,)
    return ()


def _breaks_off(kind: str, words: str) -> bool:
    """True for the first line of a title: 望湖县教育局关于做好2022年秋季."""
    return kind == "other" and bool(re.search("关于.{4}", words))


def _complete(title: str) -> bool:
    """True if a title says whose it is: an issuer stands before the year or before 关于."""
    return is_organisation(re.split(r"(?:19|20)\d\d|关于|\"?十.五", title, maxsplit=1)[0]) or bool(
        re.match(r".{0,12}[省市县区旗校]", title)
    )


def _belongs(kinds: Sequence[str], stop: int, title: Sequence[int]) -> bool:
    """A front holds a title, a date, an address: not only a line that might as well be a heading."""
    return bool(title) or any(kind in ("date", "address", "info", "speaker") for kind in kinds[:stop])


def _signature(
    flat: str, lines: Sequence[Line], front: int, end: int
) -> tuple[tuple[int, int] | None, tuple[int, int] | None, list[int]]:
    """Issuer and date below a text that ends before line ``end``, with what the office prints under them."""
    last = max(front, end - IMPRINT_LINES)
    imprint = last + imprint_of(flat, lines[last:end])
    back = list(range(imprint, end))
    signed = dated = None
    for at in range(imprint - 1, max(front, imprint - BACK_LINES) - 1, -1):
        line = lines[at]
        text = flat[line.start : line.end]
        both = signed_and_dated(flat, line)
        note = is_note(text) or is_formula(text) or not any(character.isalnum() for character in text)
        if line.length > LONGEST_TITLE or (text[-1] in "。;!?" and not note) or NUMBERED.match(text):
            break
        if both:
            signed, dated = both
        elif is_date(text) and line.length <= 24:
            dated = (line.start, line.end)
        elif is_organisation(text) and line.length <= 30:
            signed = (line.start, line.end)
        elif not note:
            break
        back.append(at)
    return (signed, dated, back) if signed or dated or back else (None, None, [])


def _repeats_title(flat: str, lines: Sequence[Line], at: int, title: Sequence[int], given_title: str) -> bool:
    """The title again within the text: under a covering notice, or at the head of a page."""
    text = _letters(flat[lines[at].start : lines[at].end])
    if not 6 <= len(text) <= LONGEST_TITLE:
        return False
    whole = "".join(flat[lines[index].start : lines[index].end] for index in title)
    names = (whole, given_title)
    if text in {_letters(name) for name in names}:
        return True
    printed = [_letters(part) for name in names for found in _PRINTED.findall(name) for part in found if part]
    bare = text.replace("的", "")
    return text in printed or (
        len(bare) >= SHORTEST_PRINTED and any(name.replace("的", "").endswith(bare) for name in printed)
    )


def _greeting(flat: str, line: Line) -> bool:
    """各位代表！ on a line of its own."""
    return line.length <= 12 and bool(
        re.fullmatch(r"(?:各位|同志们|老师们|尊敬的).{0,9}[!:]|同志们[!:]", flat[line.start : line.end])
    )
