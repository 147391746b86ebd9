from __future__ import annotations

import random

import pytest

from corpus.decoding import decode
from corpus.errors import Refused

SIMPLIFIED = "一、总体要求。夯实基础，完善机制，减轻学生过重课业负担。\n1.创建10—12所省优质幼儿园。"
TRADITIONAL = "一、總體要求。夯實基礎，完善機制，減輕學生過重課業負擔。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_simplified_text_is_read_in_each_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional_text_is_read_in_each_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


def test_a_title_alone_is_enough_to_tell_gb18030_from_big5() -> None:
    assert decode("教育局工作要点".encode("gb18030")) == "教育局工作要点"
    assert decode("教育局工作要點".encode("big5")) == "教育局工作要點"


def test_line_ends_of_every_system_become_one() -> None:
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_a_file_cut_inside_its_last_character_is_still_read() -> None:
    assert decode(SIMPLIFIED.encode("gb18030")[:-1]).startswith(SIMPLIFIED[:-1])
    assert decode(SIMPLIFIED.encode()[:-1]).startswith(SIMPLIFIED[:-1])


@pytest.mark.parametrize("size", [200, 5_000, 100_000])
def test_random_bytes_are_no_text(size: int) -> None:
    with pytest.raises(Refused, match="不是文字") as caught:
        decode(random.Random(size).randbytes(size))
    assert caught.value.code == "not_text"


def test_zero_bytes_with_a_mark_are_no_text() -> None:
    with pytest.raises(Refused):
        decode(b"\xef\xbb\xbf" + bytes(500))
