"""The concepts' vectors in the cache: whatever happens to the file, the vectors are those of the concepts."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from test_damage import cut, delete, flip, zero

from index.concept_cache import concept_vectors
from nlp.concept_vectors import ConceptVectors
from nlp.concepts import ConceptStore

STORE = ConceptStore.open()


def same(one: ConceptVectors, other: ConceptVectors) -> bool:
    equal = (one.terms, one.owners, one.likely) == (other.terms, other.owners, other.likely)
    return equal and bool(np.array_equal(one.matrix, other.matrix))


def test_a_damaged_or_exchanged_cache_is_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few, encoder, chance = ConceptStore(STORE.concepts[:3], "few"), FakeEncoder(), random.Random(0)
    whole = concept_vectors(tmp_path / "a", few, encoder)
    (path,) = (tmp_path / "a" / "concepts").iterdir()
    kept = path.read_bytes()
    concept_vectors(tmp_path / "b", ConceptStore(STORE.concepts[5:7], "others"), encoder)
    (other,) = (tmp_path / "b" / "concepts").iterdir()
    capsys.readouterr()
    assert same(concept_vectors(tmp_path / "a", few, encoder), whole)
    assert capsys.readouterr().err == "", "read, not made"
    for number in range(10):
        for damage in (flip, cut, zero, delete):
            what = damage(path, chance)
            damaged = not path.exists() or path.read_bytes() != kept
            assert same(concept_vectors(tmp_path / "a", few, encoder), whole), (number, what)
            assert (capsys.readouterr().err != "") == damaged, (number, what)
            assert path.read_bytes() == kept
    shutil.copyfile(other, path)
    assert same(concept_vectors(tmp_path / "a", few, encoder), whole)
