"""How does an exported file leave?  ``POST /api/v1/export``."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from pydantic import TypeAdapter
from starlette.responses import Response

from api import schemas
from api.export import FORMATS, Exported
from api.routes import json_object
from api.samples import Shelf

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": TypeAdapter(schemas.ExportRequest).json_schema(),
                "example": {"kind": "themes", "format": "docx", "params": {"q": "减负", "year_from": 2013}},
            }
        },
    }
}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文件",
        "content": {
            one.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for one in FORMATS.values()
        },
    },
    "4XX": {"model": schemas.ErrorAnswer, "description": "请求有误"},
}

router = APIRouter(prefix="/api/v1")


@router.post("/export", responses=_FILES, response_class=Response, openapi_extra=_BODY)
def export(request: Request, body: Annotated[dict[str, Any], Depends(json_object)]) -> Response:
    """An answer as a file: the parameters are those of the endpoint of that kind."""
    shelf: Shelf = request.app.state.shelf
    library, notes = shelf.answering()
    return file_answer(library.export(body, notes))


def file_answer(file: Exported) -> Response:
    """A download with its Chinese name (RFC 6266, RFC 8187), and a plain one for what knows no other."""
    plain = "cejian" + file.name[file.name.rindex(".") :]
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": disposition})
