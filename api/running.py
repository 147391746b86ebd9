"""Does a service run over this data?  The note that it leaves there while it listens, and who may believe it.

A note outlives a service that was killed, and may have been copied with its folder: so it is believed only
where the service at its port is the one that wrote it, and answers as this program would.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api import VERSION
from api.settings import Settings
from nlp.concept_files import SHIPPED

if TYPE_CHECKING:
    from http.client import HTTPConnection

LOG = logging.getLogger("cejian.running")
NOTE = "service.json"
"""In the data folder; for the user alone, as all that stands there."""
HOST = "localhost"
"""Only this machine is asked, whatever a note says."""
HEALTH_SECONDS, ANSWER_SECONDS = 1.0, 120.0
"""A service that takes longer is not asked: to answer oneself takes five seconds."""


def leave_note(settings: Settings, port: int, instance: str) -> None:
    """Say where this service listens; not where it is read-only, and where it can't be written all else goes on."""
    if settings.read_only:
        return
    note = {"port": port, "pid": os.getpid(), "instance": instance, "answers_as": answers_as(settings)}
    path = settings.data / NOTE
    beside = path.with_name(f".{NOTE}.{instance}")
    try:
        beside.touch(0o600, exist_ok=False)
        beside.write_text(json.dumps(note), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        LOG.warning("no note of the service is left: %s", error)
        with suppress(OSError):
            beside.unlink()


def take_note_back(settings: Settings, instance: str) -> None:
    """Remove the note, unless a later service has left its own."""
    if not settings.read_only and _note(settings).get("instance") == instance:
        with suppress(OSError):
            (settings.data / NOTE).unlink()


def ask_service(settings: Settings, path: str, body: Mapping[str, Any] | None = None) -> Any:
    """What the service over this data answers at ``/api/v1/…``; None where there is none, or it answers no 200."""
    note = _note(settings)
    if note.get("answers_as") != answers_as(settings) or not _alive(note.get("pid")):
        return None
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection(HOST, note["port"], timeout=HEALTH_SECONDS)
    try:
        health = _exchange(connection, "/healthz") or {}
        if health.get("instance") != note["instance"] or health["empty"]:
            return None  # an empty library is answered for by the samples
        if connection.sock:
            connection.sock.settimeout(ANSWER_SECONDS)
        return _exchange(connection, f"/api/v1/{path}", body)
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError):
        return None
    finally:
        connection.close()


def answers_as(settings: Settings) -> str:
    """Changes with what makes an answer beside the library's content: program, data folder, model, concepts."""
    folders = [os.path.realpath(folder) for folder in (SHIPPED, *settings.concepts)]
    files = [(str(path), state.st_size, state.st_mtime_ns) for path, state in _concept_files(folders)]
    told = (VERSION, os.path.realpath(settings.data), settings.data.name, settings.model, folders, files)
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _concept_files(folders: Iterable[str]) -> Iterator[tuple[Path, os.stat_result]]:
    for folder in folders:
        for path in sorted(Path(folder).glob("*.toml")):
            with suppress(OSError):
                yield path, path.stat()


def _note(settings: Settings) -> Mapping[str, Any]:
    try:
        found = json.loads((settings.data / NOTE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _alive(pid: object) -> bool:
    if not isinstance(pid, int) or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # another user's
    except (OSError, OverflowError):
        return False
    return True


def _exchange(connection: HTTPConnection, path: str, body: Mapping[str, Any] | None = None) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if sent else {}
    connection.request("GET" if sent is None else "POST", path, sent, headers)
    answer = connection.getresponse()
    content = answer.read()
    return json.loads(content) if answer.status == 200 else None
