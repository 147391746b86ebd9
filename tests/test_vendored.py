"""Are the files of others the ones that their lists name?"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("folder", ["api/web/vendor", "tests/vendor"])
def test_each_vendored_file_has_the_checksum_that_its_list_gives(folder: str) -> None:
    listed: dict[str, str] = {}
    for package in tomllib.loads((ROOT / folder / "VENDORED.toml").read_text(encoding="utf-8")).values():
        assert package["version"]
        assert package["licence"]
        listed |= package["sha256"]
    held = {
        path.relative_to(ROOT / folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "VENDORED.toml"
    }
    assert held == listed
