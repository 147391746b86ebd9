"""``--export`` gives the file that the endpoint gives, and leaves nothing half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import commands
from api.cli import build_parser
from api.library import Library


def run(library: Library, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """One command over this library."""
    monkeypatch.setattr(commands, "Library", lambda settings: library)
    options = build_parser().parse_args([str(argument) for argument in arguments])
    return commands.COMMANDS[options.command](options, library.settings)


@pytest.mark.parametrize(
    ("arguments", "kind", "params"),
    [
        (
            ["search", "课业负担", "--limit", "2", "--no-expand"],
            "search",
            {"q": "课业负担", "expand": False, "limit": 2, "mode": "hybrid", "offset": 0},
        ),
        (
            ["themes", "课业负担", "--year-from", "2013", "--level", "市"],
            "themes",
            {"q": "课业负担", "year_from": 2013, "level": ["市"], "max_themes": 12, "per_year": 5},
        ),
        (["compare", "--a", "2013", "--b", "2016"], "compare", {"a": 2013, "b": 2016}),
        (["formulation", "课业负担"], "formulations", {"term": "课业负担", "limit": 500, "offset": 0}),
        (["duties", "--unit", "基教处"], "duties", {"unit": "基教处", "limit": 100, "offset": 0}),
    ],
)
def test_the_file_of_a_command_is_that_of_the_endpoint(
    steady: Library,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    kind: str,
    params: dict[str, object],
) -> None:
    file = tmp_path / "回答.csv"
    assert run(steady, monkeypatch, *arguments, "--export", file) == 0
    assert file.read_bytes() == steady.export({"kind": kind, "format": "csv", "params": params}).content
    assert list(tmp_path.iterdir()) == [file]
    assert capsys.readouterr().out.startswith(f"已存成 {file}（")


def test_a_draft_is_saved_beside_its_json(
    steady: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "稿.txt").write_text("减轻中小学生过重课业负担。", encoding="utf-8")
    run(steady, monkeypatch, "precedents", tmp_path / "稿.txt", "--json", "--export", tmp_path / "先例.md")
    assert capsys.readouterr().out.startswith('{"segments"')
    assert "减轻" in (tmp_path / "先例.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "says"),
    [("减负.pdf", ".csv .xlsx .docx .md .ris .bib .txt"), ("nowhere/减负.csv", "没有文件夹")],
)
def test_a_file_that_can_not_be_is_told_before_anything_is_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, file: str, says: str
) -> None:
    with pytest.raises(SystemExit) as left:
        build_parser().parse_args(["search", "减负", "--export", str(tmp_path / file)])
    assert left.value.code == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_stays_whole_when_the_disk_is_full(
    steady: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as target:
            target.write(content[:10])
        raise OSError(28, "No space left on device", str(path))

    file = tmp_path / "减负.csv"
    file.write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        run(steady, monkeypatch, "search", "课业负担", "--export", file)
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]
