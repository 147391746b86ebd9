"""An ingest that was broken off goes on where it stood: what is in is not read again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from make_files import zip_file

from api.library import Library
from corpus import reading
from corpus.child import ReaderProcess
from corpus.types import Document, Refusal


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, in order."""
    names: list[str] = []
    begun = ReaderProcess.read

    def noted(
        self: ReaderProcess, path: Path, name: str, source: str | None = None
    ) -> Iterator[Document | Refusal]:
        names.append(Path(path).name)
        return begun(self, path, name, source)

    monkeypatch.setattr(ReaderProcess, "read", noted)
    return names


def test_what_is_in_is_not_read_again(library: Library, plans: Path, read: list[str]) -> None:
    library.ingest([plans])
    assert len(read) == 3
    report = library.ingest([plans])
    assert (len(read), report.count("unchanged")) == (3, 3)
    assert [one.name for one in report.outcomes] == [
        f"临澄市教育局{year}年工作要点" for year in (2013, 2014, 2016)
    ]
    library.ingest([plans], again=True)
    assert len(read) == 6


def test_a_broken_ingest_goes_on_where_it_stood(library: Library, plans: Path, read: list[str]) -> None:
    def stop(outcome: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.ingest([plans / "2013.txt", plans / "2014.txt"], stop)
    assert library.size[0] >= 1
    read.clear()
    report = library.ingest([plans])
    assert len(report.outcomes) == 3
    assert library.size[0] == 3
    read.clear()
    library.ingest([plans])
    assert read == []


def test_a_file_that_changed_is_read_again(library: Library, plans: Path, read: list[str]) -> None:
    library.ingest([plans])
    read.clear()
    path = plans / "2013.txt"
    path.write_text(path.read_text(encoding="utf-8") + "3．做好招生工作。\n", encoding="utf-8")
    assert library.ingest([plans]).count("updated") == 1
    assert read == ["2013.txt"]


def test_a_file_with_something_refused_is_read_again(
    library: Library, tmp_path: Path, read: list[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("标题,正文\n临澄市教育局2013年工作要点,减轻课业负担。\n空,\n", encoding="utf-8")
    for _ in range(2):
        assert len(library.ingest([path]).refused) == 1
    assert read == ["a.csv"] * 2


def test_the_members_of_an_archive_are_known_with_it(
    library: Library, tmp_path: Path, read: list[str]
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zip_file({f"{n}.txt": f"临澄市教育局{n}年工作要点\n一、减轻负担{n}。".encode() for n in (2013, 2014)})
    )
    library.ingest([path])
    assert library.ingest([path]).count("unchanged") == 2
    assert read == ["a.zip"]


def test_a_removed_document_comes_back_with_its_file(library: Library, plans: Path, read: list[str]) -> None:
    (outcome,) = library.ingest([plans / "2013.txt"]).outcomes
    assert outcome.document_id
    library.remove(outcome.document_id)
    assert library.ingest([plans / "2013.txt"]).count("added") == 1


def test_new_readers_read_everything_again(
    library: Library, plans: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.ingest([plans])
    monkeypatch.setattr("index.files_read.reading_version", lambda: "0" * 16)
    library.ingest([plans])
    assert len(read) == 6
    assert reading.reading_version() != "0" * 16


def test_a_dry_run_reads_and_notes_nothing(library: Library, plans: Path, read: list[str]) -> None:
    library.ingest([plans], dry_run=True)
    assert library.ingest([plans]).count("added") == 3
    assert len(read) == 6
    library.ingest([plans], dry_run=True)
    assert len(read) == 9


def test_a_file_that_only_looks_changed_is_read_and_found_unchanged(
    library: Library, plans: Path, read: list[str]
) -> None:
    library.ingest([plans])
    os.utime(plans / "2013.txt")
    assert library.ingest([plans]).count("unchanged") == 3
    assert len(read) == 4
