from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Callable
from io import BytesIO

import pytest
from make_files import zip_file

from corpus.errors import Refused
from corpus.readers import Member, members


def tar(names: dict[str, bytes], *, encoding: str = "utf-8") -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w", encoding=encoding, format=tarfile.GNU_FORMAT) as archive:
        for name, data in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def found(data: bytes, name: str = "a.tgz") -> dict[str, bytes]:
    return {item.name: item.load() for item in members(data, name, name) if isinstance(item, Member)}


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_files_of_a_tar_are_read_however_it_is_packed_and_links_are_not(
    pack: Callable[[bytes], bytes],
) -> None:
    data = pack(tar({"计划/甲.txt": "减负".encode(), "../乙.txt": b"x"}))
    assert found(data) == {"a.tgz!/计划/甲.txt": "减负".encode(), "a.tgz!/../乙.txt": b"x"}


def test_names_in_gb18030_are_read() -> None:
    assert list(found(tar({"二〇一四年/要点.txt": b"x"}, encoding="gb18030"))) == [
        "a.tgz!/二〇一四年/要点.txt"
    ]


def test_a_single_packed_file_is_an_archive_of_one() -> None:
    assert found(gzip.compress("减负".encode()), "夹/要点.txt.gz") == {
        "夹/要点.txt.gz!/要点.txt": "减负".encode()
    }


def test_archives_of_all_kinds_stand_in_each_other() -> None:
    data = zip_file({"a.tgz": gzip.compress(tar({"b.zip": zip_file({"c.txt": b"x"})}))})
    assert found(data, "z.zip") == {"z.zip!/a.tgz!/b.zip!/c.txt": b"x"}


def test_a_bomb_is_stopped_while_it_is_unpacked() -> None:
    (member,) = members(gzip.compress(b"x" * 2**25), "a.txt.gz", "a")
    assert isinstance(member, Member)
    with pytest.raises(Refused, match="不像一份计划"):
        member.load()


def test_a_tar_that_ends_too_early_is_told() -> None:
    data = gzip.compress(tar({"a.txt": b"x" * 5000, "b.txt": b"y"}))
    with pytest.raises(Refused, match="损坏"):
        found(data[: len(data) // 2])
