"""The child, with a builder that does to it what hostile files do: each test names what it survives."""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from make_files import zip_file

from corpus.child import Limits, ReaderProcess
from corpus.files import SourceFile, find_files
from corpus.types import Document, Heading, Noise, Passage, Refusal
from corpus.wire import pack_document, unpack_document

ROOT = Path(__file__).parents[1]
HOSTILE = """
import os, sys, tempfile, types
import corpus.readers

def build_documents(raw):
    from corpus.types import Document
    if "loop" in raw.text:
        while True: pass
    if "memory" in raw.text: bytearray(4 << 30)
    if "segfault" in raw.text: os.kill(os.getpid(), 11)
    if "scratch" in raw.text: tempfile.mkstemp()
    if "exit" in raw.text: os._exit(3)
    if "defect" in raw.text: raise KeyError("x")
    if "connect" in raw.text:
        import ctypes, socket
        port = int(raw.text.split()[1])
        if "natively" in raw.text:  # as a C library would, past Python
            libc = ctypes.CDLL(None)
            handle = libc.socket(2, 1, 0)
            address = bytes((2, 0)) + port.to_bytes(2, "big") + bytes((127, 0, 0, 1)) + bytes(8)
            raise KeyError("refused" if libc.connect(handle, address, 16) else "connected")
        socket.create_connection(("127.0.0.1", port), 5)
    if "print" in raw.text: print("noise on standard output")
    yield Document(text=raw.text, title=raw.name, sources=(raw.source,), found={"pid": str(os.getpid())})
    if "half" in raw.text: os._exit(4)

def read(data, name, source):
    while True: pass

sys.modules["corpus.documents"] = types.ModuleType("corpus.documents")
sys.modules["corpus.documents"].build_documents = build_documents
corpus.readers.READERS["md"] = "sitecustomize:read"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files; the children started meanwhile have the hostile builder."""
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile" / "sitecustomize.py").write_text(HOSTILE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'hostile'}{os.pathsep}{ROOT}")
    return tmp_path


@pytest.fixture
def reader(folder: Path) -> Iterator[ReaderProcess]:
    with ReaderProcess(Limits(seconds=1.0, memory_bytes=2**30, document_chars=1000)) as process:
        yield process


def make(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def outcome(reader: ReaderProcess, path: Path) -> list[str]:
    """Texts of documents, codes of refusals, in order."""
    return [r.text if isinstance(r, Document) else f"{r.code}: {r.name}" for r in reader.read(path)]


def pid(result: Document | Refusal) -> str:
    assert isinstance(result, Document)
    return result.found["pid"]


def test_one_child_serves_many_files(reader: ReaderProcess, folder: Path) -> None:
    first, second = make(folder, "a.txt", "减负"), make(folder, "b.txt", "作业")
    (one,), (two,) = reader.read(first), reader.read(second)
    assert pid(one) == pid(two)
    assert one.sources == (str(first),) if isinstance(one, Document) else False


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("loop", "timeout", marks=pytest.mark.slow),
        ("memory", "memory"),
        ("segfault", "crash"),
        ("exit", "crash"),
    ],
)
def test_a_file_that_kills_the_child_is_named_and_the_next_goes_on(
    reader: ReaderProcess, folder: Path, text: str, code: str
) -> None:
    assert outcome(reader, make(folder, "bad.txt", text)) == [f"{code}: bad.txt"]
    assert outcome(reader, make(folder, "good.txt", "减负")) == ["减负"]


@pytest.mark.slow
def test_the_rest_of_an_archive_goes_in_behind_a_member_that_kills_the_child(
    reader: ReaderProcess, folder: Path
) -> None:
    rows = "\n".join(json.dumps({"content": text}) for text in ("one", "segfault", "two"))
    data = zip_file(
        {"a.txt": b"first", "b.jsonl": rows.encode(), "c.md": b"the reader never ends", "d.txt": b"last"}
    )
    assert outcome(reader, make(folder, "x.zip", data)) == [
        "first",
        "one",
        "crash: x.zip!/b.jsonl 第2行",
        "two",
        "timeout: x.zip!/c.md",
        "last",
    ]


def test_a_document_sent_before_the_crash_is_kept(reader: ReaderProcess, folder: Path) -> None:
    assert outcome(reader, make(folder, "a.txt", "half")) == ["half", "crash: a.txt"]


