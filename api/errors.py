"""What does an error become?  The one table from the domain's exceptions to HTTP and to exit codes."""

from __future__ import annotations

from dataclasses import dataclass

import apsw

from api.checks import BadRequest
from api.settings import SettingError
from corpus.errors import CejianError
from index.connection import is_full
from index.milvus import VectorsError
from index.store import DiskFull, DocumentReplaced, NoSuchDocument, StoreError
from nlp.concept_files import ConceptError
from nlp.encoder import ModelError
from nlp.terms import NoSuchConcept


class Forbidden(CejianError):
    """The caller may not write here, with whatever credentials."""


class Unauthorized(CejianError):
    """A token is wanted, and none or another was given."""


class TooLarge(CejianError):
    """The body is longer than is taken."""


class TooSlow(CejianError):
    """The request did not come in time."""


class TooMany(CejianError):
    """The caller, or all callers together, ask for more than is given; ``retry_after`` seconds help."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NoLanguageModel(CejianError):
    """Prose is wanted, and no language model is set."""


class Busy(TooMany):
    """All callers together ask for more than can be worked on."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """HTTP status, stable code, and exit code of the command line."""

    status: int
    code: str
    exit: int


OK, FAILED, USAGE, SOME_REFUSED = 0, 1, 2, 3
"""Exit codes: done; failed; the command was wrong; done, but some files were refused."""

_TABLE: tuple[tuple[type[CejianError], Meaning], ...] = (
    (BadRequest, Meaning(400, "bad_request", USAGE)),
    (Unauthorized, Meaning(401, "unauthorized", FAILED)),
    (Forbidden, Meaning(403, "forbidden", FAILED)),
    (NoSuchDocument, Meaning(404, "not_found", FAILED)),
    (NoSuchConcept, Meaning(404, "not_found", FAILED)),
    (NoLanguageModel, Meaning(409, "no_language_model", USAGE)),
    (DocumentReplaced, Meaning(410, "gone", FAILED)),
    (TooSlow, Meaning(408, "too_slow", FAILED)),
    (TooLarge, Meaning(413, "too_large", FAILED)),
    (Busy, Meaning(503, "busy", FAILED)),
    (TooMany, Meaning(429, "too_many", FAILED)),
    (SettingError, Meaning(503, "bad_setting", USAGE)),
    (ModelError, Meaning(503, "model", FAILED)),
    (ConceptError, Meaning(503, "concepts", FAILED)),
    (DiskFull, Meaning(507, "disk_full", FAILED)),
    (StoreError, Meaning(503, "library", FAILED)),
    (VectorsError, Meaning(503, "vectors", FAILED)),
)


def meaning(error: CejianError) -> Meaning:
    """What an expected failure is to the outside; a kind not in the table is a defect: 500.

    >>> meaning(BadRequest("问题是空的", "empty_query"))
    Meaning(status=400, code='empty_query', exit=2)
    """
    for kind, found in _TABLE:
        if isinstance(error, kind):
            code = error.code if isinstance(error, BadRequest) else found.code
            return Meaning(found.status, code, found.exit)
    return Meaning(500, "internal", FAILED)


def expected(error: Exception) -> CejianError | None:
    """The expected failure behind an exception of SQLite or the file system; None for a defect.

    >>> str(expected(FileNotFoundError(2, "No such file", "/x")))
    '/x：No such file'
    """
    if isinstance(error, CejianError):
        return error
    if is_full(error):
        return DiskFull(f"磁盘空间不够，没有写成（{error}）；请腾出空间再试，查询不受影响")
    if isinstance(error, apsw.Error):
        return StoreError(f"资料库没有读写成功：{error}；请看磁盘是否已满，或运行 cejian doctor")
    if isinstance(error, OSError):
        return CejianError(f"{error.filename or '文件系统'}：{error.strerror or error}")
    return None


def exit_code(error: CejianError) -> int:
    """The exit code of a command that ended with this error."""
    return meaning(error).exit
