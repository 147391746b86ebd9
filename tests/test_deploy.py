"""The files of deploy/: what systemd, Docker and nginx are told agrees with the program and the repository."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from api.cli import build_parser
from api.serving import GRACE_SECONDS
from api.settings import SETTINGS, Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "cejian.service").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]


def directive(name: str) -> str:
    found = re.search(rf"^{name}=(.*)$", UNIT, re.M)
    assert found, name
    return found[1]


def copied() -> list[str]:
    """What the first stage of the image is built from."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M)
    return [name for line in lines for name in line.split()]


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "cejian.service"
    docs = "Documentation=https://example.invalid/"
    text = re.sub("^Documentation=.*$", docs, UNIT, flags=re.M)
    unit.write_text(text.replace("/opt/cejian/.venv/bin/cejian", sys.executable), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_starts_what_the_program_understands_and_lets_it_stop() -> None:
    program, *arguments = shlex.split(directive("ExecStart"))
    assert Path(program).name == "cejian"
    options = build_parser().parse_args(arguments)
    assert (options.command, options.host, options.port) == ("serve", "127.0.0.1", 8000)
    assert int(directive("TimeoutStopSec")) > GRACE_SECONDS + 2
    assert directive("RestrictNamespaces") == "user net", "readers of files take both"


def test_settings_in_the_files_are_settings_of_the_program() -> None:
    known = {name for name, _, _ in SETTINGS}
    for text in (UNIT, DOCKERFILE, NGINX):
        assert set(re.findall(r"CEJIAN_[A-Z_]+", text)) <= known


def test_the_image_is_built_from_what_is_there_and_from_all_that_is_needed() -> None:
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert ignore[0] == "**", "nothing but what is named goes to the builder"
    assert {f"!{name}" for name in copied()} == {line for line in ignore if line.startswith("!")}
    assert all((ROOT / name).exists() for name in copied())
    assert {name for name in PACKAGES if "." not in name} <= set(copied())
    command = re.search(r"^CMD \[(.*)\]$", DOCKERFILE, re.M)
    assert command
    options = build_parser().parse_args([part.strip().strip('"') for part in command[1].split(",")][1:])
    assert (options.command, options.host, options.port) == ("serve", "0.0.0.0", 8000)
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.M)


def test_the_proxy_takes_what_the_service_takes_and_says_who_asks() -> None:
    assert f"client_max_body_size {Settings(Path(), Path()).upload_mb}m;" in NGINX
    assert "proxy_set_header Host $host;" in NGINX
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "127.0.0.1:8000" in NGINX


@pytest.mark.slow
def test_a_wheel_of_what_is_copied_into_the_image_holds_every_file_and_runs(tmp_path: Path) -> None:
    """The image's build without Docker: only those files, built, unpacked elsewhere, and started there."""
    pytest.importorskip("setuptools", reason="setuptools is not installed")
    context, wheels, place = tmp_path / "context", tmp_path / "wheels", tmp_path / "place"
    context.mkdir()
    for name in copied():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, context / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, context / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), "."]
    subprocess.run([*pip, *build], cwd=context, check=True, capture_output=True)
    (wheel,) = wheels.iterdir()
    shutil.unpack_archive(wheel, place, "zip")
    for package in {name.partition(".")[0] for name in PACKAGES}:
        given = {path.relative_to(context) for path in (context / package).rglob("*") if path.is_file()}
        assert given - {path.relative_to(place) for path in place.rglob("*")} == set()
    start = f"import sys; sys.path.insert(0, {str(place)!r}); from api.cli import main; sys.exit(main())"
    plan = tmp_path / "a.txt"
    plan.write_text("临澄市教育局2013年工作要点\n一、重点工作\n1．减轻学生课业负担。\n", encoding="utf-8")
    arguments = ["ingest", "--dry-run", "--json", "--data", str(tmp_path / "data"), str(plan)]
    command = [sys.executable, "-P", "-c", start, *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, '"refused": []' in done.stdout) == (0, True), done.stdout + done.stderr
