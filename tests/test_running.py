"""A command asks the service that runs over its data, and prints what it would have printed itself."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from live import serving

from api import cli, commands
from api.library import Library
from api.running import NOTE, answers_as, ask_service, leave_note, take_note_back
from bench.start import ROOT, SEARCH, command, seconds, service

LIGHT = {"apsw", "faiss", "fastapi", "jieba", "numpy", "pydantic", "starlette", "torch", "uvicorn"}
"""What a question to a service, or a look at the help, has no need of."""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def port(steady: Library) -> Iterator[int]:
    """A service over ``steady``, which has left its note."""
    with serving(steady) as found:
        instance = httpx.get(f"http://127.0.0.1:{found}/healthz").json()["instance"]
        leave_note(steady.settings, found, instance)
        yield found
        take_note_back(steady.settings, instance)


@pytest.fixture
def run(steady: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command over ``steady``: exit code, output, errors; ``alone`` takes no notice of the service."""
    monkeypatch.setenv("CEJIAN_DATA", str(steady.settings.data))
    monkeypatch.setattr(commands, "Library", lambda settings: steady)

    def run(*arguments: str, alone: bool = False) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            if alone:
                patch.setattr("api.running._note", lambda settings: {})
            code = cli.main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def steady_part(out: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(out).items() if name != "took_ms"}


@pytest.fixture
def identity(steady: Library) -> str:
    return steady.documents()["documents"][0]["id"]


QUESTIONS = (
    ["search", "课业负担", "--explain"],
    ["search", "减负", "--mode", "phrase", "--no-expand", "--limit", "1", "--offset", "1"],
    ["search", "减负", "--year-from", "2014", "--level", "市", "--level", "县"],
    ["themes", "历年计划怎么说课业负担", "--per-year", "2", "--max-themes", "3"],
    ["compare", "--a", "2013", "--b", "2016"],
    ["formulation", "课业负担"],
    ["targets", "幼儿园"],
    ["concept", "学生减负"],
    ["citations"],
    ["duties", "幼儿园", "--unit", "基教处"],
    ["lineage", "ID"],
    ["documents"],
    ["documents", "list", "--issuer", "临澄市教育局", "--limit", "2"],
    ["documents", "show", "ID"],
    ["precedents", "DRAFT", "--level", "市"],
)


@pytest.mark.parametrize("arguments", QUESTIONS, ids=lambda arguments: "-".join(arguments[:2]))
def test_the_service_answers_as_the_command_does(
    run: Run, port: int, identity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    draft = tmp_path / "稿.txt"
    draft.write_text("减轻中小学生过重课业负担，新建幼儿园15所。", encoding="utf-8")
    given = [{"ID": identity, "DRAFT": str(draft)}.get(one, one) for one in arguments]
    alone, alone_json = run(*given, alone=True), run(*given, "--json", alone=True)

    def no_library(settings: object) -> Library:
        raise AssertionError("the library was opened")

    monkeypatch.setattr(commands, "Library", no_library)
    assert run(*given) == alone
    code, out, err = run(*given, "--json")
    assert (code, err) == (alone_json[0], alone_json[2])
    assert steady_part(out) == steady_part(alone_json[1])
    assert list(json.loads(out)) == list(json.loads(alone_json[1]))


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", ""],
        ["search", "a\ud800"],
        ["search", "减" * 501],
        ["search", "减负", "--level", "村"],
        ["search", "减负", "--limit", "9223372036854775808"],
        ["concept", "没有这个概念"],
        ["documents", "show", "../../healthz"],
        ["documents", "show", "nosuch"],
        ["lineage", "nosuch"],
    ],
    ids=lambda arguments: "-".join(arguments)[:30].encode("ascii", "replace").decode(),
)
def test_a_mistake_ends_as_it_does_without_a_service(run: Run, port: int, arguments: list[str]) -> None:
    asked = run(*arguments)
    assert asked == run(*arguments, alone=True)
    assert asked[0] in (1, 2)


def test_an_answer_that_becomes_a_file_is_made_from_the_library(
    run: Run, port: int, steady: Library, tmp_path: Path
) -> None:
    assert run("search", "课业负担", "--export", str(tmp_path / "a.csv"))[0] == 0
    assert (tmp_path / "a.csv").stat().st_size > 100


NOTES: tuple[tuple[str, Any], ...] = (
    ("another program has its port", {"instance": "0" * 32}),
    ("its process is gone", {"pid": 2**22 + 1}),
    ("it is no process", {"pid": "x"}),
    ("nobody listens", {"port": 1}),
    ("no port", {"port": "a"}),
    ("no such port", {"port": 70000}),
    ("it answers otherwise", {"answers_as": "0" * 16}),
    ("a field is missing", None),
)


