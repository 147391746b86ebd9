"""The command line: what it prints, how it ends, and that a mistake is told in one line."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import FakeEncoder
from starlette.testclient import TestClient

from api import cli, commands, taking_in
from api.app import create_app
from api.commands import read_change
from api.diagnosis import diagnose
from api.library import Library
from api.samples import BANNER
from api.settings import Settings

ROOT = Path(__file__).parents[1]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    base: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs a command over a library of its own, without a model: exit code, output, errors."""

    def opened(settings: Settings) -> Library:
        return base.beside(settings.data)

    opened.bring_back = Library.bring_back  # type: ignore[attr-defined]
    for module in (commands, taking_in):
        monkeypatch.setattr(module, "Library", opened)
    monkeypatch.setenv("CEJIAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CEJIAN_CACHE", str(base.settings.cache))

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def steady_part(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "took_ms"}


# -- ingest ---------------------------------------------------------------------------------------


def test_ingest_takes_in_a_folder_and_ends_with_0(run: Run, plans: Path) -> None:
    code, out, err = run("ingest", plans)
    assert code == 0
    assert "没有收录" not in err
    assert "收录 3 份" in out
    assert run("ingest", plans)[1].startswith("已有 3 份")


def test_ingest_as_json_has_the_fields_of_the_contract(run: Run, plans: Path) -> None:
    code, out, _ = run("ingest", plans, "--json")
    answer = json.loads(out)
    assert code == 0
    assert set(answer) == {"added", "updated", "unchanged", "documents", "passages", "seconds", "refused"}
    assert (answer["added"], answer["documents"], answer["passages"]) == (3, 3, 6)


def test_what_is_wrong_is_named_a_line_each_and_the_rest_goes_in(run: Run, plans: Path) -> None:
    (plans / "空.txt").write_bytes(b"")
    (plans / "坏.docx").write_bytes(b"PK\x03\x04 no archive")
    (plans / "乱.bin").write_bytes(bytes(range(256)) * 20)
    (plans / "表.xyz").write_bytes(b"\x00\x01\x02")
    code, out, err = run("ingest", plans, plans / "没有.txt", "/" + "x" * 300, "--json")
    answer = json.loads(out)
    assert code == 3
    assert answer["added"] == 3
    assert len(answer["refused"]) == 6
    assert all(refused["reason"] for refused in answer["refused"])
    lines = err.splitlines()
    assert len(lines) == 6
    for name in ("空.txt", "坏.docx", "乱.bin", "表.xyz", "没有.txt"):
        assert any(name in line for line in lines)
    assert "Traceback" not in err


def test_what_is_refused_and_why_stands_in_a_table(run: Run, plans: Path, tmp_path: Path) -> None:
    (plans / "=坏.docx").write_bytes(b"PK\x03\x04 no archive")
    table = tmp_path / "refused.csv"
    assert run("ingest", plans, "--refused", table)[0] == 3
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(table.read_text(encoding="utf-8-sig").splitlines())
    assert header == ["文件", "代码", "原因"]
    assert row[0] == "plans/=坏.docx"
    assert row[1] == "broken"
    assert row[2]
    (plans / "=坏.docx").unlink()
    assert run("ingest", plans, "--refused", table)[0] == 0
    assert table.read_text(encoding="utf-8-sig").splitlines() == ["文件,代码,原因"]
    code, _, err = run("ingest", plans, "--refused", tmp_path / "没有" / "x.csv")
    assert code == 2
    assert "没有文件夹" in err


def test_a_dry_run_tells_what_would_go_in_and_changes_nothing(run: Run, plans: Path) -> None:
    code, out, _ = run("ingest", plans, "--dry-run", "--json")
    answer = json.loads(out)
    assert (code, answer["added"], answer["documents"]) == (0, 3, 0)
    read = answer["read"][0]
    assert (read["title"], read["year"], read["status"]) == ("临澄市教育局2013年工作要点", 2013, "would_add")
    assert (read["issuer"], read["region"], read["passages"]) == ("临澄市教育局", "临澄市", 2)
    assert read["found"]["year"] == "标题行：2013年"
    shown = run("ingest", plans, "--dry-run")[1]
    assert "年份  2013（标题行：2013年）" in shown
    assert "可收录 3 份" in shown
    run("ingest", plans)
    assert json.loads(run("ingest", plans, "--dry-run", "--json")[1])["unchanged"] == 3


@pytest.mark.slow
def test_samples_never_enter_the_library_of_the_user(run: Run, plans: Path) -> None:
    run("demo")
    run("ingest", plans)
    listed = json.loads(run("documents", "--json")[1])
    assert listed["total"] == 3
    assert not any(document["sample"] for document in listed["documents"])


