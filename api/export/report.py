"""What stands in an exported file, whatever its format?  A head, sections with quotations, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Runs = tuple[tuple[str, str], ...]
"""A diff as the contract has it: ``(("=", "达到"), ("-", "93%"), ("+", "94%"))``."""
Cell = str | int | float | None | Runs
"""What one cell of a table holds; a number stays a number, a text stays a text."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quotation stands: plan, year, section and item."""

    document_id: str
    passage_id: str | None
    title: str
    year: int | None
    year_conflict: bool
    issuer: str | None
    heading_path: tuple[str, ...]
    item: str | None

    @property
    def place(self) -> str:
        """``三、重点工作 · （二）推进素质教育``"""
        return " · ".join(self.heading_path)

    def cited(self) -> str:
        """One line for a footnote.

        >>> Source("", None, "临澄市教育局2013年工作要点", 2013, True, None, ("三、重点工作",), "2").cited()
        '《临澄市教育局2013年工作要点》（2013年，年份存疑），三、重点工作，条目2。'
        """
        doubt = "，年份存疑" if self.year_conflict else ""
        dated = "年份不明" if self.year is None else f"{self.year}年{doubt}"
        parts = [f"《{self.title}》（{dated}）", self.place, f"条目{self.item}" if self.item else ""]
        return "，".join(part for part in parts if part) + "。"


SOURCE_COLUMNS = ("年份", "年份存疑", "文件", "发文机关", "标题", "条目")


def source_cells(source: Source | None) -> tuple[Cell, ...]:
    """The cells under ``SOURCE_COLUMNS``."""
    if source is None:
        return (None,) * len(SOURCE_COLUMNS)
    doubt = "存疑" if source.year_conflict else None
    return (source.year, doubt, source.title, source.issuer, source.place or None, source.item)


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim quotation.

    ``diff``, where there is one, is shown in its place and holds both sides word for word; ``before`` is
    where its older side stands, if that is another passage.
    """

    text: str
    source: Source
    note: str = ""
    diff: Runs | None = None
    before: Source | None = None

    def cited(self) -> str:
        """Its source in one line, and that of the older side."""
        return self.source.cited() + (f"对照：{self.before.cited()}" if self.before else "")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def quote_table(title: str, columns: Sequence[str], rows: Sequence[tuple[Quote, tuple[Cell, ...]]]) -> Table:
    """A table with one quotation a row: own columns, then source, text, and the passage's id."""
    return Table(
        title,
        (*columns, *SOURCE_COLUMNS, "原文", "段落编号"),
        tuple(
            (*cells, *source_cells(quote.source), quote.text, quote.source.passage_id)
            for quote, cells in rows
        ),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, in order; a string is a paragraph of ours, not a quotation."""

    title: str
    blocks: tuple[str | Quote | Table, ...] = ()
    level: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One document for a list of references; ``number`` is its 文号, where only that is known."""

    id: str
    title: str
    issuer: str | None
    year: int | None
    year_conflict: bool
    doc_type: str
    number: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """One kind of answer, made ready: ``main`` is the table that stands for it where only one can.

    ``entries`` are what it cites, where that is not just the library's documents that it names.
    """

    title: str
    head: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    main: Table
    others: tuple[Table, ...] = ()
    entries: tuple[Entry, ...] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a file says; the formats only set it."""

    title: str
    head: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    body: Body
    entries: tuple[Entry, ...]
    day: str

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every part: the main one, then the others."""
        return (self.body.main, *self.body.others)
