"""Why was the text cut here?  From numbered items and lines to headings, items and prose.

A heading names what follows it and is no evidence itself; an item says something.  ``一、总体要求。``
before prose or before ``一）`` is a heading; ``7.研究制订新一轮中考改革方案。`` is an item; and
``一）推进事业发展。创建10—12所幼儿园。`` is both: a heading and the item under it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.levels import levels_of
from corpus.numbering import STYLES
from corpus.numerals import CHINESE
from corpus.paragraphs import LONGEST_HEADING, Line, ended, sentences_of, trimmed
from corpus.pieces import LONGEST_LINE_HEADING, NOTHING_STYLED, Piece, Span, pieces_of
from corpus.types import Heading, Noise

LONGEST_RUN_IN = 32
"""A first sentence longer than this says something; up to it, before more text, it is a heading."""
_STRUCTURAL = frozenset(STYLES[: STYLES.index("han_half") + 1]) - {"article"}
"""Styles whose items have titles of their own: 一、 （一） 一）; 1. and what lies below has none."""
TITLED = 0.6
"""Where fewer items of a list than this begin with a title, a short first sentence is none."""
_FIGURES = re.compile(r"\d[\d.,]{0,12} ?(?:%|所|名|个|万|亿|人|元)")


@dataclass(frozen=True, slots=True)
class Unit:
    """What passages are cut from: the paragraphs of one item, or one paragraph of prose.

    ``item`` is its number; ``number`` the span of that number where it stands before the text.
    """

    paragraphs: tuple[Span, ...]
    path: tuple[str, ...]
    item: str | None = None
    number: Span | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings and the units of a document, each in document order."""

    headings: tuple[Heading, ...]
    units: tuple[Unit, ...]


def outline_of(
    text: str,
    flat: str,
    lines: Sequence[Line],
    noise: Sequence[Noise],
    styled: Mapping[int, int] = NOTHING_STYLED,
) -> Outline:
    """Headings and units of ``text``; ``lines`` are all its lines, ``noise`` what is no part of it.

    ``styled``: where a line starts that the file itself marks as a heading, and its level there.

    >>> from corpus.folding import flatten
    >>> from corpus.paragraphs import lines_of
    >>> text = "三、重点工作。\\n一）深化素质教育。1.建课程基地。2.\\n落实“减负令”。"
    >>> outline = outline_of(text, flatten(text), lines_of(text), ())
    >>> [(heading.level, heading.number + heading.title) for heading in outline.headings]
    [(1, '三、重点工作。'), (2, '一）深化素质教育。')]
    >>> [(unit.item, text[slice(*unit.paragraphs[0])], unit.path[-1]) for unit in outline.units]
    [('1', '建课程基地。', '一）深化素质教育'), ('2', '落实“减负令”。', '一）深化素质教育')]
    """
    pieces = pieces_of(text, flat, lines, noise, styled)
    levels = levels_of([(piece.key, piece.mark.value if piece.mark else 0) for piece in pieces])
    return _assemble(text, flat, pieces, levels)


def _assemble(text: str, flat: str, pieces: Sequence[Piece], levels: dict[str, int]) -> Outline:
    headings: list[Heading] = []
    units: list[Unit] = []
    path: list[tuple[int, str]] = []
    titles = _titles(text, flat, pieces, levels)
    closing = _closing(pieces, titles, levels)
    places = _places(pieces, levels)
    for index, piece in enumerate(pieces):
        if piece.prose:
            units.extend(_prose(piece.paragraphs, path))
            continue
        level = places[piece.key, piece.depth]
        while path and path[-1][0] >= level:
            path.pop()
        title = titles[index]
        if title is not None:
            heading, step = _heading(text, piece, title, level)
            headings.append(heading)
            path.append((level, step))
        own = replace(piece, paragraphs=piece.paragraphs[:1]) if index in closing else piece
        units.extend(_units(text, own, title, path))
        units.extend(_prose(piece.paragraphs[len(own.paragraphs) :], path))
    return Outline(tuple(headings), tuple(units))


def _places(pieces: Sequence[Piece], levels: dict[str, int]) -> dict[tuple[str, int], int]:
    """The level of each kind of piece, with room for headings that the file's own styles nest."""
    kinds = {(piece.key, piece.depth) for piece in pieces if not piece.prose}
    if not any(depth for _, depth in kinds):
        return {kind: levels[kind[0]] for kind in kinds}
    order = sorted({(levels[key], depth) for key, depth in kinds})
    return {(key, depth): order.index((levels[key], depth)) + 1 for key, depth in kinds}


