"""What did we say before?  A draft, piece by piece, beside the passages that it repeats or rewords."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from api import schemas
from api.answers import passage_json
from api.checks import BadRequest, check_range, check_text, read_filters
from api.finding import library_warnings, stored_at
from api.lineage import diff_json
from api.parts import Parts
from api.provenance import Clock
from corpus.drafts import draft_passages
from corpus.types import Passage, document_id, passage_id
from index.filters import ANY, Filters
from index.precedents import Piece, Precedents, find_precedents, said_since
from index.reader import Reader
from index.records import StoredPassage
from index.sentences import SentenceVectors, sentence_texts
from nlp.alignment import word_diff
from nlp.conflicts import Said, find_conflicts
from nlp.measures import find_measures

LONGEST_DRAFT = 20_000
"""Characters: a yearly plan of a province."""
MOST_PRECEDENTS = 20
INLINE = 2_000
"""Passages whose sentences an answer waits for (some 15 s); more are made beside it."""
UNASKED = 20_000
"""Passages of a library whose sentences a service makes before anybody brings a draft (some two minutes).  Those of
a larger one are begun with the first draft: they take 1.5 KB each, which questions never need."""
SUBJECT = "教育: "
"""Stands before each sentence of a draft, as headings stand before passages: of 60 paraphrases it brings
2 more among the first ten, and 55 rather than 52 with the model's query prompt than with its passage prompt."""
COMPARED = 0.3
"""Likeness from which the figures of a passage are held against those of the draft."""
DRAFT_TYPE = "工作要点"
"""What a draft is read as: its figures are promises unless it says otherwise."""


def precedents(parts: Parts, text: str, limit: int = 5, filters: Filters = ANY) -> schemas.PrecedentsAnswer:
    """Each piece of a draft with the passages of other documents that are most like it.

    The draft is neither stored nor logged; a held document with this very text is no precedent of itself.
    """
    clock = Clock(parts)
    check_draft(text)
    check_range("limit", limit, 1, MOST_PRECEDENTS)
    passages = draft_passages(text)
    if not passages:
        raise BadRequest("草稿里没有可以比对的内容；请贴上正文，每条一段", "empty_draft")
    reader = parts.reader()
    vectors, warnings = _sentences(parts, reader)
    own = document_id(text)
    others = np.array([record.id != own for record in reader.catalogue.records], np.bool_)
    allowed = reader.catalogue.allowed(filters) & others[reader.catalogue.document]
    found = find_precedents(reader, parts.store, vectors, _pieces(parts, passages), allowed)
    cut = cache(parts.segmenter.pieces)
    return {
        "segments": [
            _segment(parts, reader, passage, one, limit, cut)
            for passage, one in zip(passages, found, strict=True)
        ],
        **clock.common(reader, [*library_warnings(reader), *warnings]),
    }


def check_draft(text: str) -> None:
    """A draft: some text, not too long, encodable; the message never repeats it."""
    if not text.strip():
        raise BadRequest("草稿是空的；请贴上要比对的文字", "empty_draft")
    if len(text) > LONGEST_DRAFT:
        raise BadRequest(f"草稿有 {len(text)} 字，至多 {LONGEST_DRAFT} 字；请分几次比对", "draft_too_long")
    check_text(text, "草稿")


def read_request(body: Mapping[str, Any]) -> tuple[str, int, Filters]:
    """Draft, limit and filters of a request's body; raises ``BadRequest`` for what they can't be.

    >>> read_request({"text": "抓好减负。", "filters": {"year_from": 2013, "level": "市"}})[2].level
    ('市',)
    """
    text, limit, given = body.get("text"), body.get("limit", 5), body.get("filters")
    given = {} if given is None else given
    if set(body) - {"text", "limit", "filters"}:
        raise BadRequest("请求里有不认得的字段；可用：text、limit、filters", "bad_field")
    if not isinstance(text, str):
        raise BadRequest('text 应是草稿的文字，例如 {"text": "抓好减负。"}', "empty_draft")
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise BadRequest(f"limit 应是 1—{MOST_PRECEDENTS} 的整数", "bad_value")
    if not isinstance(given, dict):
        raise BadRequest('filters 应是一个对象，例如 {"year_from": 2013, "level": ["市"]}', "bad_value")
    known = Filters.__dataclass_fields__
    if strange := sorted(set(given) - set(known)):
        raise BadRequest(
            f"不认得的筛选：{'、'.join(one[:20] for one in strange[:5])}；可用：{'、'.join(known)}",
            "bad_value",
        )
    values = {
        name: value if isinstance(value, list) else [value]
        for name, value in given.items()
        if value is not None
    }
    for name, listed in values.items():
        if any(isinstance(one, bool) or not isinstance(one, str | int) for one in listed):
            raise BadRequest(f"filters.{name} 应是文字、整数或它们的列表", "bad_value")
    return text, limit, read_filters({name: [str(one) for one in listed] for name, listed in values.items()})


