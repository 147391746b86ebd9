"""How is an RTF file read?  Its visible text with list numbers, footnotes, text boxes and table rows.

An own walk over the control words (RTF 1.9.1): striprtf loses footnotes and text boxes, keeps deleted text
and joins the cells of a table with a sign that the text may hold too.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.issuers import issuer_of
from corpus.readers.lines import row_lines, text_of
from corpus.readers.numbering import space_after
from corpus.types import RawDocument

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.S
)
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 204: "cp1251", 0: "cp1252"}
"""``fcharset`` of a font: its encoding; the others are that of the document."""
_SIGNS = {
    "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "line": "\n", "lbr": "\n",
}  # fmt: skip
_SKIPPED = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf stylesheet colortbl pict object nonshppict "
    "fldinst xe tc rxe txe bkmkstart bkmkend annotation atnid atnauthor ftnsep ftnsepc aftnsep aftnsepc themedata "
    "listtable listoverridetable revtbl rsidtbl generator datastore pgptbl filetbl operator comment doccomm subject "
    "keywords category manager hlinkbase template passwordhash xmlnstbl mmathPr".split()
)
"""Groups that hold no text of the document, with or without the sign for what may be left out."""
_INFO = ("title", "company", "author")
_SAME_EDGE = 40
"""Twentieths of a point (2 points) by which the edges of one column differ from row to row."""
_MOST_COLUMNS = 64
"""In a table with more edges than that, rows are left as they are."""
_MAX_DEPTH = 5_000
"""Groups within groups; real files have 20."""


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group and ends with it."""

    into: str = "text"
    """Where text goes: ``text``, ``number``, ``note``, ``fonts``, ``shape`` (nowhere until its text), ``skip``,
    or what ``info`` has a group for."""
    hidden: bool = False
    deleted: bool = False
    encoding: str = ""
    fallback: int = 1
    """Characters that stand in for one ``\\u``."""


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document a file; ``given`` holds its title, office and date of creation."""
    reader = _Reader()
    reader.walk(data)
    text, headings = text_of(reader.lines, reader.styled)
    yield RawDocument(name, source, text, "rtf", reader.given(), headings)


class _Reader:
    """Walks the tokens once; ``lines`` grows as paragraphs and rows end."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.styled: dict[int, int] = {}
        self._info: dict[str, str] = {}
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._document_encoding = "gb18030"
        self._bytes = b""
        self._skip = 0
        self._parts: dict[str, list[str]] = {"text": [], "number": [], "note": []}
        self._notes: list[str] = []
        self._level: int | None = None
        self._in_table = False
        self._cell: list[str] = []
        self._cells: list[list[str]] = []
        self._merged: list[bool] = []
        self._edges: list[int] = []
        self._table: list[tuple[list[list[str]], list[int]]] = []
        self._is_merged = False
        self._date: dict[str, int] = {}

    def given(self) -> dict[str, str]:
        """What the file says of itself; an author counts as issuer only if it is an office and no person."""
        info = {word: value.strip() for word, value in self._info.items()}
        issuer = next((info[word] for word in ("company", "author") if issuer_of(info.get(word, ""))), "")
        given = {"title": info.get("title", ""), "issuer": issuer, "saved": info.get("saved", "")}
        return {field: value for field, value in given.items() if value}

    def walk(self, data: bytes) -> None:
        at = 0
        starred = False
        while token := _TOKEN.match(data, at):
            at = token.end()
            word, value, byte, sign, brace, text = token.groups()
            if byte is not None or text is not None:
                self._text(bytes([int(byte, 16)]) if byte is not None else text, escaped=byte is not None)
                continue
            if brace is None and word is None and sign is None:
                continue
            self._flush()
            if brace == b"{":
                if len(self._stack) >= _MAX_DEPTH:
                    break
                self._stack.append(self._state)
            elif brace == b"}":
                self._leave()
            elif sign is not None:
                starred = sign == b"*"
                self._sign(sign)
                continue
            elif word is not None:
                number = int(value) if value is not None else None
                if word == b"bin":
                    at += max(0, number or 0)
                else:
                    self._word(word.decode("ascii"), number, starred)
            starred = False
        self._flush()
        self._paragraph()
        self._end_table()

    def _text(self, data: bytes, *, escaped: bool) -> None:
        if self._skip:
            if escaped:
                self._skip -= 1
                return
            data, self._skip = data[self._skip :], max(0, self._skip - len(data))
        self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            encoding = self._state.encoding or self._document_encoding
            text, self._bytes = self._bytes.decode(encoding, "replace"), b""
            self._add(text)

    def _add(self, text: str) -> None:
        state = self._state
        if state.hidden or state.deleted or state.into in ("skip", "shape"):
            return
        if state.into == "fonts":
            return
        if state.into in self._parts:
            self._parts[state.into].append(text)
        else:
            self._info[state.into] = self._info.get(state.into, "") + text

    def _leave(self) -> None:
        left = self._state
        if not self._stack:
            return
        self._state = self._stack.pop()
        if left.into == "note" != self._state.into:
            self._end_note()

    def _sign(self, sign: bytes) -> None:
        if sign in b"\\{}":
            self._add(sign.decode("ascii"))
        elif sign == b"~":
            self._add("\xa0")
        elif sign == b"_":
            self._add("-")
        elif sign in (b"\n", b"\r"):
            self._word("par", None, starred=False)

    def _word(self, word: str, value: int | None, starred: bool) -> None:
        if word == "u" and value is not None:
            self._add(chr(value % 65536))
            self._skip = self._state.fallback
            return
        self._skip = 0
        if self._destination(word, starred):
            return
        on = value != 0
        if word == "uc":
            self._state = replace(self._state, fallback=max(0, value or 0))
        elif word == "ansicpg" and value:
            self._document_encoding = _codec(f"cp{value}") or self._document_encoding
        elif word == "f":
            self._font = value or 0
            if self._state.into != "fonts":
                self._state = replace(self._state, encoding=self._fonts.get(self._font, ""))
        elif word == "fcharset" and self._state.into == "fonts":
            self._fonts[self._font] = _CHARSETS.get(value or 0, "") if value else ""
        elif word == "v":
            self._state = replace(self._state, hidden=on)
        elif word == "deleted":
            self._state = replace(self._state, deleted=on)
        elif word == "plain":
            self._state = replace(self._state, hidden=False, deleted=False)
        elif word in ("yr", "mo", "dy"):
            self._date[word] = value or 0
            if word == "dy" and self._state.into == "saved" and len(self._date) == 3:
                self._info["saved"] = "{yr:04d}-{mo:02d}-{dy:02d}".format(**self._date)
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        else:
            self._structure(word, value)

    def _destination(self, word: str, starred: bool) -> bool:
        """Where the text of this group goes from here on; whether ``word`` says so."""
        into = self._state.into
        if word == "fonttbl":
            to = "fonts"
        elif word in ("listtext", "pntext"):
            to = "note" if into == "note" else "number"
        elif word == "footnote":
            to = "note"
        elif word in ("shp", "shpinst", "do"):
            to = "shape"
        elif word in ("shptxt", "dptxbxtext") and into != "skip":
            to = "note"  # a box stands behind its paragraph, as a note does
        elif word == "creatim":
            to = "saved"
        elif word in _INFO and into == "info":
            to = word
            self._info[word] = ""  # a second time it is the same in Unicode
        elif word == "info":
            to = "info"
        elif word in _SKIPPED or (starred and word not in ("shppict", "ud", "cs")):
            to = "skip"
        else:
            return False
        if into not in ("skip", "fonts"):
            self._state = replace(self._state, into=to)
        return True

    def _structure(self, word: str, value: int | None) -> None:
        if self._state.into == "note":
            if word == "par":
                self._end_note()
        elif self._state.into != "text":
            return
        elif word in ("par", "sect", "page"):
            self._paragraph()
        elif word == "pard":
            self._in_table, self._level = False, None
        elif word == "intbl":
            self._in_table = True
        elif word == "outlinelevel" and value is not None and value < 9:
            self._level = value + 1
        elif word == "trowd":
            self._merged, self._edges, self._is_merged = [], [], False
        elif word in ("clvmrg", "clmrg"):
            self._is_merged = True
        elif word == "cellx":
            self._merged.append(self._is_merged)
            self._edges.append(value or 0)
            self._is_merged = False
        elif word in ("cell", "nestcell"):
            self._in_table = True
            self._paragraph()
            if word == "cell":
                self._cells.append(self._cell)
                self._cell = []
        elif word == "row":
            self._row()

    def _paragraph(self) -> None:
        text, number = "".join(self._parts["text"]), "".join(self._parts["number"]).strip()
        self._parts["text"].clear()
        self._parts["number"].clear()
        if not self._in_table:
            self._end_table()
        found = self._cell if self._in_table else self.lines
        if text.strip():
            if not any(map(str.isalnum, number)):  # the sign of a bullet, which means nothing as text
                number = ""
            shown = number + space_after(number, text) + text if number else text
            lines = [line for line in shown.split("\n") if line.strip()]
            if self._level is not None and found is self.lines and len(lines) == 1:
                self.styled[len(found)] = self._level
            found.extend(lines)
        found.extend(self._notes)
        self._notes.clear()

    def _end_note(self) -> None:
        note = "".join(self._parts["note"]).strip()
        self._parts["note"].clear()
        if note:
            self._notes.append(note)

    def _row(self) -> None:
        """Ends a row: cells that a merged cell covers are empty."""
        if self._cell:
            self._cells.append(self._cell)
            self._cell = []
        if self._cells:
            cells = [
                [] if index < len(self._merged) and self._merged[index] else cell
                for index, cell in enumerate(self._cells)
            ]
            self._table.append((cells, self._edges if len(self._edges) == len(cells) else []))
        self._cells = []

    def _end_table(self) -> None:
        """Ends a table: a cell that reaches over columns of other rows is followed by empty ones."""
        self._row()
        grid: list[int] = []
        for edge in sorted({edge for _, edges in self._table for edge in edges}):
            if not grid or edge - grid[-1] > _SAME_EDGE:
                grid.append(edge)
        for cells, edges in self._table:
            reach = [bisect_left(grid, edge - _SAME_EDGE) + 1 for edge in edges]
            known = edges and len(grid) <= _MOST_COLUMNS
            spans = [end - begin for begin, end in pairwise([0, *reach])] if known else [1] * len(cells)
            row = [
                part for cell, span in zip(cells, spans, strict=True) for part in (cell, *[[]] * (span - 1))
            ]
            self.lines.extend(row_lines(row))
        self._table.clear()


def _codec(name: str) -> str:
    if name == "cp936":
        return "gb18030"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
