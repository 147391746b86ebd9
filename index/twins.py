"""Is this the same plan again, or a new version of it?  Two formats, a re-posted page, a revised text."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import apsw

from corpus.folding import fold, fold_key
from corpus.types import Document, Noise
from index.predecessors import family, undated
from index.records import Record, from_sql
from index.stored import Stored
from nlp.duplicates import jaccard, trigrams

LEAST = 40
"""Letters and digits: shorter texts are alike by chance."""
FURNITURE = 40
"""Letters before or behind a plan that may be a page's own, if they make no sentence and no item."""
SAME_PLAN = 0.5
"""Likeness from which a text is a version of another of the same title and year: of the 60 sample plans, the
most alike of one issuer, a year apart, have 0.34."""
_SENTENCE = re.compile(
    r"[。；;！？!?]|^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[、.．)）]|第[一二三四五六七八九十]{1,3}[章节条])"
)
_ASIDE = re.compile(r"^[^\S\n]*[（(][^（）()\n]{2,60}[)）][^\S\n]*$", re.M)
"""A line in brackets (此件公开发布, 由某科起草): what one format prints of a plan and another leaves out."""
_DRAFT = re.compile("征求意见|讨论稿|送审|草案|初稿|审议稿|试行")
_REVISED = re.compile("修订|修改|修正|调整|更新|终稿|定稿|正式稿")
_VERSION = re.compile(
    rf"[(\[](?:[^()\[\]]{{0,6}}?)(?:{_DRAFT.pattern}|{_REVISED.pattern})[^()\[\]]{{0,4}}[)\]]"
    rf"|(?:{_DRAFT.pattern}|{_REVISED.pattern})(?:稿|版)?$"
)


@dataclass(frozen=True, slots=True)
class Body:
    """What a plan says, without title lines, navigation, lines in brackets, white space and punctuation.

    ``offsets``: where each letter stands in the raw text.
    """

    letters: str
    offsets: Sequence[int]
    text: str

    @classmethod
    def of(cls, document: Document) -> Body:
        """The letters and digits of a document's text outside its noise, folded."""
        return _body(document.text, document.noise)

    @property
    def key(self) -> bytes | None:
        """The same for two texts that say the same; None for one that is too short to tell."""
        if len(self.letters) < LEAST:
            return None
        return hashlib.sha256(self.letters.encode("utf-8", "surrogatepass")).digest()[:16]

    def says_the_same(self, other: Body) -> bool:
        """Whether the two differ at most by what a page prints before and behind a text."""
        longer, shorter = sorted((self, other), key=lambda body: len(body.letters), reverse=True)
        at = longer.letters.find(shorter.letters)
        if at < 0 or len(shorter.letters) < LEAST:
            return False
        end = at + len(shorter.letters)
        return longer._is_furniture(0, at) and longer._is_furniture(end, len(longer.letters))

    def _is_furniture(self, start: int, end: int) -> bool:
        if start == end:
            return True
        piece = self.text[self.offsets[start] : self.offsets[end - 1] + 2]
        return end - start <= FURNITURE and not any(_SENTENCE.search(line) for line in piece.splitlines())

    def likeness(self, other: Body) -> float:
        """Shared trigrams over all, 0 to 1."""
        return jaccard(trigrams(self.letters), trigrams(other.letters))


@lru_cache(maxsize=1)
def _body(text: str, noise: tuple[Noise, ...]) -> Body:
    """The last is kept: a document on its way in is asked for it by each question of this file."""
    silent = bytearray(len(text))
    for span in noise:
        silent[span.start : span.end] = b"\1" * (span.end - span.start)
    for aside in _ASIDE.finditer(text):
        silent[aside.start() : aside.end()] = b"\1" * len(aside[0])
    key = fold(text)
    letters, offsets = [], array("l")
    for letter, at in zip(key.text, key.offsets, strict=False):
        if letter.isalnum() and not silent[at]:
            letters.append(letter)
            offsets.append(at)
    return Body("".join(letters), offsets, text)


