"""What can I set?  Every setting is an environment variable ``CEJIAN_*``, read from a mapping given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CejianError


class SettingError(CejianError):
    """A setting has a value that can't be used; the message names it and what is wanted."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings.  ``describe`` lists them for the help text and the docs."""

    data: Path
    cache: Path
    model: str = ""
    concepts: tuple[Path, ...] = ()
    token: str = ""
    read_only: bool = False
    upload_mb: int = 50
    file_seconds: int = 60
    file_memory_mb: int = 2048

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; raises ``SettingError`` naming the variable.

        >>> Settings.from_environ({"CEJIAN_DATA": "/srv/cejian", "HOME": "/root"}).data
        PosixPath('/srv/cejian')
        """
        home = Path(environ.get("HOME") or Path.home())
        data = (
            environ.get("CEJIAN_DATA")
            or Path(environ.get("XDG_DATA_HOME") or home / ".local/share") / "cejian"
        )
        cache = (
            environ.get("CEJIAN_CACHE") or Path(environ.get("XDG_CACHE_HOME") or home / ".cache") / "cejian"
        )
        folders = [part for part in environ.get("CEJIAN_CONCEPTS", "").split(":") if part]
        return cls(
            data=Path(data).expanduser(),
            cache=Path(cache).expanduser(),
            model=environ.get("CEJIAN_MODEL", ""),
            concepts=tuple(Path(folder).expanduser() for folder in folders),
            token=environ.get("CEJIAN_TOKEN", ""),
            read_only=_truth("CEJIAN_READ_ONLY", environ.get("CEJIAN_READ_ONLY", "")),
            upload_mb=_number("CEJIAN_UPLOAD_MB", environ.get("CEJIAN_UPLOAD_MB", "50")),
            file_seconds=_number("CEJIAN_FILE_SECONDS", environ.get("CEJIAN_FILE_SECONDS", "60")),
            file_memory_mb=_number("CEJIAN_FILE_MEMORY_MB", environ.get("CEJIAN_FILE_MEMORY_MB", "2048")),
        )


SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("CEJIAN_DATA", "~/.local/share/cejian", "资料库所在目录"),
    ("CEJIAN_CACHE", "~/.cache/cejian", "缓存目录：内置模型、分词缓存、概念向量；可随时删除"),
    ("CEJIAN_MODEL", "（内置 multilingual-e5-small）", "任一 sentence-transformers 模型的目录或名称"),
    ("CEJIAN_CONCEPTS", "", "本地概念目录，多个用冒号分隔"),
    ("CEJIAN_TOKEN", "", "写入口令；不设时只允许本机写入"),
    ("CEJIAN_READ_ONLY", "0", "设为 1 时不接受任何写入"),
    ("CEJIAN_UPLOAD_MB", "50", "一次上传的上限，单位 MB"),
    ("CEJIAN_FILE_SECONDS", "60", "读一个文件至多用多少秒"),
    ("CEJIAN_FILE_MEMORY_MB", "2048", "读文件的子进程至多用多少 MB 内存"),
)
"""Name, default and meaning; a test holds it against the fields above and the README."""


def _truth(name: str, value: str) -> bool:
    if value.lower() in ("", "0", "false", "no", "off"):
        return False
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    raise SettingError(f"{name} 的值“{value}”不对；可用 1 或 0")


def _number(name: str, value: str) -> int:
    if value.isdecimal() and 0 < int(value) < 1_000_000:
        return int(value)
    raise SettingError(f"{name} 的值“{value}”不对；应是 1 到 999999 的整数")
