"""Where does an uploaded file stand while it is read?  In a folder of its own that is gone afterwards.

Each file is read by another process, which needs a path; what is called ``计划.docx`` stands there as ``0``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TypeVar

from starlette.datastructures import UploadFile

LONGEST_NAME = 200
"""Characters of an uploaded file's name that are kept, from its end."""
_PREFIX = "cejian-upload-"
Taken = TypeVar("Taken")


def with_stored(files: Sequence[UploadFile], take: Callable[[list[tuple[str, Path]]], Taken]) -> Taken:
    """What ``take`` makes of the files, given as name and path."""
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        stored = []
        for number, file in enumerate(files):
            path = Path(folder, str(number))
            with path.open("wb") as target:
                shutil.copyfileobj(file.file, target)
            stored.append((upload_name(file.filename or ""), path))
        return take(stored)


def sweep() -> None:
    """Remove what a service that was killed during an upload has left behind."""
    for folder in Path(tempfile.gettempdir()).glob(_PREFIX + "*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if (
            number.isdecimal()
            and not Path("/proc", number).exists()
            and folder.lstat().st_uid == os.geteuid()
        ):
            with suppress(OSError):
                shutil.rmtree(folder)


def upload_name(given: str) -> str:
    """What an uploaded file is called: the last part of the path given, without control characters.

    >>> upload_name("C:\\\\计划\\\\2013.docx"), upload_name("../../x.txt"), upload_name("")
    ('2013.docx', 'x.txt', '未命名')
    """
    name = PurePosixPath(given.replace("\\", "/")).name
    kept = "".join(character for character in name if character.isprintable()).strip()
    return kept[-LONGEST_NAME:] or "未命名"
