from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.files import SourceFile, find_files, printable, source_of
from corpus.types import Refusal


def names(found: list[SourceFile | Refusal]) -> list[str]:
    return [item.name for item in found]


def make(folder: Path, *files: str) -> Path:
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("文", encoding="utf-8")
    return folder


def test_a_folder_is_walked_to_the_bottom_in_sorted_order(tmp_path: Path) -> None:
    make(tmp_path / "计划", "b.txt", "a.txt", "2014/区/c.txt", "2013/d.txt")
    assert names(list(find_files([tmp_path / "计划"]))) == [
        "计划/a.txt",
        "计划/b.txt",
        "计划/2013/d.txt",
        "计划/2014/区/c.txt",
    ]


def test_a_missing_path_is_named_and_the_others_are_found(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    found = list(find_files([tmp_path / "没有.txt", tmp_path / "a.txt"]))
    assert isinstance(found[0], Refusal)
    assert found[0].code == "missing"
    assert "没有.txt" in found[0].name
    assert names(found[1:]) == ["a.txt"]


def test_what_systems_leave_behind_is_no_file(tmp_path: Path) -> None:
    make(tmp_path / "p", ".DS_Store", "~$计划.docx", "Thumbs.db", ".git/config", "计划.txt")
    assert names(list(find_files([tmp_path / "p"]))) == ["p/计划.txt"]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    make(tmp_path, "secret/s.txt", "p/a.txt")
    (tmp_path / "p" / "out.txt").symlink_to(tmp_path / "secret" / "s.txt")
    (tmp_path / "p" / "outside").symlink_to(tmp_path / "secret")
    (tmp_path / "p" / "loop").symlink_to(tmp_path / "p")
    assert names(list(find_files([tmp_path / "p"]))) == ["p/a.txt"]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    make(tmp_path / "p", "a.txt")
    assert names(list(find_files([tmp_path / "p", tmp_path / "p" / "a.txt"]))) == ["p/a.txt"]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    (refusal,) = find_files([tmp_path / "空"])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "empty"


def test_a_folder_that_can_not_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "p", "a.txt", "密/b.txt")
    listed = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("密"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    file, refusal = find_files([tmp_path / "p"])
    assert file.name == "p/a.txt"
    assert isinstance(refusal, Refusal)
    assert refusal.name.endswith("密")


def test_a_path_that_no_system_takes_is_told() -> None:
    found = list(find_files(["x" * 5000, "a\0b"]))
    assert [type(item) for item in found] == [Refusal, Refusal]


def test_a_name_in_gbk_bytes_can_be_shown() -> None:
    assert printable(os.fsdecode("二〇一四年计划.txt".encode("gb18030"))) == "二〇一四年计划.txt"


def test_a_source_is_the_same_however_the_path_is_written(tmp_path: Path) -> None:
    make(tmp_path, "p/a.txt")
    assert source_of(tmp_path / "p" / ".." / "p" / "a.txt") == source_of(tmp_path / "p" / "a.txt")
