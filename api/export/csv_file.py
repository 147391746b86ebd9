"""How is a csv file written?  The head as lines that begin with #, then the main table."""

from __future__ import annotations

import csv
from io import StringIO

from api.export.report import Cell, Report
from api.export.texts import encodable, guarded, one_line
from nlp.changes import NEW, OLD

BOM = "\ufeff"
"""Excel and WPS take a file without it for GBK."""
_MARKS = {OLD: "[-{}-]", NEW: "[+{}+]"}


def write(report: Report) -> bytes:
    """UTF-8 with BOM; every text of the table is quoted, numbers are not."""
    out = StringIO(newline="")
    head = csv.writer(out)
    rows = [("# 题名", report.title), *((f"# {name}", value) for name, value in report.head)]
    rows += [("# 注", warning) for warning in report.warnings]
    for name, value in rows:
        head.writerow((one_line(name), guarded(one_line(value))))
    table = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    table.writerow(report.body.main.columns)
    for row in report.body.main.rows:
        table.writerow([cell_of(cell) for cell in row])
    return (BOM + out.getvalue()).encode()


def cell_of(cell: Cell) -> str | int | float:
    """Numbers as they are; a diff as ``达到[-93%-][+94%+]``; nothing as an empty text."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, str):
        return guarded(encodable(cell))
    return guarded(encodable("".join(_MARKS.get(op, "{}").format(text) for op, text in cell)))
