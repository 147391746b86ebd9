"""How does the page reach the browser?  One shell for every view's address, and files that never change.

Every file of ``api/web`` is served under ``/static/DIGEST/``, where the digest is that of all of them:
modules import each other by relative paths, browsers keep them for good, and a new version has another
address.  Nothing is built and nothing comes from another host.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

WEB = Path(__file__).parent / "web"
VIEWS = {
    "/": "ask",
    "/ask": "ask",
    "/compare": "compare",
    "/wording": "wording",
    "/targets": "targets",
    "/draft": "draft",
    "/library": "library",
    "/library/upload": "library",
    "/doc/{document_id}": "reader",
    "/about": "about",
}
"""The page's addresses, each with the module of ``api/web/js/views`` that draws it."""
SHELL = "index.html"
_FOREVER = "public, max-age=31536000, immutable"
_AT_ONCE = ("tokens", "base", "parts")
"""Style sheets that every view needs."""
_SHARED = ("app", "lit", "i18n", "state", "asking", "view", "keys", "words/common", "parts/states")
"""Modules that every view needs: named in the shell, so that the browser does not find them one by one."""
_TYPES = {".js": "text/javascript", ".toml": "text/plain", ".md": "text/plain", "": "text/plain"}

router = APIRouter(include_in_schema=False)


@cache
def static_files() -> dict[str, bytes]:
    """Every file of the page by its path, read once."""
    return {
        path.relative_to(WEB).as_posix(): path.read_bytes()
        for path in sorted(WEB.rglob("*"))
        if path.is_file() and path.name != SHELL
    }


@cache
def digest() -> str:
    """What the static files' address begins with; changes with any of them."""
    whole = hashlib.sha256()
    for name, content in static_files().items():
        whole.update(f"{name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()[:16]


@cache
def shell(view: str) -> str:
    """The page before its script runs: what ``view`` needs is named, so that all of it loads at once."""
    base = f"/static/{digest()}"
    styles = [f"css/{name}.css" for name in (*_AT_ONCE, view) if f"css/{name}.css" in static_files()]
    modules = [f"js/{name}.js" for name in (*_SHARED, f"views/{view}", f"words/{view}")]
    modules += [name for name in static_files() if name.startswith(f"js/{view}/")]
    head = [f'<link rel="stylesheet" href="{base}/{name}">' for name in styles]
    head += [f'<link rel="modulepreload" href="{base}/{name}">' for name in modules if name in static_files()]
    text = (WEB / SHELL).read_text(encoding="utf-8")
    routes = json.dumps(VIEWS, ensure_ascii=True).replace('"', "&quot;")
    return text.replace("{base}", base).replace("{head}", "\n".join(head)).replace("{views}", routes)


def page(request: Request) -> HTMLResponse:
    """The shell; the address says what is shown, and the script asks the API for it."""
    view = VIEWS[request.scope["route"].path]
    return HTMLResponse(shell(view), headers={"Cache-Control": "no-cache"})


for address in VIEWS:
    router.add_api_route(address, page, methods=["GET", "HEAD"], response_class=HTMLResponse)


@router.get("/favicon.ico")
def favicon() -> Response:
    """For browsers that ask without looking at the page."""
    return _file("icon.svg", "public, max-age=86400")


@router.get("/static/{version}/{name:path}")
def static(version: str, name: str) -> Response:
    """One file; an address of another version is unknown, for its modules would not fit together."""
    if version != digest() or name not in static_files():
        raise HTTPException(404)
    return _file(name, _FOREVER)


def _file(name: str, caching: str) -> Response:
    suffix = Path(name).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or suffix == ".svg":
        kind += "; charset=utf-8"
    return Response(static_files()[name], headers={"Cache-Control": caching, "Content-Type": kind})
