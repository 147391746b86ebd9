"""Which concept is this?  The concept store: wordings of education policy and what they mean.

The data are the TOML files of ``nlp/concepts/`` (one file an area), written by hand so that a
policy scholar can mend them without reading Python; ``docs/concepts.md`` describes the format.
``CEJIAN_CONCEPTS`` names one more folder, whose concepts are added to these or, under the same
name, extend them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.folding import fold_key
from nlp.concept_files import SHIPPED, Concept, ConceptError, Link, parse_concepts

SUCCESSION = ("renamed", "absorbed")
SHORTEST_WITHIN = 2


@dataclass(frozen=True)
class ConceptStore:
    """All concepts, by name and by wording."""

    concepts: tuple[Concept, ...]
    fingerprint: str = field(default="")

    @classmethod
    def open(cls, *folders: Path) -> ConceptStore:
        """Read the shipped concepts, then the folders given, each extending the ones before."""
        found: dict[str, Concept] = {}
        digest = hashlib.sha256()
        for folder in (SHIPPED, *folders):
            if not folder.is_dir():
                raise ConceptError(
                    f"概念目录不存在：{folder}；请把 CEJIAN_CONCEPTS 设为放有 .toml 文件的目录，或取消该设置"
                )
            for path in sorted(folder.glob("*.toml")):
                raw = path.read_bytes()
                digest.update(path.name.encode() + b"\0" + raw + b"\0")
                for concept in parse_concepts(_decoded(raw, path), path.stem, str(path)):
                    known = found.get(concept.name)
                    found[concept.name] = _extended(known, concept) if known else concept
        store = cls(tuple(found.values()), digest.hexdigest()[:16])
        store.check_links()
        return store

    @cached_property
    def by_name(self) -> Mapping[str, Concept]:
        return {concept.name: concept for concept in self.concepts}

    @cached_property
    def by_term(self) -> Mapping[str, tuple[Concept, ...]]:
        """Wording or colloquial wording → the concepts that own it, a preferred name first."""
        owners: dict[str, list[Concept]] = {}
        for concept in self.concepts:
            for term in (*concept.terms, *concept.colloquial):
                owners.setdefault(term, []).append(concept)
        return {
            term: tuple(sorted(set(found), key=lambda c: (c.name != term, c.name)))
            for term, found in owners.items()
        }

    @cached_property
    def _folded(self) -> tuple[tuple[str, int, Concept], ...]:
        """Every term folded, with its rank: the concept's name 0, another wording 1, a colloquial one 2."""
        return tuple(
            (fold_key(term), 0 if term == concept.name else rank, concept)
            for concept in self.concepts
            for rank, terms in ((1, concept.terms), (2, concept.colloquial))
            for term in terms
        )

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Concept, ...]]:
        """The same by folded term, for looking a question's words up; official wordings go first."""
        owners: dict[str, list[tuple[int, str, Concept]]] = {}
        for key, rank, concept in self._folded:
            owners.setdefault(key.replace("…", ""), []).append((rank, concept.name, concept))
        return {
            key: tuple(dict.fromkeys(concept for _, _, concept in sorted(found, key=lambda one: one[:2])))
            for key, found in owners.items()
        }

    @cached_property
    def whole_only(self) -> frozenset[str]:
        """Everyday words of two characters (作业, 手机) that no plan uses as a wording: too short to name a
        concept inside a longer question."""
        official = {key for key, rank, _ in self._folded if rank < 2}
        return frozenset(key for key in self.by_key if len(key) <= SHORTEST_WITHIN and key not in official)

    @cached_property
    def gapped(self) -> tuple[tuple[str, Concept], ...]:
        """Wordings with a gap, folded, for ``find_wording`` in a question: 学生…负担 is in 减轻学生负担."""
        return tuple((key, concept) for key, rank, concept in self._folded if rank < 2 and "…" in key)

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Concept name → the names of the concepts that name it as broader."""
        children: dict[str, list[str]] = {}
        for concept in self.concepts:
            for parent in concept.broader:
                children.setdefault(parent, []).append(concept.name)
        return {parent: tuple(names) for parent, names in children.items()}

    @cached_property
    def links_of(self) -> Mapping[str, tuple[tuple[str, Link], ...]]:
        """Term → ``(direction, link)`` pairs: ``to`` for a link that leaves it, ``from`` for one that reaches it."""
        found: dict[str, list[tuple[str, Link]]] = {}
        for concept in self.concepts:
            for link in concept.links:
                found.setdefault(link.source_term, []).append(("to", link))
                found.setdefault(link.to, []).append(("from", link))
        return {term: tuple(links) for term, links in found.items()}

    def check_links(self) -> None:
        """Raise ``ConceptError`` when a broader, related or linked term is nobody's."""
        for concept in self.concepts:
            for kind, names in (("broader", concept.broader), ("related", concept.related)):
                for name in names:
                    if name not in self.by_name:
                        raise ConceptError(
                            f"概念“{concept.name}”的 {kind} 写了“{name}”，但没有这个概念；请改成已有概念的 name，或补上它"
                        )
            for link in concept.links:
                for term in (link.source_term, link.to):
                    if term not in self.by_term:
                        raise ConceptError(
                            f"概念“{concept.name}”的 links 写了“{term}”，但没有概念以它为名称或说法；请补上或改正"
                        )


def _extended(known: Concept, more: Concept) -> Concept:
    """The shipped concept with the wordings, negatives and links of a local file added to it."""

    def joined(first: Iterable[Any], second: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(dict.fromkeys((*first, *second)))

    return Concept(
        known.name,
        more.gloss or known.gloss,
        known.area,
        joined(known.wordings, more.wordings),
        joined(known.colloquial, more.colloquial),
        joined(known.negative, more.negative),
        joined(known.broader, more.broader),
        joined(known.related, more.related),
        joined(known.links, more.links),
    )


def _decoded(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")  # Notepad writes a byte order mark, which TOML does not allow
    except UnicodeDecodeError as error:
        raise ConceptError(f"{path} 不是 UTF-8 编码（第 {error.start} 字节起）；请另存为 UTF-8") from error
