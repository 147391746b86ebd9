"""Whatever a caller sends, the answer is an answer or says what was wrong: never a 5xx."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from make_requests import Sent, each_bad, generated
from starlette.testclient import TestClient
from test_app import V1, client_of, error_of, wait_until_ready

from api.library import Library

FORM = {"Content-Type": "multipart/form-data; boundary=b"}
PART = b'--b\r\nContent-Disposition: form-data; name="files"; filename="%d.txt"\r\n\r\nx\r\n'


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder of its own for temporary files, which must be empty in the end."""
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder
    assert list(folder.iterdir()) == []


def failures(client: TestClient, requests: Iterable[Sent]) -> tuple[Counter[int], list[str]]:
    """How often each status came, and what got a 5xx or broke the shape of errors."""
    statuses, bad = Counter[int](), []
    for sent in requests:
        headers = {"Content-Type": sent.kind} if sent.kind else {}
        answer = client.request(sent.method, sent.address, content=sent.body, headers=headers)
        statuses[answer.status_code] += 1
        if sent.method == "DELETE" and answer.status_code == 200 and statuses.total() % 5:
            client.post(sent.address.partition("?")[0] + "/restore")  # else the library would soon be empty
        if answer.status_code >= 500:
            bad.append(f"{answer.status_code} {sent.method} {sent.address[:300]} {sent.body[:300]!r}")
        elif answer.status_code >= 400:
            error_of(answer)
    return statuses, bad


def ids_of(client: TestClient) -> list[str]:
    return [one["id"] for one in client.get(f"{V1}/documents").json()["documents"]] + [
        "nosuch",
        "0123456789abcdef",
    ]


def run(library: Library, folder: Path, count: int, *, every: bool) -> None:
    with scratch(folder), client_of(library) as client:
        wait_until_ready(client)
        description, ids = client.get(f"{V1}/openapi.json").json(), ids_of(client)
        started = time.monotonic()
        statuses, bad = failures(client, generated(description, ids, count))
        listed = list(each_bad(description, ids))
        more, worse = failures(client, listed if every else listed[:: max(1, len(listed) // 200)])
    print(
        f"{statuses.total()} generated {dict(statuses)}, {more.total()} of the list {dict(more)}, {time.monotonic() - started:.0f} s"
    )
    assert bad + worse == []
    assert statuses[200] > count // 10, "most of what is generated never gets as far as an answer"


# a form that ends within a file: starlette leaves that file to the garbage collector
_UNENDED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@_UNENDED
@pytest.mark.slow
def test_300_generated_requests_and_some_of_the_list_get_no_5xx(filled: Library, tmp_path: Path) -> None:
    run(filled, tmp_path / "scratch", 300, every=False)


@_UNENDED
@pytest.mark.hard
def test_10_000_generated_requests_and_the_whole_list_get_no_5xx(filled: Library, tmp_path: Path) -> None:
    run(filled, tmp_path / "scratch", 10_000, every=True)


@pytest.fixture
def client(steady: Library, tmp_path: Path) -> Iterator[TestClient]:
    """Nothing is warmed up: what is sent here gets no answer that needs it."""
    with scratch(tmp_path / "scratch"):
        yield client_of(steady, upload_mb=1)


def test_1_001_files_and_1_001_fields_are_refused(client: TestClient) -> None:
    files = b"".join(PART % number for number in range(1001)) + b"--b--\r\n"
    fields = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nx\r\n' * 1001 + b"--b--\r\n"
    for body in (files, fields):
        assert error_of(client.post(f"{V1}/documents", content=body, headers=FORM))[0] == 400


@pytest.mark.parametrize(
    "length",
    [b"10", b"5000", b"-1", b"abc", b"1e3", b"99999999999999999999", b"0x10", "１２".encode(), b" 10"],
)
def test_a_length_that_lies_is_no_5xx(client: TestClient, length: bytes) -> None:
    body = PART % 1 + b"--b--\r\n"
    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"content-length", length)]
    answer = client.post(f"{V1}/documents", content=body, headers=headers)
    assert answer.status_code in (200, 400, 413)
