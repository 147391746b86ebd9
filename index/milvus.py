"""What if the vectors outgrow one machine?  A Milvus collection, kept in step with the store.

The store stays the truth: the collection is made from it, row by row, and may be dropped at any time.
Nothing is sent before the first question that needs vectors; words are searched without the server.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import CejianError
from index.keys import Keys, find_keys
from index.milvus_rows import (
    DIGEST,
    KEY,
    LONGEST_NAME,
    VECTOR,
    Digests,
    Wanted,
)
from index.store import Store
from index.vectors import NEAREST, Row, Similarities

MARK = "vectors.milvus"
"""The file that holds this library's name on the server; locked while its collection is changed."""
BATCH, IDS = 2_000, 10_000
"""Rows written at once (3 MB of vectors; a server takes 64 MB), and keys deleted at once."""
PAGE = 16_000
"""Rows listed at once: a server gives at most 16,384."""
ASK_SECONDS, WRITE_SECONDS = 10.0, 60.0
"""How long one answer of the server is waited for."""
RECONNECT_MS = 1_000
"""How often a server that is away is looked for; gRPC itself would come to two minutes."""


CHANGED = "资料库刚刚换了模型或重建过；请再问一次"


class VectorsError(CejianError):
    """The vector server can't be reached or used; words can be searched all the same."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What a collection was seen to hold, and for which generation it was made so."""

    name: str
    generation: int
    keys: Keys
    digests: Digests


