"""docs/api.md: what stands there runs against a live server over the sample plans, and prints what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from live import serving

from api.library import Library

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
EXAMPLES = re.findall(
    r"```(bash|python)\n(.*?)```\s+```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
)
WRITTEN = "http://127.0.0.1:8000"
TOKEN = "token-of-the-test"


@pytest.fixture(scope="module")
def address(base: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, since the page uploads: an empty library, so that the sample plans answer."""
    library = base.beside(tmp_path_factory.mktemp("live") / "data")
    with serving(library, token=TOKEN) as port:
        yield f"http://127.0.0.1:{port}"


def test_there_are_examples_of_both_kinds() -> None:
    assert [kind for kind, _, _ in EXAMPLES].count("bash") >= 4
    assert [kind for kind, _, _ in EXAMPLES].count("python") >= 1


@pytest.mark.slow
def test_every_example_prints_what_the_page_says(address: str, tmp_path: Path) -> None:
    """One test: the last example takes a plan in, after which the samples are no longer shown."""
    environ = {**os.environ, "CEJIAN_TOKEN": TOKEN, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    for kind, code, wanted in EXAMPLES:
        runs = [sys.executable, "-c"] if kind == "python" else ["bash", "-euo", "pipefail", "-c"]
        assert WRITTEN in code
        done = subprocess.run(
            [*runs, code.replace(WRITTEN, address)],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == wanted
