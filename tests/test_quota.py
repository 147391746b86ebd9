"""What happens to who asks too much: told when to come again, while others are served."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.errors import Busy, TooMany
from api.figures import Figures
from api.quota import UPLOADS, WAITING, Purses, Quota

ELSEWHERE, HERE = "10.0.0.7", "127.0.0.1"


class Slow:
    """A service that answers when it is let go."""

    def __init__(self) -> None:
        self.go = anyio.Event()
        self.running = self.most = self.answered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        await self.go.wait()
        self.running -= 1
        self.answered += 1


class Broken:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError


@pytest.fixture
def figures() -> Figures:
    return Figures()


def request(address: str, path: str = "/api/v1/search", kind: str = "") -> Scope:
    headers = [(b"content-type", kind.encode())] if kind else []
    return {"type": "http", "path": path, "client": (address, 1), "headers": headers}


async def ask(quota: Quota, scope: Scope, told: list[Exception]) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        raise AssertionError

    try:
        await quota(scope, receive, send)
    except (TooMany, RuntimeError) as error:
        told.append(error)


def test_a_purse_fills_again_and_each_address_has_its_own() -> None:
    now = 0.0
    purses = Purses(60, clock=lambda: now)
    assert [purses.take("a") for _ in range(60)] == [0.0] * 60
    assert purses.take("a") == pytest.approx(1.0)
    assert purses.take("b") == 0.0
    now = 2.5
    assert [purses.take("a") > 0 for _ in range(3)] == [False, False, True]


@pytest.mark.parametrize("path", ["/api/v1/search", "/mcp", "/api/v1/prose"])
def test_who_asks_too_often_is_told_when_to_come_again_and_this_machine_never_is(
    figures: Figures, path: str
) -> None:
    async def scenario() -> None:
        served = Slow()
        served.go.set()
        quota, told = Quota(served, 5, 2, figures), list[Exception]()
        for address in (ELSEWHERE, HERE, "::1"):
            for _ in range(7):
                await ask(quota, request(address, path), told)
        assert [(type(one), one.retry_after) for one in told if isinstance(one, TooMany)] == [
            (TooMany, 12)
        ] * 2
        for _ in range(20):
            await ask(quota, request(ELSEWHERE, "/static/x.js"), told)
        assert (len(told), served.answered) == (2, 19 + 20)

    anyio.run(scenario)


@pytest.mark.parametrize(
    ("path", "kind", "at_once", "queue"),
    [
        ("/api/v1/search", "", 2, WAITING),
        ("/mcp", "", 2, WAITING),
        ("/api/v1/documents", "multipart/form-data", UPLOADS, 0),
    ],
)
def test_so_many_are_worked_on_the_next_wait_and_the_rest_is_told_to_come_later(
    figures: Figures, path: str, kind: str, at_once: int, queue: int
) -> None:
    async def scenario() -> None:
        served = Slow()
        quota, told = Quota(served, 600, 2, figures), list[Exception]()
        async with anyio.create_task_group() as tasks:
            for _ in range(at_once + queue + 3):
                tasks.start_soon(ask, quota, request(HERE, path, kind), told)
            await anyio.wait_all_tasks_blocked()
            assert (served.running, len(told)) == (at_once, 3)
            if not kind:
                assert f"cejian_questions_waiting {queue}.0".encode() in figures.text()
            served.go.set()
        assert all(isinstance(one, Busy) and one.retry_after >= 1 for one in told)
        assert (served.answered, served.most) == (at_once + queue, at_once)

    anyio.run(scenario)


def test_who_waits_too_long_is_told_so(figures: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.quota.WAIT_SECONDS", 0.05)

    async def scenario() -> None:
        served, told = Slow(), list[Exception]()
        quota = Quota(served, 600, 1, figures)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask, quota, request(HERE), told)
            await anyio.wait_all_tasks_blocked()
            await ask(quota, request(HERE), told)
            assert [type(one) for one in told] == [Busy]
            served.go.set()
            await anyio.wait_all_tasks_blocked()
            await ask(quota, request(HERE), told)
        assert served.answered == 2

    anyio.run(scenario)


def test_a_place_is_free_again_after_a_defect(figures: Figures) -> None:
    async def scenario() -> None:
        quota, told = Quota(Broken(), 600, 1, figures), list[Exception]()
        for kind in ("", "multipart/form-data"):
            for _ in range(UPLOADS + 2):
                await ask(quota, request(HERE, kind=kind), told)
        assert {type(one) for one in told} == {RuntimeError}

    anyio.run(scenario)


def test_a_body_that_comes_slowly_takes_no_place(figures: Figures) -> None:
    async def scenario() -> None:
        served, told, forever = Slow(), list[Exception](), anyio.Event()
        quota = Quota(served, 600, 1, figures)

        async def never() -> Any:
            await forever.wait()
            return {"type": "http.disconnect"}

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(quota, request(HERE), never, never)
            await anyio.wait_all_tasks_blocked()
            tasks.start_soon(ask, quota, request(HERE), told)
            await anyio.wait_all_tasks_blocked()
            assert served.running == 1
            served.go.set()
            forever.set()

    anyio.run(scenario)
