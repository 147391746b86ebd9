"""How is a Markdown file written?  CommonMark with tables, footnotes for the sources, and no live markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.export import gbt7714
from api.export.report import Cell, Quote, Report, Section, Table
from api.export.texts import encodable
from nlp.changes import NEW, OLD

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&$^])")
_LIST = re.compile(r"^([ \t]*)([-+=]|\d+[.)])", re.MULTILINE)
_DIFF = {OLD: "~~{}~~", NEW: "**{}**"}
"""Struck and bold: what is taken away, what is put in."""


def write(report: Report) -> bytes:
    """UTF-8, one file, footnotes ``[^1]`` as in GitHub, Typora and Pandoc."""
    return encodable("\n".join(_Paper().lines(report)) + "\n").encode()


class _Paper:
    """Counts the footnotes and tables of one file."""

    def __init__(self) -> None:
        self._notes: list[str] = []
        self._tables = 0

    def lines(self, report: Report) -> Iterator[str]:
        yield f"# {escaped(report.title)}"
        yield ""
        for name, value in report.head:
            yield f"- **{escaped(name)}**：{escaped(value)}"
        for warning in report.warnings:
            yield f"- **注**：{escaped(warning)}"
        for section in report.body.sections:
            yield from self._section(section)
        if report.entries:
            yield from ("", "## 引用的文件", "")
            for line in gbt7714.references(report.entries):
                yield escaped(line)
                yield ""
        yield ""
        for number, note in enumerate(self._notes, 1):
            yield f"[^{number}]: {note}"

    def _section(self, section: Section) -> Iterator[str]:
        yield from ("", f"{'#' * (section.level + 1)} {escaped(section.title)}")
        for block in section.blocks:
            yield ""
            if isinstance(block, Table):
                yield from self._table(block)
            elif isinstance(block, Quote):
                yield from self._quote(block)
            else:
                yield escaped(block)

    def _quote(self, quote: Quote) -> Iterator[str]:
        if quote.diff is None:
            text = escaped(quote.text)
        else:
            text = "".join(_DIFF.get(op, "{}").format(escaped(part)) for op, part in quote.diff)
        lines = text.splitlines() or [""]
        yield from (f"> {line}" for line in lines[:-1])
        yield f"> {lines[-1]}{self._note(quote.cited())}"
        if quote.note:
            yield from ("", f"（{escaped(quote.note)}）")

    def _note(self, text: str) -> str:
        self._notes.append(escaped(text))
        return f"[^{len(self._notes)}]"

    def _table(self, table: Table) -> Iterator[str]:
        self._tables += 1
        yield f"表{self._tables}　{escaped(table.title)}{'' if table.rows else '：无'}"
        if not table.rows:
            return
        yield ""
        yield "| " + " | ".join(map(_cell, table.columns)) + " |"
        yield "|" + " --- |" * len(table.columns)
        for row in table.rows:
            yield "| " + " | ".join(map(_cell, row)) + " |"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return "".join(_DIFF.get(op, "{}").format(_cell(text)) for op, text in cell)
    return " ".join(escaped(str(cell)).split())


def escaped(text: str) -> str:
    """Text that stays text: no heading, list, link, image, HTML or formula comes of it.

    >>> escaped("<b>减负</b> [x](y)"), escaped("1. 抓")
    ('\\\\<b\\\\>减负\\\\</b\\\\> \\\\[x\\\\](y)', '1\\\\. 抓')
    """
    return _LIST.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", _MARKUP.sub(r"\\\1", text))
