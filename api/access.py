"""Who may write?  A token where one is set; else only this machine, asked for by its own name."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

from api.errors import Forbidden, Unauthorized
from api.settings import Settings

_PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Set by proxies: whoever stands behind one looks like this machine."""
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def check_writer(request: Request, settings: Settings) -> None:
    """Raises ``Forbidden`` or ``Unauthorized`` where the caller may not write.

    Without a token, Host and Origin must be local names: else any page in a browser on this machine
    could write, by a form of its own or by a name that it lets point here.
    """
    if settings.read_only:
        raise Forbidden("这个服务只读，不接受写入（CEJIAN_READ_ONLY）")
    if settings.token:
        given = request.headers.get("authorization", "")
        scheme, _, token = given.partition(" ")
        same = hmac.compare_digest(token.strip().encode("latin-1"), settings.token.encode("utf-8"))
        if scheme.lower() != "bearer" or not same:
            raise Unauthorized("写入要带口令：Authorization: Bearer …（CEJIAN_TOKEN）")
        return
    if any(name in request.headers for name in _PROXIED):
        raise Forbidden("没有设置口令时，写入不能经过代理；请在服务器上设置 CEJIAN_TOKEN")
    if not is_loopback(request.client.host if request.client else ""):
        raise Forbidden("没有设置口令时只有本机可以写入；请在服务器上设置 CEJIAN_TOKEN")
    if hostname("//" + request.headers.get("host", "")) not in LOCAL_NAMES:
        raise Forbidden("没有设置口令时，写入要用 localhost 或 127.0.0.1 的地址")
    origin = request.headers.get("origin")
    if origin is not None and hostname(origin) not in LOCAL_NAMES:
        raise Forbidden("写入请求来自别的网站，已拒绝")


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own.

    >>> is_loopback("127.0.0.9"), is_loopback("::1"), is_loopback("10.0.0.1"), is_loopback("x")
    (True, True, False, False)
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def hostname(url: str) -> str:
    """The host of a URL without its port, or nothing.

    >>> hostname("//localhost:8000"), hostname("http://[::1]:8000"), hostname("null")
    ('localhost', '::1', '')
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
