"""What is done ahead?  The next things are made in a thread of their own while these are dealt with."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

T = TypeVar("T")


def ahead(things: Iterator[T], weigh: Callable[[T], int], room: int) -> Generator[T, None, None]:
    """The same things in the same order, up to ``room`` of weight made before they are asked for.

    At least one is always made ahead.  What goes wrong in making one is raised where it would have come.
    ``things`` is closed in its own thread when the caller stops early.

    >>> list(ahead(iter("策鉴"), len, 1))
    ['策', '鉴']
    """
    made: deque[T] = deque()
    state = threading.Condition()
    problem: list[BaseException] = []
    weight, over, stopped = 0, False, False

    def wanted() -> bool:
        return weight < room or not made or stopped

    def make() -> None:
        nonlocal weight, over
        try:
            for thing in things:
                with state:
                    made.append(thing)
                    weight += weigh(thing)
                    state.notify()
                    state.wait_for(wanted)
                    if stopped:
                        break
        except BaseException as error:  # also what is no Exception belongs to the caller
            problem.append(error)
        finally:
            close = getattr(things, "close", None)
            if close:
                close()
            with state:
                over = True
                state.notify()

    thread = threading.Thread(target=make, name="cejian-ahead", daemon=True)
    thread.start()
    try:
        while True:
            with state:
                state.wait_for(lambda: made or over)
                if not made:
                    break
                thing = made.popleft()
                weight -= weigh(thing)
                state.notify()
            yield thing
    finally:
        with state:
            stopped = True
            state.notify()
        thread.join()
    if problem:
        raise problem[0]