def _lists(pieces: Sequence[Piece], levels: dict[str, int]) -> list[list[int]]:
    """The items of each list, as indices: same style under the same item."""
    lists: dict[tuple[int, str], list[int]] = {}
    around: list[int] = []
    for index, piece in enumerate(pieces):
        if piece.key not in levels or (piece.prose):
            continue
        while around and levels[pieces[around[-1]].key] >= levels[piece.key]:
            around.pop()
        lists.setdefault((around[-1] if around else -1, piece.key), []).append(index)
        around.append(index)
    return list(lists.values())


def _titles(text: str, flat: str, pieces: Sequence[Piece], levels: dict[str, int]) -> list[Span | None]:
    """The title of each piece that is a heading; the items of one list are alike in having titles."""
    titles: list[Span | None] = []
    parents: set[int] = set()
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        child = after is not None and levels.get(after.key, 0) > levels.get(piece.key, 0) > 0
        if child:
            parents.add(index)
        titles.append(_title(text, flat, piece, child, after is not None and after.prose))
    for members in _lists(pieces, levels):
        with_title = sum(titles[index] is not None for index in members)
        if with_title < TITLED * len(members):
            for index in members:
                if index not in parents and ended(flat, *(titles[index] or (0, 0))):
                    titles[index] = None
    return titles


def _closing(pieces: Sequence[Piece], titles: Sequence[Span | None], levels: dict[str, int]) -> set[int]:
    """Last items of lists whose further paragraphs close the section: all others had just one."""
    found = set()
    for members in _lists(pieces, levels):
        *others, last = members
        if others and titles[last] is None and all(len(pieces[index].paragraphs) == 1 for index in others):
            found.add(last)
    return found


def _prose(paragraphs: Sequence[Span], path: Sequence[tuple[int, str]]) -> list[Unit]:
    return [Unit((span,), tuple(step for _, step in path)) for span in paragraphs]


def _title(text: str, flat: str, piece: Piece, child: bool, prose_after: bool) -> Span | None:
    """The span of the piece's title if it has one; None makes the whole piece an item or prose."""
    if piece.prose or not piece.paragraphs:
        return None
    first = piece.paragraphs[0]
    if piece.mark is None:
        return first
    if flat[piece.mark.end - 1] in CHINESE and first[0] > piece.mark.end:
        return piece.mark.end, piece.mark.end
    more = len(piece.paragraphs) > 1
    style = piece.mark.style
    if not ended(flat, *first):
        leads = more or child or prose_after or style in ("part", "chapter", "section")
        if style == "one_is" or not leads or first[1] - first[0] > LONGEST_LINE_HEADING:
            return None
        says = (
            flat[first[1] - 1] in ",、(《"
            or "。" in text[slice(*first)]
            or (_FIGURES.search(flat, *first) and not child)
        )
        return None if says else first
    if child and flat.find(":", first[0], min(first[1], first[0] + LONGEST_HEADING)) == first[1] - 1:
        return first
    sentence = sentences_of(text, *first)[0]
    if sentence[1] - sentence[0] > LONGEST_RUN_IN or _FIGURES.search(flat, *sentence):
        return None
    rest = more or sentence[1] < first[1]
    titled = style in _STRUCTURAL and not piece.mark.nested and rest
    alone = style == "ordinal" and more and sentence[1] == first[1]
    return sentence if child or titled or alone else None


def _heading(text: str, piece: Piece, title: Span, level: int) -> tuple[Heading, str]:
    start = piece.mark.start if piece.mark else title[0]
    number = text[piece.mark.start : piece.mark.end] if piece.mark else ""
    words = "".join(text[slice(*title)].split("\n"))
    heading = Heading(level, number.strip(), " ".join(words.split()), start, title[1])
    return heading, "".join((heading.number + heading.title).split()).rstrip("。：:.")


def _units(text: str, piece: Piece, title: Span | None, path: Sequence[tuple[int, str]]) -> list[Unit]:
    steps = tuple(step for _, step in path)
    if title is None:
        if not piece.paragraphs or piece.mark is None:
            return []
        number = (piece.mark.start, piece.mark.end)
        before = piece.paragraphs[: piece.resumed or None]
        units = [Unit(before, steps, piece.mark.item, number)]
        if piece.resumed:
            units.append(Unit(piece.paragraphs[piece.resumed :], steps, piece.mark.item))
        return units
    if title[0] == title[1]:
        return _prose(piece.paragraphs, path)
    first = piece.paragraphs[0]
    units = []
    rest = trimmed(text, title[1], first[1])
    if rest[0] < rest[1]:
        units.append(Unit((rest,), steps, piece.mark.item if piece.mark else None))
    units.extend(_prose(piece.paragraphs[1:], path))
    return units
