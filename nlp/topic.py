"""What counts as being about the question?  Groups of wordings, read from the question's topic.

A question's topic becomes groups; a passage covers a group when it mentions the group's concept (or
one of its kind) or holds its word.  What was read is shown to the user: expansions and exclusions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from corpus.folding import fold_key
from nlp.concept_files import Concept, find_wording
from nlp.concepts import SUCCESSION, ConceptStore
from nlp.everyday import Everyday
from nlp.filler import FILLER_WORDS
from nlp.question import Asked
from nlp.segmentation import Segmenter

NARROWER, SUCCESSOR, INSTRUMENT, NEIGHBOUR, BROADER, RELATED = 0.9, 0.9, 0.85, 0.45, 0.45, 0.3
"""How far a mention of a related concept counts as a mention of the one asked for."""
COUNTED = 0.8
"""From this factor on, a related concept's mention makes a year one that spoke of the topic."""

RESIDUE = 0.4
"""Weight of a word of the question that its concepts leave over, against 1 for a concept."""
OFFICIAL = 0.6
"""Weight of an official word put beside an everyday one."""
NEAR_CONCEPTS = 2
"""At most so many concepts are read from the meaning of a question that names none."""

_LISTED = re.compile("[和与及或、,;/]|还有")

Nearest = Callable[[str], Sequence[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that is asked for: a concept with its kin, or one word."""

    name: str
    weight: float
    concepts: tuple[tuple[str, float], ...] = ()
    literal: bool = True
    """False where the concept was read from the meaning of the question, not from its words."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A wording that is searched beside the question's own: ``("课业负担", "学生减负", "同一概念的说法")``."""

    term: str
    concept: str
    why: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A wording that is not what is meant: ``("企业减负", "企业税费负担")``."""

    term: str
    why: str


@dataclass(frozen=True)
class Topic:
    """The question as it is searched."""

    asked: Asked
    groups: tuple[Group, ...]
    words: tuple[tuple[str, float], ...]
    """Words for the keyword leg, with weights."""
    texts: tuple[str, ...]
    """What the model reads; the vector leg takes the mean."""
    terms: tuple[str, ...]
    """The question's own wordings, to show as matched beside those of its concepts."""
    named: tuple[tuple[str, bool], ...] = ()
    """Terms of the store that stand in the question, each with whether it names its whole concept."""
    left: tuple[str, ...] = ()
    """Official words of the question that its concepts leave over."""
    expansions: tuple[Expansion, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    either: bool = True
    """Whether one of several concepts is enough (减负和课后服务) or all are meant (农村教师待遇)."""

    @cached_property
    def kin(self) -> frozenset[str]:
        """Names of the concepts asked for and of those that count as them."""
        return frozenset(
            name for group in self.groups for name, factor in group.concepts if factor >= COUNTED
        )

    @property
    def concepts(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.concepts)


def read_topic(
    asked: Asked,
    segmenter: Segmenter,
    everyday: Everyday | None,
    concepts: ConceptStore | None,
    nearest: Nearest | None = None,
    without: frozenset[str] = frozenset(),
) -> Topic:
    """The groups, words and texts of a question.

    ``everyday`` and ``concepts`` are None where expansion is switched off; ``nearest`` gives the concepts near to a
    text, for a question whose words name none; concepts ``without`` are switched off one by one.
    """
    named = [pair for pair in _named(asked.core, concepts) if pair[1].name not in without] if concepts else []
    rest = asked.core
    for term, _ in named:
        rest = rest.replace(term, " ", 1)
    found = list(dict.fromkeys(concept for _, concept in named))
    kin = partial(_kin, store=concepts, without=without)
    groups = [Group(concept.name, 1.0, kin(concept)) for concept in found]
    lay = everyday.official(asked.core) if everyday else []
    if concepts and nearest and _uncovered(asked.core, rest) > 0.5:
        for name, _ in list(nearest(asked.core))[:NEAR_CONCEPTS]:
            concept = concepts.by_name[name]
            if concept not in found and name not in without:
                found.append(concept)
                groups.append(Group(concept.name, 1.0, kin(concept), literal=False))
    words: dict[str, float] = dict.fromkeys(_content_words(segmenter, asked.core), 1.0)
    for _, official in lay:
        for term in official:
            for word in segmenter.index_tokens(fold_key(term)):
                words.setdefault(word, OFFICIAL)
    left = [word for word in segmenter.words(rest) if len(word) > 1 and word not in FILLER_WORDS]
    over = _content_words(segmenter, rest) if groups else list(words)
    groups += [Group(word, RESIDUE * words[word] if found else words[word]) for word in over if word in words]
    official_text = " ".join(dict.fromkeys(term for _, terms in lay for term in terms[:2]))
    names = " ".join(concept.name for concept in found[:2])
    text = " ".join(part for part in (asked.core, names or official_text) if part)
    return Topic(
        asked,
        tuple(groups),
        tuple(words.items()),
        (f"关于{text}的教育政策",),
        tuple(dict.fromkeys((asked.core, *(term for term, _ in named), *over))),
        tuple((term, _is_name(term, fold_key(concept.name))) for term, concept in named),
        tuple(dict.fromkeys(word for word in left if not any(word in said for said, _ in lay))),
        tuple(_expansions(found, kin, lay, asked.core)),
        tuple(dict.fromkeys(Exclusion(n.text, n.why) for c in found for n in c.negative)),
        either=len(named) < 2 or _LISTED.search(rest) is not None,
    )


def _is_name(term: str, name: str) -> bool:
    """Whether a term is the concept itself and not one wording of it: 减负 is 学生减负, 眼保健操 is not 近视防控."""
    return term in name or name in term


def _voided(core: str, concept: Concept) -> bool:
    """Whether the question itself says that it means something else: 企业减负 asks nothing of pupils."""
    return any(find_wording(fold_key(one.text), core) for one in concept.negative)


def _uncovered(core: str, rest: str) -> float:
    solid = len(core.replace(" ", "")) or 1
    return len(rest.replace(" ", "")) / solid


def _named(core: str, concepts: ConceptStore) -> Iterator[tuple[str, Concept]]:
    """Terms of the store that stand in the topic, longest first, none inside another."""
    rest = core
    whole = [concept for concept in concepts.by_key.get(core, ()) if not _voided(core, concept)]
    if whole:
        yield core, whole[0]
        return
    for wording, concept in concepts.gapped:
        gapped = find_wording(wording, rest)
        if gapped and not _voided(core, concept):
            yield gapped[0], concept
            rest = rest.replace(gapped[0], " " * len(gapped[0]), 1)
    for length in range(len(core), 1, -1):
        for start in range(len(rest) - length + 1):
            term = rest[start : start + length]
            owners = [concept for concept in concepts.by_key.get(term, ()) if not _voided(core, concept)]
            if owners and " " not in term and term not in concepts.whole_only:
                yield term, owners[0]
                rest = rest[:start] + " " * length + rest[start + length :]


def _kin(
    concept: Concept, store: ConceptStore | None, without: frozenset[str]
) -> tuple[tuple[str, float], ...]:
    """The concept and its relatives, each with how far its mention counts; none of ``without``."""
    if store is None:
        return ()
    factors = {concept.name: 1.0}

    def reach(name: str, factor: float) -> None:
        if factors.get(name, 0.0) < factor:
            factors[name] = factor
            for child in store.narrower.get(name, ()):
                reach(child, min(factor, NARROWER))

    for child in store.narrower.get(concept.name, ()):
        reach(child, NARROWER)
    for term in concept.terms:
        for direction, link in store.links_of.get(term, ()):
            other = link.to if direction == "to" else link.source_term
            owners = store.by_term.get(other, ())
            if not owners or concept in owners:
                continue
            if link.type in SUCCESSION:
                reach(owners[0].name, SUCCESSOR)
            elif link.type == "instrument_of" and direction == "from":
                reach(owners[0].name, INSTRUMENT)
            elif link.type == "followed_by":
                factors.setdefault(owners[0].name, NEIGHBOUR)
    for name in concept.broader:
        factors.setdefault(name, BROADER)
    for name in concept.related:
        factors.setdefault(name, RELATED)
    held = [pair for pair in factors.items() if pair[0] not in without]
    return tuple(sorted(held, key=lambda pair: (-pair[1], pair[0])))


def _expansions(
    found: Sequence[Concept],
    kin: Callable[[Concept], Sequence[tuple[str, float]]],
    lay: Sequence[tuple[str, tuple[str, ...]]],
    core: str,
) -> Iterator[Expansion]:
    seen = {core}
    for concept in found:
        for term in concept.terms:
            if fold_key(term) not in seen:
                seen.add(fold_key(term))
                yield Expansion(term, concept.name, "同一概念的说法")
        for name, factor in kin(concept)[1:]:
            if name not in seen:
                seen.add(name)
                yield Expansion(
                    name, name, "下位、前后相承或所属的概念" if factor >= COUNTED else "相近的概念，只作参考"
                )
    for word, official in lay if not found else ():
        for term in official:
            if term not in seen:
                seen.add(term)
                yield Expansion(term, "", f"“{word}”的规范说法")


def _content_words(segmenter: Segmenter, text: str) -> list[str]:
    """The words of a folded topic that carry meaning, in order."""
    words = [word for word in segmenter.index_tokens(text) if word not in FILLER_WORDS]
    return list(dict.fromkeys(words))