@pytest.mark.parametrize("changes", [changes for _, changes in NOTES], ids=[name for name, _ in NOTES])
def test_a_note_that_is_stale_or_foreign_is_not_believed(
    steady: Library, port: int, changes: dict[str, Any] | None
) -> None:
    settings = steady.settings
    note = settings.data / NOTE
    written = note.read_text(encoding="utf-8")
    assert ask_service(settings, "documents")["total"] == 3
    changed = {**json.loads(written), **(changes or {})}
    if changes is None:
        del changed["instance"]
    try:
        for text in (json.dumps(changed), written[:20], "[]", ""):
            note.write_text(text, encoding="utf-8")
            assert ask_service(settings, "documents") is None
    finally:
        note.write_text(written, encoding="utf-8")


def test_other_settings_are_answered_for_by_the_command(steady: Library, port: int, tmp_path: Path) -> None:
    settings = steady.settings
    (tmp_path / "data").symlink_to(settings.data)
    assert ask_service(replace(settings, data=tmp_path / "data"), "documents")
    (tmp_path / "other").symlink_to(settings.data)  # its name stands in every answer
    for changes in ({"model": "another"}, {"concepts": (tmp_path,)}, {"data": tmp_path / "other"}):
        assert ask_service(replace(settings, **changes), "documents") is None
    local = replace(steady.settings, concepts=(tmp_path,))
    before = answers_as(local)
    (tmp_path / "a.toml").write_text("", encoding="utf-8")
    assert answers_as(local) != before


def test_the_samples_do_not_answer_for_an_empty_library(library: Library) -> None:
    with serving(library) as port:
        health = httpx.get(f"http://127.0.0.1:{port}/healthz").json()
        assert health["empty"]
        leave_note(library.settings, port, health["instance"])
        assert ask_service(library.settings, "documents") is None


def test_a_note_is_the_users_alone_and_goes_with_its_service(library: Library) -> None:
    settings, note = library.settings, library.settings.data / NOTE
    leave_note(settings, 8000, "first")
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    leave_note(settings, 8001, "second")
    take_note_back(settings, "first")
    assert json.loads(note.read_text(encoding="utf-8"))["port"] == 8001
    take_note_back(settings, "second")
    assert not [path for path in settings.data.iterdir() if NOTE in path.name]


def test_nothing_is_left_where_nothing_may_be_written(library: Library, tmp_path: Path) -> None:
    leave_note(replace(library.settings, read_only=True), 8000, "a")
    leave_note(replace(library.settings, data=tmp_path / "gone"), 8000, "a")
    take_note_back(replace(library.settings, data=tmp_path / "gone"), "a")
    assert not (library.settings.data / NOTE).exists()
    assert not (tmp_path / "gone").exists()


def loaded_by(*arguments: str, data: Path) -> set[str]:
    """The modules that a command loads."""
    program = (
        "import sys; from api import cli\n"
        f"try: cli.main({list(arguments)!r})\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    environ = os.environ | {"CEJIAN_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_a_question_to_a_service_and_the_help_load_nothing_heavy(steady: Library, port: int) -> None:
    data = steady.settings.data
    asked = loaded_by(*SEARCH, data=data)
    assert "api.showing" in asked
    assert "api.commands" not in asked
    assert not LIGHT & asked
    assert not (LIGHT | {"http.client", "api.asking"}) & loaded_by("--help", data=data)


@pytest.mark.parametrize("mode", ["keyword", "phrase"])
def test_words_are_searched_without_a_model(filled: Library, mode: str) -> None:
    loaded = loaded_by(*SEARCH, "--mode", mode, data=filled.settings.data)
    assert "jieba" in loaded
    assert not {"torch", "tokenizers", "sentence_transformers"} & loaded


@pytest.mark.slow
def test_a_service_leaves_its_note_and_answers_in_a_third_of_the_time(
    root: Library, plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEJIAN_CACHE", str(root.settings.cache))
    data = tmp_path / "data"
    command("ingest", str(plans), data=data)
    itself = command("search", "课业负担", data=data).stdout
    alone = seconds(*SEARCH, data=data, runs=2)
    with service(data) as start:
        assert json.loads((data / NOTE).read_text(encoding="utf-8"))["port"] == start.port
        assert start.alive < start.words < start.ready
        assert command("search", "课业负担", data=data).stdout == itself
        assert seconds(*SEARCH, data=data, runs=2) < alone / 3
    assert not (data / NOTE).exists()
    assert command("search", "课业负担", data=data).stdout == itself
