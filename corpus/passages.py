"""What is a passage?  Units of the outline cut to at most 260 characters, at the ends of sentences.

An item is a passage as long as it fits; a longer one, and prose, is cut into parts of a few sentences
that are about as long as one another.  No passage holds two items or two paragraphs of prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.outline import Unit
from corpus.paragraphs import sentences_of, trimmed
from corpus.pieces import Span
from corpus.types import Passage

LONGEST_PASSAGE = 260
"""Characters; what a reader takes in as one quotation, and half of what the encoder reads."""
USUAL_PASSAGE = 100
"""What prose is cut towards: the 52 government reports come to a mean of 96 characters."""
CRUMB = 20
"""Characters: 是！对！好！ is never cut into its cries."""
LONGEST_LEAD = 40
"""A first paragraph of an item this short is its title and stays with the next one."""

_CLAUSE = re.compile(r"[；;](?:[”’』」》）)]*)")
_COMMA = re.compile(r"[，,：:、](?:[”’』」》）)]*)")


def passages_of(text: str, units: Sequence[Unit]) -> tuple[Passage, ...]:
    """The passages of a document, in order; ``text[start:end]`` of each is its text.

    >>> text = "7.研究制订新一轮中考改革方案。"
    >>> [(p.item, p.text) for p in passages_of(text, [Unit(((2, 16),), (), "7", (0, 2))])]
    [('7', '研究制订新一轮中考改革方案。')]
    """
    return tuple(
        Passage(text[start:end], start, end, unit.path, unit.item)
        for unit in units
        for start, end in _cut(text, unit)
    )


def _cut(text: str, unit: Unit) -> list[Span]:
    whole = (unit.paragraphs[0][0], unit.paragraphs[-1][1])
    if unit.item is not None and whole[1] - whole[0] <= LONGEST_PASSAGE:
        return [whole]
    paragraphs = list(unit.paragraphs)
    if len(paragraphs) > 1 and paragraphs[0][1] - paragraphs[0][0] <= LONGEST_LEAD:
        paragraphs[:2] = [(paragraphs[0][0], paragraphs[1][1])]
    return [span for paragraph in paragraphs for span in _balanced(_sentences(text, *paragraph))]


def _sentences(text: str, start: int, end: int) -> list[Span]:
    """Sentences of at most 260 characters: a longer one is cut at ；, then at ，, then anywhere."""
    spans = []
    for sentence in sentences_of(text, start, end):
        spans.extend(_shortened(text, sentence, (_CLAUSE, _COMMA)))
    return spans


def _shortened(text: str, span: Span, cutters: Sequence[re.Pattern[str]]) -> list[Span]:
    start, end = span
    if end - start <= LONGEST_PASSAGE:
        return [span]
    if not cutters:
        edges = [*range(start, end, LONGEST_PASSAGE), end]
    else:
        edges = [
            start,
            *(match.end() for match in cutters[0].finditer(text, start, end) if match.end() < end),
            end,
        ]
    pieces = [trimmed(text, first, last) for first, last in pairwise(edges) if text[first:last].strip()]
    if not cutters:
        return pieces
    short = [part for piece in pieces for part in _shortened(text, piece, cutters[1:])]
    return _balanced(short)


def _without_crumbs(spans: Sequence[Span]) -> list[Span]:
    """Neighbours joined while they are too short to stand alone, which bounds the work below."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and end - joined[-1][0] <= CRUMB:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _balanced(spans: Sequence[Span]) -> list[Span]:
    """Neighbours joined so that the parts come as near the usual length as whole sentences allow.

    The cost of a part is the square of its distance from the usual length; dynamic programming finds
    the cheapest way to cut, the earliest of equals.
    """
    spans = _without_crumbs(spans)
    costs = [0.0] + [float("inf")] * len(spans)
    cuts = [0] * (len(spans) + 1)
    for last in range(1, len(spans) + 1):
        for first in range(last - 1, -1, -1):
            length = spans[last - 1][1] - spans[first][0]
            if length > LONGEST_PASSAGE and first < last - 1:
                break
            cost = costs[first] + (length - USUAL_PASSAGE) ** 2
            if cost < costs[last]:
                costs[last], cuts[last] = cost, first
    parts: list[Span] = []
    last = len(spans)
    while last:
        parts.append((spans[cuts[last]][0], spans[last - 1][1]))
        last = cuts[last]
    return parts[::-1]
