"""Which files?  Walks what a person names: files, folders with all that is in them, missing paths."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.types import Refusal

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of controls, direction marks, surrogates and line ends; spaces of any width may stay."""
_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; ``name`` is what people call it, with the folder that they named it by.

    ``source``: where it came from, when the path does not say so (an upload).
    """

    path: Path
    name: str
    source: str | None = None


def find_files(paths: Iterable[str | Path]) -> Iterator[SourceFile | Refusal]:
    """Every file below ``paths``, folders recursively and in sorted order, each file once.

    Left out in folders: hidden files, what office programs and systems leave behind, and links that
    lead out of the folder.  A path that does not exist and a folder without files are named.

    >>> list(find_files(["没有.txt"]))
    [Refusal(name='没有.txt', code='missing', reason='找不到这个文件或文件夹，请检查路径')]
    """
    seen: set[str] = set()
    for given in paths:
        path = Path(given)
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except FileNotFoundError:
            yield Refusal(printable(given), "missing", "找不到这个文件或文件夹，请检查路径")
            continue
        except (OSError, ValueError) as error:
            yield _unreadable(given, error)
            continue
        if not is_folder:
            if _first_time(path, seen):
                yield SourceFile(path, printable(path.name))
            continue
        found = False
        for item in _walk(path):
            found = True
            if isinstance(item, Refusal) or _first_time(item.path, seen):
                yield item
        if not found:
            yield Refusal(printable(given), "empty", "文件夹里没有可读的文件")


def is_left_over(name: str) -> bool:
    """Whether a file or folder of this name is hidden or left behind by a system: never a plan.

    >>> is_left_over(".DS_Store"), is_left_over("~$计划.docx"), is_left_over("计划.docx")
    (True, True, False)
    """
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_NAMES


def source_of(path: Path) -> str:
    """Where a file stands, the same however a person wrote its path."""
    return printable(path.absolute() if path.is_symlink() else path.resolve())


def printable(path: str | Path) -> str:
    r"""A path as text that can be shown and stored: names in GB18030 bytes are read as such.

    What would move the cursor, turn the writing or end the line stands as its escape.

    >>> printable("a\x1b[2J\u202etxt.exe")
    'a\\x1b[2J\\u202etxt.exe'
    """
    text = str(path)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raw = os.fsencode(text)
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            text = raw.decode("utf-8", "backslashreplace")
    return "".join(map(_escaped, text)) if not text.isprintable() else text


def _escaped(character: str) -> str:
    unseen = unicodedata.category(character) in _UNSEEN
    return character.encode("unicode_escape").decode("ascii") if unseen else character


def _walk(folder: Path) -> Iterator[SourceFile | Refusal]:
    root, label = folder.resolve(), folder.name or folder.resolve().name
    closed: list[OSError] = []
    # os.walk does not follow links to folders: what they hold inside the folder is met anyway
    for here, folders, files in os.walk(root, onerror=closed.append):
        folders[:] = sorted(f for f in folders if not is_left_over(f))
        for file in sorted(files):
            path = Path(here, file)
            if is_left_over(file) or (path.is_symlink() and not path.resolve().is_relative_to(root)):
                continue
            yield SourceFile(path, printable(Path(label, path.relative_to(root))))
    for error in closed:
        yield _unreadable(error.filename or folder, error)


def _unreadable(path: str | Path, error: Exception) -> Refusal:
    return Refusal(printable(path), "unreadable", f"打不开：{getattr(error, 'strerror', None) or error}")


def _first_time(path: Path, seen: set[str]) -> bool:
    key = str(path.resolve())
    known = key in seen
    seen.add(key)
    return not known
