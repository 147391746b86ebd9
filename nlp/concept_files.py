"""What may a concept file say?  Concepts as they are written in TOML, read and checked.

``docs/concepts.md`` describes the format for those who write it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CejianError

SHIPPED = Path(__file__).parent / "concepts"
"""The files of this program; ``CEJIAN_CONCEPTS`` names more."""
LINK_TYPES = ("renamed", "absorbed", "instrument_of", "followed_by")
SCOPES = ("span", "sentence")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2035
GAP_CHARACTERS = 12
"""How many characters ``…`` inside a wording may stand for (教师…待遇: 教师的工资和福利待遇)."""

_CONCEPT_KEYS = {"name", "gloss", "wordings", "colloquial", "negative", "broader", "related", "links"}
_WORDING_KEYS = {"text", "from", "to", "source", "year"}
_NEGATIVE_KEYS = {"text", "scope", "why"}
_LINK_KEYS = {"from", "type", "to", "year", "source"}


class ConceptError(CejianError):
    """A concept file does not keep the format; the message names file, concept and mend."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way in which plans say a concept, with the years in which it was in use, if known."""

    text: str
    first: int | None = None
    last: int | None = None
    source: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Negative:
    """A string that makes a match mean something else.

    ``span``: a match of a wording that touches this string does not count (企业减负 holds 减负).
    ``sentence``: no match in a sentence with this string counts.
    """

    text: str
    scope: str = "span"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """``source_term`` was renamed to, absorbed by, followed by, or is an instrument of ``to``."""

    source_term: str
    type: str
    to: str
    year: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: its preferred name, its wordings, what it is not, and its neighbours."""

    name: str
    gloss: str
    area: str
    wordings: tuple[Wording, ...]
    colloquial: tuple[str, ...] = ()
    negative: tuple[Negative, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    def __hash__(self) -> int:
        """By the name, which no other concept has: that of all wordings took half a second of a start."""
        return hash(self.name)

    @property
    def terms(self) -> tuple[str, ...]:
        """The texts of the wordings, the preferred name first: ``("学生减负", "课业负担", …)``."""
        return tuple(dict.fromkeys((self.name, *(w.text for w in self.wordings))))


def wording_pattern(text: str) -> str:
    """Regular expression (as a string) of a wording in which ``…`` stands for a short gap.

    >>> bool(re.search(wording_pattern("教师…待遇"), "提高教师的工资待遇"))
    True
    """
    parts = [re.escape(part) for part in text.split("…")]
    return rf"[^。；！？;!?\n]{{0,{GAP_CHARACTERS}}}?".join(parts)


def find_wording(text: str, within: str) -> re.Match[str] | None:
    """Where a wording stands; its pattern is made only where all its parts stand, for there are 1,000.

    >>> find_wording("教师…待遇", "提高教师的工资待遇").span()
    (2, 9)
    """
    if all(part in within for part in text.split("…")):
        return re.search(wording_pattern(text), within)
    return None


def parse_concepts(text: str, area: str, where: str) -> list[Concept]:
    """The concepts of one TOML text; ``where`` is the file name that errors quote."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConceptError(f"{where} 不是合法的 TOML：{error}") from error
    if set(data) != {"concept"}:
        raise ConceptError(f"{where} 的顶层应只有 [[concept]]，实际是 {sorted(data)}")
    concepts = [_concept(entry, area, where) for entry in _list(data, "concept", where)]
    names = [concept.name for concept in concepts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConceptError(f"{where} 里概念重名：{'、'.join(twice)}；请合并")
    return concepts


def _concept(entry: Any, area: str, where: str) -> Concept:
    if not isinstance(entry, dict):
        raise ConceptError(f"{where} 的 concept 应写成 [[concept]]，实际是 {entry!r:.40}")
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ConceptError(f"{where} 有一个概念没有 name：{entry!r:.80}")
    where = f"{where} 的概念“{name}”"
    _only(entry, _CONCEPT_KEYS, where)
    return Concept(
        name=name,
        gloss=str(entry.get("gloss", "")),
        area=area,
        wordings=tuple(_wording(item, where) for item in _list(entry, "wordings", where)),
        colloquial=_strings(entry, "colloquial", where),
        negative=tuple(_negative(item, where) for item in _list(entry, "negative", where)),
        broader=_strings(entry, "broader", where),
        related=_strings(entry, "related", where),
        links=tuple(_link(item, name, where) for item in _list(entry, "links", where)),
    )


def _list(entry: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = entry.get(key, [])
    if not isinstance(value, list):
        raise ConceptError(f"{where} 的 {key} 应是列表，写在 [ ] 里，实际是 {value!r:.40}")
    return value


def _strings(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = _list(entry, key, where)
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise ConceptError(f"{where} 的 {key} 里应都是文字，实际有 {value!r:.40}")
    return tuple(values)


def _literal(value: Any, where: str) -> str:
    """A wording or negative as text: two characters at least, and something on both sides of a ``…``."""
    if not isinstance(value, str) or len(value.replace("…", "").strip()) < 2:
        raise ConceptError(f"{where} 缺 text 或太短（{value!r:.40}）；至少要有两个字")
    if not all(part.strip() for part in value.split("…")) or "..." in value:
        raise ConceptError(f"{where} 的“{value}”里，省略号应写一个“…”，两边都要有字")
    return value


def _only(entry: Any, allowed: set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise ConceptError(
            f"{where} 有一项写法不对：{entry!r:.40}；应是文字，或 {{ {', '.join(sorted(allowed))} }}"
        )
    extra = sorted(set(entry) - allowed)
    if extra:
        raise ConceptError(f"{where} 有不认识的键 {extra}；可用的键：{sorted(allowed)}")


def _year(value: Any, where: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or not EARLIEST_YEAR <= value <= LATEST_YEAR:
        raise ConceptError(f"{where} 的年份 {value!r} 不对；应是 {EARLIEST_YEAR}—{LATEST_YEAR} 的整数")
    return value


def _wording(item: Any, where: str) -> Wording:
    if isinstance(item, str):
        item = {"text": item}
    _only(item, _WORDING_KEYS, where)
    text = _literal(item.get("text"), f"{where} 的 wordings")
    where = f"{where}的说法“{text}”"
    first, last = _year(item.get("from"), where), _year(item.get("to"), where)
    source, year = item.get("source"), _year(item.get("year"), where)
    if (first or last) and not (source and year):
        raise ConceptError(f"{where} 写了起止年份，就要写 source（文件名）和 year（文件年份）")
    if first and last and first > last:
        raise ConceptError(f"{where} 的起年 {first} 晚于止年 {last}")
    return Wording(text, first, last, source, year)


def _negative(item: Any, where: str) -> Negative:
    if isinstance(item, str):
        item = {"text": item}
    _only(item, _NEGATIVE_KEYS, where)
    scope = item.get("scope", "span")
    if scope not in SCOPES:
        raise ConceptError(f"{where} 的 negative 范围“{scope}”不对；可用：{'、'.join(SCOPES)}")
    text = _literal(item.get("text"), f"{where} 的 negative")
    return Negative(text, scope, str(item.get("why", "")))


def _link(item: Any, name: str, where: str) -> Link:
    _only(item, _LINK_KEYS, where)
    if item.get("type") not in LINK_TYPES:
        raise ConceptError(f"{where} 的链接类型“{item.get('type')}”不对；可用：{'、'.join(LINK_TYPES)}")
    if not item.get("to"):
        raise ConceptError(f"{where} 有一个链接没有 to")
    return Link(
        str(item.get("from", name)),
        item["type"],
        str(item["to"]),
        _year(item.get("year"), where),
        item.get("source"),
    )
