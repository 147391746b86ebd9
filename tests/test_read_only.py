"""A read-only service answers everything and changes nothing on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from test_app import V1, client_of, only_id

from api.library import Library
from api.parts import DATABASE
from api.settings import Settings
from index.store import Store, StoreError

COORDINATION = {"library.db-shm", "library.db-wal"}
"""SQLite's own: how its readers agree with a writer in another process; the second must stay empty."""


def state(folder: Path) -> dict[str, tuple[str, int]]:
    """Content and time of each file."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in COORDINATION
    }


@pytest.fixture
def read_only(filled: Library) -> Iterator[Library]:
    """``filled``, closed and opened again."""
    settings = filled.settings
    filled.parts.reader()  # writes the vector snapshot
    filled.parts.store.close()
    store = Store.open(settings.data / DATABASE, read_only=True)
    opened = Library(replace(settings, read_only=True), parts=filled.parts.beside(store))
    yield opened
    opened.parts.store.close()


def test_not_a_byte_changes_whatever_is_asked_or_tried(read_only: Library) -> None:
    folder = read_only.settings.data
    before = state(folder)
    assert DATABASE in before
    client = client_of(read_only, read_only=True, token="a")
    identity = only_id(client, 2013)
    for address in (
        "search?q=减负", "themes?q=减负", "formulations?term=课业负担", "compare?a=2013&b=2016", "targets", "matrix",
        "citations", "duties", "suggest?q=减", "documents", f"documents/{identity}", f"lineage?document_id={identity}",
    ):  # fmt: skip
        assert client.get(f"{V1}/{address}").status_code == 200, address
    draft = {"text": "切实减轻中小学生课业负担。"}
    assert client.post(f"{V1}/precedents", json=draft).status_code == 200
    key = {"authorization": "Bearer a"}
    assert client.delete(f"{V1}/documents/{identity}", headers=key).status_code == 403
    assert state(folder) == before
    assert not (wal := folder / "library.db-wal").exists() or wal.stat().st_size == 0


def test_a_snapshot_that_is_missing_is_made_in_memory_only(read_only: Library) -> None:
    (read_only.settings.data / "vectors.snapshot").unlink()
    before = state(read_only.settings.data)
    assert read_only.search("课业负担", mode="semantic")["hits"]
    assert state(read_only.settings.data) == before


def test_every_way_of_writing_is_refused(read_only: Library, tmp_path: Path) -> None:
    identity = read_only.documents()["documents"][0]["id"]
    (tmp_path / "a.txt").write_text(
        "临澄市教育局2018年工作要点\n一、减负。\n1．办好学校。\n", encoding="utf-8"
    )
    for write in (
        lambda: read_only.remove(identity),
        lambda: read_only.restore(identity),
        lambda: read_only.set_fields(identity, {"year": 2000}),
        lambda: read_only.ingest([tmp_path / "a.txt"]),
        read_only.rebuild,
    ):
        with pytest.raises(StoreError, match="只读"):
            write()


def test_what_another_process_writes_is_seen(read_only: Library) -> None:
    writer = Store.open(read_only.settings.data / DATABASE)
    identity = read_only.documents()["documents"][0]["id"]
    writer.remove(identity)
    writer.close()
    assert identity not in [one["id"] for one in read_only.documents()["documents"]]


def test_a_library_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="只读"):
        Library(Settings(data=tmp_path / "none", cache=tmp_path, read_only=True), FakeEncoder())
    assert list(tmp_path.iterdir()) == []
