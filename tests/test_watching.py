"""A folder that is watched: what comes goes in once it is at rest, and nothing ends the watching but a key."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.ingest import Outcome
from api.library import Library
from api.watching import Watch
from index.store import DiskFull

ROOT = Path(__file__).parents[1]
LONG_AGO = time.time() - 3600
PLAN = "临澄市教育局2017年工作要点\n一、重点工作\n1．切实减轻中小学生过重课业负担，规范办学行为。\n"


def looked(watch: Watch) -> list[tuple[str, str]]:
    told: list[Outcome] = []
    watch.look(told.append)
    return [(one.status, one.name) for one in told]


def rested(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def test_new_and_changed_files_go_in_and_the_others_are_left_alone(library: Library, plans: Path) -> None:
    for path in plans.iterdir():
        os.utime(path, (LONG_AGO, LONG_AGO))
    watch = Watch(library, plans, 2)
    assert [status for status, _ in looked(watch)] == ["added"] * 3
    assert looked(watch) == []
    rested(plans / "2017.txt", PLAN)
    assert looked(watch) == [("added", "临澄市教育局2017年工作要点")]
    path = rested(plans / "2017.txt", PLAN + "2．发展学前教育。\n")
    os.utime(path, (LONG_AGO + 9, LONG_AGO + 9))
    assert looked(watch) == [("updated", "临澄市教育局2017年工作要点")]
    path.unlink()
    assert looked(watch) == []
    assert library.size[0] == 4, "what has gone from the folder stays in the library"


def test_a_file_that_is_still_being_copied_waits(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    watch = Watch(library, folder, 3600)
    path = folder / "a.txt"
    path.write_text(PLAN[:20], encoding="utf-8")
    assert looked(watch) == []
    path.write_text(PLAN, encoding="utf-8")
    assert looked(watch) == []
    assert [status for status, _ in looked(watch)] == ["added"]


def test_a_broken_file_is_told_once_and_again_when_it_has_changed(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    rested(folder / "a.docx", b"PK\x03\x04 no archive")
    rested(folder / "b.txt", PLAN)
    watch = Watch(library, folder, 2)
    assert sorted(status for status, _ in looked(watch)) == ["added", "refused"]
    assert looked(watch) == []
    path = rested(folder / "a.docx", b"PK\x03\x04 still none")
    os.utime(path, (LONG_AGO + 9, LONG_AGO + 9))
    assert [status for status, _ in looked(watch)] == ["refused"]


def test_a_full_disk_is_told_once_and_tried_again(
    library: Library, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in plans.iterdir():
        os.utime(path, (LONG_AGO, LONG_AGO))
    watch = Watch(library, plans, 2)

    def full(*arguments: object, **options: object) -> None:
        raise DiskFull("磁盘空间不够")

    with monkeypatch.context() as patch:
        patch.setattr(library, "ingest", full)
        assert [status for status, _ in looked(watch)] == ["refused"]
        assert looked(watch) == []
    assert [status for status, _ in looked(watch)] == ["added"] * 3


def test_a_folder_that_goes_away_is_told_once_and_waited_for(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    watch = Watch(library, folder, 2)
    assert looked(watch) == []
    folder.rmdir()
    assert [status for status, _ in looked(watch)] == ["refused"]
    assert looked(watch) == []
    folder.mkdir()
    rested(folder / "a.txt", PLAN)
    assert [status for status, _ in looked(watch)] == ["added"]


PROGRAM = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is born deaf to it
sys.path[:0] = sys.argv[1:3]
from fake_encoder import FakeEncoder
from api import cli, taking_in
from api.library import Library
taking_in.Library = lambda settings: Library(settings, FakeEncoder())
sys.exit(cli.main(["watch", sys.argv[3], "--interval", "0.2"]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_key_or_a_signal_ends_it_cleanly(tmp_path: Path, user_cache: Path, how: signal.Signals) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    rested(folder / "a.txt", PLAN)
    environment = {**os.environ, "CEJIAN_DATA": str(tmp_path / "data"), "CEJIAN_CACHE": str(user_cache)}
    command = [sys.executable, "-c", PROGRAM, str(ROOT), str(ROOT / "tests"), str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        assert "看着" in process.stdout.readline()
        assert "收录 临澄市教育局2017年工作要点" in process.stdout.readline()
        process.send_signal(how)
        try:
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, "已停止；已收录的都在\n", "")
