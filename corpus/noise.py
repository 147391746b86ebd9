"""Which parts of the text are not the plan?  Teasers, copies, licence blocks and page furniture.

Text from the web ends (and sometimes begins) with openings of other documents, cut off by ``...``
and bare of their punctuation, with a copy of its own opening in the same manner, with licence
notices and navigation.  None of it is evidence; but a copy stands under the document's own title.
Titles, release lines and signatures are found in ``corpus.titles``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.paragraphs import Line, ended
from corpus.titles import NUMBERED, is_title
from corpus.types import Noise

_TRUNCATED = re.compile(
    r"(?:\.{3,9}|…{1,6}|。{3,6}) ?[\[(]?(?:更多|详细|详情|全文|阅读全文|查看全文|展开)?[\])]?[>»]{0,3}$"
)
_NAVIGATION = re.compile(
    r"^[上下]一[篇页条章][:：]?|^\[?(?:相关|推荐|热门|最新|更多|猜你喜欢)(?:文章|阅读|链接|资讯|新闻|推荐|信息|文档|范文|内容)"
    r"|分享[到至][:：]?|打印(?:本页|此页|本文)|关闭(?:窗口|本页|页面)|^(?:责任|本文|网站)?(?:编辑|审核|校对|录入)[:：]"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数|率)|^字[体号][:：]|^\[?大 ?中 ?小\]?$|当前位置|^您(?:的位置|现在的位置)"
    r"|^(?:网站)?首页 ?[>»|-]|返回(?:顶部|首页|列表|目录)|扫一扫|扫描二维码|网站地图|icp备|公网安备"
    r"|^(?:主办|承办)单位[:：]|^技术支持[:：]|^(?:点击)?(?:查看更多|展开全文|阅读全文|下载附件|附件下载)"
    r"|欢迎(?:您|访问|光临)|^(?:栏目|网站)导航$|^(?:收藏|点赞|评论|打印|分享|纠错)(?: |$)|^字库未存字|^@[①-⑳]|^目 *录$"
)
_PAGE_NUMBER = re.compile(
    r"-{1,4} ?\d{1,3} ?-{1,4}|第? ?\d{1,3} ?页(?:.{0,4}共 ?\d{1,3} ?页)?|\d{1,3} ?/ ?\d{1,3}|page \d{1,3}"
)
_COMPILED = re.compile(
    r"小编|(?:以下|以上|下面)(?:是|就是|便是).{0,30}(?:整理|分享|带来|全部内容)|希望.{0,4}(?:您|你|大家).{0,10}(?:帮助|喜欢|借鉴)"
    r"|更多.{0,8}(?:内容|范文|资料|文章|资讯).{0,12}(?:关注|访问|点击|浏览)|敬请.{0,10}(?:关注|访问)"
    r"|欢迎(?:大家|您)?(?:阅读|参考|借鉴|下载|收藏)"
)
"""What the compilers of such pages say themselves: 以下是小编整理的…，希望对您有帮助！"""
_RELATED = re.compile(r"\[?(?:相关|推荐|热门|最新|更多|猜你喜欢)(?:文章|阅读|链接|推荐|文档|范文|内容)")
_PUNCTUATION = re.compile("[,。、;:!?\"'《》()%]")
"""A line that holds only this is the rest of a sentence that a link broke, not an ornament."""
_LEADER = re.compile(r"(?:\.{4,9}|…{2,6}|·{4,9}) ?\d{1,3}$")
_LICENCE = re.compile(
    r"本作品(?:是|来自|在|依据|为|的|现|采用|收录)|public domain|公有领域|知识共享|creative commons|\bcc[ -]by"
    r"|维基文库|版权(?:所有|声明|归)|免责声明|转载(?:请|须|自)|本文(?:来自|来源|转自|转载)|^(?:文章|信息|稿件)?来源[:：]"
    r"|copyright"
)
_LICENCE_HEAD = re.compile(
    r"本作品(?:是|来自|在|依据|为|的|现|采用|收录)|^版权(?:所有|声明)|^免责声明|public domain"
)
_LINK_YEAR = re.compile(r"(?:19|20|xx|\*\*)\d{0,2} ?[年学]")
LONGEST_LICENCE = 1500
"""Characters: what follows a licence notice to the end of the text belongs to it up to this size."""
LONGEST_FURNITURE = 60
SHORTEST_TEASER = 30
GRAM = 5
COPIED = 0.6
"""Share of a block's five-character runs that stand elsewhere in the text: teasers of other plans
stay under 0.1, the seed's copy reaches 0.9."""
SPACES_PER_HAN = 1 / 40
"""Punctuation turned to spaces leaves more spaces between characters than any written text has."""


