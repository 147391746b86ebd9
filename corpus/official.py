"""What do the lines around an official document say?  Its number, date, openness and copies (GB/T 9704).

A document with a red head (红头文件) prints above its text 份号, 密级, 紧急程度, the office with 文件,
发文字号 and 签发人, and below it the signature with a seal, 附注 and the imprint (版记): 主题词, 抄送, 印发.
Functions take folded lines (``flatten``) and tell one kind of line each; titles stand in ``corpus.titles``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.numerals import number
from corpus.paragraphs import Line

LONGEST_NUMBER = 30
LONGEST_COPIES = 200
"""Characters of a line of 抄送, which names a dozen offices."""
IMPRINT_LINES = 12
FIELDS = ("number", "issued", "addressee", "publicity", "copied_to")
"""What such a document says of itself: 发文字号, 成文日期 (ISO), 主送, 公开方式, 抄送; held in ``Document.found``,
where other fields say how they were found: these are their own evidence."""
SHORTEST_OFFICE = 4
_OFFICE = re.compile("[一-鿿]{2,14}?(?:[局厅部委]|政府|委员会)(?:$|关于)")
_SEAL = r"(?: ?\((?:印章|盖章|公章|章|代章)\))?"
_ORGANISATION = re.compile(
    r"(?:教育(?:局|厅|部|委员会|体育局|科技局|和体育局)|教委|教体局|人民政府|政府|国务院|委员会|办公室|办公厅|"
    r"学校|中学|小学|初中|高中|幼儿园|学院|大学|中心校?|党委|党组|工委|总支|支部|教研室|研究院|[局厅部处科股室院馆])"
    rf"(?:文件)?{_SEAL}$"
)
_DAY = (
    r"(?:19|20)\d\d ?(?:年 ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?月"
    r"(?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?日)?|[-./]\d{1,2}[-./]\d{1,2})"
)
_DATE = re.compile(
    r"[(\[\-]{0,4}(?:发布|发文|印发|成文|生成|更新|编辑)?(?:时间|日期)?[: ]{0,2}(?=(?:19|20)\d\d)" + _DAY
)
_DATE_PARTS = re.compile(
    r"((?:19|20)\d\d) ?(?:年 ?(\d{1,2}|[一二三四五六七八九十]{1,2}) ?月(?: ?(\d{1,2}|[一二三四五六七八九十]{1,3}) ?日)?"
    r"|[-./](\d{1,2})[-./](\d{1,2}))"
)
_SIGNED_AND_DATED = re.compile(rf"([^ \d]{{3,40}}){_SEAL}\s{{1,9}}({_DAY})$")
_NUMBER = re.compile(
    r"(?:(?:发文字号|发文文号|文号|文件编号)[:] ?)?(?P<number>[一-鿿]{2,14} ?[\[(<﹝] ?(?:19|20)\d\d年? ?[\])>﹞] ?第? ?\d{1,4} ?号"
    r"|\((?:19)?\d\d\)[一-鿿]{2,10}第? ?\d{1,4} ?号)(?:\s{0,20}签发人[: ].{2,20})?$"
)
_HEAD = re.compile(
    r"\d{6}$|(?:绝密|机密|秘密)(?:[★☆*].{0,8})?$|(?:特急|加急|平急|特提|急件)$|签发人[: ].{2,20}$|文件$"
)
_NOTE = re.compile(
    r"\(?(?:此件|本件|此文)|(?:信息)?公开(?:方式|形式|属性|选项|类别|范围)[: ]|\(?联系人[: ]|\(?(?:印章|盖章|公章|此页无正文)\)?$"
)
_OPENNESS = re.compile(
    r"(?:此件|本件|此文|公开(?:方式|形式|属性|选项|类别|范围)[: ])[^公\n]{0,4}?(?P<way>(?:主动|依申请|不予|不|删减后|部分)?公开(?:发布)?)"
)
_ISSUED = re.compile("(?:成文|发文|印发|生成)日期[: ]")
_COPIES = re.compile(r"(?:主题词|抄送|抄报|分送|主送|印发范围)[: ]")
_PRINTED = re.compile(
    r".{2,30}?(?:办公室|[局厅室委部])\s{0,20}(?:19|20)\d\d ?年.{0,16}印(?:发|制)?$|\(?共印 ?\d{1,6} ?份|(?:打字|校对|印数|印制)[: ]"
)
_FORMULA = re.compile(r"(?:特此|专此|此)(?:通知|通报|函告|函复|函达|批复|报告|公告|通告|复|函|令)[,。!]?$")


def is_organisation(line: str) -> bool:
    """The name of an office or a school at the end of a line: a letterhead or a signature."""
    return bool(_ORGANISATION.search(line))


def is_date(line: str) -> bool:
    """A line that begins with a date: 2023年2月15日, （2023-02-15）, 发布时间：2023年2月."""
    return bool(_DATE.match(line))


def is_number(line: str) -> bool:
    """发文字号 on a line of its own, with or without 签发人 beside it: 临教发〔2023〕5号."""
    return len(line) <= LONGEST_NUMBER + 20 and bool(_NUMBER.match(line))


def is_head(line: str) -> bool:
    """What else a red head prints: 份号, 密级, 紧急程度, 签发人, 文件."""
    return bool(_HEAD.match(line))


def is_note(line: str) -> bool:
    """附注 and marks of a seal: （此件公开发布）, （联系人：……）, （印章）."""
    return bool(_NOTE.match(line))


def is_formula(line: str) -> bool:
    """特此通知。 on a line of its own."""
    return bool(_FORMULA.match(line))


def signed_and_dated(flat: str, line: Line) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Spans of office and date where both stand on one line: 临澄市教育局　2022年5月31日."""
    match = _SIGNED_AND_DATED.match(flat[line.start : line.end])
    if match is None or not is_organisation(match[1]):
        return None
    return (line.start + match.start(1), line.start + match.end(1)), (
        line.start + match.start(2),
        line.start + match.end(2),
    )


