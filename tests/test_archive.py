from __future__ import annotations

from pathlib import Path

import pytest
from make_files import docx, paragraph, zip_file, zip_with_raw_names

from corpus.errors import Refused
from corpus.readers import Member, archive, members
from corpus.types import Refusal


def found(data: bytes) -> list[Member | Refusal]:
    return list(members(data, "a.zip", "/p/a.zip"))


def names(data: bytes) -> list[str]:
    return [item.name for item in found(data)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_chinese_names_without_the_flag_are_read(encoding: str) -> None:
    data = zip_with_raw_names({"二〇一四年/工作要点.txt".encode(encoding): b"x"})
    assert names(data) == ["a.zip!/二〇一四年/工作要点.txt"]
    (member,) = found(data)
    assert isinstance(member, Member)
    assert (member.source, member.load()) == ("/p/a.zip!/二〇一四年/工作要点.txt", b"x")


def test_names_with_the_flag_are_read() -> None:
    assert names(zip_file({"工作要点.txt": b"x"})) == ["a.zip!/工作要点.txt"]


def test_backslashes_of_old_packers_are_folders() -> None:
    assert names(zip_with_raw_names({"计划\\甲.txt".encode("gb18030"): b"x"})) == ["a.zip!/计划/甲.txt"]


def test_a_name_that_climbs_is_only_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (member,) = found(zip_file({"../../evil.txt": b"x"}))
    assert isinstance(member, Member)
    assert member.load() == b"x"
    assert list(tmp_path.parent.rglob("evil.txt")) == []


def test_what_systems_leave_behind_is_no_member() -> None:
    assert names(zip_file({"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "夹/": b"", "b.txt": b"y"})) == [
        "a.zip!/b.txt"
    ]


def test_archives_within_archives_are_walked_and_documents_are_not() -> None:
    inner = zip_file({"乙.txt": b"x", "丙.docx": docx(paragraph("文"))})
    assert names(zip_file({"内.zip": inner, "甲.txt": b"y"})) == [
        "a.zip!/内.zip!/乙.txt",
        "a.zip!/内.zip!/丙.docx",
        "a.zip!/甲.txt",
    ]


def test_too_many_layers_are_refused_and_the_rest_goes_on() -> None:
    data = zip_file({"x.txt": b"x"})
    for _ in range(4):
        data = zip_file({"n.zip": data, "y.txt": b"y"})
    results = found(data)
    assert [item.code for item in results if isinstance(item, Refusal)] == ["too_big"]
    assert sum(isinstance(item, Member) for item in results) == 3


def test_a_bomb_is_stopped_while_it_is_unpacked() -> None:
    bomb, other = found(zip_file({"bomb.txt": bytes(64 * 2**20), "b.txt": b"y"}))
    assert isinstance(bomb, Member)
    assert isinstance(other, Member)
    with pytest.raises(Refused, match="不像一份计划"):
        bomb.load()
    assert other.load() == b"y"


def test_the_whole_upload_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_Budget", lambda: archive_budget(entries=2, total=10))
    items = members(zip_file({"a.txt": b"123456", "b.txt": b"123456", "c.txt": b""}), "a.zip", "a.zip")
    first, second = next(items), next(items)
    assert isinstance(first, Member)
    assert isinstance(second, Member)
    assert first.load() == b"123456"
    with pytest.raises(Refused, match="合计"):
        second.load()
    with pytest.raises(Refused, match="个"):
        next(items)


archive_budget = archive._Budget


def test_a_locked_member_is_told() -> None:
    data = bytearray(zip_file({"a.txt": b"secret"}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    (member,) = found(bytes(data))
    assert isinstance(member, Member)
    with pytest.raises(Refused, match="密码"):
        member.load()


def test_a_damaged_member_costs_only_itself() -> None:
    data = bytearray(zip_file({"a.txt": b"x" * 100, "b.txt": b"y"}))
    data[data.index(b"a.txt") + 5] ^= 0xFF
    first, second = found(bytes(data))
    assert isinstance(first, Member)
    assert isinstance(second, Member)
    with pytest.raises(Refused, match="损坏"):
        first.load()
    assert second.load() == b"y"


@pytest.mark.parametrize("data", [b"PK\x03\x04" + b"junk" * 9, zip_file({}), zip_file({".hidden": b"x"})])
def test_an_archive_that_holds_nothing_readable_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        found(data)
