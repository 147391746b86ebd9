"""Why is this one word?  Chinese word segmentation with jieba and the words of this domain."""

from __future__ import annotations

import hashlib
import logging
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from corpus.folding import fold_key

DICTIONARY = Path(__file__).with_name("dictionary.txt")
VERSION = "jieba-0.42.1/search/2"
"""Stamped into the library with the dictionary's hash: tokens of another version don't match."""

_WORD_FREQUENCY = 2_000
"""Given to every domain word that jieba holds for rarer: above its estimate for the parts, below 学校 (17,000)."""

_PREDICATES = "vdrmpcutqz"
"""First letters of the tags of words that are no names; ``vn`` is a verb used as one."""

_TOKEN = re.compile(r"[\w%](?:[\w%.]*[\w%])?")
"""A word or number: 93.5% is one, punctuation and 1. are none."""


KEPT = 4_096
"""Texts whose pieces are kept: some 5 MB, since words are held once; more where ``keep`` asks for it."""


@dataclass(frozen=True, slots=True)
class General:
    """jieba's own dictionary: each word's frequency and 0 for what only begins words, their sum, and the words
    that are no names."""

    frequency: dict[str, int]
    total: int
    predicates: frozenset[str]


def read_general() -> General:
    """What ``jieba.Tokenizer.gen_pfdict`` reads, and the tags, in one pass: 0.4 s, where jieba's and one for the
    tags take 0.9."""
    import jieba

    with jieba.get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
    words, counts, tags = fields[::3], list(map(int, fields[1::3])), fields[2::3]
    frequency = dict.fromkeys((word[:end] for word in words for end in range(1, len(word))), 0)
    frequency.update(zip(words, counts, strict=True))
    predicates = (
        word for word, tag in zip(words, tags, strict=True) if tag[0] in _PREDICATES and tag != "vn"
    )
    return General(frequency, sum(counts), frozenset(word for word in predicates if len(word) > 1))


class Segmenter:
    """Words for the index and for labels.

    ``words`` are domain words beside the shipped dictionary (the concept store's wordings).
    jieba's own cache, which it loads from the shared temporary folder without asking who wrote it or whether
    it is whole, is neither read nor written: reading the dictionary takes hardly longer.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        shipped = DICTIONARY.read_text(encoding="utf-8").split()
        self._words = sorted({fold_key(word) for word in (*shipped, *words) if is_word(word)})

    @cached_property
    def fingerprint(self) -> str:
        """Of segmenter and dictionary together: stamped into the library."""
        return hashlib.sha256("\n".join((VERSION, *self._words)).encode()).hexdigest()[:16]

    @cached_property
    def _general(self) -> General:
        return read_general()

    @cached_property
    def _jieba(self) -> Any:
        import jieba

        jieba.setLogLevel(logging.ERROR)
        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = self._general.frequency, self._general.total  # grows by our words
        tokenizer.initialized = True
        for word in self._words:
            tokenizer.add_word(word, max(_WORD_FREQUENCY, tokenizer.FREQ.get(word, 0)))
        return tokenizer

    @cached_property
    def predicates(self) -> frozenset[str]:
        """Words that are no names by jieba's dictionary: verbs, adverbs, pronouns, numerals; no domain word."""
        return self._general.predicates.difference(self._words)

    def words(self, text: str) -> list[str]:
        """The words of a folded text, in order, punctuation dropped.

        ``words("推进义务教育发展93.5%") == ["推进", "义务教育", "发展", "93.5%"]``
        """
        return [word for word in self._jieba.cut(text) if _TOKEN.fullmatch(word)]

    def pieces(self, text: str) -> tuple[str, ...]:
        """All that the text is cut into, punctuation kept: joined, it is the text again."""
        return self._kept(text)

    def keep(self, texts: int) -> None:
        """From now on the pieces of so many texts stay known, rather than of ``KEPT``."""
        self._kept = self._keeping(texts)

    @cached_property
    def _kept(self) -> Callable[[str], tuple[str, ...]]:
        """The pieces of a text; the newest stay known, since answers meet the same passages again."""
        return self._keeping(KEPT)

    def _keeping(self, texts: int) -> Callable[[str], tuple[str, ...]]:
        cut = self._jieba.cut
        return lru_cache(texts)(lambda text: tuple(map(sys.intern, cut(text))))

    def index_tokens(self, text: str) -> list[str]:
        """Tokens of a folded text: its words, each after the dictionary's words inside it.

        jieba's own search mode looks inside for two and three characters only, so that a text with
        义务教育优质均衡 would not be found by the word 义务教育.
        """
        frequency = self._jieba.FREQ
        found = []
        for word in self.words(text):
            for length in range(2, len(word)):
                for start in range(len(word) - length + 1):
                    inner = word[start : start + length]
                    if frequency.get(inner):
                        found.append(inner.lower())
            found.append(word.lower())
        return found


def is_word(text: str) -> bool:
    """Whether a wording can be one dictionary word: Chinese letters only, two to eight of them."""
    return 2 <= len(text) <= 8 and all("\u4e00" <= character <= "\u9fff" for character in text)
