"""Where do the attachments begin?  附件1 with what stands under it, and the list that announces them (附件说明).

An attachment is a part of its own: its items are numbered anew, and its passages stand under its title.
What a covering notice prints (关于印发…的通知) is no attachment but the document itself.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.official import (
    imprint_of,
    is_date,
    is_note,
    is_organisation,
    signed_and_dated,
)
from corpus.paragraphs import Line, ended
from corpus.titles import LONGEST_TITLE, NUMBERED, find_frame, is_title

LONGEST_COVER = 600
"""Characters: a covering notice is shorter."""
LONGEST_MARK = 80
MOST_ATTACHMENTS = 60
"""What follows the last of them stands under it."""
LONGEST_SIGNATURE = 6
"""Lines: four offices that sign together, and the date."""
_MARK = re.compile(
    r"[(\[]?(?P<name>附(?:[件表录] ?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})?|(?=[: ])))[)\]]?(?P<stop>[:.、 ]{0,3})(?P<title>.*)"
)
_GOES_ON = re.compile(r"[与和及至到、,\-(]|中|内|所")
"""What follows the name of an attachment in a sentence: 附件1所列项目, 附件1和附件2."""
_ENTRY = re.compile(r"\d{1,2} ?[.、] ?[^ ]")
_COVERS = re.compile("印发|下发|转发|颁发|颁布|批转|发布|公布")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment, in offsets of the text: its ``name`` is 附件1, ``title`` the spans of its title,
    ``body`` where the text under it begins; ``start:end`` holds all of it."""

    name: str
    start: int
    title: tuple[tuple[int, int], ...]
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Attachments:
    """What is attached: ``main`` are the lines of the document itself, ``listed`` lines that only announce
    or mark an attachment; ``cover``: how many lines of ``main`` are a notice that prints the others."""

    main: tuple[Line, ...]
    listed: tuple[Line, ...] = ()
    cover: int = 0
    parts: tuple[Attachment, ...] = ()


def attachments_of(text: str, flat: str, lines: Sequence[Line], given_title: str = "") -> Attachments:
    """What is attached to the document; ``lines`` are those that are no noise.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "关于招生的通知\\n一、免试入学。\\n附件：名额表\\n某局\\n2023年5月1日\\n附件\\n名额表\\n一、小学360人。"
    >>> found = attachments_of(text, flatten(text), lines_of(text))
    >>> len(found.main), len(found.listed), [(part.name, text[slice(*part.title[0])]) for part in found.parts]
    (4, 1, [('附件', '名额表')])
    """
    marks = {at: match for at, line in enumerate(lines) if (match := _marked(flat, line))}
    if not marks:
        return Attachments(tuple(lines))
    ends = {*marks, imprint_of(flat, lines), len(lines)}
    listed: set[int] = set()
    heads: list[int] = []
    for at, match in marks.items():
        if at in listed:
            continue
        until = _listing(flat, lines, at, match, ends)
        if until or at == 0:  # a file that begins with 附件2 is that attachment
            listed.update(range(at, until or int(not match["title"])))
        else:
            heads.append(at)
    first, cover = len(lines), 0
    parts: list[Attachment] = []
    for at, after in pairwise([*heads[:MOST_ATTACHMENTS], len(lines)]):
        title, body = _title(text, flat, lines[at:after], marks[at])
        body += at
        if body == after:  # a mark and a title with nothing under them
            listed.update(range(at, after))
            continue
        if not parts and not cover:
            above = [line for index, line in enumerate(lines[:at]) if index not in listed]
            if _is_cover(flat, above, marks[at]["number"], given_title):
                cover = len(above)
                listed.update(range(at, body))
                continue
            first = at
        first = at if not parts else first
        parts.append(
            Attachment(marks[at]["name"], lines[at].start, title, lines[body].start, lines[after - 1].end)
        )
    main = tuple(line for at, line in enumerate(lines[:first]) if at not in listed)
    return Attachments(main, tuple(lines[at] for at in sorted(listed)), cover, tuple(parts))


def _marked(flat: str, line: Line) -> re.Match[str] | None:
    """附件, 附件1, 附件1：名额表, 附：行事历 on a line of its own."""
    if line.length > LONGEST_MARK or (ended(flat, line.start, line.end) and flat[line.end - 1] not in ":)"):
        return None
    match = _MARK.fullmatch(flat, line.start, line.end)
    if match is None or (match["title"] and not (match["stop"] or match["number"])):
        return None
    return None if _GOES_ON.match(match["title"]) else match


def _listing(flat: str, lines: Sequence[Line], at: int, match: re.Match[str], ends: Container[int]) -> int:
    """The index behind a list of attachments that begins at ``at``; 0 where none does."""
    after = at + 1
    if not match["title"] and not (after < len(lines) and _is_entry(flat, lines[after])):
        return 0
    while after < len(lines) and _is_entry(flat, lines[after]):
        after += 1
    return after if after in ends or _is_signed(flat, lines, after) else 0


def _is_entry(flat: str, line: Line) -> bool:
    """2.学区划分办法: a line of the list of attachments."""
    unfinished = flat[line.end - 1] not in "。;,"
    return unfinished and line.length <= LONGEST_MARK and bool(_ENTRY.match(flat, line.start, line.end))


def _is_signed(flat: str, lines: Sequence[Line], at: int) -> bool:
    """True where a signature follows: offices, then a date."""
    for line in lines[at : at + LONGEST_SIGNATURE]:
        words = flat[line.start : line.end]
        if is_date(words) or is_note(words) or signed_and_dated(flat, line):
            return True
        if not is_organisation(words):
            return False
    return False


def _title(
    text: str, flat: str, lines: Sequence[Line], match: re.Match[str]
) -> tuple[tuple[tuple[int, int], ...], int]:
    """The spans of the title of the attachment that ``lines`` hold, and the index of the first line under it."""
    if match["title"]:
        return (match.span("title"),), 1
    title: list[tuple[int, int]] = []
    for line in lines[1:3]:
        words = flat[line.start : line.end]
        is_row = "\t" in text[line.start : line.end]
        runs_on = line.length > LONGEST_TITLE or ended(flat, line.start, line.end) or NUMBERED.match(words)
        if is_row or runs_on:
            break
        title.append((line.start, line.end))
        if is_title(words) or not is_organisation(words):
            break
    return tuple(title), 1 + len(title)


def _is_cover(flat: str, above: Sequence[Line], number: str | None, given_title: str) -> bool:
    """True if what stands above the first attachment is a notice that prints it."""
    if number not in (None, "1", "一") or sum(line.length for line in above) > LONGEST_COVER:
        return False
    if any(NUMBERED.match(flat, line.start, line.end) for line in above):
        return False
    title = "".join(flat[slice(*span)] for span in find_frame(flat, above, given_title).title)
    return bool(_COVERS.search(title or given_title))