@dataclass(frozen=True, slots=True)
class Teaser:
    """The opening of another document, under its own title: spans of both."""

    title: tuple[int, int]
    body: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What is not the plan, the teasers in it, and the line that titles a copy of the opening."""

    noise: tuple[Noise, ...] = ()
    teasers: tuple[Teaser, ...] = ()
    own_title: tuple[int, int] | None = None


def find_noise(flat: str, lines: Sequence[Line]) -> Found:
    """Every line that is no part of the plan, title lines apart.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "一、抓好减负。\\n上一篇：2012年计划\\n版权所有：某网站"
    >>> [(noise.type, text[noise.start:noise.end]) for noise in find_noise(flatten(text), lines_of(text)).noise]
    [('navigation', '上一篇：2012年计划'), ('licence', '版权所有：某网站')]
    """
    types: dict[int, str] = {}
    _mark_licence(flat, lines, types)
    _mark_furniture(flat, lines, types)
    _mark_contents(flat, lines, types)
    teasers, own_title = _mark_teasers(flat, lines, types)
    _mark_links(flat, lines, types)
    _mark_repeated_end(flat, lines, types)
    noise = tuple(Noise(types[index], lines[index].start, lines[index].end) for index in sorted(types))
    return Found(noise, tuple(teasers), own_title)


def _line(flat: str, line: Line) -> str:
    return flat[line.start : line.end]


def _mark_licence(flat: str, lines: Sequence[Line], types: dict[int, str]) -> None:
    for index, line in enumerate(lines):
        if lines[-1].end - line.start <= LONGEST_LICENCE and _LICENCE_HEAD.search(_line(flat, line)[:40]):
            types.update(dict.fromkeys(range(index, len(lines)), "licence"))
            return
        if line.length <= 2 * LONGEST_FURNITURE and _LICENCE.search(_line(flat, line)):
            inner = index > 2 and index < len(lines) - 8
            if not inner or (line.length <= LONGEST_FURNITURE and not ended(flat, line.start, line.end)):
                types[index] = "licence"


def _mark_furniture(flat: str, lines: Sequence[Line], types: dict[int, str]) -> None:
    numbers = [
        index for index, line in enumerate(lines) if _line(flat, line).isdecimal() and line.length <= 3
    ]
    rising = len(numbers) >= 3 and all(
        int(_line(flat, lines[a])) < int(_line(flat, lines[b])) for a, b in pairwise(numbers)
    )
    if rising:
        types.update(dict.fromkeys(numbers, "navigation"))
    for index, line in enumerate(lines):
        text = _line(flat, line)
        ornament = not any(character.isalnum() for character in text) and not _PUNCTUATION.search(text)
        if ornament or (line.length <= LONGEST_FURNITURE and _is_furniture(text)):
            types.setdefault(index, "navigation")


def _is_furniture(text: str) -> bool:
    if NUMBERED.match(text):
        return bool(_LEADER.search(text))
    linked = _NAVIGATION.search(text) and text[-1] not in "。;"
    return bool(linked or _COMPILED.search(text) or _PAGE_NUMBER.fullmatch(text) or _LEADER.search(text))


def _mark_contents(flat: str, lines: Sequence[Line], types: dict[int, str]) -> None:
    """A table of contents: after 目录, the lines that come again further down."""
    head = next(
        (at for at, line in enumerate(lines[:60]) if _line(flat, line).replace(" ", "") == "目录"), None
    )
    if head is None:
        return
    later = Counter(_letters(_line(flat, line)) for line in lines[head + 1 :])
    for index in range(head + 1, len(lines)):
        title = re.sub(r"(?<!\d)\d+$", "", _letters(_line(flat, lines[index])))
        if (
            index not in types
            and later[title] < 2
            and not (title != _letters(_line(flat, lines[index])) and later[title])
        ):
            return
        types[index] = "navigation"
        later[_letters(_line(flat, lines[index]))] -= 1


def _mark_teasers(
    flat: str, lines: Sequence[Line], types: dict[int, str]
) -> tuple[list[Teaser], tuple[int, int] | None]:
    teasers: list[Teaser] = []
    own_title = None
    grams: Counter[str] | None = None
    for index, line in enumerate(lines):
        if index in types or line.length < SHORTEST_TEASER:
            continue
        text = _line(flat, line)
        truncated = bool(_TRUNCATED.search(text))
        stripped = _stripped(text)
        if not truncated and not stripped:
            continue
        head = (
            index - 1
            if index and index - 1 not in types and is_title(_line(flat, lines[index - 1]))
            else None
        )
        if head is None and not (truncated and stripped):
            continue
        grams = grams if grams is not None else _grams(flat)
        if _copied(text, grams):
            types[index] = "copy"
            if head is not None:
                types[head] = "title"
                own_title = own_title or (lines[head].start, lines[head].end)
        elif truncated or index > len(lines) // 2:
            types[index] = "teaser"
            if head is not None:
                types[head] = "teaser"
                title = (lines[head].start, lines[head].end)
                teasers.append(Teaser(title, (line.start, line.end)))
    return teasers, own_title


def _stripped(text: str) -> bool:
    """True if spaces stand where punctuation stood."""
    spaces = len(re.findall(r"(?<=[一-鿿]) (?=[一-鿿])", text))
    han = len(re.findall(r"[一-鿿]", text))
    return spaces >= 4 and spaces > SPACES_PER_HAN * han


def _letters(text: str) -> str:
    return re.sub(r"[^一-鿿a-z0-9]", "", text)


def _grams(flat: str) -> Counter[str]:
    letters = _letters(flat)
    return Counter(letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1))


def _copied(block: str, grams: Counter[str]) -> bool:
    own = _grams(block)
    if not own:
        return False
    return sum(grams[gram] > count for gram, count in own.items()) >= COPIED * len(own)


def _mark_links(flat: str, lines: Sequence[Line], types: dict[int, str]) -> None:
    """Titles with years at the end, two or more in a row, and what is listed under 相关文章."""
    related = next((at for at, line in enumerate(lines) if _RELATED.match(flat, line.start, line.end)), None)
    links: list[int] = []
    for index in range(len(lines) - 1, 0, -1):
        if index in types:
            continue
        text = _line(flat, lines[index])
        listed = related is not None and index > related and not ended(flat, *_span(lines[index]))
        if not (is_title(text) and _LINK_YEAR.search(text)) and not (
            listed and len(text) <= LONGEST_FURNITURE
        ):
            break
        links.append(index)
    if len(links) >= 2 or (links and related is not None):
        types.update(dict.fromkeys(links, "teaser"))


def _span(line: Line) -> tuple[int, int]:
    return line.start, line.end


def _mark_repeated_end(flat: str, lines: Sequence[Line], types: dict[int, str]) -> None:
    """A last paragraph that stands word for word further up: the page held the end of the text twice."""
    last = next((index for index in range(len(lines) - 1, 0, -1) if index not in types), None)
    if last is None or lines[last].length < 2 * SHORTEST_TEASER:
        return
    if _line(flat, lines[last]) in flat[: lines[last].start]:
        types[last] = "copy"
