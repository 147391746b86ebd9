"""What happens overall?  The library: every door (HTTP, command line, page) acts through it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from api import schemas
from api.answers import document_json, passage_json, shown_title
from api.checks import check_changes
from api.citations import citations
from api.compare import compare
from api.concepts import concept, suggest
from api.draft_files import read_draft
from api.duties import duties
from api.export import Exported, check_request, write
from api.export.held import look_up
from api.formulations import formulations
from api.ingest import Outcome, Report, ingest, ingest_uploads, limits_of
from api.lineage import lineage
from api.listing import NEWEST, documents
from api.matrix import matrix
from api.parts import DATABASE, Parts, Served
from api.precedents import UNASKED, check_draft, precedents
from api.provenance import Clock
from api.questions import ask
from api.searching import search
from api.settings import Settings
from api.targets import targets
from api.themes import themes
from corpus.files import SourceFile
from corpus.types import Refusal
from index.backup import Copied, backup, restore
from index.filters import ANY, Filters
from index.rebuild import Rebuilt, rebuild
from index.store import Store
from nlp.encoder import Encoder

P = ParamSpec("P")
R = TypeVar("R")


def _of_one_generation(
    answer: Callable[Concatenate[Library, P], R],
) -> Callable[Concatenate[Library, P], R]:
    """Whatever is written meanwhile, an answer is of one state of the library."""

    @wraps(answer)
    def steady(self: Library, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.parts.one_generation():
            return answer(self, *args, **kwargs)

    return steady


class Library:
    """A folder of plans that can be asked."""

    def __init__(
        self, settings: Settings, encoder: Encoder | None = None, parts: Parts | None = None
    ) -> None:
        self.settings = settings
        self.parts = parts or Parts(
            settings, Store.open(settings.data / DATABASE, read_only=settings.read_only), encoder
        )
        self._uploading = threading.Lock()
        self._drafting = threading.Lock()

    def beside(self, folder: Path) -> Library:
        """The library in another folder, with this one's model, dictionary and concepts."""
        return Library(
            replace(self.settings, data=folder), parts=self.parts.beside(Store.open(folder / DATABASE))
        )

    def warm(self) -> None:
        """Load all that the first question would wait for; raises what the first question would.

        Words first: a keyword search is answered while the model is still loading.
        """
        self.search("减负", mode="keyword")
        self.parts.question_vector(("减负",))
        self.parts.finder.compile()
        self.themes("减负")
        self.themes("说不出名字的事")  # no concept's wording: those near in meaning are looked for
        self.formulations("减负")

    # -- questions ----------------------------------------------------------------------------

    @_of_one_generation
    def search(
        self,
        text: str,
        filters: Filters = ANY,
        mode: str = "hybrid",
        limit: int = 10,
        offset: int = 0,
        expand: bool = True,
        concepts: bool = True,
        without: Sequence[str] = (),
    ) -> schemas.SearchAnswer:
        """The passages that answer a question best, near-duplicates collapsed."""
        return search(self.parts, text, filters, mode, limit, offset, expand, concepts, without)

    @_of_one_generation
    def themes(
        self,
        text: str,
        filters: Filters = ANY,
        per_year: int = 5,
        max_themes: int = 12,
        expand: bool = True,
        concepts: bool = True,
        without: Sequence[str] = (),
    ) -> schemas.ThemesAnswer:
        """What plans said over the years: years with their states, themes, quoted summaries."""
        return themes(self.parts, text, filters, per_year, max_themes, expand, concepts, without)

    @_of_one_generation
    def compare(self, a: str, b: str, text: str = "", filters: Filters = ANY) -> schemas.CompareAnswer:
        """Two years, periods or issuers: themes of both, begun and given up, pairs of passages, words."""
        return compare(self.parts, a, b, text, filters)

    @_of_one_generation
    def formulations(
        self, term: str, filters: Filters = ANY, limit: int = 500, offset: int = 0
    ) -> schemas.FormulationsAnswer:
        """The life of a wording: first, peak and last year, its forms and links, and every passage."""
        return formulations(self.parts, term, filters, limit, offset)

    @_of_one_generation
    def precedents(self, text: str, limit: int = 5, filters: Filters = ANY) -> schemas.PrecedentsAnswer:
        """What was said before, for each piece of a draft, which is neither stored nor logged."""
        return precedents(self.parts, text, limit, filters)

    def draft(self, name: str, path: Path) -> schemas.DraftAnswer:
        """The text of a draft's file, no longer than ``precedents`` takes; nothing is kept."""
        with self._drafting:  # one child at a time: each may take ``file_memory_mb``
            text = read_draft(path, name, limits_of(self.settings))
        check_draft(text)
        return {"name": name, "text": text}

    def prepare_precedents_beside(self) -> None:
        """Make ready for ``precedents`` in a thread of its own, so that the first draft finds all.

        Not in a large library: there the first draft begins it.
        """
        keys = self.parts.reader().catalogue.keys
        if len(keys) <= UNASKED:
            self.parts.sentences.fill_beside(keys)

    def prepare_precedents(self, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Make the sentences' vectors that precedents need, where they are missing."""
        self.parts.sentences.fill(self.parts.reader().catalogue.keys, progress)

    @_of_one_generation
    def lineage(self, document_id: str) -> schemas.LineageAnswer:
        """A plan beside the one before it: items kept, edited, new and dropped."""
        return lineage(self.parts, document_id)

    @_of_one_generation
    def targets(
        self, text: str = "", filters: Filters = ANY, limit: int = 50, offset: int = 0
    ) -> schemas.TargetsAnswer:
        """Figures promised and reported, as series by issuer, indicator and unit."""
        return targets(self.parts, text, filters, limit, offset)

    @_of_one_generation
    def matrix(
        self, by: str | None = None, filters: Filters = ANY, limit: int = 1000, offset: int = 0
    ) -> schemas.MatrixAnswer:
        """How often each document, year or issuer mentions each concept."""
        return matrix(self.parts, by, filters, limit, offset)

    @_of_one_generation
    def citations(
        self, title: str = "", filters: Filters = ANY, limit: int = 100, offset: int = 0
    ) -> schemas.CitationsAnswer:
        """The documents that plans cite, or the passages that cite a given one."""
        return citations(self.parts, title, filters, limit, offset)

    @_of_one_generation
    def duties(
        self, text: str = "", filters: Filters = ANY, unit: str = "", limit: int = 100, offset: int = 0
    ) -> schemas.DutiesAnswer:
        """Units that have to do something, with their items and deadlines."""
        return duties(self.parts, text, filters, unit, limit, offset)

    @_of_one_generation
    def export(self, request: Mapping[str, Any], notes: Sequence[str] = ()) -> Exported:
        """The answer of an endpoint as a file (``ExportRequest``); ``notes`` stand before its warnings."""
        wanted = check_request(request)
        answer = ask(self, wanted["kind"], wanted["params"])
        noted = {**answer, "warnings": [*notes, *answer["warnings"]]}
        return self.exported(wanted["kind"], wanted["format"], wanted["params"], noted)

    def exported(
        self,
        kind: schemas.ExportKind,
        form: schemas.ExportFormat,
        params: Mapping[str, Any],
        answer: Mapping[str, Any],
    ) -> Exported:
        """An answer of this library as a file, dated today."""
        held = look_up(self.parts, answer)
        return write(kind, answer, params, form, held, date.today().isoformat())

    @_of_one_generation
    def suggest(self, text: str) -> schemas.SuggestAnswer:
        """What could be meant by what has been typed so far."""
        return suggest(self.parts, text)

    @_of_one_generation
    def concept(self, name: str) -> schemas.ConceptAnswer:
        """One concept of the store, and how much of this library mentions it."""
        return concept(self.parts, name)

    # -- documents ----------------------------------------------------------------------------

    def ingest(
        self,
        paths: Iterable[str | Path | SourceFile | Refusal],
        tell: Callable[[Outcome], None] = lambda outcome: None,
        begin: Callable[[int, int], None] = lambda done, files: None,
        *,
        sample: bool = False,
        dry_run: bool = False,
        again: bool = False,
    ) -> Report:
        """Take in files, folders, archives and tables; what is in and has not changed is not read ``again``."""
        return ingest(self.parts, paths, tell, begin, sample=sample, dry_run=dry_run, again=again)

    def upload(self, files: Sequence[tuple[str, Path]]) -> schemas.UploadAnswer:
        """Take in files that stand elsewhere for a moment: pairs of the name people gave, and the path.

        The name is the source, ``upload:计划.docx``: a new text of the same name replaces the old one.
        """
        clock = Clock(self.parts)
        with self._uploading:
            answer = ingest_uploads(self.parts, files)
        return {"files": answer, **clock.common(self.parts.reader(with_model=False))}

    def rebuild(
        self, *, all_vectors: bool = False, progress: Callable[[int, int], None] = lambda done, total: None
    ) -> Rebuilt:
        """Make the index anew with the model, dictionary and concept store in use; the texts stay."""
        parts = self.parts
        made = parts.store, parts.folder, parts.preparer
        return rebuild(*made, all_vectors=all_vectors, progress=progress, milvus=parts.milvus)

    def back_up(self, target: Path, force: bool = False) -> Copied:
        """Copy all that is stored to one file, at one point in time; ``force`` replaces an older one."""
        return backup(self.parts.store, target, force)

    @staticmethod
    def bring_back(settings: Settings, source: Path, force: bool = False) -> Copied:
        """Put a backup in the place of the library, which need not be fit to be opened.

        ``force`` is wanted where the library holds documents.
        """
        return restore(settings.data / DATABASE, source, force)

    @_of_one_generation
    def documents(
        self,
        filters: Filters = ANY,
        limit: int = 1000,
        offset: int = 0,
        title: str = "",
        missing: str = "",
        sort: str = NEWEST,
    ) -> schemas.DocumentsAnswer:
        """The documents held, newest year first, undated ones last, unless asked otherwise."""
        return documents(self.parts, filters, limit, offset, title, missing, sort)

    @_of_one_generation
    def document(self, document_id: str) -> schemas.DocumentAnswer:
        """One document with its text, outline and noise."""
        clock = Clock(self.parts)
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
            **clock.common(self.parts.reader(with_model=False)),
        }

    def remove(self, document_id: str) -> schemas.RemovedAnswer:
        """Take a document out of every answer; ``restore`` brings it back."""
        clock = Clock(self.parts)
        title = shown_title(self.parts.store.record(document_id))
        self.parts.store.remove(document_id)
        common = clock.common(self.parts.reader(with_model=False))
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

    def check(self) -> None:
        """Raise what a question asked now would raise of model, library or index."""
        self.parts.reader().vectors.check()

    @property
    def served(self) -> Served:
        """What questions see now."""
        return self.parts.served

    @property
    def generation(self) -> int:
        """Grows with every change."""
        return self.parts.store.generation

    @property
    def size(self) -> tuple[int, int]:
        """How many documents and passages the library holds now."""
        catalogue = self.parts.reader(with_model=False).catalogue
        return len(catalogue.records), len(catalogue.keys)
