"""Where does a written sentence end?  Text that arrives in pieces, cut where a sentence with its marks is whole.

A mark ``[3]`` belongs to the sentence before it, also where it follows the full stop; a full stop within
quotation marks ends nothing.
"""

from __future__ import annotations

import re

LONGEST_PENDING = 600
"""Characters after which a sentence without an end is handed out as it is: nobody could check it."""

_MARK = r"[\[［【][\d\s,，、]{0,40}[\]］】]"
_TAIL = re.compile(rf"[。！？!?]*(?:[^\S\n]*{_MARK}|[”’」』）)])*[。！？!?]*")
_OPEN_MARK = re.compile(r"[^\S\n]*(?:[\[［【][\d\s,，、]{0,40})?")
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"))


class Sentences:
    """Feed it pieces of text; it gives back the sentences that are whole."""

    def __init__(self) -> None:
        self._pending = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that this piece completes.

        >>> pieces = Sentences()
        >>> pieces.feed("规范办学。"), pieces.feed("[1]减轻"), pieces.feed("负担[2]。\\n")
        ([], ['规范办学。[1]'], ['减轻负担[2]。'])
        """
        self._pending += piece
        whole = []
        while (end := self._end()) is not None:
            whole.append(self._pending[:end].strip())
            self._pending = self._pending[end:]
        return [sentence for sentence in whole if sentence]

    def rest(self) -> str:
        """What has come since the last whole sentence."""
        rest, self._pending = self._pending.strip(), ""
        return rest

    def _end(self) -> int | None:
        """Where the first sentence ends; None while more may belong to it."""
        text = self._pending
        for at, character in enumerate(text):
            if character == "\n":
                return at + 1
            if character in "。！？!?" and not _within_quotes(text[:at]):
                tail = _TAIL.match(text, at)
                end = tail.end() if tail else at + 1
                waiting = _OPEN_MARK.match(text, end)
                open_end = waiting.end() if waiting else end
                return None if open_end == len(text) and len(text) < LONGEST_PENDING else end
            if at >= LONGEST_PENDING:
                return at
        return None


def _within_quotes(text: str) -> bool:
    return text.count('"') % 2 == 1 or any(text.count(opens) > text.count(shuts) for opens, shuts in _PAIRS)
