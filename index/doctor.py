"""Is the library whole?  Every claim that the files make about themselves, checked one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import numpy as np

from corpus.errors import CejianError
from corpus.types import document_id
from index.reader import SNAPSHOT, stored_vectors
from index.records import Stamps, from_sql, sound_vector, stamp_message
from index.snapshot import SnapshotDamaged, read_snapshot
from index.store import Store
from index.vectors import FaissVectors

RESTORE = "请先另存资料库目录，再用备份恢复"
REBUILD = "请运行 cejian rebuild"
CLOSE = 0.01
"""How far a snapshot's vectors may be from the library's: both are float16, scaled once more."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is about, how it went, and what to run when it is not good."""

    name: str
    good: bool
    detail: str
    advice: str = ""


@dataclass(frozen=True)
class _Held:
    store: Store
    folder: Path
    wanted: Stamps | None

    @property
    def connection(self) -> apsw.Connection:
        return self.store.connection()


def examine(path: Path, wanted: Stamps | None) -> Iterator[Check]:
    """Check the library file at ``path`` and what is derived from it.

    ``wanted`` are the stamps of model, dictionary and concept store in use; None where the model can't
    be loaded.
    """
    if not path.exists():
        yield Check("资料库", True, f"{path} 还没有建立；收录第一份文件时会建立")
        return
    try:
        held = _Held(Store.open(path), path.parent, wanted)
    except (CejianError, apsw.Error, ValueError) as error:
        yield Check("资料库", False, f"打不开：{error}", RESTORE)
        return
    try:
        for name, check, advice in _CHECKS:
            try:
                good, detail = check(held)
            except (CejianError, apsw.Error, ValueError, TypeError) as error:
                good, detail = False, f"查不下去：{error}"
            yield Check(name, good, detail, "" if good else advice)
    finally:
        held.store.close()


def _file(held: _Held) -> tuple[bool, str]:
    found = [str(row[0]) for row in held.connection.execute("PRAGMA integrity_check(5)")]
    broken = list(held.connection.execute("PRAGMA foreign_key_check"))
    if found != ["ok"] or broken:
        return False, "；".join([*(text for text in found if text != "ok"), *map(str, broken[:3])])[:300]
    return True, f"{held.store.path} 结构完整，第{held.store.generation}代"


def _identities(held: _Held) -> tuple[bool, str]:
    rows = held.connection.execute("SELECT id, text FROM documents")
    count, wrong = 0, []
    for identity, text in rows:
        count += 1
        if document_id(from_sql(text)) != identity:
            wrong.append(identity)
    return not wrong, f"{count} 份文件的编号与原文相符" if not wrong else f"编号与原文不符：{_some(wrong)}"


def _slices(held: _Held) -> tuple[bool, str]:
    count, wrong = 0, []
    documents: Any = held.connection.execute("SELECT pk, id, text FROM documents").fetchall()
    for pk, identity, text in documents:
        raw = from_sql(text)
        for stored in held.store.passages_of(pk):
            count += 1
            passage = stored.passage
            if raw[passage.start : passage.end] != passage.text:
                wrong.append(f"{identity}:{passage.start}-{passage.end}")
    return not wrong, f"{count} 个段落与原文逐字相同" if not wrong else f"段落与原文不同：{_some(wrong)}"


def _lexicon(held: _Held) -> tuple[bool, str]:
    # fts5 speaks of damage by raising
    held.connection.execute("INSERT INTO lexicon(lexicon) VALUES ('integrity-check')")
    passages = {pk for (pk,) in held.connection.execute("SELECT pk FROM passages")}
    indexed = {pk for (pk,) in held.connection.execute("SELECT rowid FROM lexicon")}
    if passages != indexed:
        return False, f"词表有 {len(indexed)} 段，资料库有 {len(passages)} 段"
    return True, f"{len(indexed)} 段都在词表里"


def _vectors(held: _Held) -> tuple[bool, str]:
    stamps = held.store.stamps
    if stamps is None:
        return True, "还没有向量"
    rows = held.connection.execute("SELECT pk, vector FROM passages")
    wrong = [str(pk) for pk, blob in rows if not sound_vector(blob, stamps.dimension)]
    detail = f"向量都是 {stamps.dimension} 维、有限、长度为 1"
    return not wrong, detail if not wrong else f"{len(wrong)} 个向量坏了"


def _snapshot(held: _Held) -> tuple[bool, str]:
    path, stamps = held.folder / SNAPSHOT, held.store.stamps
    if not path.exists():
        return True, "还没有快照；下一次提问时会建立"
    try:
        snapshot = read_snapshot(path)
    except SnapshotDamaged as error:
        return False, str(error)
    if stamps is None or snapshot.model != stamps.model:
        return True, "快照属于另一个模型，不会用；下一次提问时会重建"
    live = np.array(
        held.connection.execute(
            "SELECT p.pk FROM passages p JOIN documents d ON d.pk = p.document WHERE d.removed = 0 ORDER BY p.pk"
        ).fetchall(),
        np.int64,
    ).reshape(-1)
    keys = live[np.isin(live, snapshot.keys)]
    none = np.empty((0, stamps.dimension), np.float32)
    rows = FaissVectors(snapshot, np.empty(0, np.int64), none).matrix(keys)
    if not np.allclose(rows, stored_vectors(held.store, keys, stamps.dimension), atol=CLOSE):
        return False, "快照里的向量与资料库里的不同"
    return True, f"快照可读，含 {len(keys)} 段，另有 {len(live) - len(keys)} 段比它新"


def _stamps(held: _Held) -> tuple[bool, str]:
    stamps = held.store.stamps
    if stamps is None or held.wanted is None:
        return True, "资料库还没有用过模型" if stamps is None else f"资料库用 {stamps.model} 建立"
    differing = stamps.differences(held.wanted)
    if differing:
        return False, stamp_message(stamps, held.wanted, differing)
    return True, f"模型、词典和概念库与建库时相同（{stamps.model}）"


def _some(names: list[str]) -> str:
    return "、".join(names[:3]) + (f" 等 {len(names)} 处" if len(names) > 3 else "")


_CHECKS: tuple[tuple[str, Callable[[_Held], tuple[bool, str]], str], ...] = (
    ("资料库文件", _file, RESTORE),
    ("文件编号", _identities, RESTORE),
    ("段落", _slices, RESTORE),
    ("词表", _lexicon, REBUILD),
    ("向量", _vectors, REBUILD),
    ("向量快照", _snapshot, REBUILD),
    ("模型与词典", _stamps, REBUILD),
)
