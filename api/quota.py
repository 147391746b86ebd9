"""How much may one caller ask for?  So many questions a minute each, so many worked on at once for all.

This machine's own are not counted by the minute.  Beyond what is worked on at once, questions wait a
moment in turn; uploads, which may take minutes to arrive, have places of their own and do not wait.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import is_loopback
from api.errors import Busy, TooMany
from api.figures import Figures

ASKING = ("/api/", "/mcp")
"""Addresses that cost something, whoever asks; the page's files and the service's own figures are free."""
STREAMED = frozenset({"/api/v1/prose"})
"""What limits itself, and answers for minutes."""
UPLOADS = 4
"""At once: they are taken in one after the other."""
WAITING, WAIT_SECONDS = 64, 10.0
"""Questions that wait for their turn, and how long each: 8 at once at 0.3 s take in 64 in 3 s."""
_ADDRESSES = 20_000
"""Callers that are remembered; the one not heard of for longest is forgotten first, with its full purse."""


class Purses:
    """A token bucket for each address: a minute's worth at once, then as many a minute."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = float(a_minute), clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> float:
        """Spend one; gives back how many seconds to wait instead, 0 if none.

        >>> purses = Purses(2, clock=lambda: 0.0)
        >>> [purses.take("a"), purses.take("a"), purses.take("a"), purses.take("b")]
        [0.0, 0.0, 30.0, 0.0]
        """
        now = self._clock()
        left, at = self._held.pop(address, (self._most, now))
        left = min(self._most, left + (now - at) * self._most / 60)
        wait = 0.0 if left >= 1 else (1 - left) * 60 / self._most
        self._held[address] = (left - 1 if not wait else left, now)
        if len(self._held) > _ADDRESSES:
            self._held.popitem(last=False)
        return wait


class Quota:
    """ASGI middleware: 429 for who asks too often, 503 where too many ask at once, both with Retry-After."""

    def __init__(self, app: ASGIApp, a_minute: int, at_once: int, figures: Figures) -> None:
        self.app = app
        self._purses = Purses(a_minute)
        self._a_minute = a_minute
        self._questions, self._uploads = anyio.Semaphore(at_once), anyio.Semaphore(UPLOADS)
        self._waiting, self._at_once, self._figures = 0, at_once, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(ASKING):
            await self.app(scope, receive, send)
            return
        self._charge(scope["client"][0] if scope.get("client") else "")
        if scope["path"] in STREAMED:
            await self.app(scope, receive, send)
        elif Headers(scope=scope).get("content-type", "").lower().startswith("multipart/"):
            try:
                self._uploads.acquire_nowait()
            except anyio.WouldBlock:
                raise Busy(f"正在接收 {UPLOADS} 份上传，请稍后再传", 30) from None
            try:
                await self.app(scope, receive, send)
            finally:
                self._uploads.release()
        else:
            body = await _whole(receive)  # before its turn: who sends slowly holds up nobody
            await self._turn()
            try:
                await self.app(scope, _again(body, receive), send)
            finally:
                self._questions.release()
                self._count(0)

    def _charge(self, address: str) -> None:
        if is_loopback(address):
            return
        wait = self._purses.take(_caller(address))
        if wait:
            raise TooMany(
                f"问得太快：每分钟至多 {self._a_minute} 次（CEJIAN_RATE），请 {math.ceil(wait)} 秒后再试",
                math.ceil(wait),
            )

    async def _turn(self) -> None:
        try:
            self._questions.acquire_nowait()
        except anyio.WouldBlock:
            await self._wait()
        self._count(0)

    async def _wait(self) -> None:
        if self._waiting >= WAITING:
            raise Busy("同时提问的太多，请稍后再试", math.ceil(WAIT_SECONDS))
        self._count(1)
        try:
            with anyio.fail_after(WAIT_SECONDS):
                await self._questions.acquire()
        except TimeoutError:
            raise Busy("同时提问的太多，没有轮到，请稍后再试", math.ceil(WAIT_SECONDS)) from None
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        self._waiting += more
        self._figures.note_queue(self._waiting, self._at_once - self._questions.value)


def _caller(address: str) -> str:
    """Who counts as one: an IPv4 address, or the network of 64 bits that an IPv6 address is in.

    >>> _caller("2001:db8::1"), _caller("10.0.0.7"), _caller("testclient")
    ('2001:db8::/64', '10.0.0.7', 'testclient')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address[:100]
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found)


async def _whole(receive: Receive) -> list[Message]:
    """The messages of a body that is limited already."""
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def given() -> Message:
        message = next(left, None)
        return await receive() if message is None else message

    return given
