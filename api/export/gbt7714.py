"""How is a document cited by GB/T 7714—2025?  Numbered entries, in the order in which they are named.

In that edition ``.`` and ``[ ]`` are half-width and other marks full-width; a year that is only estimated
stands in ``[ ]``; 引用日期 and address are given for what was read on the network only.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.export.report import Entry, Report
from api.export.texts import one_line

TYPES = {"报告": "R"}
OTHER = "Z"
"""A work plan is neither a published report (R) nor a record of an archive (A): 其他 (Z), as is usual for
policy papers; a government's yearly work report is a report."""


def write(report: Report) -> bytes:
    """One entry a line."""
    return ("\r\n".join(references(report.entries)) + "\r\n").encode()


def references(entries: Sequence[Entry]) -> list[str]:
    """``[1] 临澄市教育局. 临澄市教育局2013年工作要点[Z]. 2013.``"""
    return [f"[{number}] {reference(entry)}" for number, entry in enumerate(entries, 1)]


def reference(entry: Entry) -> str:
    """One entry without its number.

    >>> reference(Entry("", "临澄市教育局2013年工作要点", "临澄市教育局", 2013, True, "工作要点"))
    '临澄市教育局. 临澄市教育局2013年工作要点[Z]. [2013].'
    """
    carrier = "/OL" if entry.url else ""
    number = f"：{one_line(entry.number)}" if entry.number and entry.title != entry.number else ""
    parts = [
        one_line(entry.issuer) if entry.issuer else "",
        f"{one_line(entry.title)}{number}[{TYPES.get(entry.doc_type, OTHER)}{carrier}]",
        "" if entry.year is None else f"[{entry.year}]" if entry.year_conflict else str(entry.year),
        one_line(entry.url) if entry.url else "",
    ]
    return ". ".join(part for part in parts if part) + "."
