"""How does a plan get in?  find files → read in a child → prepare → one transaction a document."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeGuard

from api import schemas
from api.ahead import ahead
from api.parts import Parts
from api.settings import Settings
from corpus.child import Limits, ReaderProcess
from corpus.files import SourceFile, find_files, source_of
from corpus.types import Document, Refusal
from index.files_read import FileState, note_read, read_before
from index.records import PassageRow, Record
from index.store import Store
from index.twins import Body, agree, earlier_version, is_live, is_older, twin_of


@dataclass
class Outcome:
    """What became of one document or file: ``added``, ``updated``, ``unchanged``, ``refused``.

    In a dry run ``would_add`` or ``would_join`` (another source of one held), and what was read.
    """

    name: str
    status: str
    document_id: str | None = None
    reason: str | None = None
    passages: int = 0
    code: str | None = None
    read: Record | None = None


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

FIRST = 48
"""Passages in the first group; each after it has twice as many, up to ``TOGETHER``: the model begins while most of
the files are still to be read."""
READ_AHEAD = 500_000
"""Characters that may be read before the model gets to them: some half a minute of its work."""
GROUPS_AHEAD = 1
"""Groups whose vectors are begun while the one before them is waited for: its last passes leave cores idle."""

_Numbered = tuple[int, Document | Refusal | Record | FileState | None]
"""A file's number with what was found in it: ``None`` for its beginning, a ``Record`` for what was in it when
it was read before, its state where all of it was read."""
_Rows = Callable[[], Mapping[int, list[PassageRow]]]
"""Waits for the rows of a group's new documents, by ``id`` of the document."""


def limits_of(settings: Settings) -> Limits:
    """The limits under which a file is read."""
    return Limits(memory_bytes=settings.file_memory_mb << 20, seconds=float(settings.file_seconds))


def ingest(
    parts: Parts,
    paths: Iterable[str | Path | SourceFile | Refusal],
    tell: Callable[[Outcome], None] = lambda outcome: None,
    begin: Callable[[int, int], None] = lambda done, files: None,
    *,
    sample: bool = False,
    dry_run: bool = False,
    again: bool = False,
) -> Report:
    """Take in files, folders, archives and tables; a refused one is named and the rest goes in.

    A file that was read whole and has not changed is not read again, unless ``again`` or in a dry run.
    ``paths`` may be files that were found already (``SourceFile``).  ``tell`` hears what became of each document; ``begin`` how many files are done, of how many, before each.
    """
    report = Report()
    started = time.monotonic()
    files = [file for given in _runs(paths) for file in given]
    for number, outcome in _taken_in(parts, files, sample=sample, dry_run=dry_run, again=again or dry_run):
        if outcome is None:
            begin(number, len(files))
        else:
            report.outcomes.append(outcome)
            tell(outcome)
    report.seconds = round(time.monotonic() - started, 3)
    return report


def ingest_uploads(parts: Parts, files: Sequence[tuple[str, Path]]) -> list[schemas.UploadedFile]:
    """What became of each document of files given as name and path; the name is the source."""
    given = [SourceFile(path, name, f"upload:{name}") for name, path in files]
    taken = _taken_in(parts, given, again=True)
    return [_uploaded(files[number][0], outcome) for number, outcome in taken if outcome]


def _taken_in(
    parts: Parts,
    files: Sequence[SourceFile | Refusal],
    *,
    sample: bool = False,
    dry_run: bool = False,
    again: bool = False,
) -> Iterator[tuple[int, Outcome | None]]:
    """What became of each document of each file, with the file's number, after a ``None`` for its beginning.

    Three things go on at once: a child reads, the model and the words of what was read, the commits.
    """
    read = ahead(_read(parts, files, sample, again), _characters, READ_AHEAD)
    groups = ahead(_prepared(parts, _groups(read), dry_run), lambda group: 1, GROUPS_AHEAD)
    inside: dict[int, list[str]] = {}
    seen: dict[bytes, Record] | None = {} if dry_run else None
    with closing(groups):
        for group, rows in groups:
            for number, done in _committed(parts, group, rows, seen):
                if isinstance(done, FileState):
                    if not dry_run:
                        note_read(parts.store, done, inside.pop(number, []))
                    continue
                if done and done.document_id:
                    inside.setdefault(number, []).append(done.document_id)
                yield number, done


def _runs(paths: Iterable[str | Path | SourceFile | Refusal]) -> Iterator[Iterable[SourceFile | Refusal]]:
    """Files found already as they are; paths looked up together, so that none is read twice."""
    named = []
    for path in paths:
        if isinstance(path, SourceFile | Refusal):
            yield (path,)
        else:
            named.append(path)
    yield find_files(named)


