"""How does a command's answer become a file?  ``--export FILE``: what was asked, then the bytes, all or none."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.asking import params_of
from api.export import format_of
from api.library import Library

_KINDS = {"formulation": "formulations"}
"""Commands whose answer is called otherwise."""


def save(options: Namespace, library: Library, answer: Mapping[str, Any]) -> str:
    """Write the answer to the file that ``--export`` names; gives back one line to print."""
    kind = _KINDS.get(options.command, options.command)
    file = library.exported(kind, format_of(options.export), params_of(options), answer)
    path = Path(options.export)
    _replace(path, file.content)
    return f"已存成 {path}（{max(1, round(len(file.content) / 1024))} KB）"


def _replace(path: Path, content: bytes) -> None:
    """Through a file beside it, so that an older one is there in full until the new one is."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
