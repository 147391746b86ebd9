"""No regular expression of ours takes more than a moment, whatever text it meets."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest
from adversarial import LENGTH, hard_texts

import api
import corpus
import index
import nlp
from api.library import Library
from nlp.concept_files import wording_pattern

MOST_SECONDS = 0.2
GAPPED = 40
"""Of the concept store's wordings with a gap, which are all built alike, so many are tried."""
PACKAGES = (corpus, nlp, index, api)
FUNCTIONS = ("compile", "sub", "subn", "match", "search", "fullmatch", "findall", "finditer", "split")
ANYWHERE = frozenset({"finditer"})
"""What stands for every use but ``match`` and ``fullmatch``: the pattern is tried at every place."""
Found = dict[re.Pattern[str], tuple[str, frozenset[str]]]
"""Each pattern: where it stands, and how it is used."""


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)


def tree_of(module: ModuleType) -> ast.Module:
    with open(str(module.__file__), encoding="utf-8") as file:  # noqa: PTH123
        return ast.parse(file.read())


def held(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Patterns that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            yield from held(part, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 4:
        for part in value:
            yield from held(part, depth + 1)


def ways(trees: dict[str, ast.Module]) -> defaultdict[str, set[str]]:
    """A pattern's name → the methods that are called on it; ``?`` where it is handed on.

    A private name stands with its module, any other for all.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module, tree in trees.items():
        called = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found[full_name(module, node.value.id)].add(node.attr)
                called.add(id(node.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
                found[full_name(module, node.id)].add("?")
    return found


def full_name(module: str, name: str) -> str:
    return f"{module}.{name}" if name.startswith("_") else name


def written_in_place(tree: ast.Module, module: ModuleType) -> Iterator[tuple[re.Pattern[Any], str, int]]:
    """``re.sub("…", …)`` and the like, with what is called; patterns made of local names are met elsewhere."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if (
            isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in FUNCTIONS
        ):
            flags = [k.value for k in node.keywords if k.arg == "flags"]
            position = {"sub": 4, "subn": 4, "split": 3, "compile": 1}.get(node.func.attr, 2)
            flags += node.args[position : position + 1]
            try:
                pattern, *given = (
                    eval(compile(ast.Expression(one), "pattern", "eval"), vars(module))
                    for one in (node.args[0], *flags)
                )
            except NameError:
                continue
            yield re.compile(pattern, *given), node.func.attr, node.lineno


def constants(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Strings that look like patterns in the tables of functions and modules that compile what they loop over."""
    written = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS
        for argument in node.args
        for part in ast.walk(argument)
    }
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) and id(node) not in written else None
        if isinstance(said, str) and re.search(r"\(\?:|\\[dsw]|\[\^|[*+]", said):
            yield said, node.lineno


def looped_over(tree: ast.Module) -> set[str]:
    """How a module uses what it calls ``pattern`` while it goes through a table of them."""
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.args
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id == "pattern"
    }


def collected(library: Library) -> Found:
    """Every pattern of the four packages."""
    loaded = {module.__name__: module for module in modules()}
    trees = {name: tree_of(module) for name, module in loaded.items()}
    called = ways(trees)
    found: Found = {}

    def add(pattern: re.Pattern[Any], where: str, methods: set[str]) -> None:
        if isinstance(pattern.pattern, bytes):
            pattern = re.compile(pattern.pattern.decode("latin-1"), pattern.flags | re.ASCII)
        used = frozenset(methods) if methods <= {"match", "fullmatch"} else ANYWHERE
        where, before = found.get(pattern, (where, frozenset()))
        found[pattern] = (where, before | used)

    for name, module in sorted(loaded.items()):
        for attribute, value in sorted(vars(module).items()):
            for pattern in held(value):
                add(
                    pattern,
                    f"{name}.{attribute}",
                    called[full_name(name, attribute)] if value is pattern else {"?"},
                )
        for pattern, method, line in written_in_place(trees[name], module):
            if method != "compile":
                add(pattern, f"{name}:{line}", {method})
        looped = looped_over(trees[name])
        for text, line in constants(trees[name]) if looped else ():
            with suppress(re.error):
                add(re.compile(text), f"{name}:{line}", looped)
    gapped = library.parts.concepts.gapped
    for wording, concept in gapped[:: max(1, len(gapped) // GAPPED)]:
        add(re.compile(wording_pattern(wording)), f"concept {concept.name}", {"search"})
    return found


class Late(Exception):
    """A pattern took too long."""


def too_slow(pattern: re.Pattern[str], text: str, methods: frozenset[str]) -> float:
    """Processor seconds of one use on a text where they are more than its length allows, else 0."""

    def late(*_: object) -> None:
        raise Late

    before = signal.signal(signal.SIGVTALRM, late)
    most = MOST_SECONDS * len(text) / LENGTH
    signal.setitimer(signal.ITIMER_VIRTUAL, 2 * most)
    started = time.process_time()
    try:
        for method in sorted(methods):
            found = getattr(pattern, method)(text)
            if method == "finditer":
                for _ in found:
                    pass
    except Late:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    took = time.process_time() - started
    return took if took > most else 0.0


@pytest.fixture(scope="module")
def patterns(base: Library) -> Found:
    return collected(base)


def slow_ones(patterns: Found, length: int, *, common: bool) -> list[str]:
    """What takes too long for its length twice: the first time may have been a busy moment."""
    told = []
    for pattern, (where, methods) in patterns.items():
        for text in hard_texts(pattern, length, common=common):
            if too_slow(pattern, text, methods) and (took := too_slow(pattern, text, methods)):
                told.append(f"{where}: {took:.2f} s for {text[:20]!r}…: {pattern.pattern[:60]}")
                break
    return told


@pytest.mark.slow
def test_the_patterns_of_all_packages_are_collected(patterns: Found) -> None:
    places = {where.partition(".")[0] for where, _ in patterns.values()}
    assert {"corpus", "nlp", "index", "api"} <= places
    assert len(patterns) > 300


@pytest.mark.slow
def test_a_pattern_that_backtracks_is_noticed() -> None:
    for bad, methods in (
        (r"\s+$", {"finditer"}),
        (r"(?:a|aa)+b", {"match"}),
        (r"《(.+?)》的通知", {"finditer"}),
    ):
        pattern = re.compile(bad)
        assert any(
            too_slow(pattern, text, frozenset(methods))
            for text in hard_texts(pattern, LENGTH // 4, common=False)
        ), bad


@pytest.mark.slow
def test_no_pattern_is_slow_on_what_it_repeats(patterns: Found) -> None:
    assert slow_ones(patterns, LENGTH // 4, common=False) == []


@pytest.mark.hard
def test_no_pattern_is_slow_on_any_adversarial_text(patterns: Found) -> None:
    assert slow_ones(patterns, LENGTH, common=True) == []
