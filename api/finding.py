"""How is a question answered at all?  Read, ranked and weighed: what every answer to it is made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from api import schemas
from api.answers import passage_json
from api.checks import check_query, check_values
from api.parts import Parts
from corpus.folding import fold_key
from index.evidence import Evidence, phrase_positions, weigh
from index.filters import ANY, Filters
from index.reader import Reader
from index.records import StoredPassage
from index.search import Ranking, phrase_ranking, rank
from index.verdicts import NONE
from nlp.concept_files import wording_pattern
from nlp.question import read_question
from nlp.topic import Topic, read_topic


@dataclass(frozen=True)
class Found:
    """A question, read and ranked over one generation of the library."""

    parts: Parts
    reader: Reader
    topic: Topic
    ranking: Ranking
    evidence: Evidence
    filters: Filters
    allowed: npt.NDArray[np.bool_]

    def stored(self, positions: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages at these positions of the reader."""
        return stored_at(self.parts, self.reader, positions)

    def hit(self, stored: Mapping[int, StoredPassage], position: int) -> schemas.Hit:
        """A passage with why it was found."""
        catalogue, ranking = self.reader.catalogue, self.ranking
        passage = stored[position]
        return {
            **passage_json(catalogue.records[catalogue.document[position]], passage),
            "score": round(float(ranking.score[position]), 4),
            "matched_terms": self._matched(position, fold_key(passage.passage.text)),
            "ranks": {
                "keyword": ranking.place("keyword", position),
                "semantic": ranking.place("semantic", position),
            },
            "repeated_in": [],
            "near": False,
        }

    @cached_property
    def _speaking(self) -> npt.NDArray[np.bool_]:
        """The passages that mention a concept asked for or one that counts as it."""
        speaking = np.zeros(len(self.reader.catalogue.keys), np.bool_)
        for name in sorted(self.topic.kin & self.reader.catalogue.mentioned.keys()):
            speaking[self.reader.catalogue.mentioned[name][0]] = True
        return speaking

    def _matched(self, position: int, key: str) -> list[str]:
        """The question's wordings and its concepts' that stand in a passage, as they are written."""
        mentions = self.parts.mentions(key) if self._speaking[position] else ()
        own = [term for term in self.topic.terms if len(term) > 1 and term in key]
        return list(dict.fromkeys((*own, *(m.wording for m in mentions if m.concept in self.topic.kin))))

    def held(self, key: str) -> list[tuple[int, int]]:
        """Where a folded text holds what is asked for: mentions of the topic's concepts, or its words."""
        if self.topic.kin:
            return [(one.start, one.end) for one in self.parts.mentions(key) if one.concept in self.topic.kin]
        return [(at, at + len(term)) for term in self.topic.terms if (at := key.find(term)) >= 0]

    @cached_property
    def _excluded(self) -> re.Pattern[str] | None:
        terms = [wording_pattern(fold_key(one.term)) for one in self.topic.exclusions]
        return re.compile("|".join(terms)) if terms else None

    def means_else(self, position: int) -> bool:
        """Whether a passage holds only what looks like the question and is not meant (企业减负)."""
        if self._excluded is None:
            return False
        key = fold_key(self.stored([position])[position].passage.text)
        return bool(self._excluded.search(key)) and not self.held(key)

    def about(self) -> Callable[[str], int]:
        """Counts what a folded sentence holds of the question."""
        return lambda key: len(self.held(key))

    def warnings(self) -> list[str]:
        """What has to be said beside an answer to this question."""
        warnings = library_warnings(self.reader)
        held = len(self.reader.catalogue.records)
        if self.evidence.level == NONE and held:
            warnings.append(f"没有找到。已检索{held}份文件；库中未见，不等于从未提出")
        return warnings


def find(
    parts: Parts,
    text: str,
    filters: Filters = ANY,
    mode: str = "hybrid",
    expand: bool = True,
    concepts: bool = True,
    without: Sequence[str] = (),
) -> Found:
    """Read a question and rank every passage for it; concepts ``without`` are not read from it."""
    check_query(text, mode)
    check_values("without", without)
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
        frozenset(without),
    )
    filters = filters.within(*(asked.period or (None, None)))
    allowed = reader.catalogue.allowed(filters)
    exact = phrase_positions(reader, parts.store, (asked.core,))
    if mode == "phrase":
        ranking = phrase_ranking(exact & allowed)
    else:
        query = parts.question_vector(topic.texts) if semantic and len(reader.catalogue.keys) else None
        ranking = rank(
            reader, parts.store.connection(), topic, query, allowed, exact, words=mode != "semantic"
        )
    evidence = weigh(reader, parts.store, topic, ranking, allowed, exact)
    return Found(parts, reader, topic, ranking, evidence, filters, allowed)


def stored_at(parts: Parts, reader: Reader, positions: Sequence[int]) -> dict[int, StoredPassage]:
    """The passages at positions of a reader."""
    keys = reader.catalogue.keys
    held = parts.store.passages([int(keys[position]) for position in positions])
    return {position: held[int(keys[position])] for position in positions}


def library_warnings(reader: Reader) -> list[str]:
    """What has to be said beside any answer over this library."""
    records = reader.catalogue.records
    if not records:
        return ["资料库还没有计划；请先用 cejian ingest 收录"]
    undated = reader.catalogue.undated
    return [f"有{undated}份文件年份不明，未计入各年"] if undated else []
