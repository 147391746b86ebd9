"""How does a plan get in?  find files → read in a child → prepare → one transaction a document."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeGuard

from api import schemas
from api.parts import Parts
from api.settings import Settings
from corpus.child import Limits, ReaderProcess
from corpus.files import find_files
from corpus.types import Document, Refusal


@dataclass
class Outcome:
    """What became of one document or file: ``added``, ``updated``, ``unchanged``, ``refused``."""

    name: str
    status: str
    document_id: str | None = None
    reason: str | None = None
    passages: int = 0


@dataclass
class Report:
    """What an ingest did."""

    outcomes: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, status: str) -> int:
        """How many documents have this status."""
        return Counter(outcome.status for outcome in self.outcomes)[status]

    @property
    def refused(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.status == "refused"]


TOGETHER = 256
"""Passages that are embedded at once: an ingest of the sample plans went from 109 to 125 passages a second, in
two runs on a busy machine."""


def limits_of(settings: Settings) -> Limits:
    """The limits under which a file is read."""
    return Limits(memory_bytes=settings.file_memory_mb << 20, seconds=float(settings.file_seconds))


def ingest(
    parts: Parts,
    paths: Iterable[str | Path],
    tell: Callable[[Outcome], None] = lambda outcome: None,
    begin: Callable[[int, int], None] = lambda done, files: None,
    *,
    sample: bool = False,
    dry_run: bool = False,
) -> Report:
    """Take in files, folders, archives and tables; a refused one is named and the rest goes in.

    ``tell`` hears what became of each document; ``begin`` how many files are done, of how many, before each.
    """
    report = Report()
    started = time.monotonic()
    files = list(find_files(paths))

    def note(_: int, outcome: Outcome) -> None:
        report.outcomes.append(outcome)
        tell(outcome)

    intake = Intake(parts, note, dry_run=dry_run)
    with ReaderProcess(limits_of(parts.settings)) as reader:
        for number, found in enumerate(files):
            begin(number, len(files))
            for result in [found] if isinstance(found, Refusal) else reader.read(found.path, found.name):
                intake.take(number, replace(result, sample=True) if sample and _taken(result) else result)
    intake.flush()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def ingest_uploads(parts: Parts, files: Sequence[tuple[str, Path]]) -> list[schemas.UploadedFile]:
    """What became of each document of files given as name and path; the name is the source."""
    told: list[tuple[int, Outcome]] = []
    intake = Intake(parts, lambda number, outcome: told.append((number, outcome)))
    with ReaderProcess(limits_of(parts.settings)) as reader:
        for number, (name, path) in enumerate(files):
            for result in reader.read(path, name, f"upload:{name}"):
                intake.take(number, result)
    intake.flush()
    return [_uploaded(files[number][0], outcome) for number, outcome in sorted(told, key=lambda one: one[0])]


class Intake:
    """Documents on their way in: they wait for each other, since the model is faster over many passages.

    ``note`` hears the number of the file and what became of each document in it, once it is committed.
    """

    def __init__(self, parts: Parts, note: Callable[[int, Outcome], None], *, dry_run: bool = False) -> None:
        self._parts, self._note, self._dry_run = parts, note, dry_run
        self._waiting: list[tuple[int, Document]] = []

    def take(self, number: int, result: Document | Refusal) -> None:
        """One document, or refusal, of file ``number``."""
        if isinstance(result, Refusal):
            self._note(number, Outcome(result.name, "refused", None, result.reason))
            return
        self._waiting.append((number, result))
        if sum(len(document.passages) for _, document in self._waiting) >= TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Commit what waits, one transaction a document."""
        documents = [document for _, document in self._waiting]
        if self._dry_run:
            statuses: Iterable[str] = (
                self._parts.store.source_known(document) or "would_add" for document in documents
            )
        else:
            statuses = put(self._parts, documents)
        for (number, document), status in zip(self._waiting, statuses, strict=True):
            name = document.title or document.sources[0]
            self._note(number, Outcome(name, status, document.id, None, len(document.passages)))
        self._waiting = []


def put(parts: Parts, documents: Sequence[Document]) -> Iterator[str]:
    """Index and store documents in turn, telling each one's status; what is held is not embedded again."""
    store, preparer = parts.store, parts.preparer
    new = {number: document for number, document in enumerate(documents) if not store.source_known(document)}
    rows = dict(zip(new, preparer.rows(list(new.values())), strict=True))
    for number, document in enumerate(documents):
        held = store.source_known(document)  # again, since one before may have replaced it
        yield held or store.put(document, rows.get(number) or preparer.rows([document])[0], preparer.stamps)


def _taken(result: Document | Refusal) -> TypeGuard[Document]:
    return isinstance(result, Document)


def _uploaded(name: str, outcome: Outcome) -> schemas.UploadedFile:
    refused = outcome.status == "refused"
    return {
        "name": outcome.name if refused else name,
        "status": outcome.status,
        "document_id": outcome.document_id,
        "title": None if refused else outcome.name,
        "reason": outcome.reason,
    }
