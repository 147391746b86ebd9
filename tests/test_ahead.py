"""Things made ahead: order, how far ahead, errors, an early end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from api.ahead import ahead


def test_all_come_in_their_order() -> None:
    assert list(ahead(iter(range(1000)), lambda number: 1, 3)) == list(range(1000))
    assert list(ahead(iter([]), len, 3)) == []


def test_no_more_is_made_ahead_than_there_is_room_for() -> None:
    made: list[int] = []
    third = threading.Event()

    def make() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            if number == 3:
                third.set()
            yield number

    things = ahead(make(), lambda number: 1, 2)
    assert next(things) == 0
    assert not third.wait(0.05)
    assert made == [0, 1, 2]
    assert list(things) == list(range(1, 10))


def test_one_is_made_ahead_whatever_it_weighs() -> None:
    assert list(ahead(iter(["很长的计划", "短"]), len, 0)) == ["很长的计划", "短"]


def test_an_error_comes_where_the_thing_would_have_come() -> None:
    def make() -> Iterator[int]:
        yield 1
        raise ValueError("第二个坏了")

    things = ahead(make(), lambda number: 1, 5)
    assert next(things) == 1
    with pytest.raises(ValueError, match="第二个坏了"):
        next(things)


def test_a_caller_that_stops_early_ends_the_making() -> None:
    closed = threading.Event()

    def make() -> Iterator[int]:
        try:
            yield from range(1_000_000)
        finally:
            closed.set()

    things = ahead(make(), lambda number: 1, 2)
    assert next(things) == 0
    things.close()
    assert closed.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "cejian-ahead"]
