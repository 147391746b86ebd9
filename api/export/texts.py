"""Which characters can a file not hold?  What stands in their place; everything else stays as it is."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"
_SURROGATES = re.compile("[\ud800-\udfff]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\s+")
_FORMULA = re.compile("[\\s']*[=+\\-@＝＋－＠\t\r\n]")
"""Beginnings that a spreadsheet may take for a formula or a command; full-width ones in East Asian settings."""


def encodable(text: str) -> str:
    """Without lone surrogates, which UTF-8 does not have."""
    return _SURROGATES.sub(REPLACEMENT, text)


def xml_text(text: str) -> str:
    """Without what XML 1.0 does not have: control characters, lone surrogates."""
    return _NO_XML.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """For formats where a line end would begin another field.

    >>> one_line("工作要点\\nER  - ")
    '工作要点 ER -'
    """
    return _BREAKS.sub(" ", encodable(text)).strip()


def guarded(text: str) -> str:
    """A cell of a csv file that no spreadsheet runs: ``'`` before what could be a formula, nothing else changed.

    A text that already begins with ``'`` before such a character gets one more, so that taking one
    ``'`` away gives every guarded text back.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("减负"), guarded("2013—2014")
    ("'=1+1", "''=1+1", '减负', '2013—2014')
    """
    return "'" + text if _FORMULA.match(text) else text
