"""How does a plan get in?  find files → read in a child → prepare → one transaction a document."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from api import schemas
from api.parts import Parts
from api.settings import Settings
from corpus.child import Limits, ReaderProcess
from corpus.files import SourceFile, find_files
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
    with ReaderProcess(limits_of(parts.settings)) as reader:
        for number, found in enumerate(files):
            begin(number, len(files))
            if isinstance(found, Refusal):
                _note(report, tell, _refused(found))
                continue
            for outcome in ingest_file(parts, reader, found, sample=sample, dry_run=dry_run):
                _note(report, tell, outcome)
    report.seconds = round(time.monotonic() - started, 3)
    return report


def ingest_file(
    parts: Parts,
    reader: ReaderProcess,
    file: SourceFile,
    source: str | None = None,
    *,
    sample: bool = False,
    dry_run: bool = False,
) -> Iterable[Outcome]:
    """The outcome of each document in one file, as it is committed."""
    for result in reader.read(file.path, file.name, source):
        if isinstance(result, Refusal):
            yield _refused(result)
            continue
        document = replace(result, sample=True) if sample else result
        status = parts.store.source_known(document) or "would_add" if dry_run else put(parts, document)
        yield Outcome(document.title or file.name, status, document.id, None, len(document.passages))


def ingest_uploads(parts: Parts, files: Sequence[tuple[str, Path]]) -> list[schemas.UploadedFile]:
    """What became of each document of files given as name and path; the name is the source."""
    answer: list[schemas.UploadedFile] = []
    with ReaderProcess(limits_of(parts.settings)) as reader:
        for name, path in files:
            for one in ingest_file(parts, reader, SourceFile(path, name), f"upload:{name}"):
                refused = one.status == "refused"
                answer.append(
                    {
                        "name": one.name if refused else name,
                        "status": one.status,
                        "document_id": one.document_id,
                        "title": None if refused else one.name,
                        "reason": one.reason,
                    }
                )
    return answer


def put(parts: Parts, document: Document) -> str:
    """Index and store one document; what is already held is not embedded again."""
    held = parts.store.source_known(document)
    if held:
        return held
    return parts.store.put(document, parts.preparer.rows(document), parts.preparer.stamps)


def _refused(refusal: Refusal) -> Outcome:
    return Outcome(refusal.name, "refused", None, refusal.reason)


def _note(report: Report, tell: Callable[[Outcome], None], outcome: Outcome) -> None:
    report.outcomes.append(outcome)
    tell(outcome)
