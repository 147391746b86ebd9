"""A real browser for tests of the page: whatever its console or the policy complains of fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
PATIENCE = 8_000
"""Milliseconds that a page may take to show something."""


@contextmanager
def open_browser() -> Iterator[Any]:
    """Debian's chromium; the test is skipped where there is none."""
    sync = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install -e '.[dev]'")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium: apt-get install chromium fonts-noto-cjk")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def visiting(browser: Any, address: str, *expected: str) -> Iterator[Callable[..., Any]]:
    """Gives a function that opens a page; ``expected`` are beginnings of complaints that are meant."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)

    def go(path: str, width: int = 1440) -> Any:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda shown: (complaints.append(f"dialog {shown.message}"), shown.dismiss()))
        page.on(
            "request", lambda sent: sent.url.startswith((address, "blob:")) or complaints.append(sent.url)
        )
        page.goto(address + path)
        return page

    yield go
    context.close()
    left = [one for one in complaints if not one.startswith(expected or ("\0",))]
    assert not left, left


def violations(page: Any) -> list[str]:
    """What axe finds wrong; its script comes through the debugger, for the policy lets none in."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