# -- questions ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "address", "parameters"),
    [
        (["search", "课业负担", "--limit", "2"], "search", {"q": "课业负担", "limit": 2}),
        (["search", "幼儿园", "--mode", "phrase"], "search", {"q": "幼儿园", "mode": "phrase"}),
        (["search", "减负", "--no-expand"], "search", {"q": "减负", "expand": False}),
        (
            ["search", "减负", "--year-from", "2014", "--level", "市", "--level", "县"],
            "search",
            {"q": "减负", "year_from": 2014, "level": ["市", "县"]},
        ),
        (["search", "减负", "--year_from", "2014"], "search", {"q": "减负", "year_from": 2014}),
        (["themes", "课业负担", "--per-year", "2"], "themes", {"q": "课业负担", "per_year": 2}),
        (["formulation", "课业负担", "--limit", "1"], "formulations", {"term": "课业负担", "limit": 1}),
        (["citations", "--year-to", "2014"], "citations", {"year_to": 2014}),
        (["duties", "幼儿园", "--unit", "基教处"], "duties", {"q": "幼儿园", "unit": "基教处"}),
        (["concept", "课业负担"], "concepts/课业负担", {}),
        (["documents", "--limit", "2"], "documents", {"limit": 2}),
        (["documents", "list", "--issuer", "临澄市教育局"], "documents", {"issuer": "临澄市教育局"}),
    ],
)
def test_json_is_what_the_endpoint_answers(
    run: Run, base: Library, plans: Path, tmp_path: Path, arguments: list[str], address: str, parameters: Any
) -> None:
    run("ingest", plans)
    code, out, _ = run(*arguments, "--json")
    library = base.beside(tmp_path / "data")
    client = TestClient(create_app(library, library.settings))
    answer = client.get(f"/api/v1/{address}", params=parameters).json()
    assert code == 0
    assert steady_part(json.loads(out)) == steady_part(answer)


def test_people_get_chinese_text_without_colours(run: Run, plans: Path) -> None:
    run("ingest", plans)
    code, out, _ = run("themes", "历年计划怎么说课业负担")
    assert code == 0
    assert "2013—2016年：2年提及，1年未见提及，1年缺藏" in out
    assert "\033" not in out
    assert "《临澄市教育局2013年工作要点》" in run("search", "课业负担", "--explain")[1]


def test_an_empty_library_says_how_to_fill_it(run: Run) -> None:
    code, out, _ = run("search", "减负")
    assert code == 0
    assert "cejian ingest" in out


@pytest.mark.slow
def test_the_demo_asks_the_samples(run: Run) -> None:
    code, out, _ = run("demo")
    assert code == 0
    assert "历年计划怎么说减负" in out
    assert "【示例】" in out
    assert BANNER not in out


# -- documents ------------------------------------------------------------------------------------


def test_a_document_is_shown_corrected_removed_and_restored(run: Run, plans: Path) -> None:
    run("ingest", plans)
    identity = json.loads(run("documents", "--json")[1])["documents"][0]["id"]
    assert "提纲" in run("documents", "show", identity)[1]
    code, out, _ = run("documents", "set", identity, "year=2011", "stage=义务,高中", "issuer=", "--json")
    answer = json.loads(out)
    assert (code, answer["year"], answer["stage"], answer["issuer"]) == (0, 2011, ["义务", "高中"], None)
    code, out, _ = run("documents", "remove", identity)
    assert code == 0
    assert f"restore {identity}" in out
    assert run("documents", "show", identity)[0] == 1
    assert json.loads(run("documents", "--json")[1])["total"] == 2
    assert run("documents", "restore", identity)[0] == 0
    assert json.loads(run("documents", "--json")[1])["total"] == 3


def test_what_a_red_head_says_is_shown(run: Run) -> None:
    run("ingest", Path(__file__).parent / "red_heads" / "two-attachments.txt")
    (listed,) = json.loads(run("documents", "--json")[1])["documents"]
    said = {name: listed[name] for name in ("number", "issued", "addressee", "publicity", "copied_to")}
    assert said == {
        "number": "望教基【2022】18号",
        "issued": "2022-05-20",
        "addressee": "各乡镇（街道）中心校，县直各学校",
        "publicity": "主动公开",
        "copied_to": None,
    }
    assert not said.keys() & listed["found"].keys()
    shown = run("documents", "show", listed["id"])[1]
    for line in ("文号  望教基【2022】18号", "成文  2022-05-20", "公开  主动公开", "附件2：学区划分办法"):
        assert line in shown


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("year=2013", ("year", 2013)),
        ("year=", ("year", None)),
        ("year=二〇一三", ("year", "二〇一三")),
        ("title=2013", ("title", "2013")),
        ("title=a=b", ("title", "a=b")),
        ("stage=义务、高中", ("stage", ["义务", "高中"])),
        ("stage=", ("stage", [])),
        ("year_conflict=true", ("year_conflict", True)),
        ("year_conflict=maybe", ("year_conflict", "maybe")),
    ],
)
def test_a_correction_is_read_by_the_kind_of_its_field(text: str, change: tuple[str, Any]) -> None:
    assert read_change(text) == change