class Milvus:
    """A library's collection on a server: one for all its readers, whatever thread asks."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self._mark = folder / MARK
        self._client: Any = None
        self._held: _Held | None = None
        self._lock = threading.Lock()

    def version(self) -> str:
        """What the server calls itself; raises ``VectorsError`` where there is none."""
        with self._failing():
            return str(self._connected().get_server_version(timeout=ASK_SECONDS))

    def search(self, store: Store, wanted: Wanted, query: Row) -> tuple[Keys, Similarities]:
        """The keys nearest to the query, in no order, with their cosines.

        A server that was away, or has lost the collection, is asked once more, with all put right.
        """
        for last in (False, True):
            try:
                held = self.follow(store, wanted)
                with self._failing():
                    found = self._connected().search(
                        held.name,
                        data=[query],
                        anns_field=VECTOR,
                        limit=NEAREST,
                        search_params={"metric_type": "IP"},
                        timeout=ASK_SECONDS,
                    )[0]
                keys, near = np.array(found.ids, np.int64), np.array(found.distances, np.float32)
            except VectorsError:
                if last:
                    raise
                continue
            whole = len(keys) >= min(len(wanted.keys), NEAREST)
            if whole or last or held.generation != wanted.catalogue.generation:
                break
            self._held = None  # rows are missing: somebody else has changed the collection
        return keys, near

    def check(self, store: Store, wanted: Wanted) -> None:
        """Raise ``VectorsError`` where a question asked now would."""
        held = self.follow(store, wanted)
        with self._failing():
            if self._count(held.name) == len(held.keys):
                return
        self._held = None
        self.follow(store, wanted)

    # -- in step with the store ---------------------------------------------------------------

    def follow(self, store: Store, wanted: Wanted) -> _Held:
        """Make the collection hold what is wanted; at once where it was made so before.

        Whatever was written before a kill is seen and kept.  Of several processes one at a time changes the
        collection, and one whose picture of the library is no longer the newest only adds what is missing.
        """
        with self._lock:
            held = self._held
            generation = wanted.catalogue.generation
            if held is None or held.generation < generation:
                with self._failing(), self._alone(store.read_only) as library:
                    self._held = held = self._followed(store, wanted, library)
            if not held.name.endswith(_of_model(wanted.model)):
                raise VectorsError(CHANGED)
            return held

    def _followed(self, store: Store, wanted: Wanted, library: str) -> _Held:
        name = library + _of_model(wanted.model)
        newest = _generation(store) == wanted.catalogue.generation
        held = self._held
        if held is None or held.name != name:
            self._prepare(name, wanted.width, newest)
            held = None
        if newest:
            self._drop_others(library, name)
        for _ in range(2):
            keys, digests = (held.keys, held.digests) if held else self._listed(name)
            self._change(store, wanted, name, keys, digests, newest)
            if not newest or self._count(name) == len(wanted.keys):
                break
            held = None  # not as remembered: somebody else has changed the collection
        return _Held(name, wanted.catalogue.generation, wanted.keys, wanted.digests)

    def _change(
        self, store: Store, wanted: Wanted, name: str, keys: Keys, digests: Digests, newest: bool
    ) -> None:
        """Write and delete rows; ``keys`` (ascending) and ``digests`` are those of the collection now."""
        client = self._connected()
        at, inside = find_keys(keys, wanted.keys)
        stale = ~inside
        if newest:
            stale[inside] = digests[at] != wanted.digests[inside]
        fresh, gone = wanted.keys[stale], keys[~np.isin(keys, wanted.keys)] if newest else keys[:0]
        for first in range(0, len(fresh), BATCH):
            rows = wanted.rows(store, fresh[first : first + BATCH])
            if rows:
                client.upsert(name, rows, timeout=WRITE_SECONDS)
        for first in range(0, len(gone), IDS):
            client.delete(name, ids=gone[first : first + IDS].tolist(), timeout=WRITE_SECONDS)
        if len(fresh) or len(gone):
            client.flush(name, timeout=WRITE_SECONDS)  # searches of rows not yet flushed are slow

    def _listed(self, name: str) -> tuple[Keys, Digests]:
        """The keys (ascending) and digests that a collection holds."""
        pages = self._connected().query_iterator(
            name, batch_size=PAGE, filter=f"{KEY} >= 0", output_fields=[KEY, DIGEST], timeout=WRITE_SECONDS
        )
        found: list[tuple[int, int]] = []
        while page := pages.next():
            found += [(row[KEY], row[DIGEST]) for row in page]
        pages.close()
        rows = np.array(sorted(found), np.int64).reshape(-1, 2)
        return np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1])

    def _count(self, name: str) -> int:
        found = self._connected().query(name, filter="", output_fields=["count(*)"], timeout=ASK_SECONDS)
        return int(found[0]["count(*)"])

    # -- collections --------------------------------------------------------------------------

    def _prepare(self, name: str, width: int, newest: bool) -> None:
        """Have the collection made and loaded.

        One with our key and digest is ours, of another version or width: it is derived, and made anew.
        Another one is not touched.
        """
        client = self._connected()
        schema = _schema(width)
        if client.has_collection(name, timeout=ASK_SECONDS):
            fields = _described(client.describe_collection(name, timeout=ASK_SECONDS)["fields"])
            if fields != _described(schema.to_dict()["fields"]) or not self._by_cosine(name):
                if not {KEY, DIGEST} <= fields.keys():
                    raise VectorsError(
                        f"Milvus {self.address} 里的集合 {name} 不是策鉴建的（字段：{'、'.join(fields)}）；"
                        f"请删掉那个集合，或删掉 {self._mark} 换一个名字"
                    )
                client.drop_collection(name, timeout=WRITE_SECONDS)
        if not client.has_collection(name, timeout=ASK_SECONDS):
            if not newest:
                raise VectorsError(CHANGED)
            index = client.prepare_index_params()
            index.add_index(VECTOR, index_type="FLAT", metric_type="IP")
            client.create_collection(
                name, schema=schema, index_params=index, consistency_level="Strong", timeout=WRITE_SECONDS
            )
        client.load_collection(name, timeout=WRITE_SECONDS)

    def _by_cosine(self, name: str) -> bool:
        """Whether the index compares by inner product; its type is the administrator's affair."""
        client = self._connected()
        names = client.list_indexes(name, timeout=ASK_SECONDS)
        return any(client.describe_index(name, one).get("metric_type") == "IP" for one in names)

    def _drop_others(self, library: str, name: str) -> None:
        """Collections that this library has had with other models."""
        client = self._connected()
        for other in client.list_collections(timeout=ASK_SECONDS):
            if other.startswith(f"{library}_") and other != name:
                client.drop_collection(other, timeout=WRITE_SECONDS)

    # -- the server ---------------------------------------------------------------------------

    def _connected(self) -> Any:
        if self._client is None:
            try:
                from pymilvus import MilvusClient
            except ImportError as error:
                raise VectorsError(
                    f"CEJIAN_VECTORS 设为 {self.address}，但没有装 pymilvus；"
                    "请运行 pip install 'cejian[milvus]'，或取消该设置"
                ) from error
            logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # our own errors say it once
            self._client = MilvusClient(
                self.address.replace("milvus://", "http://"),
                timeout=ASK_SECONDS,
                dedicated=True,
                grpc_options={"grpc.max_reconnect_backoff_ms": RECONNECT_MS},
            )
        return self._client

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """The server's errors in words; what the collection holds is then looked up again."""
        try:
            yield
        except Exception as error:
            self._held = None
            if isinstance(error, CejianError) or not _of_the_server(error):
                raise
            raise VectorsError(
                f"Milvus {self.address} 连不上或没有答好（{str(error)[:200]}）；"
                "请查看 Milvus 是否在运行、CEJIAN_VECTORS 是否写对；按词查（keyword、phrase）不受影响"
            ) from error

    @contextmanager
    def _alone(self, read_only: bool) -> Iterator[str]:
        """This library's prefix on the server, while no other process changes its collection."""
        try:
            handle = os.open(self._mark, os.O_RDONLY if read_only else os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise VectorsError(
                f"{self._mark} 打不开（{error.strerror}）；第一次用 Milvus 时请不带只读问一次，它会建立"
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            held = os.read(handle, 64).decode("ascii", "replace").strip()
            if not re.fullmatch(r"cejian_[0-9a-f]{16}", held):
                if read_only:
                    raise VectorsError(f"{self._mark} 已损坏；请不带只读问一次，它会重新建立")
                held = f"cejian_{secrets.token_hex(8)}"
                os.ftruncate(handle, 0)
                os.pwrite(handle, f"{held}\n".encode(), 0)
                os.fsync(handle)
            yield held
        finally:
            os.close(handle)


def _of_model(model: str) -> str:
    """How the names of collections of this model end."""
    return f"_{hashlib.sha256(model.encode()).hexdigest()[:16]}"


def _generation(store: Store) -> int:
    """The newest generation, whatever transaction this thread is in."""
    beside = Store(store.path, store.read_only)
    try:
        return beside.generation
    finally:
        beside.close()


def _schema(width: int) -> Any:
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field(KEY, DataType.INT64, is_primary=True)
    schema.add_field(DIGEST, DataType.INT64)
    schema.add_field("document", DataType.VARCHAR, max_length=64)
    schema.add_field("year", DataType.INT64)
    schema.add_field("issuer", DataType.VARCHAR, max_length=LONGEST_NAME)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=width)
    return schema


def _described(fields: Any) -> dict[str, tuple[int, int]]:
    """Name → type and width of each field."""
    return {
        field["name"]: (int(field["type"]), int(field.get("params", {}).get("dim", 0))) for field in fields
    }


def _of_the_server(error: Exception) -> bool:
    import grpc
    from pymilvus import MilvusException

    return isinstance(error, MilvusException | grpc.RpcError)
