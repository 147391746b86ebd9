"""How does an answer leave?  JSON as the contract has it, and every error in the one error shape."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import apsw
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from api import schemas
from api.checks import BadRequest
from api.errors import TooMany, Unauthorized, expected, meaning
from corpus.errors import CejianError
from index.connection import is_full
from index.store import DocumentReplaced

_HTTP = {
    400: ("bad_request", "请求不完整或不合格式，没有读懂"),
    404: ("not_found", "没有这个地址；接口都在 /api/v1 下，清单见 /api/v1/openapi.json"),
    405: ("method_not_allowed", "这个地址不支持这种方法"),
}
"""What the framework itself refuses."""
_KINDS = {
    "missing": "缺少参数 {name}",
    "int_parsing": "{name} 应是整数，收到 {value}",
    "int_parsing_size": "{name} 的数字太长",
    "int_from_float": "{name} 应是整数，收到 {value}",
    "bool_parsing": "{name} 应是 true 或 false，收到 {value}",
}


class Answer(JSONResponse):
    """JSON in UTF-8; a lone surrogate in a plan's text goes out as the escape that JSON has for it."""

    def render(self, content: Any) -> bytes:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")


def error_answer(error: Exception, request_id: str) -> Answer:
    """Any error as JSON; one that nobody expected says nothing of its inside."""
    if isinstance(error, RequestValidationError):
        error = bad_request(error.errors())
    if isinstance(error, HTTPException):
        code, message = _HTTP.get(error.status_code, ("http", str(error.detail)))
        return _answer(error.status_code, code, message, request_id, error.headers)
    if isinstance(error, apsw.Error) or is_full(error):
        error = expected(error) or error
    if not isinstance(error, CejianError):
        return _answer(500, "internal", f"服务出错了，请把编号 {request_id} 告诉管理员", request_id)
    found = meaning(error)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, Unauthorized) else None
    if isinstance(error, TooMany):
        headers = {"Retry-After": str(error.retry_after)}
    successor = error.successor if isinstance(error, DocumentReplaced) else None
    return _answer(found.status, found.code, str(error), request_id, headers, successor)


def bad_request(problems: Sequence[Mapping[str, Any]]) -> BadRequest:
    """What FastAPI found wrong with the parameters, in one sentence."""
    told = []
    for problem in problems:
        name, value = str(problem["loc"][-1]), f"{problem.get('input')!r:.40}"
        told.append(_KINDS.get(problem["type"], "{name} 的值 {value} 不对").format(name=name, value=value))
    return BadRequest("；".join(told))


def _answer(
    status: int,
    code: str,
    message: str,
    request_id: str,
    headers: Mapping[str, str] | None = None,
    successor: str | None = None,
) -> Answer:
    found: schemas.Error = {"code": code, "message": message, "request_id": request_id}
    if successor:
        found["successor"] = successor
    content: schemas.ErrorAnswer = {"error": found}
    return Answer(content, status, headers)
