"""Does this file hold several plans?  篇一 / 篇二, one title after another, or 总结 and 计划 in one.

Each plan becomes a document of its own, so that each has its own year and type.  Chapters of one
plan (第一篇 总则), attachments and the plan that a notice prints are no bundle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.folding import flatten
from corpus.numerals import number
from corpus.paragraphs import Line
from corpus.titles import LONGEST_TITLE, is_title

SHORTEST_PART = 80
"""Characters: a shorter stretch between two titles is a list of links or a covering notice."""

_PART = re.compile(
    r"[\[(]?(?:篇(?P<a>[一二三四五六七八九十\d]{1,3})|第(?P<b>[一二三四五六七八九十\d]{1,3})篇|(?:范文|篇章)(?P<c>[一二三四五六七八九十\d]{1,3}))"
    r"[\])]?[:、. ]{0,4}(?P<title>.{0,50})$"
)
_PART_END = re.compile(r"[ (\[]{0,3}(?:篇|范文)(?P<a>[一二三四五六七八九十\d]{1,3})[)\]]{0,3}$")
_PLAN = re.compile(r"(?:要点|计划|总结|规划|方案)(?:[(\[].{1,10}[)\]])?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_REVIEW = r"(?:总结|回顾|小结)"
_OUTLOOK = r"(?:计划|打算|要点|安排|思路)"
_BOTH = re.compile(rf"{_REVIEW}.{{0,6}}(?:和|及|与|暨|、|以及).{{0,20}}{_OUTLOOK}")
_HEAD_NUMBER = re.compile(r"(?:第[一二三四五六]部分|[一二三四五六]、|[(][一二三四五六][)])? {0,3}")
_NEXT = re.compile(r"(?:19|20)\d\d|下(?:一)?(?:年|学年|学期|阶段|步)|明年|新学年|新学期|今后|来年")


_Head = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One plan of a bundle: its span, its title, and the line at its head (empty: a heading of the text)."""

    start: int
    end: int
    title: str
    head: str = ""


def parts_of(text: str, flat: str, lines: Sequence[Line], name: str) -> list[Part]:
    """The plans that a text holds; one part, or none, means that it is a single plan.

    ``lines`` are those that are no noise; ``name`` is the title that a table or the file gives.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "篇一：2022年工作总结\\n" + "一、抓好减负工作。" * 10 + "\\n篇二：2023年工作计划\\n" + "一、办好学前教育。" * 10
    >>> [part.title for part in parts_of(text, flatten(text), lines_of(text), "")]
    ['2022年工作总结', '2023年工作计划']
    """
    for finder in (_numbered_parts, _titled_parts, _review_and_outlook):
        heads = finder(flat, lines, name)
        parts = _spans(text, lines, heads)
        if len(parts) > 1:
            return parts
    return []


def _spans(text: str, lines: Sequence[Line], heads: Sequence[_Head]) -> list[Part]:
    """From one head to the next; what stands before the first belongs to it."""
    if len(heads) < 2:
        return []
    edges = [0, *(start for start, _, _ in heads[1:]), len(text)]
    parts = [
        Part(start, end, title, head)
        for (_, title, head), start, end in zip(heads, edges[:-1], edges[1:], strict=True)
    ]
    for part in parts:
        if sum(line.length for line in lines if part.start <= line.start < part.end) < SHORTEST_PART:
            return []
    return parts


def _numbered_parts(flat: str, lines: Sequence[Line], name: str) -> list[_Head]:
    """篇一：…, 第二篇 …, …（篇三）: in sequence, each with a title of a document."""
    heads: list[_Head] = []
    titled = 0
    for at, line in enumerate(lines):
        words = flat[line.start : line.end]
        if line.length > LONGEST_TITLE:
            continue
        match = _PART.match(words) or _PART_END.search(words)
        if not match:
            continue
        groups = match.groupdict()
        value = number(groups["a"] or groups.get("b") or groups.get("c") or "")
        if value != len(heads) + 1:
            continue
        title = groups.get("title") or words[: match.start()]
        after = lines[at + 1] if at + 1 < len(lines) else None
        follows = after is not None and is_title(flat[after.start : after.end])
        if groups.get("b") and not (is_title(title) or follows):
            continue
        titled += is_title(title) or follows or not groups.get("b")
        heads.append((line.start, title.strip(" :"), words))
    return heads if titled == len(heads) else []


def _titled_parts(flat: str, lines: Sequence[Line], name: str) -> list[_Head]:
    """Several titles with years, each at the head of a plan; the first near the top of the text."""
    heads: list[_Head] = []
    seen: set[str] = set()
    for at, line in enumerate(lines):
        words = flat[line.start : line.end]
        if not (is_title(words) and _YEAR.search(words) and _PLAN.search(words)):
            continue
        if not heads and at > 3:
            return []
        if any(words in title for title in seen):
            continue
        seen.add(words)
        heads.append((line.start, words, words))
    return heads


def _review_and_outlook(flat: str, lines: Sequence[Line], name: str) -> list[_Head]:
    """2022年工作总结和2023年工作计划: cut where the outlook begins, if both have a heading."""
    titles = [
        flatten(name),
        *(flat[line.start : line.end] for line in lines[:3] if line.length <= LONGEST_TITLE),
    ]
    title = next((title for title in titles if _BOTH.search(title)), None)
    if title is None:
        return []
    review: tuple[int, str, str] | None = None
    for line in lines:
        words = flat[line.start : line.end]
        if line.length > 45 or words == title or _BOTH.search(words):
            continue
        number_of_head = _HEAD_NUMBER.match(words)
        style, heading = (number_of_head[0] if number_of_head else "")[:1], words
        if review is None and re.search(rf"{_REVIEW}|完成情况|工作情况|主要成效|主要工作", heading):
            review = (line.start, heading, style)
        elif (
            review and _same_kind(style, review[2]) and re.search(_OUTLOOK, heading) and _NEXT.search(heading)
        ):
            owner = re.match(r"(.*?)(?=(?:19|20)\d\d)", title)
            first, second = _halves(title)
            prefix = owner[1] if owner else ""
            return [(review[0], prefix + first.removeprefix(prefix), ""), (line.start, prefix + second, "")]
    return []


def _same_kind(style: str, other: str) -> bool:
    return bool(style) == bool(other) and (style in "第(") == (other in "第(")


def _halves(title: str) -> tuple[str, str]:
    """``2022年工作总结和2023年工作计划`` → both titles."""
    match = re.match(rf"(.*?{_REVIEW})(?:和|及|与|暨|、|以及)(.*)", title)
    return (match[1], match[2]) if match else (title, title)
