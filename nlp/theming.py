"""How do passages become named themes?  Near-duplicates → features → clusters → labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.folding import fold_key
from nlp.clustering import DIGITS, Labels, cluster, features, stability
from nlp.concepts import ConceptStore
from nlp.duplicates import duplicate_groups
from nlp.filler import FILLER_WORDS
from nlp.gist import Gist
from nlp.labelling import AskedWords, Label, Named, label_themes, opening
from nlp.mentions import Mention

FIELD = 5
"""A concept with so many narrower ones is a whole field (义务教育, 高等教育, 教师队伍建设)."""

_LEAD = re.compile("^(?:实施|加强|推进|促进|继续|大力|积极|进一步|发展(?!中))+(?=.{4})")
"""Verbs that a wording may begin with and a name does without: 实施特殊教育提升计划."""


@dataclass(frozen=True)
class Grouped:
    """Themes as numbers of the texts, largest first.

    ``alone`` are those that fit none, and those whose theme would only repeat the question.  Texts of a theme that
    share no name are in the themes that they are nearest to: these are ``joined``, and don't speak for them.
    """

    members: list[list[int]]
    alone: list[int]
    labels: list[Label]
    stability: list[float]
    joined: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ThemeFinder:
    """Groups texts by what they mean, say and name."""

    gist: Callable[[str], Gist]
    concepts: ConceptStore

    def find(
        self,
        keys: Sequence[str],
        vectors: npt.NDArray[np.float32],
        asked: AskedWords,
        counts: Callable[[int], tuple[int, int]],
    ) -> Grouped:
        """Themes of folded texts, given in order of rank; ``counts`` says how many for so many texts.

        A sentence that plans carry over from year to year counts once in the clustering, and keeps all
        its years in the theme.
        """
        if not keys:
            return Grouped([], [], [], [])
        groups = duplicate_groups(keys, vectors)
        firsts = [group[0] for group in groups]
        gists = [self.gist(keys[number]) for number in firsts]
        rows = features(
            vectors[firsts],
            [gist.pieces for gist in gists],
            [self._concepts(gist.mentions) for gist in gists],
            FILLER_WORDS if asked.listed else FILLER_WORDS | asked.words,
        )
        least, most = counts(len(rows))
        themes = cluster(rows, least, most)
        steady = stability(rows, themes, least, most)
        labels = label_themes(
            [gist.text for gist in gists],
            [gist.phrases(asked) for gist in gists],
            [self._named(gist) for gist in gists],
            themes.tolist(),
            asked,
            self._broad,
        )
        if not any(label.text for label in labels):
            labels[0] = Label(opening(gists[themes.tolist().index(0)].pieces), labels[0].keywords)
        named_themes = [theme for theme, label in enumerate(labels) if label.text]
        scattered = [theme for theme, label in enumerate(labels) if not label.text and label.keywords]
        loose = np.isin(themes, scattered).tolist()
        themes = _gathered(rows, themes, named_themes, scattered)
        held: list[list[int]] = [[] for _ in labels]
        alone: list[int] = []
        for group, theme in zip(groups, themes.tolist(), strict=True):
            (held[theme] if theme in named_themes else alone).extend(group)
        order = sorted(named_themes, key=lambda theme: (-len(held[theme]), theme))
        return Grouped(
            [held[theme] for theme in order],
            alone,
            [labels[theme] for theme in order],
            [steady[theme] for theme in order],
            frozenset(number for group, late in zip(groups, loose, strict=True) if late for number in group),
        )

    @property
    def _broad(self) -> frozenset[str]:
        return frozenset(n for n, children in self.concepts.narrower.items() if len(children) >= FIELD)

    def _concepts(self, mentions: Sequence[Mention]) -> list[str]:
        """The concepts mentioned and those that they belong to: 营养改善 and 寄宿 meet in 学生资助."""
        found: list[str] = []
        for mention in mentions:
            found += (mention.concept, *self.concepts.by_name[mention.concept].broader)
        return found

    def _named(self, gist: Gist) -> Named:
        """Concepts with their wordings as they stand; of one with a gap, the part that is a term itself."""
        return [(mention.concept, self._literal(gist.text, mention)) for mention in gist.mentions]

    def _literal(self, key: str, mention: Mention) -> str:
        if "…" not in mention.wording:
            return _LEAD.sub("", key[mention.start : mention.end])
        parts = sorted(fold_key(mention.wording).split("…"), key=lambda part: (-len(part), part))
        return next((part for part in parts if part in self.concepts.by_key), "")


def _gathered(
    rows: npt.NDArray[np.float32], themes: Labels, named: Sequence[int], scattered: Sequence[int]
) -> Labels:
    """Each text of the ``scattered`` themes in the ``named`` theme that it is nearest to, where there is one."""
    found = themes.copy()
    loose = np.flatnonzero(np.isin(themes, scattered))
    if named and len(loose):
        centres = np.stack([rows[themes == theme].mean(axis=0) for theme in named])
        near = np.round(rows[loose] @ centres.T, DIGITS)
        found[loose] = np.array(named)[near.argmax(axis=1)]
    return found
