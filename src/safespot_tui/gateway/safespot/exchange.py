"""One request and its answer: bounded in time and size, and typed."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import quote

import httpx

from safespot_tui.gateway.http import (
    MAX_ANSWER_BYTES,
    REQUEST_SECONDS,
    failures_in_our_words,
    media_type,
    read_bounded,
)
from safespot_tui.gateway.json_text import BadJson, decode
from safespot_tui.gateway.safespot.errors import not_understood, refusal

THREAD_BYTES = 1024 * 1024
"""What is larger is decoded in a thread, so that keys echo."""

AnswerT = TypeVar("AnswerT")
Heard = Callable[[Mapping[str, str]], None]


def path(*segments: str) -> str:
    """A path in which no segment can be more than one."""
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


async def exchanged(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
    heard: Heard = lambda headers: None,
    limit: int = MAX_ANSWER_BYTES,
    seconds: float = REQUEST_SECONDS,
) -> bytes:
    """The JSON that answers `request`; `heard` is given its headers, whatever the answer is.

    Raises `GatewayError`.
    """
    with failures_in_our_words():
        async with asyncio.timeout(seconds):
            response = await client.send(request, stream=True)
            try:
                content = await read_bounded(response, limit)
            finally:
                await response.aclose()
    heard(response.headers)
    if not response.is_success:
        raise refusal(response, content)
    if media_type(response) != "application/json":
        raise not_understood()
    return content


async def decoded(content: bytes, answer: type[AnswerT]) -> AnswerT:
    """`content` as `answer`. Raises `NotUnderstood`."""
    try:
        if len(content) > THREAD_BYTES:
            return await asyncio.to_thread(decode, content, answer)
        return decode(content, answer)
    except BadJson as error:
        raise not_understood() from error
