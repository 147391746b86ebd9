"""A service on a real socket, in a thread of the test, as ``cejian serve`` would run it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import uvicorn

from api.app import create_app
from api.library import Library
from api.serving import configured, listen


@contextmanager
def serving(library: Library, **settings: Any) -> Iterator[int]:
    """The port of a running service over ``library``, once it is ready for questions."""
    app = create_app(library, replace(library.settings, **settings))
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(configured(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        shelf = app.state.shelf
        while not (server.started and (shelf.ready.is_set() or shelf.problem)):
            time.sleep(0.01)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
