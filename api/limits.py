"""How much may a request send?  Bodies counted as they are read; what is too long is refused, not stored."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.checks import BadRequest
from api.errors import TooLarge

JSON_BYTES = 1 << 20
LINGER_SECONDS = 20.0
"""How long the rest of a refused body is read and forgotten: a client that is still sending would
otherwise see a broken connection in place of the answer."""


class BodyLimit:
    """ASGI middleware: ``uploads`` bytes for multipart, ``JSON_BYTES`` for anything else."""

    def __init__(self, app: ASGIApp, uploads: int) -> None:
        self.app = app
        self.uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        multipart = headers.get("content-type", "").lower().startswith("multipart/")
        allowed = self.uploads if multipart else JSON_BYTES
        waiting = "100-continue" in headers.get("expect", "").lower()
        taken, finished = 0, not (declared.strip("0") or "transfer-encoding" in headers)

        async def plain() -> Message:
            nonlocal finished
            message = await receive()
            finished = not message.get("more_body", False)
            return message

        async def counted() -> Message:
            nonlocal taken
            if declared.isdecimal() and int(declared) > allowed:
                raise _too_large(allowed)
            message = await plain()
            taken += len(message.get("body", b""))
            if taken > allowed:
                raise _too_large(allowed)
            return message

        async def after_the_body(message: Message) -> None:
            if message["type"] == "http.response.start" and not waiting:
                with anyio.move_on_after(LINGER_SECONDS):
                    while not finished:
                        await plain()
            await send(message)

        await self.app(scope, counted, after_the_body)


def check_encoding(scope: Scope) -> None:
    """The address must be UTF-8 once unquoted: servers else put a replacement character in silently."""
    for raw in (scope.get("raw_path") or b"", scope.get("query_string") or b""):
        try:
            unquote_to_bytes(raw).decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRequest(
                "地址里有不是 UTF-8 的字符（如孤立代理项 %ED%A0%80）；请按 UTF-8 编码", "bad_text"
            ) from error


def _too_large(allowed: int) -> TooLarge:
    advice = "" if allowed == JSON_BYTES else "；请分几次上传，或由管理员调大 CEJIAN_UPLOAD_MB"
    return TooLarge(f"内容超过 {allowed >> 20} MB 的上限{advice}")