def twin_of(store: Stored, document: Document) -> Record | None:
    """The live document that is this one in another format or place; None if there is none.

    Not one that stands only where this one stands now: that is an older text of the same file.
    """
    if is_live(store, document.id):
        return None
    body = Body.of(document)
    if body.key is None:
        return None
    for record in _with_key(store, body.key):
        if agree(record, document) and not _gives_way(record, document):
            return record
    for record in _beside(store, document):
        if not _gives_way(record, document) and body.says_the_same(Body.of(store.document(record.id))):
            return record
    return None


def is_live(store: Stored, document_id: str) -> bool:
    """Whether this very text is held and not removed."""
    found = store.connection().execute("SELECT 1 FROM documents WHERE id = ? AND removed = 0", (document_id,))
    return found.fetchone() is not None


def earlier_version(store: Stored, document: Document) -> Record | None:
    """The live document of the same issuer, year and kind whose text is most like this one's, if it is alike."""
    body = Body.of(document)
    best: tuple[float, Record] | None = None
    for record in _beside(store, document):
        if _gives_way(record, document) or record.id == document.id:
            continue
        likeness = body.likeness(Body.of(store.document(record.id)))
        if likeness >= SAME_PLAN and (best is None or likeness > best[0]):
            best = (likeness, record)
    return best[1] if best else None


def is_older(document: Document, record: Record) -> bool:
    """Whether the document is an earlier version than the one held: a draft, not marked as revised, or dated so."""
    stages = [_stage(one.title) for one in (document, record.document)]
    if stages[0] != stages[1]:
        return stages[0] < stages[1]
    dates = [one.found.get("issued") or one.found.get("date", "") for one in (document, record.document)]
    return all(dates) and dates[0] < dates[1]


def _same_title(one: str, other: str, issuers: Iterable[str]) -> bool:
    """Titles without years and marks of a version; one may leave its issuer out, but not 德育 or 秋季."""
    bare = (_VERSION.sub("", undated(title)) for title in (one, other))
    shorter, longer = sorted(bare, key=len)
    before = longer.removesuffix(shorter)
    return longer.endswith(shorter) and (
        not before or any(fold_key(name).endswith(before) for name in issuers)
    )


def _stage(title: str) -> int:
    return 0 if _DRAFT.search(title) else 2 if _REVISED.search(title) else 1


def _with_key(store: Stored, key: bytes) -> Iterator[Record]:
    found: Any = store.connection().execute(
        "SELECT d.id FROM bodies b JOIN documents d ON d.pk = b.document"
        " WHERE b.key = ? AND d.removed = 0 ORDER BY d.pk",
        (key,),
    )
    for (identity,) in found.fetchall():
        yield store.record(identity)


def _beside(store: Stored, document: Document) -> Iterator[Record]:
    """Live documents of the same year, kind, issuer and title; the issuer of one may be unknown."""
    if document.year is None:
        return
    rows: Any = store.connection().execute(
        "SELECT id, issuer, doc_type, title FROM documents WHERE year = ? AND removed = 0 ORDER BY pk",
        (document.year,),
    )
    kind = family(document.doc_type)
    for identity, issuer, doc_type, title in rows.fetchall():
        issuers = {from_sql(issuer), document.issuer} - {None}
        if (
            family(doc_type) == kind
            and len(issuers) < 2
            and _same_title(from_sql(title), document.title, issuers)
        ):
            yield store.record(identity)


def agree(record: Record, document: Document) -> bool:
    """Whether nothing that is known of both speaks against their being one: a new year is another plan."""
    held = record.document
    pairs = ((held.year, document.year), (held.issuer, document.issuer), (held.parent_id, document.parent_id))
    known = all(one is None or other is None or one == other for one, other in pairs)
    kinds = {held.doc_type, document.doc_type} - {"其他"}
    return known and len(kinds) < 2 and held.sample == document.sample


def _gives_way(record: Record, document: Document) -> bool:
    return set(record.document.sources) <= set(document.sources)


def note_body(connection: apsw.Connection, pk: int, document: Document) -> None:
    """Keep what tells this document in another format."""
    key = Body.of(document).key
    if key is not None:
        connection.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (pk, key))


def fill_bodies(store: Stored, connection: apsw.Connection) -> None:
    """The same for all that is held."""
    connection.execute("DELETE FROM bodies")
    rows: Any = connection.execute("SELECT pk, id, text FROM documents").fetchall()
    for pk, identity, text in rows:
        note_body(connection, pk, replace(store.held(identity).document, text=from_sql(text)))
