"""What is a text made of?  Its words, wordings, phrases and terms, worked out once.

A comparison of two plans looks at all that both say, and a plan is compared more than once: cutting it into words
and looking for concepts is most of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from nlp.keywords import terms_of
from nlp.labelling import AskedWords, phrases
from nlp.mentions import Mention
from nlp.segmentation import Segmenter

KEPT = 1_024
"""Texts that stay known: some 3 kB each, 3 MB; more where ``keep`` asks for it."""
_NOTHING_ASKED = AskedWords()


@dataclass(frozen=True)
class Gist:
    """A folded text, all that it is cut into, and its mentions of concepts."""

    text: str
    pieces: tuple[str, ...]
    mentions: tuple[Mention, ...]
    _predicates: Collection[str] = field(repr=False)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """What its words are counted by, in order."""
        return tuple(terms_of(self.text, self.pieces, self.mentions))

    def phrases(self, asked: AskedWords) -> Collection[str]:
        """The runs of its words that could name a theme."""
        return phrases(self.pieces, asked, self._predicates) if asked.words else self._phrases

    def read(self) -> None:
        """Work out now what a comparison of everything asks for."""
        _ = self.terms, self._phrases

    @cached_property
    def _phrases(self) -> frozenset[str]:
        return frozenset(phrases(self.pieces, _NOTHING_ASKED, self._predicates))


class Gists:
    """The gists of folded texts; the newest stay known."""

    def __init__(self, segmenter: Segmenter, mentions: Callable[[str], Sequence[Mention]]) -> None:
        self._segmenter, self._mentions = segmenter, mentions
        self.keep(KEPT)

    def keep(self, texts: int) -> None:
        """From now on so many stay known."""
        self.of = lru_cache(texts)(self._made)

    def _made(self, text: str) -> Gist:
        pieces = self._segmenter.pieces(text)
        return Gist(text, pieces, tuple(self._mentions(text)), self._segmenter.predicates)
