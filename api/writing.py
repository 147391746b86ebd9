"""How does prose leave?  ``GET /api/v1/prose``: server-sent events as it is checked, or one JSON answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api import schemas
from api.answering import Answer
from api.prose import Writer
from api.routes import _Filters, _Many
from api.samples import Shelf

_EVENTS = "text/event-stream"
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": schemas.ProseAnswer,
        "description": "Accept: application/json 时是一份答复；否则是事件流：先 sources，sentence 逐句，done 是全部",
        "content": {_EVENTS: {"schema": {"type": "string"}}},
    },
    "4XX": {"model": schemas.ErrorAnswer, "description": "请求有误，或没有设置语言模型"},
}

router = APIRouter(prefix="/api/v1")


@router.get("/prose", responses=_ANSWERS, response_class=Answer)
async def prose(
    request: Request,
    filters: _Filters,
    q: str,
    expand: bool = True,
    without: _Many = (),
) -> Response:
    """What plans said over the years, written by a language model from quotations, and checked against them."""
    shelf: Shelf = request.app.state.shelf
    writer: Writer = request.app.state.writer
    library, notes = shelf.answering()
    writer.check()
    found = await run_in_threadpool(library.themes, q, filters, expand=expand, without=without)
    found["warnings"] = [*notes, *found["warnings"]]
    writer.check()  # others may have begun meanwhile
    accepted = request.headers.get("accept", "")
    if "application/json" in accepted and _EVENTS not in accepted:
        return Answer(await _whole(writer, found))
    return StreamingResponse(
        _events(writer, found), media_type=_EVENTS, headers={"Cache-Control": "no-store"}
    )


async def _events(writer: Writer, found: schemas.ThemesAnswer) -> AsyncIterator[bytes]:
    async with aclosing(writer.write(found)) as events:
        async for name, content in events:
            yield b"event: %s\ndata: %s\n\n" % (name.encode(), bytes(Answer(content).body))


async def _whole(writer: Writer, found: schemas.ThemesAnswer) -> Any:
    async with aclosing(writer.write(found)) as events:
        return [content async for _, content in events][-1]
