"""What happens overall?  The library: every door (HTTP, command line, page) acts through it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from api import VERSION, schemas
from api.answers import document_json, passage_json, query_json, shown_title, years_json
from api.checks import DOCUMENTS, HITS, check_changes, check_page, check_query, check_themes
from api.ingest import Outcome, Report, ingest, ingest_uploads
from api.parts import DATABASE, Parts
from api.settings import Settings
from api.themes import OVERVIEW, SUMMARY, find_themes, quotes, rows_of, themes_json
from corpus.folding import fold_key
from index.evidence import NONE, Evidence, phrase_positions, weigh
from index.filters import ANY, Filters, facets
from index.reader import Reader
from index.rebuild import Rebuilt, rebuild
from index.records import StoredPassage
from index.search import MODES, Ranking, phrase_ranking, rank
from index.store import Store
from index.years import themed_passages, year_states
from nlp.duplicates import duplicate_groups
from nlp.encoder import Encoder
from nlp.focus import focus
from nlp.question import read_question
from nlp.topic import Topic, read_topic

COLLAPSE_AHEAD = 3
"""Hits looked at for each one wanted, so that a page is full after near-duplicates collapse."""


@dataclass(frozen=True)
class Found:
    """A question, read and ranked: what every answer is made from."""

    reader: Reader
    topic: Topic
    ranking: Ranking
    evidence: Evidence
    filters: Filters
    allowed: npt.NDArray[np.bool_]


class Library:
    """A folder of plans that can be asked."""

    def __init__(
        self, settings: Settings, encoder: Encoder | None = None, parts: Parts | None = None
    ) -> None:
        self.settings = settings
        self.parts = parts or Parts(settings, Store.open(settings.data / DATABASE), encoder)
        self._uploading = threading.Lock()

    def beside(self, folder: Path) -> Library:
        """The library in another folder, with this one's model, dictionary and concepts."""
        return Library(
            replace(self.settings, data=folder), parts=self.parts.beside(Store.open(folder / DATABASE))
        )

    def warm(self) -> None:
        """Load all that the first question would wait for; raises what the first question would."""
        self.parts.question_vector(("减负",))
        self.themes("减负")

    # -- questions ----------------------------------------------------------------------------

    def find(
        self,
        text: str,
        filters: Filters = ANY,
        mode: str = "hybrid",
        expand: bool = True,
        concepts: bool = True,
    ) -> Found:
        """Read a question and rank every passage for it."""
        check_query(text, mode)
        parts = self.parts
        semantic = mode in ("hybrid", "semantic")
        reader = parts.reader(with_model=semantic)
        years = reader.catalogue.years
        asked = read_question(text, int(years.max()) if (years >= 0).any() else None)
        topic = read_topic(
            asked,
            parts.segmenter,
            parts.everyday if expand else None,
            parts.concepts if expand and concepts and mode != "phrase" else None,
            parts.nearest_concepts if semantic else None,
        )
        filters = filters.within(*(asked.period or (None, None)))
        allowed = reader.catalogue.allowed(filters)
        if mode == "phrase":
            ranking = phrase_ranking(reader, phrase_positions(reader, parts.store, (asked.core,)) & allowed)
        else:
            query = parts.question_vector(topic.texts) if semantic and len(reader.catalogue.keys) else None
            ranking = rank(reader, parts.store.connection(), topic, query, allowed, words=mode != "semantic")
        evidence = weigh(reader, parts.store, topic, ranking, allowed)
        return Found(reader, topic, ranking, evidence, filters, allowed)

    def search(
        self,
        text: str,
        filters: Filters = ANY,
        mode: str = "hybrid",
        limit: int = 10,
        offset: int = 0,
        expand: bool = True,
        concepts: bool = True,
    ) -> schemas.SearchAnswer:
        """The passages that answer a question best, near-duplicates collapsed."""
        started = time.perf_counter()
        check_page(limit, offset, HITS)
        found = self.find(text, filters, mode, expand, concepts)
        order = found.ranking.order[found.evidence.relevant[found.ranking.order]]
        hits = self._page(found, order, limit, offset)
        documents = found.reader.catalogue.document[order]
        return {
            "query": query_json(found.topic),
            "evidence": found.evidence.level,
            "total": len(order),
            "hits": hits,
            "facets": facets(found.reader.catalogue.records, documents.tolist()),
            **self._common(started, found.reader, self._warnings(found)),
        }

    def themes(
        self,
        text: str,
        filters: Filters = ANY,
        per_year: int = 5,
        max_themes: int = 12,
        expand: bool = True,
        concepts: bool = True,
    ) -> schemas.ThemesAnswer:
        """What plans said over the years: years with their states, themes, quoted summaries."""
        started = time.perf_counter()
        check_themes(per_year, max_themes)
        found = self.find(text, filters, "hybrid", expand, concepts)
        reader, ranking, topic = found.reader, found.ranking, found.topic
        members, near = themed_passages(reader, ranking, found.evidence, bool(topic.concepts), per_year)
        stored = self._stored(reader, [*members, *near])
        about = self._about(topic)
        themes = find_themes(
            reader,
            {position: focus(fold_key(stored[position].passage.text), about) for position in members},
            members,
            near,
            self.parts.segmenter,
            frozenset((*self.parts.segmenter.words(topic.asked.core), topic.asked.core)),
            self.parts.concepts.by_key,
            max_themes,
        )
        quoted = partial(quotes, reader, stored, ranking=ranking, about=about)
        return {
            "query": query_json(topic),
            "evidence": found.evidence.level,
            "overview": quoted(members, most=OVERVIEW),
            "years": years_json(year_states(reader, found.evidence.about, found.filters)),
            "themes": themes_json(
                reader, themes, partial(self._hit, found, stored), partial(quoted, most=SUMMARY)
            ),
            **self._common(started, reader, self._warnings(found)),
        }

    def _page(self, found: Found, order: npt.NDArray[np.int64], limit: int, offset: int) -> list[schemas.Hit]:
        """One page of hits; of near-duplicates the best stays and names the others."""
        ahead = order[: (offset + limit) * COLLAPSE_AHEAD].tolist()
        stored = self._stored(found.reader, ahead)
        keys = [fold_key(stored[position].passage.text) for position in ahead]
        groups = duplicate_groups(keys, rows_of(found.reader, ahead))
        hits = []
        for group in groups[offset : offset + limit]:
            hit = self._hit(found, stored, ahead[group[0]])
            hit["repeated_in"] = [self._hit(found, stored, ahead[number])["id"] for number in group[1:]]
            hits.append(hit)
        return sorted(hits, key=lambda hit: (-hit["score"], -(hit["year"] or 0), hit["id"]))

    def _hit(self, found: Found, stored: Mapping[int, StoredPassage], position: int) -> schemas.Hit:
        catalogue, ranking = found.reader.catalogue, found.ranking
        passage = stored[position]
        ranks = {leg: int(places[position]) or None for leg, places in ranking.ranks.items()}
        return {
            **passage_json(catalogue.records[catalogue.document[position]], passage),
            "score": round(float(ranking.score[position]), 4),
            "matched_terms": self._matched(passage.passage.text, found.topic),
            "ranks": {"keyword": ranks.get("keyword"), "semantic": ranks.get("semantic")},
            "repeated_in": [],
            "near": False,
        }

    def _matched(self, text: str, topic: Topic) -> list[str]:
        """The question's wordings and its concepts' that stand in a passage, as they are written."""
        key = fold_key(text)
        mentions = self.parts.finder.find(key) if topic.kin else []
        own = [term for term in topic.terms if len(term) > 1 and term in key]
        return list(dict.fromkeys((*own, *(m.wording for m in mentions if m.concept in topic.kin))))

    def _about(self, topic: Topic) -> Callable[[str], int]:
        """Counts in a folded sentence the mentions of the topic's concepts, or the question's words."""
        if topic.kin:
            return cache(lambda key: sum(one.concept in topic.kin for one in self.parts.finder.find(key)))
        return lambda key: sum(term in key for term in topic.terms)

    def _stored(self, reader: Reader, positions: Sequence[int]) -> dict[int, StoredPassage]:
        keys = reader.catalogue.keys
        held = self.parts.store.passages([int(keys[position]) for position in positions])
        return {position: held[int(keys[position])] for position in positions}

    def _warnings(self, found: Found) -> list[str]:
        records = found.reader.catalogue.records
        warnings = []
        undated = sum(1 for record in records if record.document.year is None)
        if undated:
            warnings.append(f"有{undated}份文件年份不明，未计入各年")
        if found.evidence.level == NONE and len(records):
            warnings.append(f"没有找到。已检索{len(records)}份文件；库中未见，不等于从未提出")
        if not len(records):
            warnings.append("资料库还没有计划；请先用 cejian ingest 收录")
        return warnings

    def _common(self, started: float, reader: Reader, warnings: list[str]) -> schemas.Common:
        stamps = self.parts.store.stamps
        return {
            "took_ms": round((time.perf_counter() - started) * 1000, 2),
            "warnings": warnings,
            "provenance": {
                "library": str(self.parts.folder.name),
                "generation": reader.catalogue.generation,
                "model": stamps.model if stamps else None,
                "concepts": self.parts.concepts.fingerprint,
                "version": VERSION,
            },
        }

    # -- documents ----------------------------------------------------------------------------

    def ingest(
        self,
        paths: Iterable[str | Path],
        tell: Callable[[Outcome], None] = lambda outcome: None,
        begin: Callable[[int, int], None] = lambda done, files: None,
        *,
        sample: bool = False,
        dry_run: bool = False,
    ) -> Report:
        """Take in files, folders, archives and tables."""
        return ingest(self.parts, paths, tell, begin, sample=sample, dry_run=dry_run)

    def upload(self, files: Sequence[tuple[str, Path]]) -> schemas.UploadAnswer:
        """Take in files that stand elsewhere for a moment: pairs of the name people gave, and the path.

        The name is the source, ``upload:计划.docx``: a new text of the same name replaces the old one.
        """
        started = time.perf_counter()
        with self._uploading:
            answer = ingest_uploads(self.parts, files)
        return {"files": answer, **self._common(started, self.parts.reader(with_model=False), [])}

    def rebuild(
        self, *, all_vectors: bool = False, progress: Callable[[int, int], None] = lambda done, total: None
    ) -> Rebuilt:
        """Make the index anew with the model, dictionary and concept store in use; the texts stay."""
        parts = self.parts
        return rebuild(parts.store, parts.folder, parts.preparer, all_vectors=all_vectors, progress=progress)

    def documents(
        self, filters: Filters = ANY, limit: int = 1000, offset: int = 0
    ) -> schemas.DocumentsAnswer:
        """The documents held, newest year first, undated ones last."""
        started = time.perf_counter()
        check_page(limit, offset, DOCUMENTS)
        reader = self.parts.reader(with_model=False)
        records = [record for record in reader.catalogue.records if filters.allow(record)]
        records.sort(key=lambda record: (-(record.document.year or 0), record.id))
        return {
            "total": len(records),
            "documents": [document_json(record) for record in records[offset : offset + limit]],
            **self._common(started, reader, []),
        }

    def document(self, document_id: str) -> schemas.DocumentAnswer:
        """One document with its text, outline and noise."""
        started = time.perf_counter()
        store = self.parts.store
        record, document = store.record(document_id), store.document(document_id)
        return {
            **document_json(record),
            "text": document.text,
            "outline": [
                {"level": h.level, "number": h.number, "title": h.title, "start": h.start, "end": h.end}
                for h in document.outline
            ],
            "noise": [{"type": span.type, "start": span.start, "end": span.end} for span in document.noise],
            "cites": list(document.cites),
            **self._common(started, self.parts.reader(with_model=False), []),
        }

    def remove(self, document_id: str) -> schemas.RemovedAnswer:
        """Take a document out of every answer; ``restore`` brings it back."""
        started = time.perf_counter()
        title = shown_title(self.parts.store.record(document_id))
        self.parts.store.remove(document_id)
        common = self._common(started, self.parts.reader(with_model=False), [])
        return {"id": document_id, "title": title, "removed": True, **common}

    def restore(self, document_id: str) -> schemas.DocumentAnswer:
        """Undo ``remove``."""
        self.parts.store.restore(document_id)
        return self.document(document_id)

    def set_fields(self, document_id: str, changes: Mapping[str, Any]) -> schemas.DocumentAnswer:
        """Correct metadata by hand."""
        self.parts.store.set_fields(document_id, check_changes(changes))
        return self.document(document_id)

    def passages(self) -> Iterator[schemas.Passage]:
        """Every passage held, document by document, with its document's metadata."""
        for record in self.parts.reader(with_model=False).catalogue.records:
            for stored in self.parts.store.passages_of(record.pk):
                yield passage_json(record, stored)

    @property
    def empty(self) -> bool:
        """Whether no document is held; costs one look."""
        return not self.parts.store.holds_documents

    @property
    def generation(self) -> int:
        """Grows with every change."""
        return self.parts.store.generation

    @property
    def size(self) -> tuple[int, int]:
        """How many documents and passages the library holds now."""
        catalogue = self.parts.reader(with_model=False).catalogue
        return len(catalogue.records), len(catalogue.keys)


__all__ = ["MODES", "Found", "Library"]
