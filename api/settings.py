"""What can I set?  Every setting is an environment variable ``CEJIAN_*``, read from a mapping given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

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
    vectors: str = ""
    token: str = field(default="", repr=False)
    read_only: bool = False
    hosts: tuple[str, ...] = ()
    rate: int = 600
    at_once: int = 8
    upload_mb: int = 50
    file_seconds: int = 25
    file_memory_mb: int = 2048
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_seconds: int = 60

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
            vectors=_vectors(environ.get("CEJIAN_VECTORS", "")),
            token=environ.get("CEJIAN_TOKEN", ""),
            read_only=_truth("CEJIAN_READ_ONLY", environ.get("CEJIAN_READ_ONLY", "")),
            hosts=tuple(environ.get("CEJIAN_HOSTS", "").replace(",", " ").split()),
            rate=_number("CEJIAN_RATE", environ.get("CEJIAN_RATE", "600")),
            at_once=_number("CEJIAN_AT_ONCE", environ.get("CEJIAN_AT_ONCE", "8")),
            upload_mb=_number("CEJIAN_UPLOAD_MB", environ.get("CEJIAN_UPLOAD_MB", "50")),
            file_seconds=_number("CEJIAN_FILE_SECONDS", environ.get("CEJIAN_FILE_SECONDS", "25")),
            file_memory_mb=_number("CEJIAN_FILE_MEMORY_MB", environ.get("CEJIAN_FILE_MEMORY_MB", "2048")),
            llm_url=_llm_url(environ.get("CEJIAN_LLM_URL", ""), environ.get("CEJIAN_LLM_MODEL", "")),
            llm_model=environ.get("CEJIAN_LLM_MODEL", ""),
            llm_key=_ascii("CEJIAN_LLM_KEY", environ.get("CEJIAN_LLM_KEY", "")),
            llm_seconds=_number("CEJIAN_LLM_SECONDS", environ.get("CEJIAN_LLM_SECONDS", "60")),
        )


SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("CEJIAN_DATA", "~/.local/share/cejian", "资料库所在目录"),
    ("CEJIAN_CACHE", "~/.cache/cejian", "缓存目录：内置模型、概念向量；可随时删除"),
    ("CEJIAN_MODEL", "（内置 multilingual-e5-small）", "任一 sentence-transformers 模型的目录或名称"),
    ("CEJIAN_CONCEPTS", "", "本地概念目录，多个用冒号分隔"),
    ("CEJIAN_VECTORS", "faiss", "向量放在哪里：faiss 是本机，milvus://主机:端口 是 Milvus"),
    ("CEJIAN_TOKEN", "", "写入口令；不设时只允许本机写入"),
    ("CEJIAN_READ_ONLY", "0", "设为 1 时不接受任何写入"),
    ("CEJIAN_HOSTS", "", "别的机器或反向代理用来访问的主机名，逗号分隔"),
    ("CEJIAN_RATE", "600", "别的机器每个地址每分钟至多问多少次"),
    ("CEJIAN_AT_ONCE", "8", "同时回答多少个问题，其余排队"),
    ("CEJIAN_UPLOAD_MB", "50", "一次上传的上限，单位 MB"),
    ("CEJIAN_FILE_SECONDS", "25", "读一个文件至多多少秒没有进展"),
    ("CEJIAN_FILE_MEMORY_MB", "2048", "读文件的子进程至多用多少 MB 内存"),
    ("CEJIAN_LLM_URL", "", "OpenAI 兼容接口的地址，例如 http://127.0.0.1:11434/v1；不设就不写综述"),
    ("CEJIAN_LLM_MODEL", "", "写综述的语言模型的名称，和上一项一起设"),
    ("CEJIAN_LLM_KEY", "", "那个接口要的密钥；只发给那个地址"),
    ("CEJIAN_LLM_SECONDS", "60", "写一篇综述至多用多少秒"),
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


def _vectors(value: str) -> str:
    """The address of the Milvus server, or nothing for FAISS."""
    if value in ("", "faiss"):
        return ""
    try:
        parts = urlsplit(value)
        usable = (
            parts.scheme == "milvus" and bool(parts.hostname) and bool(parts.port) and parts.username is None
        )
    except ValueError:
        usable = False
    if not usable or value != f"milvus://{parts.netloc}" or not value.isascii() or not value.isprintable():
        raise SettingError(f"CEJIAN_VECTORS 的值“{value}”不对；可用 faiss，或像 milvus://127.0.0.1:19530")
    return value


def _llm_url(url: str, model: str) -> str:
    if not url and not model:
        return ""
    if not (url and model):
        raise SettingError("CEJIAN_LLM_URL 和 CEJIAN_LLM_MODEL 要一起设，或都不设；现在只设了一个")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isascii() or not url.isprintable() or " " in url:
        raise SettingError(f"CEJIAN_LLM_URL 的值“{url}”不对；应像 http://127.0.0.1:11434/v1")
    return url


def _ascii(name: str, value: str) -> str:
    if value.isascii() and (value.isprintable() or not value):
        return value
    raise SettingError(f"{name} 的值不对；应是英文字母、数字和符号")
