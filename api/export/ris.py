"""How does a list of references look in RIS?  For Zotero, EndNote, NoteExpress."""

from __future__ import annotations

from collections.abc import Iterator

from api.export.report import Entry, Report
from api.export.texts import one_line


def write(report: Report) -> bytes:
    """UTF-8 without BOM, lines end with CR LF as the format has it."""
    return "".join(f"{line}\r\n" for entry in report.entries for line in _lines(entry)).encode()


def _lines(entry: Entry) -> Iterator[str]:
    yield "TY  - " + ("RPRT" if entry.doc_type == "报告" else "GOVDOC")
    fields = (
        ("ID", entry.id),
        ("TI", entry.title),
        ("AU", entry.issuer),
        ("PB", entry.issuer),
        ("PY", str(entry.year) if entry.year is not None else None),
        ("M1", entry.number),
        ("M3", entry.doc_type),
        ("LA", "zh-CN"),
        ("UR", entry.url),
        ("N1", doubts(entry)),
    )
    for tag, value in fields:
        if value:
            yield f"{tag}  - {one_line(value)}"
    yield "ER  - "


def doubts(entry: Entry) -> str | None:
    """What a reader of the entry has to know."""
    if entry.year is None:
        return "年份不明"
    return "年份存疑：正文与所标年份有出入" if entry.year_conflict else None
