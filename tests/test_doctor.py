"""The doctor: a sound library is called sound, and each kind of damage is named with its cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_encoder import FakeEncoder

from api.diagnosis import diagnose
from api.library import Library
from api.parts import DATABASE
from api.settings import Settings
from index.doctor import Check, examine
from index.reader import SNAPSHOT

VECTOR = np.zeros(32, np.float16)


def examined(library: Library) -> dict[str, Check]:
    parts = library.parts
    return {check.name: check for check in examine(parts.folder / DATABASE, parts.preparer)}


def bad(library: Library) -> dict[str, str]:
    """What is wrong: name of the check, and advice."""
    return {name: check.advice for name, check in examined(library).items() if not check.good}


def damage(library: Library, sql: str, *bindings: Any) -> None:
    store = library.parts.store
    store.connection().execute("PRAGMA foreign_keys = OFF")
    mark = store.mark.read_bytes()
    with store.writing() as connection:
        connection.execute(sql, bindings)
    store.mark.write_bytes(mark)


def test_a_sound_library_passes_every_check(filled: Library) -> None:
    filled.search("课业负担")
    checks = examined(filled)
    assert len(checks) == 10
    assert bad(filled) == {}
    assert "6" in checks["段落"].detail


def test_a_removed_document_is_no_damage(filled: Library) -> None:
    filled.remove(filled.search("课业负担")["hits"][0]["document_id"])
    assert bad(filled) == {}


def test_no_library_yet_is_no_damage(tmp_path: Path) -> None:
    checks = list(examine(tmp_path / DATABASE, None))
    assert [check.good for check in checks] == [True]
    assert not (tmp_path / DATABASE).exists()


@pytest.mark.parametrize(
    ("sql", "bindings", "name", "cure"),
    [
        ("UPDATE documents SET text = text || '。' WHERE pk = 1", (), "文件编号", "备份"),
        ("UPDATE passages SET text = '别的' WHERE pk = 1", (), "段落", "备份"),
        ("UPDATE passages SET start = start + 1 WHERE pk = 1", (), "段落", "备份"),
        ("DELETE FROM lexicon WHERE rowid = 1", (), "词表", "rebuild"),
        ("UPDATE passages SET vector = ? WHERE pk = 2", (VECTOR.tobytes(),), "向量", "rebuild"),
        ("UPDATE passages SET vector = ? WHERE pk = 2", ((VECTOR + np.nan).tobytes(),), "向量", "rebuild"),
        ("UPDATE passages SET vector = x'0000' WHERE pk = 2", (), "向量", "rebuild"),
        ("DELETE FROM documents WHERE pk = 1", (), "资料库文件", "备份"),
        ("UPDATE documents SET year = 2012 WHERE pk = 1", (), "文件信息", "备份"),
        ("UPDATE passages SET heading_path = '[]' WHERE pk = 1", (), "文件信息", "备份"),
        ("DELETE FROM sources WHERE document = 1", (), "文件信息", "备份"),
        ("UPDATE passages SET vector = (SELECT vector FROM passages WHERE pk = 1)", (), "向量", "rebuild"),
        ("UPDATE mentions SET count = count + 1", (), "词表", "rebuild"),
        ("DELETE FROM findings", (), "词表", "rebuild"),
        (
            "UPDATE lexicon SET tokens = '别的', headings = '', pairs = '' WHERE rowid = 1",
            (),
            "词表",
            "rebuild",
        ),
        ("UPDATE lexicon_docsize SET sz = x'020202' WHERE id = 1", (), "词表", "rebuild"),
        ("UPDATE meta SET value = 0 WHERE key = 'generation'", (), "最新改动", "备份"),
    ],
)
def test_damage_is_found_and_its_cure_named(
    filled: Library, sql: str, bindings: tuple[Any, ...], name: str, cure: str
) -> None:
    damage(filled, sql, *bindings)
    found = bad(filled)
    assert name in found
    assert cure in found[name]


def test_a_snapshot_with_other_vectors_is_found(filled: Library) -> None:
    filled.search("课业负担")
    swapped = np.roll(np.eye(32, dtype=np.float16)[0], 5)
    damage(filled, "UPDATE passages SET vector = ? WHERE pk = 1", swapped.tobytes())
    assert list(bad(filled)) == ["向量", "向量快照"]
    filled.rebuild()
    assert bad(filled) == {}


def test_a_damaged_snapshot_is_found(filled: Library) -> None:
    filled.search("课业负担")
    path = filled.parts.folder / SNAPSHOT
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert list(bad(filled)) == ["向量快照"]


def test_another_model_is_named_beside_the_one_of_the_library(filled: Library) -> None:
    other = Library(filled.settings, FakeEncoder(name="other"))
    check = examined(other)["模型与词典"]
    assert not check.good
    assert "fake@" in check.detail
    assert "other@" in check.detail
    assert "cejian rebuild" in check.advice


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\x00" + bytes(4000)])
def test_a_file_that_is_no_library_is_told_and_not_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / DATABASE
    path.write_bytes(content)
    checks = list(examine(path, None))
    if content:
        assert [check.good for check in checks] == [False]
        assert path.read_bytes() == content


def test_the_whole_diagnosis_names_folders_concepts_and_model(filled: Library) -> None:
    checks = {check.name: check for check in diagnose(filled.settings, FakeEncoder())}
    assert all(check.good for check in checks.values())
    assert {"资料库目录", "缓存目录", "概念库", "模型"} <= set(checks)


def test_a_model_that_can_not_be_loaded_does_not_stop_the_other_checks(filled: Library) -> None:
    from dataclasses import replace

    broken = replace(filled.settings, concepts=(Path("/nowhere"),))
    checks = list(diagnose(broken))
    assert not next(check for check in checks if check.name == "概念库和模型").good
    assert next(check for check in checks if check.name == "段落").good


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    settings = Settings(data=tmp_path / "file" / "data", cache=tmp_path, concepts=(Path("/nowhere"),))
    check = next(iter(diagnose(settings)))
    assert not check.good
    assert "CEJIAN_DATA" in check.advice
