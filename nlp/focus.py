"""What of this passage is about the question?  The sentences that hold it, for features and labels.

A passage of a government report runs through ten topics; a theme made of whole passages would be
named after the other nine.
"""

from __future__ import annotations

from collections.abc import Callable

from nlp.quoting import sentences


def focus(key: str, about: Callable[[str], int]) -> str:
    """The sentences of a folded text that ``about`` holds of; the whole text where it holds of none.

    >>> focus("发展职业教育。减轻课业负担。改革高考。", lambda sentence: sentence.count("负担"))
    '减轻课业负担。'
    """
    chosen = [key[start:end] for start, end in sentences(key) if about(key[start:end])]
    return "".join(chosen) or key
