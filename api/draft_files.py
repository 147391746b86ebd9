"""What does the file of a draft say?  Its text, through the child that reads plans; nothing is kept."""

from __future__ import annotations

from pathlib import Path

from api.checks import BadRequest
from corpus.child import DEFAULT_LIMITS, Limits, ReaderProcess
from corpus.types import Document, Refusal


def read_draft(path: Path, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> str:
    """The text of a file of any kind that can be ingested.

    ``name`` is what people call it, where it stands under another one for a moment.
    """
    with ReaderProcess(limits) as reader:
        found = list(reader.read(path, name, None if name is None else f"upload:{name}"))
    texts = [one.text for one in found if isinstance(one, Document)]
    if not texts:
        reasons = [one.reason for one in found if isinstance(one, Refusal)]
        raise BadRequest("；".join(reasons) or "文件里没有文字；请换一份有正文的草稿", "empty_draft")
    return "\n".join(texts)
