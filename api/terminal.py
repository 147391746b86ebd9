"""How does it look in a terminal?  Width of Chinese text, wrapping, emphasis, and the progress bar."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from api.ingest import Outcome

_STEERING = re.compile("(?!\033\\[[012]m)[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters and marks of writing direction, but for the three sequences of our own."""
WIDEST, NARROWEST = 100, 40
"""Columns: longer lines are hard to read, shorter ones can't hold a source."""
_NOT_FIRST = frozenset("，。；：、！？）》〉」』】〕”’…—％,.;:!?)]}%")
"""Punctuation that does not begin a line; it hangs over the edge instead."""


def columns(text: str) -> int:
    """How many columns a text takes: two for a Chinese character, none for a combining mark.

    >>> columns("减负2013")
    8
    """
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int) -> str:
    """The text cut or filled with spaces to exactly ``width`` columns.

    >>> padded("临澄市教育局", 8), padded("减负", 6)
    ('临澄市… ', '减负  ')
    """
    if columns(text) > width:
        kept = ""
        for character in text:
            if columns(kept) + _columns(character) > width - 1:
                break
            kept += character
        text = kept + "…"
    return text + " " * (width - columns(text))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns; punctuation hangs over, a word of letters or digits stays whole.

    >>> wrapped("切实减轻课业负担。", 8)
    ['切实减轻', '课业负担。']
    """
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split())):
        if line and columns(line + piece.rstrip()) > width and piece[0] not in _NOT_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        narrow = _columns(character) < 2 and character not in _NOT_FIRST
        if pieces and narrow and character != " " and pieces[-1][-1] != " " and _columns(pieces[-1][-1]) < 2:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


@dataclass(frozen=True, slots=True)
class Page:
    """What is written on: its width, and whether it shows emphasis."""

    width: int = 80
    emphasis: bool = False

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str] = os.environ) -> Page:
        """The page of a stream: emphasis only on a terminal, and not where ``NO_COLOR`` is set."""
        terminal = stream.isatty()
        width = shutil.get_terminal_size().columns if terminal else 80
        plain = bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
        return cls(min(max(width, NARROWEST), WIDEST), terminal and not plain)

    def strong(self, text: str) -> str:
        """Emphasised, where the page shows it."""
        return f"\033[1m{text}\033[0m" if self.emphasis else text

    def quiet(self, text: str) -> str:
        """Less prominent, where the page shows it."""
        return f"\033[2m{text}\033[0m" if self.emphasis else text

    def block(self, text: str, indent: int = 0, first: str = "") -> list[str]:
        """A paragraph, indented; its first line begins with ``first`` in place of the indent."""
        lines = wrapped(text, self.width - max(indent, columns(first)) - 1)
        lead = first + " " * (indent - columns(first))
        return [(lead if number == 0 else " " * indent) + line for number, line in enumerate(lines)]


def visible(text: str) -> str:
    r"""The text with what would steer a terminal, or turn its writing, as escapes; our own emphasis stays.

    >>> visible("减\x1b]0;x\x07负\u202e"), visible("\033[1m减负\033[0m")
    ('减\\x1b]0;x\\x07负\\u202e', '\x1b[1m减负\x1b[0m')
    """
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def print_json(answer: Any) -> None:
    """One line of JSON, as the API answers it."""
    print(json.dumps(answer, ensure_ascii=False, allow_nan=False), flush=True)


class Bar:
    """Progress on standard error, where that is a terminal; one line a refused file in any case."""

    def __init__(self, quiet: bool = False) -> None:
        from tqdm import tqdm

        self._bar: Any = tqdm(
            disable=True if quiet else None,  # None: only where it is no terminal
            leave=False,
            dynamic_ncols=True,
            bar_format="{percentage:3.0f}% |{bar}| {n_fmt}/{total_fmt}  {elapsed}{postfix}",
        )
        self._documents = 0

    def begin(self, done: int, total: int) -> None:
        """So many files or passages of so many are done."""
        self._bar.total = total
        self._bar.n = done
        self._bar.refresh()

    def tell(self, outcome: Outcome) -> None:
        """Name a refused file, count any other document."""
        if outcome.status == "refused":
            self._bar.write(visible(f"没有收录 {outcome.name}：{outcome.reason}"), file=sys.stderr)
        else:
            self._documents += 1
            self._bar.set_postfix_str(f"{self._documents} 份  {visible(outcome.name[:20])}")

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()
