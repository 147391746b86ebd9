"""What runs in the child?  Reads one file after the other and writes what it found, piece by piece.

Before each piece of work a ``step`` frame says what comes next, so that the parent of a child that died
knows what killed it and can go on behind it.
"""

from __future__ import annotations

import json
import math
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import Refused
from corpus.readers import members, read
from corpus.types import Document, RawDocument, Refusal, Working
from corpus.wire import Frame, pack_document, read_frame, write_frame

_MAX_REQUEST = 2**20
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
"""Flags of Linux's unshare(2)."""
Send = Callable[[Frame], None]


def main(limits: str) -> None:
    """Serves requests from standard input until it ends; ``limits`` is ``Limits`` as JSON."""
    allowed: dict[str, Any] = json.loads(limits)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _limit("RLIMIT_AS", allowed["memory_bytes"])
    _limit("RLIMIT_FSIZE", allowed["temp_bytes"])
    _limit("RLIMIT_CORE", 0)
    _leave_the_network()
    requests, answers = sys.stdin.buffer, _private_stdout()

    def send(frame: Frame) -> None:
        if frame["kind"] == "step":
            _limit_cpu(allowed["seconds"])
        write_frame(answers, frame)

    while request := read_frame(requests, _MAX_REQUEST):
        try:
            _serve(request, allowed, send)
        except MemoryError:
            send({"kind": "memory"})
            os._exit(0)  # what is left of the heap is not worth trusting
        except Refused as problem:
            send(_refusal(Refusal(request["name"], problem.code, str(problem))))
        except Exception as problem:
            send(_refusal(_unreadable(request["name"], problem)))
        send({"kind": "done"})


def _serve(request: Frame, allowed: dict[str, Any], send: Send) -> None:
    """One file: all of it, or what comes behind ``entry`` and ``item``, where an earlier child died."""
    data = Path(request["path"]).read_bytes()
    for entry, member in enumerate(members(data, request["name"], request["source"])):
        if entry < request["entry"]:
            continue
        if isinstance(member, Refusal):
            send(_refusal(member))
            continue
        skip = request["item"] if entry == request["entry"] else 0
        send(_step(entry, skip, member.name, building=False))
        try:
            for item, found in enumerate(read(member.load(), member.name, member.source)):
                if item < skip:
                    continue
                if isinstance(found, RawDocument):
                    send(_step(entry, item, found.name, building=True))
                if not isinstance(found, Working):
                    for result in _built(found, allowed["document_chars"]):
                        send(_refusal(result) if isinstance(result, Refusal) else _document(result))
                send(_step(entry, item + 1, member.name, building=False))
        except MemoryError:
            raise
        except Refused as problem:
            send(_refusal(Refusal(member.name, problem.code, str(problem))))
        except Exception as problem:
            send(_refusal(_unreadable(member.name, problem)))


def _built(found: RawDocument | Refusal, max_chars: int) -> Iterator[Document | Refusal]:
    """The documents of one text; whatever goes wrong costs this text only."""
    from corpus.documents import build_documents

    if isinstance(found, Refusal):
        yield found
    elif len(found.text) > max_chars:
        yield Refusal(found.name, "too_big", f"文字有 {len(found.text)} 字，超过 {max_chars} 字；请拆成几份")
    else:
        try:
            yield from build_documents(found)
        except MemoryError:
            raise
        except Refused as problem:
            yield Refusal(found.name, problem.code, str(problem))
        except Exception as problem:
            yield _unreadable(found.name, problem)


def _unreadable(name: str, problem: Exception) -> Refusal:
    if isinstance(problem, OSError) and problem.strerror:
        return Refusal(name, "unreadable", f"读不出来：{problem.strerror}")
    return Refusal(name, "unreadable", f"读不出来（{type(problem).__name__}），文件可能已损坏")


def _document(document: Document) -> Frame:
    return {"kind": "document", "document": pack_document(document)}


def _refusal(refusal: Refusal) -> Frame:
    return {"kind": "refusal", **asdict(refusal)}


def _step(entry: int, item: int, name: str, *, building: bool) -> Frame:
    return {"kind": "step", "entry": entry, "item": item, "name": name, "building": building}


def _private_stdout() -> BinaryIO:
    """Standard output for frames alone: what a library prints goes nowhere."""
    own = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return own


def _leave_the_network() -> None:
    """No file can make its reader call anybody: a network of its own, where the system gives one.

    Python's own sockets are closed as well, for systems that do not.
    """
    with suppress(OSError, AttributeError):
        import ctypes

        own = _NEW_NETWORK if os.geteuid() == 0 else _NEW_NETWORK | _NEW_USER
        ctypes.CDLL(None, use_errno=True).unshare(own)
    sys.addaudithook(_no_connection)


def _no_connection(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise PermissionError("readers have no network")


def _limit(name: str, value: int) -> None:
    """Sets a resource limit where the system has it."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        resource.setrlimit(getattr(resource, name), (value, value))


def _limit_cpu(seconds: float) -> None:
    """Processor time for the next step: the child ends even if nobody is left to stop it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = math.ceil(usage.ru_utime + usage.ru_stime)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (used + math.ceil(seconds) + 1, hard))
