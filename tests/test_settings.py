"""Settings are what the README says, and a wrong value is named with what is wanted."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from api.settings import SETTINGS, SettingError, Settings

README = Path(__file__).parents[1] / "README.md"


def test_every_setting_is_listed_once_and_read() -> None:
    listed = [name.removeprefix("CEJIAN_").lower() for name, _, _ in SETTINGS]
    assert sorted(listed) == sorted(field.name for field in fields(Settings))


def test_the_readme_lists_every_setting_with_its_meaning() -> None:
    text = README.read_text(encoding="utf-8")
    for name, default, meaning in SETTINGS:
        assert f"| `{name}` | {default or '（空）'} | {meaning} |" in text


def test_folders_follow_the_environment() -> None:
    found = Settings.from_environ({"HOME": "/home/a", "XDG_CACHE_HOME": "/cache", "CEJIAN_CONCEPTS": "/x:/y"})
    assert found.data == Path("/home/a/.local/share/cejian")
    assert found.cache == Path("/cache/cejian")
    assert found.concepts == (Path("/x"), Path("/y"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("CEJIAN_READ_ONLY", "maybe"), ("CEJIAN_UPLOAD_MB", "-1"), ("CEJIAN_UPLOAD_MB", "1e9")],
)
def test_a_wrong_value_names_the_setting_and_what_is_wanted(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        Settings.from_environ({"HOME": "/home/a", name: value})
