"""How is the service put together?  FastAPI over one library: routes, errors, limits, health."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse

from api import VERSION
from api.answering import Answer, error_answer
from api.api_docs import explained
from api.api_docs import router as api_docs
from api.exporting import router as exporting
from api.figures import Figures
from api.hosts import Hosts
from api.library import Library
from api.limits import BodyLimit
from api.mcp_server import ToolServer, mounted
from api.observe import Observe
from api.page import router as page
from api.prose import Writer
from api.quota import Quota
from api.routes import router
from api.samples import Shelf
from api.settings import Settings
from api.writing import router as writing
from corpus.errors import CejianError

COMPRESSED_FROM, COMPRESSION = 1_000, 5
"""Bytes, and gzip's level: ECharts goes from 1,096 to 371 KiB in 30 ms, a themes answer to a fifth in 2 ms."""


class _Service(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The description without FastAPI's own 422: here such a request gets a 400 of our shape."""
        schema = super().openapi()
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            schema["components"]["schemas"].pop(name, None)
        return explained(schema)


def create_app(library: Library, settings: Settings) -> FastAPI:
    """The service over ``library``; while that is empty, the sample library answers."""
    shelf = Shelf(library)
    figures = Figures(shelf)
    app = _Service(
        title="策鉴",
        version=VERSION,
        summary="给历年教育工作计划提一个问题，得到可以引用的回答",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_warmed,
    )
    app.state.shelf, app.state.settings, app.state.figures = shelf, settings, figures
    app.state.writer, app.state.tools = Writer(settings), ToolServer(shelf.answering)
    app.state.instance = uuid4().hex
    for kind in (CejianError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _error)
    app.include_router(router)
    app.include_router(exporting)
    app.include_router(writing)
    app.include_router(api_docs)
    app.include_router(page)
    app.router.routes.extend(mounted(app.state.tools))
    app.add_api_route("/healthz", alive, response_class=Answer, tags=["service"])
    app.add_api_route("/readyz", ready, response_class=Answer, tags=["service"])
    app.add_api_route("/metrics", metrics, response_class=PlainTextResponse, tags=["service"])
    app.add_middleware(Quota, a_minute=settings.rate, at_once=settings.at_once, figures=figures)
    app.add_middleware(BodyLimit, uploads=settings.upload_mb << 20)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=COMPRESSION)
    app.add_middleware(Hosts, names=settings.hosts)
    app.add_middleware(Observe, figures=figures)
    return app


@asynccontextmanager
async def _warmed(app: FastAPI) -> AsyncIterator[None]:
    """Model, reader and samples are loaded beside the first requests, which nobody need wait for."""
    app.state.shelf.warming.start()
    async with app.state.tools.session_manager.run():
        yield


async def _error(request: Request, error: Exception) -> Answer:
    return error_answer(error, request.state.request_id)


def alive(request: Request) -> Answer:
    """Whether the library can be read: words can be searched, though the model may still be loading.

    ``instance`` tells one run of the service from another.
    """
    library: Library = request.app.state.shelf.library
    instance: str = request.app.state.instance
    return Answer(
        {"status": "ok", "generation": library.generation, "empty": library.empty, "instance": instance}
    )


def ready(request: Request) -> Answer:
    """Whether every question can be answered now; 503 with the reason where not."""
    shelf: Shelf = request.app.state.shelf
    reason = shelf.hindrance
    return Answer({"ready": False, "reason": reason}, 503) if reason else Answer({"ready": True})


def metrics(request: Request) -> PlainTextResponse:
    """Figures in the Prometheus text format."""
    figures: Figures = request.app.state.figures
    return PlainTextResponse(figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