# -- mistakes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["ingest"],
        ["search"],
        ["search", ""],
        ["search", "  "],
        ["search", "a\ud800"],
        ["search", "减" * 100_000],
        ["search", "a", "--limit", "x"],
        ["search", "a", "--limit", "-1"],
        ["search", "a", "--limit", "9223372036854775808"],
        ["search", "a", "--limit", "NaN"],
        ["search", "a", "--mode", "best"],
        ["search", "a", "--offset", "-1"],
        ["search", "a", "--year-from", "-5"],
        ["search", "a", "--year-from", "2020", "--year-to", "2010"],
        ["search", "a", "--level", "村"],
        ["search", "a", "--lim", "3"],
        ["themes", "a", "--per-year", "0"],
        ["themes", "a", "--max-themes", "1000"],
        ["documents", "set", "x", "year"],
        ["documents", "show"],
        ["watch"],
        ["watch", "/nowhere"],
        ["watch", ".", "--interval", "0"],
        ["watch", ".", "--interval", "nan"],
        ["watch", ".", "--interval", "x"],
        ["eval", "/nowhere.json"],
    ],
)
def test_bad_usage_ends_with_2_and_says_why(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    said = out + err
    assert "Traceback" not in said
    assert any("\u4e00" <= character <= "\u9fff" for character in said)


@pytest.mark.parametrize("action", ["show", "remove", "restore"])
def test_an_unknown_document_ends_with_1_and_one_line(run: Run, action: str) -> None:
    code, out, err = run("documents", action, "nosuch")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "nosuch" in err


def test_a_setting_that_can_not_be_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CEJIAN_UPLOAD_MB", "many")
    code, _, err = run("documents")
    assert code == 2
    assert "CEJIAN_UPLOAD_MB" in err


def test_a_data_folder_that_can_not_be_made_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, _, err = run("documents", "--data", tmp_path / "file" / "data")
    assert code == 1
    assert err.count("\n") == 1


def test_data_and_model_of_the_command_line_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CEJIAN_DATA", "/a")
    monkeypatch.setenv("CEJIAN_MODEL", "a")
    options = cli.build_parser().parse_args(["search", "x", "--data", "/b", "--model", "b"])
    settings = cli.read_settings(options)
    assert (settings.data, settings.model) == (Path("/b"), "b")
    serve = cli.build_parser().parse_args(["serve", "--read-only"])
    assert cli.read_settings(serve).read_only


# -- care of the library --------------------------------------------------------------------------


def test_eval_prints_a_table_and_as_json_all_figures(run: Run, plans: Path, tmp_path: Path) -> None:
    run("ingest", plans)
    cases = tmp_path / "cases.json"
    cases.write_text('[{"topic": "减负", "queries": ["课业负担"], "relevant": "课业负担"}]', encoding="utf-8")
    code, out, _ = run("eval", cases)
    assert code == 0
    assert "1.000" in out
    answer = json.loads(run("eval", cases, "--json", "--no-concepts")[1])
    assert (answer["queries"], answer["concepts_used"]) == (1, False)


def test_rebuild_says_what_it_did(run: Run, plans: Path) -> None:
    run("ingest", plans)
    assert "已重建 6 段" in run("rebuild")[1]
    assert json.loads(run("rebuild", "--vectors", "--json")[1]) == {
        "passages": 6,
        "embedded": 6,
        "dropped": 0,
    }


@pytest.mark.slow
def test_doctor_ends_with_1_when_something_is_wrong(
    run: Run, plans: Path, tmp_path: Path, base: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.commands.diagnose", lambda settings: diagnose(settings, FakeEncoder()))
    run("ingest", plans)
    code, out, _ = run("doctor")
    assert (code, out.splitlines()[-1]) == (0, "都好。")
    library = base.beside(tmp_path / "data")
    with library.parts.store.writing() as connection:
        connection.execute("UPDATE passages SET text = 'x' WHERE pk = 1")
    code, out, _ = run("doctor")
    assert code == 1
    assert "坏  段落" in out
    answer = json.loads(run("doctor", "--json")[1])
    assert answer["good"] is False
    assert {"name", "good", "detail", "advice"} == set(answer["checks"][0])


# -- as a program ---------------------------------------------------------------------------------


def cejian(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments], cwd=ROOT, capture_output=True, timeout=60, check=False
    )


def test_help_comes_at_once_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from api import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'apsw', 'fastapi', 'jieba', 'torch', 'faiss'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().endswith("[]\n")
    fastest = min(_seconds(lambda: cejian("--help")) for _ in range(5))
    assert fastest < 0.3


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def test_every_command_of_the_contract_that_is_there_has_help() -> None:
    shown = cejian("--help").stdout.decode()
    for name in commands.COMMANDS:
        assert name in shown
        with pytest.raises(SystemExit) as leaving:
            cli.main([name, "--help"])
        assert leaving.value.code == 0


def test_a_reader_that_has_gone_is_no_error(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "api.cli", "documents", "--data", str(tmp_path / "data")]
    try:
        done = subprocess.run(
            command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, timeout=60, check=False
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
