from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.sealed import FileDamaged
from index.snapshot import MAGIC, Snapshot, build_snapshot, read_snapshot, write_snapshot

WIDTH = 8


def a_snapshot(count: int = 5, generation: int = 7) -> Snapshot:
    rows = np.random.default_rng(0).normal(size=(count, WIDTH)).astype(np.float32)
    return build_snapshot(
        generation,
        "模型@0123",
        np.arange(10, 10 + count, dtype=np.int64),
        np.arange(count, dtype=np.uint64),
        rows,
    )


def same(a: Snapshot, b: Snapshot) -> bool:
    return (
        (a.generation, a.model, a.count, a.index.d) == (b.generation, b.model, b.count, b.index.d)
        and np.array_equal(a.keys, b.keys)
        and np.array_equal(a.index.reconstruct_n(0, a.count), b.index.reconstruct_n(0, b.count))
    )


@pytest.mark.parametrize("count", [0, 1, 5])
def test_what_is_written_is_read_back(tmp_path: Path, count: int) -> None:
    written = a_snapshot(count)
    write_snapshot(written, tmp_path / "vectors.snapshot")
    assert same(read_snapshot(tmp_path / "vectors.snapshot"), written)


def test_a_newer_snapshot_takes_the_place_of_the_older_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "vectors.snapshot"
    write_snapshot(a_snapshot(3, 1), path)
    write_snapshot(a_snapshot(4, 2), path)
    assert same(read_snapshot(path), a_snapshot(4, 2))
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_write_that_fails_leaves_the_older_one_and_no_scraps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vectors.snapshot"
    write_snapshot(a_snapshot(3, 1), path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("index.sealed.os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            write_snapshot(a_snapshot(4, 2), path)
    assert same(read_snapshot(path), a_snapshot(3, 1))
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_missing_snapshot_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_snapshot(tmp_path / "vectors.snapshot")


def damaged(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(FileDamaged, match=r"已损坏.*由资料库重建"):
        read_snapshot(path)


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "vectors.snapshot"
    write_snapshot(a_snapshot(3), path)
    whole = path.read_bytes()
    for position in range(len(whole)):
        damaged(path, whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :])


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "vectors.snapshot"
    write_snapshot(a_snapshot(3), path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        damaged(path, whole[:length])


def test_zeroed_added_and_missing_bytes_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "vectors.snapshot"
    write_snapshot(a_snapshot(40), path)
    whole = path.read_bytes()
    random = np.random.default_rng(1)
    for _ in range(100):
        start, length = int(random.integers(0, len(whole) - 1)), int(random.integers(1, 64))
        if whole[start : start + length].strip(b"\0"):
            damaged(path, whole[:start] + bytes(len(whole[start : start + length])) + whole[start + length :])
        damaged(path, whole[:start] + whole[start + length :])
        damaged(path, whole[:start] + b"x" * length + whole[start:])


@pytest.mark.parametrize("data", [b"", b"\n", MAGIC, MAGIC + b"\n", MAGIC + b"0" * 64 + b"\n{}\n"])
def test_what_is_no_snapshot_is_noticed(tmp_path: Path, data: bytes) -> None:
    damaged(tmp_path / "vectors.snapshot", data)


def test_the_keys_do_not_hold_the_file_in_memory(tmp_path: Path) -> None:
    write_snapshot(a_snapshot(3), tmp_path / "vectors.snapshot")
    assert read_snapshot(tmp_path / "vectors.snapshot").keys.base is None
