"""What does the language model say?  An OpenAI-compatible endpoint, streamed, with limits and named failures.

What comes is untrusted: only strings in the one place where text is expected are taken, and no more than
``LONGEST_ANSWER`` characters.  The key goes to the configured address only: no redirect is followed.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any

from api.settings import Settings
from corpus.errors import CejianError

CONNECT_SECONDS, IDLE_SECONDS = 5.0, 30.0
"""How long an address may not answer, and how long the answer may stand still; ``CEJIAN_LLM_SECONDS`` is for
all of it."""
LONGEST_ANSWER, LONGEST_EVENT = 40_000, 256 << 10
"""Characters of an answer with what was thought aloud, bytes of one event or of an answer that is not streamed."""
_PATH = "/chat/completions"

Message = dict[str, str]


class ModelSilent(CejianError):
    """The language model did not answer, or not to the end, or with what can't be read."""


async def completion(settings: Settings, messages: Sequence[Message]) -> AsyncGenerator[str]:
    """The answer in pieces; raises ``ModelSilent`` where it does not come or breaks off."""
    import httpx2

    limits = httpx2.Timeout(min(IDLE_SECONDS, settings.llm_seconds), connect=CONNECT_SECONDS)
    headers = {"Accept": "text/event-stream, application/json"}
    if settings.llm_key:
        headers["Authorization"] = f"Bearer {settings.llm_key}"
    body = {
        "model": settings.llm_model,
        "messages": list(messages),
        "stream": True,
        "temperature": 0,
    }
    try:
        async with (
            httpx2.AsyncClient(timeout=limits, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", address(settings.llm_url), json=body, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise ModelSilent(f"语言模型的服务答复 {response.status_code}")
            async for piece in _limited(_pieces(response)):
                yield piece
    except httpx2.ConnectError as error:
        raise ModelSilent("连不上语言模型的服务（CEJIAN_LLM_URL）") from error
    except httpx2.TimeoutException as error:
        raise ModelSilent("语言模型太久没有答复") from error
    except httpx2.HTTPError as error:
        raise ModelSilent("语言模型的答复中途断了，或不合格式") from error


def address(url: str) -> str:
    """Where completions are asked for.

    >>> address("http://127.0.0.1:11434/v1/")
    'http://127.0.0.1:11434/v1/chat/completions'
    """
    base = url.rstrip("/")
    return base if base.endswith(_PATH) else base + _PATH


async def _pieces(response: Any) -> AsyncIterator[str]:
    """The text of an answer, streamed as server-sent events, or whole from a service that does not stream."""
    import httpx2

    response.encoding = "utf-8"
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        whole = b""
        async for chunk in response.aiter_bytes():
            whole += chunk
            if len(whole) > LONGEST_EVENT:
                raise ModelSilent("语言模型的答复太长")
        yield _text(_read(whole.decode("utf-8", "replace")), "message")
        return
    finished = False
    async for event in httpx2.EventSource(response, max_event_size=LONGEST_EVENT):
        if event.data.strip() == "[DONE]":
            return
        answer = _read(event.data)
        yield _text(answer, "delta")
        finished = finished or _finished(answer)
    if not finished:
        raise ModelSilent("语言模型的答复没有写完就断了")


async def _limited(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """No more than ``LONGEST_ANSWER`` characters, without what a model thinks aloud between ``<think>`` tags."""
    taken, thinking, begun = 0, False, ""
    async for piece in pieces:
        taken += len(piece)
        if taken > LONGEST_ANSWER:
            raise ModelSilent("语言模型的答复太长")
        begun += piece
        if not thinking and begun.lstrip().startswith("<think>"):
            thinking = True
        if thinking:
            _, ended, begun = begun.partition("</think>") if "</think>" in begun else ("", "", begun)
            thinking = not ended
        elif begun.lstrip() and "<think>".startswith(begun.lstrip()):
            continue
        if not thinking:
            yield begun
            begun = ""
    if begun and not thinking:
        yield begun


def _read(data: str) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ModelSilent("语言模型的答复不是 JSON") from error
    if not isinstance(answer, dict) or answer.get("error"):
        raise ModelSilent("语言模型的服务报告了错误")
    return answer


def _text(answer: dict[str, Any], part: str) -> str:
    """The text of the first choice; nothing where there is none, as in an event that only counts tokens."""
    choices = answer.get("choices")
    if not isinstance(choices, list):
        raise ModelSilent("语言模型的答复里没有 choices；请看 CEJIAN_LLM_URL 是不是 OpenAI 兼容的接口")
    said = choices[0].get(part) if choices and isinstance(choices[0], dict) else None
    content = said.get("content") if isinstance(said, dict) else None
    return content if isinstance(content, str) else ""


def _finished(answer: dict[str, Any]) -> bool:
    choices = answer["choices"]
    return bool(choices and isinstance(choices[0], dict) and choices[0].get("finish_reason"))
