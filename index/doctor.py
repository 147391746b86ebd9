"""Is the library whole?  Every claim that the files make about themselves, checked one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import numpy as np

from corpus.errors import CejianError
from corpus.types import document_id
from index.catalogue import passage_identities
from index.derived import difference
from index.prepare import Preparer
from index.reader import SNAPSHOT, stored_vectors
from index.records import from_sql, stamp_message
from index.sealed import FileDamaged, read_published
from index.seals import broken_seals, damaged_vectors
from index.sentences import FILE as SENTENCES
from index.sentences import MAGIC as SENTENCES_MAGIC
from index.snapshot import read_snapshot
from index.store import Store
from index.vectors import FaissVectors

RESTORE = "请先另存资料库目录，再用备份恢复"
REBUILD = "请运行 cejian rebuild"


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
    preparer: Preparer | None
    """None where model or concept store can't be loaded."""

    @property
    def connection(self) -> apsw.Connection:
        return self.store.connection()


_Checking = tuple[str, Callable[[_Held], tuple[bool, str]], str]


def examine(path: Path, preparer: Preparer | None) -> Iterator[Check]:
    """Check the library file at ``path`` and what is derived from it.

    ``preparer`` has the model, dictionary and concept store in use; None where they can't be loaded.
    """
    store = Store(path)
    if not path.exists() and not store.acknowledged:
        yield Check("资料库", True, f"{path} 还没有建立；收录第一份文件时会建立")
        return
    yield from _checked(path, preparer, CHECKS)


def content_problem(path: Path) -> str | None:
    """What is wrong with the texts and metadata of the library at ``path``, or None; derived files are left out."""
    for check in _checked(path, None, CHECKS_OF_CONTENT):
        if not check.good:
            return f"{check.name}：{check.detail}"
    return None


def _checked(path: Path, preparer: Preparer | None, checks: Sequence[_Checking]) -> Iterator[Check]:
    try:
        held = _Held(Store.open(path), path.parent, preparer)
    except (CejianError, apsw.Error, ValueError) as error:
        yield Check("资料库", False, f"打不开：{error}", RESTORE)
        return
    try:
        for name, check, advice in checks:
            try:
                good, detail = check(held)
            except Exception as error:  # whatever damage leads to is a finding, and the other checks go on
                good, detail = False, f"查不下去（{type(error).__name__}）：{str(error)[:200]}"
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


def _seals(held: _Held) -> tuple[bool, str]:
    wrong = broken_seals(held.connection)
    return not wrong, (
        f"与收录或更正时不同：{_some(sorted(wrong.values()))}" if wrong else "标题、年份等与收录、更正时相同"
    )


def _acknowledged(held: _Held) -> tuple[bool, str]:
    now, known = held.store.generation, held.store.acknowledged
    if now < known:
        return False, f"资料库停在第{now}代，但已确认到第{known}代：后来的改动丢了"
    return True, f"第{now}代，确认过的改动都在"


def _lexicon(held: _Held) -> tuple[bool, str]:
    # fts5 speaks of damage by raising
    held.connection.execute("INSERT INTO lexicon(lexicon) VALUES ('integrity-check')")
    passages = {pk for (pk,) in held.connection.execute("SELECT pk FROM passages")}
    indexed = {pk for (pk,) in held.connection.execute("SELECT rowid FROM lexicon")}
    if passages != indexed:
        return False, f"词表有 {len(indexed)} 段，资料库有 {len(passages)} 段"
    if held.preparer is None or held.store.stamps is None or _differing(held):
        return True, f"{len(indexed)} 段都在词表里（没有同样的词典，未逐词核对）"
    differs = difference(held.store, held.preparer)
    return not differs, differs or f"{len(indexed)} 段的词、概念和指标与重新算出的相同"


def _vectors(held: _Held) -> tuple[bool, str]:
    stamps = held.store.stamps
    if stamps is None:
        return True, "还没有向量"
    wrong = damaged_vectors(held.connection, stamps.dimension)
    detail = f"向量都是 {stamps.dimension} 维、长度为 1，与存入时相同"
    return not wrong, detail if not wrong else f"{len(wrong)} 个向量坏了"


def _snapshot(held: _Held) -> tuple[bool, str]:
    path, stamps = held.folder / SNAPSHOT, held.store.stamps
    if not path.exists():
        return True, "还没有快照；下一次提问时会建立"
    try:
        snapshot = read_snapshot(path)
    except FileDamaged as error:
        return False, str(error)
    if stamps is None or snapshot.model != stamps.model or snapshot.generation < held.store.rebuilt:
        return True, "快照属于另一个模型或重建以前，不会用；下一次提问时会重建"
    keys, identities = passage_identities(held.store)
    covered = np.isin(keys, snapshot.keys)
    keys = keys[covered]
    if not snapshot.holds(keys, identities[covered]):
        return False, "快照属于另一个资料库，不会用"
    none = np.empty((0, stamps.dimension), np.float32)
    rows = FaissVectors(snapshot, np.empty(0, np.int64), none).matrix(keys)
    if not np.array_equal(rows, stored_vectors(held.store, keys, stamps.dimension)):
        return False, "快照里的向量与资料库里的不同"
    return True, f"快照可读，含 {len(keys)} 段，另有 {int((~covered).sum())} 段比它新"


def _sentences(held: _Held) -> tuple[bool, str]:
    path = held.folder / SENTENCES
    if not path.exists():
        return True, "还没有句子向量；比对草稿时会建立"
    try:
        read_published(path, SENTENCES_MAGIC)
    except FileDamaged as error:
        return False, str(error)
    return True, "句子向量可读"


def _differing(held: _Held) -> list[str]:
    stamps = held.store.stamps
    if stamps is None or held.preparer is None:
        return []
    return stamps.differences(held.preparer.stamps)


def _stamps(held: _Held) -> tuple[bool, str]:
    stamps = held.store.stamps
    if stamps is None or held.preparer is None:
        return True, "资料库还没有用过模型" if stamps is None else f"资料库用 {stamps.model} 建立"
    if differing := _differing(held):
        return False, stamp_message(stamps, held.preparer.stamps, differing)
    return True, f"模型、词典和概念库与建库时相同（{stamps.model}）"


def _some(names: list[str]) -> str:
    return "、".join(names[:3]) + (f" 等 {len(names)} 处" if len(names) > 3 else "")


CHECKS_OF_CONTENT: tuple[_Checking, ...] = (
    ("资料库文件", _file, RESTORE),
    ("文件编号", _identities, RESTORE),
    ("段落", _slices, RESTORE),
    ("文件信息", _seals, RESTORE),
)
CHECKS: tuple[_Checking, ...] = (
    *CHECKS_OF_CONTENT,
    ("最新改动", _acknowledged, RESTORE),
    ("词表", _lexicon, REBUILD),
    ("向量", _vectors, REBUILD),
    ("向量快照", _snapshot, REBUILD),
    ("句子向量", _sentences, "不必处理：比对草稿时会重新建立"),
    ("模型与词典", _stamps, REBUILD),
)