def imprint_of(flat: str, lines: Sequence[Line]) -> int:
    """The index of the first line of the imprint at the end; ``len(lines)`` where there is none.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "一、减负。\\n抄送：市委办，市人大办，\\n市政协办。\\n市教育局办公室　2023年2月15日印发"
    >>> imprint_of(flatten(text), lines_of(text))
    1
    """
    words = [flat[line.start : line.end] for line in lines[-IMPRINT_LINES:]]
    first = len(lines) - len(words)
    for at in range(len(words)):
        if (_COPIES.match(words[at]) or _PRINTED.match(words[at])) and _all_imprint(words[at:]):
            return first + at
    return len(lines)


def _all_imprint(words: Sequence[str]) -> bool:
    open_list = False
    for line in words:
        listed, printed = _COPIES.match(line), _PRINTED.match(line)
        if len(line) > LONGEST_COPIES or not (listed or printed or open_list):
            return False
        open_list = not printed and line[-1] not in "。;"
    return True


def first_office(words: str) -> str:
    """Of offices that issue together, parted by white space, the first, which counts as the issuer.

    >>> first_office("临澄市教育局　临澄市财政局"), first_office("临澄市教育局 基础教育处")
    ('临澄市教育局', '临澄市教育局 基础教育处')
    """
    first, *others = words.split() or [""]
    together = len(first) >= SHORTEST_OFFICE and is_organisation(first)
    return first if together and others and _OFFICE.match(others[0]) else words


def iso_date(flat: str) -> str:
    """``2023-02-15`` (or ``2023-02``) of the first date in a folded string, ``""`` where there is none.

    >>> iso_date("2023年二月十五日"), iso_date("2023.2.5"), iso_date("2023年3月")
    ('2023-02-15', '2023-02-05', '2023-03')
    """
    match = _DATE_PARTS.search(flat)
    if match is None:
        return ""
    month, day = match[2] or match[4], match[3] or match[5]
    parts = [match[1], *(f"{int(number(part) or 0):02d}" for part in (month, day) if part)]
    return "-".join(parts)


def year_of_number(number_: str) -> int | None:
    """The year in a 发文字号: 2023 in 临教发〔2023〕5号; None in one of two digits."""
    match = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", number_)
    return int(match[0]) if match else None


def facts_of(text: str, flat: str, lines: Iterable[tuple[int, int]]) -> dict[str, str]:
    """What the frame says: ``number`` (发文字号), ``issued`` (成文日期), ``publicity`` (公开方式), ``copied_to`` (抄送).

    ``lines`` are spans of lines that are frame and not text, so that what a plan cites is never taken
    for its own.  Values are the words printed, without white space.

    >>> from corpus.folding import flatten
    >>> text = "临教发〔2023〕 5号\\n（此件主动公开）"
    >>> facts_of(text, flatten(text), [(0, 12), (13, 21)])
    {'number': '临教发〔2023〕5号', 'publicity': '主动公开'}
    """
    found: dict[str, str] = {}
    copies: list[str] = []
    for start, end in lines:
        words = flat[start:end]
        if number_ := _NUMBER.match(words):
            found.setdefault(
                "number", _compact(text[start + number_.start("number") : start + number_.end("number")])
            )
        elif openness := _OPENNESS.search(words):
            found.setdefault("publicity", openness["way"])
        elif _ISSUED.match(words):
            found.setdefault("issued", iso_date(words))
        elif re.match("抄[送报][: ]", words):
            copies = [text[start + 3 : end]]
        elif copies and not (_COPIES.match(words) or _PRINTED.match(words)):
            copies.append(text[start:end])
        if copies and words[-1:] == "。":
            found.setdefault("copied_to", _compact("".join(copies)).rstrip("。"))
            copies = []
    if copies:
        found.setdefault("copied_to", _compact("".join(copies)))
    return found


def _compact(text: str) -> str:
    return "".join(text.split())