def _sentences(parts: Parts, reader: Reader) -> tuple[SentenceVectors, list[str]]:
    """The vectors of the library's sentences, made now if they are few; else what has to be said."""
    keys = reader.catalogue.keys
    lacking = len(parts.sentences.current.missing(keys))
    if lacking > INLINE:
        parts.sentences.fill_beside(keys)
        return parts.sentences.current, [
            f"有{lacking}段还没有逐句比对（正在后台准备），改写过的先例可能不全；过几分钟再比对一次"
        ]
    if lacking:
        parts.sentences.fill(keys)
    return parts.sentences.current, []


def _pieces(parts: Parts, passages: Sequence[Passage]) -> list[Piece]:
    """The pieces of a draft with their sentences' vectors, which the model makes all at once."""
    texts = [sentence_texts(passage.text) for passage in passages]
    rows = parts.encoder.encode_queries([SUBJECT + text for one in texts for text in one])
    split = np.split(rows, np.cumsum([len(one) for one in texts])[:-1])
    lengths = [np.array([max(1, len(text)) for text in one], np.float32) for one in texts]
    return [
        Piece(passage.text, vectors, length / length.sum())
        for passage, vectors, length in zip(passages, split, lengths, strict=True)
    ]


def _segment(
    parts: Parts,
    reader: Reader,
    passage: Passage,
    found: Precedents,
    limit: int,
    cut: Callable[[str], Sequence[str]],
) -> schemas.Segment:
    compared = [n for n, likeness in enumerate(found.likeness) if n < limit or likeness >= COMPARED]
    stored = stored_at(parts, reader, [found.positions[n] for n in compared])
    records, document = reader.catalogue.records, reader.catalogue.document
    shown: list[schemas.Precedent] = []
    for position, score, likeness in list(zip(found.positions, found.scores, found.likeness, strict=True))[
        :limit
    ]:
        shown.append(
            {
                **passage_json(records[document[position]], stored[position]),
                "score": score,
                "likeness": round(likeness, 4),
                "diff": diff_json(word_diff(stored[position].passage.text, passage.text, cut)),
            }
        )
    alike = {
        found.positions[n]: stored[found.positions[n]] for n in compared if found.likeness[n] >= COMPARED
    }
    return {
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "heading_path": list(passage.heading_path),
        "item": passage.item,
        "precedents": shown,
        "novelty": round(found.novelty, 4),
        "said_since": said_since(reader, found),
        "conflicts": _conflicts(reader, passage, alike),
    }


def _conflicts(
    reader: Reader, passage: Passage, alike: Mapping[int, StoredPassage]
) -> list[schemas.Conflict]:
    """Figures of the draft that passages like it give otherwise."""
    mine = find_measures(passage.text, DRAFT_TYPE, None, passage.heading_path)
    if not mine:
        return []
    past: list[Said] = []
    for position, stored in sorted(alike.items()):
        record = reader.catalogue.records[reader.catalogue.document[position]]
        text, document = stored.passage, record.document
        past += [
            Said(position, record.id, document.year, measure)
            for measure in find_measures(text.text, document.doc_type, document.year, text.heading_path)
        ]
    answer: list[schemas.Conflict] = []
    for conflict in find_conflicts(mine, past):
        said, own = past[conflict.past], mine[conflict.draft]
        there = alike[said.place].passage
        answer.append(
            {
                "indicator": conflict.indicator,
                "draft": passage.text[own.start : own.end],
                "past": there.text[said.measure.start : said.measure.end],
                "passage_id": passage_id(said.document, there.start, there.end),
                "year": said.year,
            }
        )
    return answer
