"""What does the plan call this?  From everyday words to the official vocabulary.

A parent says 老师 and 房子破旧, the plans say 教师 and 危房.  Words only, from ``everyday.toml``, which
explains its own format; which policy is meant, and in which years, is the concept store's business.

>>> Everyday.open().official("老师的房子破旧")
[('老师', ('教师', '教职工')), ('房子破旧', ('危房', '危房改造', '校舍'))]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CejianError
from corpus.folding import fold_key

LEXICON = Path(__file__).with_name("everyday.toml")
_KEYS = ("say", "mean", "not", "with")


class EverydayError(CejianError):
    """The lexicon can't be used: names the file, the entry and the mend."""


@dataclass(frozen=True, slots=True)
class EverydayWord:
    """One entry, folded: ``EverydayWord(("老师",), ("教师",), not_in=("老师傅",))``.

    ``not_in``: longer words in which a ``say`` is not meant.  ``beside``: the entry counts only where
    one of these stands elsewhere in the question; empty: always.
    """

    say: tuple[str, ...]
    mean: tuple[str, ...]
    not_in: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class _Keys:
    """Finds any of many strings in a text; a string is looked up by its first character."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for key in sorted(set(keys)):
            self._by_first.setdefault(key[0], []).append(key)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        for start, first in enumerate(text):
            for key in self._by_first.get(first, ()):
                if text.startswith(key, start) and _is_whole(text, start, start + len(key)):
                    yield start, start + len(key)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Latin words and numbers count only when whole: no ``ai`` in ``email``, no ``4%`` in ``1.4%``."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (_is_latin(text[start]) and (_is_latin(before) or before == "."))
        or (_is_latin(text[end - 1]) and _is_latin(after))
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


class Everyday:
    """The lexicon.  ``words`` are checked entries; ``Everyday.open`` reads them from a file."""

    def __init__(self, words: Sequence[EverydayWord]) -> None:
        self.words = tuple(words)
        self._word_of = {say: word for word in self.words for say in word.say}
        self._said = _Keys(self._word_of)
        # An official term that stands in the question keeps its parts: 助学贷款 is not asked as 贷款.
        self._official = _Keys(term for word in self.words for term in word.mean)
        self._not_in = {word: _Keys(word.not_in) for word in self.words if word.not_in}

    @classmethod
    def open(cls, path: Path | None = None) -> Everyday:
        """Read the shipped lexicon, or the file given instead; raises ``EverydayError``."""
        path = path or LEXICON
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise EverydayError(f"词表 {path.name} 读不出来：{error}；请检查文件与 TOML 格式") from error
        return cls(parse_everyday(data, path.name))

    def official(self, key: str) -> list[tuple[str, tuple[str, ...]]]:
        """The everyday words of a folded question with their official words, in order of position.

        Longer words go first and nothing is counted twice: 农民工的孩子 is one word, not two.

        >>> Everyday.open().official("老师傅")
        []
        """
        kept = list(self._official.spans(key))
        taken: list[tuple[int, int]] = []
        for start, end in sorted(self._said.spans(key), key=lambda span: (span[0] - span[1], span)):
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            word = self._word_of[key[start:end]]
            banned = self._not_in[word].spans(key) if word in self._not_in else ()
            if any(_inside(start, end, span) for span in (*kept, *banned)):
                continue
            elsewhere = f"{key[:start]}\n{key[end:]}"
            if word.beside and not any(term in elsewhere for term in word.beside):
                continue
            taken.append((start, end))
        return [(key[start:end], self._word_of[key[start:end]].mean) for start, end in sorted(taken)]


def _inside(start: int, end: int, span: tuple[int, int]) -> bool:
    return span[0] <= start and end <= span[1] and (start, end) != span


def parse_everyday(data: Mapping[str, Any], where: str) -> list[EverydayWord]:
    """Checked and folded entries of a lexicon that was read; ``where`` is the file name errors quote."""
    entries = data.get("word")
    if set(data) != {"word"} or not isinstance(entries, list):
        raise EverydayError(f"{where} 的顶层应只有 [[word]]，实际是 {sorted(data)}；请改正")
    words = []
    owner: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        place = f"{where} 第 {number} 条"
        if isinstance(entry, dict) and entry.get("say"):
            place += f"（{_shown(entry['say'])}）"
        word = _word(entry, place)
        for say in word.say:
            if say in owner:
                raise EverydayError(f"{place} 的“{say}”已经写在 {owner[say]}；请并成一条，或删去一处")
            owner[say] = place
        words.append(word)
    return words


def _shown(say: Any) -> str:
    return f"“{say[0]}”" if isinstance(say, list) else repr(say)


def _word(entry: Any, place: str) -> EverydayWord:
    if not isinstance(entry, dict):
        raise EverydayError(f"{place} 不是表，而是 {entry!r:.40}；请写成 [[word]]")
    extra = sorted(set(entry) - set(_KEYS))
    if extra:
        raise EverydayError(f"{place} 有不认识的键 {extra}；可用的键：{'、'.join(_KEYS)}")
    word = EverydayWord(*(_terms(entry, name, place) for name in _KEYS))
    for say in word.say:
        if say in word.mean:
            raise EverydayError(f"{place} 的“{say}”同时写在 say 和 mean 里；请从 say 里删去它")
        if len(say) == 1 and not (word.not_in or word.beside):
            raise EverydayError(f"{place} 的“{say}”只有一个字，容易误认；请写 not 或 with")
    for context in word.not_in:
        if not any(say in context and say != context for say in word.say):
            raise EverydayError(f"{place} 的 not 写了“{context}”，其中没有这条的 say；请改正或删去")
    return word


def _terms(entry: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    value = entry.get(name, [])
    if not isinstance(value, list) or not all(isinstance(term, str) and fold_key(term) for term in value):
        raise EverydayError(f'{place} 的 {name} 是 {value!r:.60}；应是词的列表，如 ["老师", "教书的"]')
    if not value and name in ("say", "mean"):
        raise EverydayError(f"{place} 缺 {name}；请写上至少一个词")
    return tuple(dict.fromkeys(map(fold_key, value)))
