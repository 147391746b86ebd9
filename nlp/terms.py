"""Which concept does this word name, and what could it be the beginning of?  All terms, by match key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.errors import CejianError
from corpus.folding import fold_key
from nlp.concept_files import Concept
from nlp.concepts import ConceptStore
from nlp.wording_life import unquoted

CONCEPT, WORDING = "concept", "wording"
NEAR_NAMES = 5
"""Concepts offered for a name that is none."""


class NoSuchConcept(CejianError):
    """The store has no concept, and no wording, of that name; the message offers near ones."""


@dataclass(frozen=True, slots=True)
class Term:
    """One way to name a concept: ``Term("社会力量办学", "wording", "社会力量办学", concept)``.

    ``kind`` is ``concept`` for its name, ``wording`` for any other wording, colloquial ones too.
    """

    text: str
    kind: str
    key: str
    concept: Concept


@dataclass(frozen=True)
class Terms:
    """The terms of a concept store; ``…`` and quotation marks are no part of a key."""

    store: ConceptStore

    @cached_property
    def all(self) -> tuple[Term, ...]:
        """Every term once a concept: names first, official wordings before colloquial ones."""
        found: dict[tuple[str, str], Term] = {}
        for concept in self.store.concepts:
            for text in (*concept.terms, *concept.colloquial):
                kind = CONCEPT if text == concept.name else WORDING
                found.setdefault((concept.name, text), Term(text, kind, term_key(text), concept))

        def rank(term: Term) -> tuple[str, bool, str, str]:
            return term.kind, term.text not in term.concept.terms, term.text, term.concept.name

        return tuple(sorted(found.values(), key=rank))

    @cached_property
    def _typed(self) -> tuple[tuple[str, Term], ...]:
        """Keys and terms, without those that have a gap, which nobody types."""
        return tuple((term.key, term) for term in self.all if "…" not in term.text)

    @cached_property
    def _by_key(self) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = {}
        for term in self.all:
            found.setdefault(term.key, []).append(term)
        return found

    def named(self, text: str) -> Sequence[Term]:
        """The terms that are this word, a concept's own name first: 「雙減」 is 双减."""
        return self._by_key.get(term_key(text), ())

    def concept(self, name: str) -> Concept:
        """The concept of this name, or the first that has it as a wording; raises ``NoSuchConcept``."""
        if name in self.store.by_name:
            return self.store.by_name[name]
        if found := self.named(name):
            return found[0].concept
        near = self._near(term_key(name))
        raise NoSuchConcept(
            f"概念库里没有“{name[:30]}”"
            + (f"；相近的有：{'、'.join(near)}" if near else "；用 /suggest?q= 可按开头几个字查找")
        )

    def starting(self, text: str, enough: int) -> list[tuple[int, Term]]:
        """Terms that are this word (0), begin with it (1) or hold it (2), each with which of these.

        Those that only hold it are left out where enough others begin with it.
        """
        key = term_key(text)
        if not key:
            return []
        found = [(placed(key, held), term) for held, term in self._typed if key in held]
        begin = [one for one in found if one[0] < 2]
        return begin if len({term.text for _, term in begin}) >= enough else found

    def _near(self, key: str) -> list[str]:
        """Names that share most with the word: pairs of characters, or else single ones."""
        for size in (2, 1):
            runs = {key[at : at + size] for at in range(len(key) - size + 1)}
            scored = []
            for concept in self.store.concepts:
                name = term_key(concept.name)
                if shared := sum(run in name for run in runs):
                    scored.append((-shared / (len(runs) + len(name)), concept.name))
            if scored:
                return [name for _, name in sorted(scored)[:NEAR_NAMES]]
        return []


def term_key(text: str) -> str:
    """The match key of a term.

    >>> term_key("“雙減”"), term_key("教师…待遇")
    ('双减', '教师待遇')
    """
    return unquoted(fold_key(text)).replace("…", "")


def placed(key: str, within: str) -> int:
    """How a key stands in another: 0 is it, 1 begins it, 2 inside it."""
    return 0 if key == within else 1 if within.startswith(key) else 2
