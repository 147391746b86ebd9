"""Shingles counted as integers are the shingles that are compared as words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp.overlap import Overlap, _numbered, shingles

TEXTS = st.lists(st.text(alphabet="幼儿园10,。 a😀", max_size=8), max_size=6)


@given(TEXTS)
def test_numbered_shingles_are_shared_as_the_words_are(texts: list[str]) -> None:
    owners, numbers, count = _numbered(texts)
    words = [shingles(text) for text in texts]
    held = [set(numbers[owners == text].tolist()) for text in range(len(texts))]
    assert count == len(set().union(*words))
    assert [len(one) for one in held] == [len(one) for one in words]
    assert len(owners) == sum(map(len, held))
    for first, one in enumerate(held):
        for second, other in enumerate(held):
            assert len(one & other) == len(words[first] & words[second])


def test_texts_of_no_letters_share_what_they_are_and_nothing_else() -> None:
    alike = Overlap.of(["", "园", "幼儿园"], ["。", "园", "幼儿"]).alike
    assert np.array_equal(alike > 0, [[True, False, False], [False, True, False], [False, False, True]])
