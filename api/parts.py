"""What is loaded, and when?  The parts that a library works with, each made when first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from api.settings import Settings
from index.concept_cache import concept_vectors
from index.figures import Figures
from index.giving_way import Answering
from index.milvus import Milvus
from index.prepare import Preparer
from index.reader import Reader
from index.records import stamp_message
from index.sentences import SentenceIndex
from index.store import Store, StoreError
from nlp.bundled_encoder import open_encoder
from nlp.citations import short_names
from nlp.concept_vectors import ConceptVectors
from nlp.concepts import ConceptStore
from nlp.encoder import Encoder
from nlp.everyday import Everyday
from nlp.gist import Gists
from nlp.mentions import Mention, MentionFinder
from nlp.segmentation import Segmenter
from nlp.terms import Terms

DATABASE = "library.db"


ASKED = 512
"""Questions whose vectors are kept: under 1 MB."""
SHOWN = 4_096
"""Passages whose mentions are kept: some 10 MB."""


@dataclass(frozen=True, slots=True)
class Served:
    """What questions see: of which generation, with how many passages newer than the vector snapshot."""

    generation: int = 0
    tail: int = 0
    documents: int = 0
    passages: int = 0


class Parts:
    """Store, language parts and the reader of the newest generation.

    The model is loaded for the first question that needs it, or by ``warm``; a keyword or phrase
    search never loads it.
    """

    def __init__(self, settings: Settings, store: Store, encoder: Encoder | None = None) -> None:
        self.settings = settings
        self.store = store
        self._encoder = encoder
        self._reader: Reader | None = None
        self._figures: Figures | None = None
        self._refreshing = threading.Lock()
        self._asking = threading.local()
        self.answering = Answering()
        self._asked: dict[str, npt.NDArray[np.float32]] = {}

    @property
    def folder(self) -> Path:
        """Where the library's files are."""
        return self.store.path.parent

    @cached_property
    def concepts(self) -> ConceptStore:
        return ConceptStore.open(*self.settings.concepts)

    @cached_property
    def terms(self) -> Terms:
        return Terms(self.concepts)

    @cached_property
    def short_names(self) -> Mapping[str, str]:
        """Names in use of documents, such as “双减”意见, that the concept store vouches for."""
        return short_names(self.concepts)

    @cached_property
    def segmenter(self) -> Segmenter:
        terms = (term for concept in self.concepts.concepts for term in concept.terms)
        return Segmenter(terms)

    @cached_property
    def everyday(self) -> Everyday:
        return Everyday.open()

    @cached_property
    def encoder(self) -> Encoder:
        return self._encoder or open_encoder(self.settings.model, self.settings.cache)

    @cached_property
    def finder(self) -> MentionFinder:
        return MentionFinder(self.concepts.concepts)

    @cached_property
    def mentions(self) -> Callable[[str], Sequence[Mention]]:
        """The mentions in a folded passage; those of passages shown of late are known."""
        return lru_cache(SHOWN)(self.finder.find)

    @cached_property
    def gists(self) -> Gists:
        return Gists(self.segmenter, self.mentions)

    @cached_property
    def preparer(self) -> Preparer:
        return Preparer(self.encoder, self.segmenter, self.concepts, self.finder)

    @cached_property
    def sentences(self) -> SentenceIndex:
        return SentenceIndex(self.store, self.folder, self.encoder, self.answering)

    @cached_property
    def milvus(self) -> Milvus | None:
        """The server of the vectors; None where FAISS holds them."""
        return Milvus(self.settings.vectors, self.folder) if self.settings.vectors else None

    @cached_property
    def concept_vectors(self) -> ConceptVectors:
        return concept_vectors(self.settings.cache, self.concepts, self.encoder)

    def beside(self, store: Store) -> Parts:
        """The parts of another library that share model, dictionary and concepts: these are loaded now."""
        other = Parts(self.settings, store, self.encoder)
        for name in ("concepts", "terms", "segmenter", "everyday", "finder", "preparer", "concept_vectors"):
            setattr(other, name, getattr(self, name))
        return other

    @property
    def model_matches(self) -> bool:
        """Whether the library was indexed with this model; another process may rebuild it at any time."""
        held = self.store.stamps
        if held is None:
            return True
        differing = held.differences(self.preparer.stamps)
        if differing:
            raise StoreError(stamp_message(held, self.preparer.stamps, differing))
        return True

    @contextmanager
    def one_generation(self) -> Iterator[None]:
        """All that this thread asks in the block is answered from one generation of the library.

        A reader holds arrays of one generation, but words and texts come from the file, which others may
        be writing: so the file is read in one transaction, begun where the reader stands.
        """
        connection = self.store.connection()
        if connection.in_transaction:  # an answer within an answer
            yield
            return
        for last in (False, True):
            with self.answering.under_way(), self.store.reading():
                reader, generation = self._reader, self.store.generation
                if reader is None or reader.catalogue.generation <= generation or last:
                    try:
                        self._asking.reader = reader
                        yield
                    finally:
                        self._asking.reader = None
                    return
            # a reader was made since that transaction began: the next one begins later

    def reader(self, with_model: bool = True) -> Reader:
        """The picture of the newest generation, or of that in which this thread is asking."""
        current: Reader | None = getattr(self._asking, "reader", None) or self._reader
        concepts = self.concept_vectors if with_model and self.model_matches else None
        if not self._current(current, concepts):
            with self._refreshing:
                current = self._reader
                if not self._current(current, concepts):
                    current = Reader.open(self.store, self.folder, concepts, current, self.milvus)
                    current.warm()
                    if (
                        self._reader is None
                        or self._reader.catalogue.generation <= current.catalogue.generation
                    ):
                        self._reader = current
        assert current is not None
        if self.store.connection().in_transaction:
            self._asking.reader = current
        return current

    @property
    def served(self) -> Served:
        """What the newest reader shows; nothing before the first question."""
        reader = self._reader
        if reader is None:
            return Served()
        catalogue = reader.catalogue
        return Served(catalogue.generation, reader.vectors.lag, len(catalogue.records), len(catalogue.keys))

    def _current(self, reader: Reader | None, concepts: ConceptVectors | None) -> bool:
        return (
            reader is not None
            and reader.catalogue.generation == self.store.generation
            and (concepts is None or bool(reader.concept_names) or not concepts.terms)
        )

    def figures(self, reader: Reader) -> Figures:
        """The series of figures that a reader sees; worked out once a generation."""
        current = self._figures
        if current is None or current.generation != reader.catalogue.generation:
            self._figures = current = Figures.read(self.store, reader.catalogue)
        return current

    def question_vector(self, texts: tuple[str, ...]) -> npt.NDArray[np.float32]:
        """The unit vector of a question: the mean over its texts."""
        mean = self._question_vectors(texts).mean(axis=0)
        unit: npt.NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return unit

    def nearest_concepts(self, text: str) -> list[tuple[str, float]]:
        """Concepts that a text probably means, by nearness."""
        return self.concept_vectors.nearest(self._question_vectors((text,))[0])

    def _question_vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of questions; those asked of late are known, since a page asks several answers at once."""
        known = self._asked
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        made = dict(zip(missing, self.encoder.encode_queries(missing), strict=True)) if missing else {}
        rows = np.stack([made[text] if text in made else known[text] for text in texts])
        if len(known) + len(made) > ASKED:
            known = {}
        self._asked = {**known, **made}
        return rows
