"""How does a list of references look in BibTeX?"""

from __future__ import annotations

import re

from api.export import gbt7714
from api.export.report import Entry, Report
from api.export.ris import doubts
from api.export.texts import one_line

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{one: "\\" + one for one in "#$%&_"},
}
_SPECIALS = re.compile(r"[\\{}~^#$%&_]")


def write(report: Report) -> bytes:
    """UTF-8; a corporate author stands in braces, so that it is not split into names."""
    return "\n".join(map(_entry, report.entries)).encode()


def _entry(entry: Entry) -> str:
    report = entry.doc_type == "报告"
    fields = (
        ("title", f"{{{escaped(entry.title)}}}"),
        ("author", f"{{{escaped(entry.issuer)}}}" if entry.issuer else None),
        ("institution" if report else "howpublished", escaped(entry.issuer) if entry.issuer else None),
        ("year", str(entry.year) if entry.year is not None else None),
        ("number", escaped(entry.number) if entry.number else None),
        ("type", escaped(entry.doc_type)),
        ("entrytypeid", gbt7714.TYPES.get(entry.doc_type, gbt7714.OTHER)),
        ("url", entry.url and one_line(entry.url)),
        ("langid", "chinese"),
        ("note", doubts(entry)),
    )
    lines = [f"  {name} = {{{value}}}" for name, value in fields if value]
    kind = "techreport" if report else "misc"
    return f"@{kind}{{cejian{re.sub('[^0-9A-Za-z]', '', entry.id)},\n" + ",\n".join(lines) + "\n}\n"


def escaped(text: str) -> str:
    """Text that stays text in TeX.

    >>> escaped("163工程_50%{")
    '163工程\\\\_50\\\\%\\\\{'
    """
    return _SPECIALS.sub(lambda found: _SPECIAL[found[0]], one_line(text))
