"""The errors that the domain raises; one table in ``api`` maps them to HTTP and exit codes."""

from __future__ import annotations


class CejianError(Exception):
    """Base of every expected failure: its message says what was found, wanted, and what to do."""


class Refused(CejianError):
    """A file or row that can't be taken in; ``code`` is stable, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
