"""Makes text that a regular expression finds hard: what it repeats, over and over, and then nothing that ends it.

For each repetition in a pattern the strings are ``prefix + one round * many + a character that fits nothing``,
where prefix and round are samples of what the pattern's own parts match.  Patterns are read with ``re``'s
own parser.
"""

from __future__ import annotations

import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from typing import Any

LENGTH = 100_000
ENDS = ("", "\x00", "\n")
"""Behind the repeated run: the end of the text, what no pattern has, a line's end."""
COMMON = ("a", " ", "\n", "1", "一", "年", "的", "第", "(", "[", "<", "《", "“", "、", "，", "。", "：", "-", ".",
          "　", "１", "2013年", "一、", "(一)", "1.", "<p ", "<!-- ", "\t \n", "教育局", "关于的通知", "\ud800", "100%", "万",
          "a.", "十", "二〇", "要点")  # fmt: skip
"""Rounds for every pattern, whatever it repeats."""
_CATEGORY = {
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_NOT_DIGIT: "一",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "一",
    sre.CATEGORY_WORD: "一",
    sre.CATEGORY_NOT_WORD: "，",
}
_CANDIDATES = "一1a ，年第(《“\n、.-：的\t<>\"'=%①０"
"""Of a negated class, the first of these that it has."""


def hard_texts(pattern: re.Pattern[str], length: int = LENGTH, *, common: bool = True) -> Iterator[str]:
    """Adversarial texts of some ``length`` characters, each once.

    Without ``common`` only what the pattern itself repeats, and one end.
    """
    seen: set[str] = set()
    rounds = _rounds(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), "")
    rounds += [("", one) for one in COMMON if common]
    for prefix, one in rounds:
        if not one:
            continue
        for end in ENDS if common else ENDS[1:2]:
            text = prefix + one * (length // len(one)) + end
            if text not in seen:
                seen.add(text)
                yield text


def _rounds(tree: Any, prefix: str) -> list[tuple[str, str]]:
    """What stands before each repetition, and one round of it, outermost first."""
    found: list[tuple[str, str]] = []
    for operation, argument in tree:
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, inner = argument
            if most > 1:
                found.append((prefix, _sample(inner)))
                found.append(("", prefix + _sample(inner)))  # the whole beginning, again and again
            found += _rounds(inner, prefix)
        elif operation is sre.SUBPATTERN:
            found += _rounds(argument[3], prefix)
        elif operation is sre.BRANCH:
            for branch in argument[1]:
                found += _rounds(branch, prefix)
        elif operation in (sre.ASSERT, sre.ASSERT_NOT):
            found += _rounds(argument[1], prefix)
        elif operation is sre.ATOMIC_GROUP:
            found += _rounds(argument, prefix)
        prefix += _sample([(operation, argument)])
    return found


def _sample(tree: Any) -> str:
    """A short text that the parts match."""
    text = ""
    for operation, argument in tree:
        if operation is sre.LITERAL:
            text += chr(argument)
        elif operation is sre.NOT_LITERAL:
            text += next(c for c in _CANDIDATES if ord(c) != argument)
        elif operation is sre.ANY:
            text += "一"
        elif operation is sre.IN:
            text += _member(argument)
        elif operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += _sample(argument[2]) * max(argument[0], 1 if argument[0] else 0)
        elif operation is sre.SUBPATTERN:
            text += _sample(argument[3])
        elif operation is sre.BRANCH:
            text += _sample(argument[1][0])
        elif operation is sre.ATOMIC_GROUP:
            text += _sample(argument)
    return text


def _member(items: Any) -> str:
    if items[0][0] is sre.NEGATE:
        return next((c for c in _CANDIDATES if not any(_holds(item, c) for item in items[1:])), "龘")
    operation, argument = items[0]
    if operation is sre.LITERAL:
        return chr(argument)
    return chr(argument[0]) if operation is sre.RANGE else _CATEGORY[argument]


def _holds(item: Any, character: str) -> bool:
    operation, argument = item
    if operation is sre.LITERAL:
        return ord(character) == argument
    if operation is sre.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    shorthand = {sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_SPACE: r"\s", sre.CATEGORY_WORD: r"\w"}
    positive = shorthand.get(argument)
    return bool(re.match(positive, character)) if positive else True
