"""Under which names may it be asked?  Host and Origin are looked at before anything else.

A page of another site can make a browser ask this machine, by its address or by a name of its own that it
lets point here (DNS rebinding).  What comes under a foreign name, or from a foreign page, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access import LOCAL_NAMES, hostname, is_loopback
from api.errors import Forbidden


class Hosts:
    """ASGI middleware.  ``names`` (CEJIAN_HOSTS) are known beside this machine's own and plain addresses.

    Where none are given, a caller from elsewhere may use any name, as inside an office; one on this
    machine may not.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            self._check(headers, scope["client"][0] if scope.get("client") else "")
        await self.app(scope, receive, send)

    def _check(self, headers: Headers, client: str) -> None:
        host = hostname("//" + headers.get("host", ""))
        known = host in LOCAL_NAMES or host in self._names or _is_address(host)
        anybody = not self._names and not is_loopback(client)
        if "host" in headers and not known and not anybody:
            raise Forbidden(f"不认得主机名 {host[:60]!r}；如果它是本服务的名字，请写进 CEJIAN_HOSTS")
        if (origin := headers.get("origin")) is None:
            return
        asking = hostname(origin)
        local = asking in LOCAL_NAMES and host in LOCAL_NAMES
        if not (asking and (asking == host or local or asking in self._names)):
            raise Forbidden("请求来自别的网站，已拒绝；如果是本服务的网址，请写进 CEJIAN_HOSTS")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
