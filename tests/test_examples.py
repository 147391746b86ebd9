"""Does every worked example in a docstring say what the code does?"""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for layer in ("corpus", "nlp", "index", "api")
    for path in (ROOT / layer).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_there_are_examples() -> None:
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_room_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
