"""What is indexed of a passage?  Its words, character pairs, mentions and vector."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from corpus.folding import ETC, MASK, fold
from corpus.types import Document, Passage
from index.records import PassageRow, Stamps
from nlp.citations import citations
from nlp.concepts import ConceptStore
from nlp.duties import duties
from nlp.encoder import Encoder
from nlp.measures import find_measures
from nlp.mentions import MentionFinder
from nlp.segmentation import Segmenter

FINDINGS_VERSION = "1"
"""Raised when a function of ``FINDERS`` reads something else from the same passage."""
FINDERS: Mapping[str, Callable[[Document, Passage], list[dict[str, Any]]]] = {
    "cite": lambda document, passage: [asdict(one) for one in citations(passage.text)],
    "measure": lambda document, passage: [
        asdict(one)
        for one in find_measures(
            passage.text,
            document.doc_type,
            None if document.year_conflict else document.year,
            passage.heading_path,
        )
    ],
    "duty": lambda document, passage: [asdict(one) for one in duties(passage.text, passage.heading_path)],
}
"""Kind of finding → what reads it out of a passage, as JSON objects."""
HEADING_CHARACTERS = 40
"""How much of each heading goes into the vector: a run-in heading may be a whole sentence."""
NO_VECTOR = np.zeros(0, np.float16)
"""Stands in a row whose vector is kept, or not yet known."""


@dataclass(frozen=True)
class Preparer:
    """Turns a document into the rows that the store keeps beside it."""

    encoder: Encoder
    segmenter: Segmenter
    concepts: ConceptStore
    finder: MentionFinder

    @property
    def stamps(self) -> Stamps:
        """What rows made here are made with."""
        return Stamps(
            f"{self.encoder.name}@{self.encoder.fingerprint}",
            self.encoder.dimension,
            self.segmenter.fingerprint,
            self.concepts.fingerprint,
            FINDINGS_VERSION,
        )

    def rows(self, documents: Sequence[Document]) -> list[list[PassageRow]]:
        """For each document one row a passage, in order; the model gets the passages of all at once."""
        return self.begin(documents)()

    def begin(self, documents: Sequence[Document]) -> Callable[[], list[list[PassageRow]]]:
        """Find the words of documents, while the model works in other threads; call the result for ``rows``."""
        texts = [embedding_text(passage) for document in documents for passage in document.passages]
        beside = ThreadPoolExecutor(1, "cejian-embedding")
        encoded = beside.submit(self.encoder.encode_passages, texts)
        beside.shutdown(wait=False)
        found = [[self.row(document, passage) for passage in document.passages] for document in documents]

        def whole() -> list[list[PassageRow]]:
            vectors = iter(encoded.result().astype(np.float16))
            return [[replace(row, vector=next(vectors)) for row in rows] for rows in found]

        return whole

    def row(self, document: Document, passage: Passage) -> PassageRow:
        """The row of one passage of a document (its metadata are enough), still without a vector."""
        key = fold(passage.text).text
        return PassageRow(
            tokens=" ".join(self.segmenter.index_tokens(key)),
            headings=" ".join(self.segmenter.index_tokens(fold("。".join(passage.heading_path)).text)),
            pairs=" ".join(character_pairs(key)),
            vector=NO_VECTOR,
            mentions=self.finder.count(key),
            findings=findings_of(document, passage),
        )


def findings_of(document: Document, passage: Passage) -> dict[str, list[dict[str, Any]]]:
    """What is read out of a passage; its document's year and type count, too."""
    return {kind: found for kind, read in FINDERS.items() if (found := read(document, passage))}


def character_pairs(key: str) -> list[str]:
    """Overlapping pairs of a folded text: ``["课业", "业负", "负担"]``; a phrase query is then exact."""
    solid = encodable(key).replace(" ", "\u00b7").replace("\x00", "")
    return [solid[at : at + 2] for at in range(len(solid) - 1)]


def encodable(text: str) -> str:
    """``?`` for lone surrogates, which no UTF-8 can hold; as many characters as before."""
    return text.encode("utf-8", "replace").decode("utf-8")


def embedding_text(passage: Passage) -> str:
    """What the model reads: the heading path, then the text, with masks as 某 and no white space.

    ``三、重点工作>二)深化素质教育:贯彻教育部"减负令",切实规范中小学办学行为。``
    """
    path = " > ".join(heading[:HEADING_CHARACTERS] for heading in passage.heading_path)
    key = fold(f"{path}: {passage.text}" if path else passage.text).text
    return key.replace(MASK, "某").replace(ETC, " 等")


def pair_phrase(part: str) -> str:
    """The FTS5 phrase that finds one literal of a folded text: ``"课业 业负 负担"``, quoted."""
    return '"' + " ".join(character_pairs(part)).replace('"', '""') + '"'