def test_a_file_that_kills_child_after_child_is_given_up(
    reader: ReaderProcess, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.child._MAX_DEATHS", 4)
    rows = "\n".join(json.dumps({"content": "exit"}) for _ in range(40))
    found = outcome(reader, make(folder, "a.jsonl", rows))
    assert len(found) == 5
    assert found[-1] == "crash: a.jsonl"


def test_a_defect_of_ours_costs_one_text_and_shows_no_traceback(reader: ReaderProcess, folder: Path) -> None:
    data = zip_file({"a.txt": b"defect", "b.txt": b"fine"})
    results = list(reader.read(make(folder, "x.zip", data)))
    assert isinstance(results[0], Refusal)
    assert results[0].code == "unreadable"
    assert "Traceback" not in results[0].reason
    assert isinstance(results[1], Document)


@pytest.mark.parametrize("how", ["", "natively"])
def test_a_reader_can_call_nobody(reader: ReaderProcess, folder: Path, how: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        port = canary.getsockname()[1]
        if how and not own_network():
            pytest.skip("this system gives no network of its own")
        assert outcome(reader, make(folder, "a.txt", f"connect {port} {how}")) == ["unreadable: a.txt"]
        with pytest.raises(BlockingIOError):
            canary.accept()
        with socket.create_connection(("127.0.0.1", port)):  # the canary would have noticed
            canary.accept()[0].close()


def own_network() -> bool:
    """Whether a process of this user may have a network of its own."""
    code = "import ctypes, os; raise SystemExit(ctypes.CDLL(None).unshare(0x40000000 | (0x10000000 if os.geteuid() else 0)))"
    return subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_what_libraries_print_does_not_mix_with_answers(reader: ReaderProcess, folder: Path) -> None:
    assert outcome(reader, make(folder, "a.txt", "print")) == ["print"]


def test_a_caller_who_stops_listening_does_not_confuse_the_next_file(
    reader: ReaderProcess, folder: Path
) -> None:
    rows = "\n".join(json.dumps({"content": f"row {i}"}) for i in range(500))
    results = reader.read(make(folder, "a.jsonl", rows))
    next(results)
    del results
    gc.collect()
    assert outcome(reader, make(folder, "b.txt", "减负")) == ["减负"]


def test_a_module_in_the_working_folder_is_not_run(
    reader: ReaderProcess, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(folder, "json.py", "import os; os._exit(9)")
    monkeypatch.chdir(folder)
    assert outcome(reader, make(folder, "a.txt", "减负")) == ["减负"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("broken.docx", b"PK\x03\x04 no archive", "broken"),
        ("random.txt", bytes(range(256)) * 9, "not_text"),
        ("unknown.xyz", b"text", "unknown"),
        ("long.txt", b"x" * 1001, "too_big"),
        ("table.csv", b"a,b\n1,2\n", "no_columns"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    reader: ReaderProcess, folder: Path, name: str, content: bytes, code: str
) -> None:
    assert outcome(reader, make(folder, name, content)) == [f"{code}: {name}"]


def test_missing_files_folders_and_pipes_are_told(reader: ReaderProcess, folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert outcome(reader, folder / "没有.txt") == ["missing: 没有.txt"]
    assert outcome(reader, folder) == [f"unreadable: {folder.name}"]
    assert outcome(reader, folder / "pipe.txt") == ["unreadable: pipe.txt"]


def test_a_file_over_the_limit_is_not_opened(folder: Path) -> None:
    with ReaderProcess(Limits(file_bytes=10)) as reader:
        assert outcome(reader, make(folder, "a.txt", "x" * 11)) == ["too_big: a.txt"]


def test_more_text_than_allowed_ends_the_file(folder: Path) -> None:
    rows = "\n".join(json.dumps({"content": "x" * 100}) for _ in range(9))
    with ReaderProcess(Limits(output_chars=250)) as reader:
        found = outcome(reader, make(folder, "a.jsonl", rows))
    assert found == ["x" * 100, "x" * 100, "too_big: a.jsonl"]


def test_an_upload_has_the_name_and_source_that_it_is_given(reader: ReaderProcess, folder: Path) -> None:
    (found,) = reader.read(make(folder, "tmp123.txt", "减负"), name="要点.txt", source="upload:要点.txt")
    assert isinstance(found, Document)
    assert (found.title, found.sources) == ("要点.txt", ("upload:要点.txt",))


def test_the_parent_holds_one_document_at_a_time(folder: Path) -> None:
    rows = "\n".join(json.dumps({"content": f"{i:06d}" + "x" * 100_000}) for i in range(100))
    path = make(folder, "a.jsonl", rows)
    with ReaderProcess() as reader:
        next(reader.read(path))
        tracemalloc.start()
        count = sum(1 for _ in reader.read(path))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert count == 100
    assert peak < 2_000_000, "the file has 10 MB"


def test_a_document_is_the_same_behind_the_wire() -> None:
    document = Document(
        text="一、减负\ud800\udc00 \U00020000",
        title="要点",
        year=2013,
        stage=("义务",),
        found={"year": "文件名"},
        sources=("a",),
        outline=(Heading(1, "一、", "减负", 0, 4),),
        passages=(Passage("减负", 2, 4, ("一、减负",), "1"),),
        noise=(Noise("title", 0, 2),),
        cites=("b",),
    )
    wired = json.dumps(pack_document(document), ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert unpack_document(json.loads(wired.decode("utf-8", "surrogatepass"))) == document


def test_what_a_child_leaves_behind_is_removed_however_it_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(folder / "temp"))
    (folder / "temp").mkdir()
    with ReaderProcess(Limits(seconds=1.0)) as reader:
        assert outcome(reader, make(folder, "a.txt", "scratch exit")) == ["crash: a.txt"]
        assert [list(left.iterdir()) for left in (folder / "temp").iterdir()] == [[]]
    assert list((folder / "temp").iterdir()) == []


@pytest.mark.slow
def test_all_government_reports_come_through_the_child() -> None:
    path = ROOT.parent / "shared" / "data" / "government-work-reports.jsonl"
    if not path.exists():
        pytest.skip("the shared reports are not here")
    with ReaderProcess() as reader:
        results = list(reader.read(path))
    assert [result for result in results if isinstance(result, Refusal)] == []
    assert len({source for result in results for source in getattr(result, "sources", ())}) == 72


@pytest.mark.slow
def test_every_sample_plan_is_read_in_the_form_it_stands_in() -> None:
    files = list(find_files([ROOT / "corpus" / "sample" / "plans"]))
    assert files
    with ReaderProcess() as reader:
        for file in files:
            assert isinstance(file, SourceFile)
            (document,) = reader.read(file.path, file.name)
            assert isinstance(document, Document)
            assert document.text == document.text.strip("\ufeff")
            assert len(document.passages) >= 5
