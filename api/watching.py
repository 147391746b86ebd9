"""What is new in a folder?  Files that came or changed go in once they are at rest; a broken one is told once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from api.errors import expected
from api.ingest import Outcome
from api.library import Library
from corpus.files import SourceFile, find_files, source_of
from corpus.types import Refusal
from index.files_read import FileState


class Watch:
    """Looks at a folder now and then.

    A file is at rest when nothing happened to it for ``rest`` seconds: one that is still being copied
    waits.  A file that goes away stays in the library.
    """

    def __init__(self, library: Library, folder: Path, rest: float) -> None:
        self._library = library
        self._folder = folder
        self._rest = rest
        self._before: dict[str, FileState] = {}
        self._rested: set[str] = set()
        self._done: dict[str, FileState] = {}
        self._told: set[Refusal | str] = set()

    def look(self, tell: Callable[[Outcome], None]) -> None:
        """Take in the files that came to rest since the last look; ``tell`` hears what became of each.

        What hinders all of them (no room on the disk, a library that another program holds) is told once, and
        they are tried again at the next look.
        """
        files, refusals = self._found()
        for refusal in refusals - self._told:
            tell(Outcome(refusal.name, "refused", None, refusal.reason, code=refusal.code))
        self._told = {told for told in self._told if isinstance(told, str)} | refusals
        ready = {place: file for place, file in files.items() if self._at_rest(place)}
        if not ready:
            return
        states = {place: self._before[place] for place in ready}
        try:
            self._library.ingest(list(ready.values()), tell)
        except Exception as error:
            known = expected(error)
            if known is None:
                raise
            if str(known) not in self._told:
                tell(Outcome(str(self._folder), "refused", None, str(known), code="library"))
            self._told.add(str(known))
            return
        self._told = {one for one in self._told if not isinstance(one, str)}
        self._done |= states

    def _found(self) -> tuple[dict[str, SourceFile], set[Refusal]]:
        """The files there now, whose states are kept for the next look, and what can't be looked into."""
        files: dict[str, SourceFile] = {}
        refusals: set[Refusal] = set()
        states: dict[str, FileState] = {}
        for found in find_files([self._folder]):
            if isinstance(found, Refusal):
                refusals |= {found} if found.code != "empty" else set()
                continue
            place = source_of(found.path)
            state = FileState.of(found.path, place)
            if state is not None:
                files[place], states[place] = found, state
        self._rested = {place for place, state in states.items() if self._before.get(place) == state}
        self._before = states
        return files, refusals

    def _at_rest(self, place: str) -> bool:
        state = self._before[place]
        if self._done.get(place) == state:
            return False
        return place in self._rested or time.time() - state.changed / 1e9 > self._rest
