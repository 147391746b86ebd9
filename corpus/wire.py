"""How does a document travel from the child to the parent?  As JSON, never as pickle.

The child has read a hostile file: what comes from it may be wrong, but it can't run code in the parent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

from corpus.types import Document, Heading, Noise, Passage

Frame = dict[str, Any]


def write_frame(stream: IO[bytes], frame: Mapping[str, Any]) -> None:
    """One frame: four bytes of length, then JSON; lone surrogates, which UTF-8 can't hold, survive."""
    body = json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def read_frame(stream: IO[bytes], max_bytes: int) -> Frame | None:
    """The next frame, ``None`` at the end of the stream; ``ValueError`` for one that is too long or none."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "big")
    if size > max_bytes:
        raise ValueError(f"frame of {size} bytes, at most {max_bytes} are taken")
    body = stream.read(size)
    if len(body) < size:
        return None
    frame = json.loads(body.decode("utf-8", "surrogatepass"))
    if not isinstance(frame, dict):
        raise ValueError("frame is no object")
    return frame


def pack_document(document: Document) -> Frame:
    """``document`` as JSON values; ``unpack_document`` is the way back."""
    packed = asdict(document)
    packed["found"] = dict(document.found)
    return packed


def unpack_document(packed: Frame) -> Document:
    """The document that ``pack_document`` was given; tuples are tuples again."""
    fields = dict(packed)
    for name in ("stage", "sources", "cites"):
        fields[name] = tuple(fields[name])
    fields["outline"] = tuple(Heading(**heading) for heading in fields["outline"])
    fields["noise"] = tuple(Noise(**span) for span in fields["noise"])
    fields["passages"] = tuple(
        Passage(**{**passage, "heading_path": tuple(passage["heading_path"])})
        for passage in fields["passages"]
    )
    return Document(**fields)