def _read(
    parts: Parts, files: Sequence[SourceFile | Refusal], sample: bool, again: bool
) -> Iterator[_Numbered]:
    with ReaderProcess(limits_of(parts.settings)) as reader:
        for number, file in enumerate(files):
            yield number, None
            if isinstance(file, Refusal):
                yield number, file
                continue
            # an upload stands under another name for a moment: nothing to know it by
            place = source_of(file.path) if file.source is None else None
            before = FileState.of(file.path, place) if place else None
            known = read_before(parts.store, before) if before and not again else None
            if known is not None:
                yield from ((number, record) for record in known)
                continue
            whole = True
            for found in reader.read(file.path, file.name, file.source):
                whole = whole and _is_document(found)
                yield number, replace(found, sample=True) if sample and _is_document(found) else found
            if whole and before and place and before == FileState.of(file.path, place):
                yield number, before


def _groups(read: Generator[_Numbered, None, None]) -> Generator[list[_Numbered], None, None]:
    """Runs with ``FIRST``, then twice as many, at last ``TOGETHER`` passages or more in them, but for the last."""
    group: list[_Numbered] = []
    passages, wanted = 0, FIRST
    with closing(read):
        for number, found in read:
            group.append((number, found))
            passages += len(found.passages) if _is_document(found) else 0
            if passages >= wanted:
                yield group
                group, passages, wanted = [], 0, min(2 * wanted, TOGETHER)
    yield group


def _prepared(
    parts: Parts, groups: Generator[list[_Numbered], None, None], dry_run: bool
) -> Iterator[tuple[list[_Numbered], _Rows]]:
    """Each group with its rows on their way; what is held is not embedded again."""
    with closing(groups):
        for group in groups:
            documents = [found for _, found in group if _is_document(found)]
            new = [one for one in documents if not (dry_run or _held(parts.store, one))]
            yield group, _rows_of(new, parts.preparer.begin(new) if new else list)


def _rows_of(documents: Sequence[Document], whole: Callable[[], list[list[PassageRow]]]) -> _Rows:
    return lambda: dict(zip(map(id, documents), whole(), strict=True))


def _committed(
    parts: Parts, group: list[_Numbered], rows: _Rows, seen: dict[bytes, Record] | None
) -> Iterator[tuple[int, Outcome | FileState | None]]:
    """Commit a group, one transaction a document; the state of a file comes when all of it is in.

    ``seen``: in a dry run, what would be held by now.
    """
    store = parts.store
    ready = rows()
    for number, found in group:
        if found is None or isinstance(found, FileState):
            yield number, found
        elif isinstance(found, Record):
            yield number, Outcome(found.document.title, "unchanged", found.id, None, found.passages)
        elif isinstance(found, Refusal):
            yield number, Outcome(found.name, "refused", None, found.reason, code=found.code)
        else:
            name = found.title or found.sources[0]
            if seen is not None:
                status, read = _looked_at(store, found, seen)
                yield number, Outcome(name, status, read.id, None, read.passages, read=read)
                continue
            status = store.source_known(found) or ""  # again, since one before may have replaced it
            identity = found.id
            if not status and (twin := twin_of(store, found)):
                status, identity = store.join(found, twin.id), twin.id
            elif not status:
                made = ready.get(id(found)) or parts.preparer.rows([found])[0]
                new = not is_live(store, found.id)
                status = store.put(found, made, parts.preparer.stamps)
                if new:
                    _link(store, found)
            yield number, Outcome(name, status, identity, None, len(found.passages))


def _held(store: Store, document: Document) -> bool:
    return bool(store.source_known(document) or twin_of(store, document))


def _looked_at(store: Store, document: Document, seen: dict[bytes, Record]) -> tuple[str, Record]:
    """What would become of a document after those ``seen``, and what is known of it."""
    if store.source_known(document):
        return "unchanged", store.record(document.id)
    read = Record(0, document.id, replace(document, text=""), len(document.passages))
    key = Body.of(document).key or document.id.encode()
    before = seen.setdefault(key, read)
    joins = twin_of(store, document) or (before is not read and agree(before, document))
    return ("would_join" if joins else "would_add"), read


def _link(store: Store, document: Document) -> None:
    """A revised plan names the first version, whichever came in first."""
    other = earlier_version(store, document)
    if other is None:
        return
    if is_older(document, other):
        store.link_revision(other.id, document.id)
    else:
        store.link_revision(document.id, other.revision_of or other.id)


def _characters(one: _Numbered) -> int:
    return len(one[1].text) if _is_document(one[1]) else 0


def _is_document(found: Document | Refusal | Record | FileState | None) -> TypeGuard[Document]:
    return isinstance(found, Document)


def _uploaded(name: str, outcome: Outcome) -> schemas.UploadedFile:
    refused = outcome.status == "refused"
    return {
        "name": outcome.name if refused else name,
        "status": outcome.status,
        "document_id": outcome.document_id,
        "title": None if refused else outcome.name,
        "reason": outcome.reason,
    }
