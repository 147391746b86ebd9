"""What of this passage is about the question?  The sentences that hold it, for features and labels.

A passage of a government report runs through ten topics; a theme made of whole passages would be
named after the other nine.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.quoting import sentences


def focus(key: str, held: Sequence[tuple[int, int]]) -> str:
    """The sentences of a folded text in which one of the spans ``held`` begins; without any, the whole text.

    >>> focus("发展职业教育。减轻课业负担。改革高考。", [(9, 13)])
    '减轻课业负担。'
    """
    chosen = [
        key[start:end] for start, end in sentences(key) if any(start <= begin < end for begin, _ in held)
    ]
    return "".join(chosen) or key
