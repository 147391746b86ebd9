"""What a service no longer holds goes back to the system."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from api import heaps
from api.app import create_app
from api.library import Library

GLIBC = hasattr(ctypes.CDLL(None), "malloc_trim") and Path("/proc/self/status").exists()


def held() -> int:
    """Bytes of this process that are no file's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("RssAnon"))


@pytest.mark.skipif(not GLIBC, reason="this C library takes no such wish")
def test_what_lies_between_arrays_that_stay_is_given_back() -> None:
    kept = [np.ones(96 << 10, np.uint8) for _ in range(600)]  # too small for pages of their own
    del kept[::2]
    before = held()
    heaps.give_back()
    assert before - held() > 10 << 20
    assert len(kept) == 300


def test_a_service_gives_back_after_each_upload(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[bool] = []
    monkeypatch.setattr(heaps, "give_back", lambda: given_back.append(True))
    with TestClient(
        create_app(filled, filled.settings), base_url="http://localhost:8000", client=("127.0.0.1", 50000)
    ) as client:
        answer = client.post(
            "/api/v1/documents", files={"files": ("新计划2019.txt", "新建学校3所。".encode())}
        )
        assert answer.status_code == 200
    assert given_back == [True]
