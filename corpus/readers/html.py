"""How is a web page read?  Blocks become lines, tables rows; scripts and page furniture are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.decoding import decode
from corpus.errors import Refused
from corpus.readers.lines import SpannedRows, row_lines
from corpus.readers.page_facts import meta_facts, without_bars
from corpus.types import RawDocument

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DROPPED = re.compile(
    "script|style|noscript|template|nav|footer|aside|head|iframe|svg|button|select|input|textarea|object|audio"
    "|video|canvas|map|dialog"
)
_BLOCK = re.compile(
    "address|article|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|form|h[1-6r]"
    "|header|html|li|main|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_FURNITURE = {
    "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "crumbs", "crumb", "share", "sharebar",
    "share-bar", "social-share", "bdsharebuttonbox", "bdshare", "footer", "copyright", "sidebar", "toolbar",
    "pagination", "pager", "weixin", "qrcode", "print",
}  # fmt: skip
"""Class names and ids of page furniture, compared as whole words."""
_MAX_FURNITURE = 0.3
"""What holds more than this share of the page's text is kept, whatever its class or its links say."""
_MAX_SPAN = 100
"""Columns or rows that one cell may span."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{1,40})", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read(data: bytes, name: str, source: str) -> Iterator[RawDocument]:
    """One document a page; ``given`` holds what the page says of itself."""
    yield page(decoded(data), name, source)


def page(markup: str, name: str, source: str) -> RawDocument:
    r"""One page, already decoded.

    >>> page("<title>要点</title><nav>首页</nav><p>一、减负</p><p>1.作业<br>2.考试</p>", "a", "a").text
    '一、减负\n1.作业\n2.考试'
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(markup)
    given = meta_facts(tree, markup)
    body = tree.body
    if body is None:
        raise Refused("broken", "网页里没有正文部分")
    _drop_furniture(body)
    lines, found = without_bars(_without_menus(_lines(body)))
    return RawDocument(name, source, "\n".join(lines), "html", found | given)


def decoded(data: bytes) -> str:
    """As decoded by content, unless only the page's own declaration makes sense of it."""
    try:
        return decode(data)
    except Refused:
        declared = _CHARSET.search(data[:4096])
        try:
            return data.decode(declared[1].decode("ascii"), "replace") if declared else decode(data)
        except LookupError:
            raise Refused("not_text", "网页声明的编码不存在，内容也读不通") from None


def _drop_furniture(body: LexborNode) -> None:
    whole = len(body.text())
    for node in body.css("[class],[id],[role],[hidden],[style]"):
        if node.tag == "body" or node.parent is None:
            continue
        at = node.attributes
        words = set(f"{at.get('class') or ''} {at.get('id') or ''}".lower().split())
        style = (at.get("style") or "").replace(" ", "").lower()
        hidden = "hidden" in at or "display:none" in style
        furniture = hidden or at.get("role") == "navigation" or words & _FURNITURE
        if furniture and len(node.text()) <= _MAX_FURNITURE * whole:
            node.decompose()


@dataclass(frozen=True, slots=True)
class _Line:
    """``links``: how many links the line is made of; 0 if a letter of it stands outside of links."""

    text: str
    links: int


class _Collector:
    """Gathers inline text into lines."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self.in_link = False
        self._parts: list[str] = []
        self._links = 0
        self._plain = False

    def add(self, text: str) -> None:
        self._parts.append(text)
        if any(map(str.isalnum, text)):
            self._links += self.in_link
            self._plain |= not self.in_link

    def close(self) -> None:
        text = _SPACE.sub(_one_space, "".join(self._parts)).strip(" ")
        if text:
            self.lines.append(_Line(text, 0 if self._plain else self._links))
        self._parts.clear()
        self._links, self._plain = 0, False


def _lines(block: LexborNode) -> list[_Line]:
    """The lines of one block, in page order; no recursion, since pages nest as deep as they like."""
    out = _Collector()
    stack: list[LexborNode | str | None] = [block.first_child]  # a name: here such an element ends
    tables: dict[int, SpannedRows] = {}
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if isinstance(node, str):
            out.in_link = False
            if node != "a":
                out.close()
            continue
        stack.append(node.next)
        tag = node.tag or ""
        if node.is_text_node:
            out.add(node.text(deep=False))
        elif tag == "br":
            out.close()
        elif tag == "pre":
            out.close()
            out.lines.extend(_Line(line, 0) for line in node.text().splitlines() if line.strip())
        elif tag == "tr" and node.css_first("table") is None:  # a table within a row lays out the page
            out.close()
            rows = tables.setdefault(node.parent.mem_id if node.parent else 0, SpannedRows())
            out.lines.extend(_row(node, rows))
        elif tag == "a" or _BLOCK.fullmatch(tag):
            if tag == "a":
                out.in_link = True
            else:
                out.close()
            stack.extend((tag, node.first_child))
        elif node.is_element_node and not _DROPPED.fullmatch(tag):
            stack.append(node.first_child)
    out.close()
    return out.lines


def _row(row: LexborNode, rows: SpannedRows) -> list[_Line]:
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
    inside = [_lines(cell) for cell in cells]
    links = sum(line.links for lines in inside for line in lines)
    links = links if all(line.links for lines in inside for line in lines) else 0
    texts = [
        ([line.text for line in lines], _span(cell, "colspan"), _span(cell, "rowspan"))
        for cell, lines in zip(cells, inside, strict=True)
    ]
    return [_Line(text, links) for text in row_lines(rows.add(texts))]


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isdecimal() else 1


def _without_menus(lines: list[_Line]) -> list[str]:
    """Runs of lines made of two links or more are menus and lists of other pages, not the text."""
    whole = sum(len(line.text) for line in lines)
    kept: list[str] = []
    for is_linked, group in groupby(lines, key=lambda line: line.links > 0):
        run = list(group)
        if is_linked and sum(line.links for line in run) > 1:
            length = sum(len(line.text) for line in run)
            run = [line for line in run if length > _MAX_FURNITURE * whole or line.text.startswith("附件")]
        kept.extend(line.text for line in run)
    return kept


def _one_space(run: re.Match[str]) -> str:
    """White space of the source: one space, but a line break between Chinese characters is nothing."""
    text, start, end = run.string, run.start(), run.end()
    wrapped = "\n" in run[0] or "\r" in run[0]
    chinese = start > 0 and end < len(text) and text[start - 1] > "\u2fff" and text[end] > "\u2fff"
    return "" if wrapped and chinese else " "
