"""Is everything in order?  ``cejian doctor``: folders, concepts and model, then the library itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from api.parts import DATABASE, Parts
from api.settings import Settings
from corpus.errors import CejianError
from index.doctor import Check, examine
from index.milvus import Milvus
from index.prepare import Preparer
from index.store import Store
from nlp.encoder import Encoder

LEAST_FREE = 1 << 30
"""Bytes: a built model takes half of it, a rebuild writes the vectors once more."""


def diagnose(settings: Settings, encoder: Encoder | None = None) -> Iterator[Check]:
    """Every check in turn; nothing is changed, except that a missing model or folder is made."""
    yield _folder("资料库目录", settings.data, "CEJIAN_DATA")
    yield _folder("缓存目录", settings.cache, "CEJIAN_CACHE")
    preparer: Preparer | None = None
    path = settings.data / DATABASE
    parts = Parts(settings, Store(path), encoder)
    try:
        concepts = parts.concepts
        yield Check("概念库", True, f"{len(concepts.concepts)} 个概念，版本 {concepts.fingerprint}")
        wanted, preparer = parts.preparer.stamps, parts.preparer
        norm = float((parts.encoder.encode_queries(["减负"])[0] ** 2).sum())
        good = abs(norm - 1) < 1e-3
        yield Check("模型", good, wanted.model, "" if good else "请换一个模型（CEJIAN_MODEL）")
    except CejianError as error:
        yield Check("概念库和模型", False, str(error), "请改正设置 CEJIAN_MODEL、CEJIAN_CONCEPTS")
    if parts.milvus is not None:
        yield _milvus(parts.milvus)
    yield from examine(path, preparer)


def _milvus(milvus: Milvus) -> Check:
    try:
        return Check("Milvus", True, f"{milvus.address} 连得上，{milvus.version()}")
    except CejianError as error:
        return Check("Milvus", False, str(error), "请启动 Milvus，或改正 CEJIAN_VECTORS")


def _folder(name: str, folder: Path, setting: str) -> Check:
    """Whether a folder, or the one it will be made in, can be written and has room."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return Check(name, False, f"{folder} 不能写", f"请改权限，或把 {setting} 设为别的目录")
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE:
        return Check(name, False, f"{folder} 只剩 {free >> 20} MB", "请腾出至少 1 GB")
    return Check(name, True, f"{folder} 可写，剩余 {free >> 30} GB")
