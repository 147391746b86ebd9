"""When does work beside the answers go on?  Between them: an answer never shares its cores with it.

Making vectors beside keeps every core busy and hands the interpreter to and fro.  By the scheduler's own
account (schedstat), on two cores that some fourteen other processes wanted too, a comparison that computes
for 0.5 s waited 5 to 8 s for a core when alone; beside the making of vectors 5 to 9 s, and 0.2 to 0.3 s more
for the interpreter; where that gives way, 3 to 6 s and under 0.1 s.  Where nobody else wants the cores, two threads that make vectors are all its rivals.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds that work beside stands still at most, so that it comes to an end under questions without end."""


class Answering:
    """How many answers are under way in this process.

    >>> answering = Answering(patience=0.01)
    >>> answering.give_way()  # nothing to wait for
    True
    >>> with answering.under_way():
    ...     answering.give_way()
    False
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._changed = threading.Condition()
        self._under_way = 0

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """An answer is being made in the block."""
        with self._changed:
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def give_way(self) -> bool:
        """Wait until no answer is under way; False where that took longer than the patience."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._under_way, self._patience)
