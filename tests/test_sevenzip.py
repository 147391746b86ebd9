from __future__ import annotations

from pathlib import Path

import pytest
from make_office import FILES, PACKED

from corpus.errors import Refused
from corpus.readers import Member, members

NAMES = ["a.7z!/计划/空.txt", "a.7z!/计划/2013/要点.txt", "a.7z!/计划/甲.txt"]


def found(name: str) -> list[Member]:
    results = list(members((FILES / name).read_bytes(), "a.7z", "/p/a.7z"))
    assert all(isinstance(item, Member) for item in results)
    return [item for item in results if isinstance(item, Member)]


@pytest.mark.parametrize("name", ["lzma2.7z", "lzma.7z", "bzip2.7z", "stored.7z"])
def test_files_packed_in_the_usual_ways_are_unpacked_in_any_order(name: str) -> None:
    items = found(name)
    assert [item.name for item in items] == NAMES
    for item in [*items, *reversed(items)]:
        assert item.load().decode() == PACKED[item.name.partition("!/")[2]]


def test_what_is_packed_in_another_way_is_told_each_time() -> None:
    empty, *others = found("ppmd.7z")
    assert empty.load() == b""
    for item in [*others, *others]:
        with pytest.raises(Refused, match="压缩方法"):
            item.load()


def test_locked_files_and_locked_names_are_told() -> None:
    with pytest.raises(Refused, match="密码"):
        found("locked.7z")[1].load()
    with pytest.raises(Refused, match="密码") as caught:
        found("locked-names.7z")
    assert caught.value.code == "encrypted"


def test_a_flipped_bit_costs_what_is_packed_with_it(tmp_path: Path) -> None:
    data = bytearray((FILES / "stored.7z").read_bytes())
    data[data.index("抓好减负".encode())] ^= 1
    items = [item for item in members(bytes(data), "a.7z", "a.7z") if isinstance(item, Member)]
    with pytest.raises(Refused, match="损坏"):
        items[1].load()
    assert items[2].load().decode() == "一、抓好均衡。"


@pytest.mark.parametrize("cut", [10, 40, 200])
def test_an_archive_that_ends_too_early_is_refused(cut: int) -> None:
    with pytest.raises(Refused):
        list(members((FILES / "lzma2.7z").read_bytes()[:cut], "a.7z", "a.7z"))
