"""How is a workbook written?  A sheet with the head, then one sheet a part; texts stay texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from api.export.gbt7714 import references
from api.export.report import Cell, Report, Table
from api.export.texts import xml_text
from nlp.changes import NEW, OLD, SAME

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_LONGEST_NAME = 31
_NO_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST, _NARROWEST, _TEXT = 28, 6, 70
"""Columns in characters: short texts, at least, and a quotation, which is wrapped."""
_LOOKED_AT = 50
"""Rows by which a column's width is chosen."""
_TEXTS = ("原文", "改动", "草稿")


def write(report: Report) -> bytes:
    """The bytes of the workbook: the same for the same report."""
    from xlsxwriter import Workbook

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    book = Workbook(out, options)
    book.set_properties(
        {
            "title": xml_text(report.title),
            "author": "策鉴",
            "created": datetime.fromisoformat(report.day),
        }
    )
    sheets = _Sheets(book)
    head = [("题名", report.title), *report.head, *(("注", warning) for warning in report.warnings)]
    sheets.add(Table("说明", ("项目", "内容"), tuple(head)), (16, 100))
    for table in report.tables:
        sheets.add(table, _widths(table))
    if report.entries:
        sheets.add(
            Table("引用的文件", ("GB/T 7714—2025",), tuple((one,) for one in references(report.entries))),
            (100,),
        )
    book.close()
    return out.getvalue()


class _Sheets:
    """One workbook with its formats."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._names: set[str] = set()
        self._header = book.add_format(
            {"bold": True, "bg_color": "#E7E6E1", "text_wrap": True, "valign": "top"}
        )
        self._text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self._number = book.add_format({"valign": "top"})
        self._runs = {
            OLD: book.add_format({"font_strikeout": True, "font_color": "#A61B29"}),
            NEW: book.add_format({"underline": 1, "font_color": "#1A6840"}),
            SAME: book.add_format({}),
        }

    def add(self, table: Table, widths: Sequence[int]) -> None:
        """One sheet: a header row that stays in sight and can filter, then the rows."""
        sheet = self._book.add_worksheet(self._name(table.title))
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(zip(table.columns, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, xml_text(name), self._header)
        for number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                self._write(sheet, number, column, cell)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)

    def _write(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        """Every text goes in as a string: no formula, link, number or date comes of it."""
        if cell is None:
            return
        if isinstance(cell, int | float):
            sheet.write_number(row, column, cell, self._number)
        elif isinstance(cell, str):
            sheet.write_string(row, column, xml_text(cell), self._text)
        else:
            parts = [(op, xml_text(text)) for op, text in cell if text]
            if len(parts) == 1:  # a rich string has at least two parts
                sheet.write_string(row, column, parts[0][1], self._text)
            elif parts:
                pieces = [piece for op, text in parts for piece in (self._runs[op], text)]
                sheet.write_rich_string(row, column, *pieces, self._text)

    def _name(self, title: str) -> str:
        """A sheet's name: at most 31 characters, none of Excel's own, each once."""
        base = xml_text(title).translate(_NO_NAME).strip() or "表"
        name, number = base[:_LONGEST_NAME], 2
        while name.casefold() in self._names:
            ending = f" {number}"
            name, number = base[: _LONGEST_NAME - len(ending)] + ending, number + 1
        self._names.add(name.casefold())
        return name


def _widths(table: Table) -> list[int]:
    """As wide as the first rows need, within limits; quotations wide."""
    widths = []
    for number, name in enumerate(table.columns):
        if name.endswith(_TEXTS) or name.startswith(_TEXTS):
            widths.append(_TEXT)
            continue
        cells = [name, *(str(row[number]) for row in table.rows[:_LOOKED_AT] if row[number] is not None)]
        longest = max(sum(2 if ord(letter) > 0x2E80 else 1 for letter in cell) for cell in cells)
        widths.append(min(max(longest + 2, _NARROWEST), _WIDEST))
    return widths
