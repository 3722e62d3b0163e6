"""Requests of the Global Chat contract: bounded in time and size, and typed when they return."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from safespot_tui.contract.base import Wire
from safespot_tui.gateway.global_chat.refusals import refusal
from safespot_tui.gateway.global_chat.translate import not_understood
from safespot_tui.gateway.http import (
    REQUEST_SECONDS,
    UPLOAD_SECONDS,
    Sent,
    counted,
    failures_in_our_words,
    media_type,
    read_bounded,
)
from safespot_tui.gateway.json_text import whole_characters

MAX_IMAGE_ANSWER_BYTES = 16 * 1024 * 1024

AnswerT = TypeVar("AnswerT", bound=Wire)


def path(*segments: str) -> str:
    """A path in which no segment can be more than one."""
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


class Rest:
    """A server's REST half. Every method raises `GatewayError` and nothing else."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def tell(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> None:
        """A request whose answer holds nothing of interest."""
        await self._request(method, path, body=body)

    async def ask(
        self,
        answer: type[AnswerT],
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str | Sequence[str]] | None = None,
    ) -> AnswerT:
        """A request whose answer has the shape `answer`."""
        try:
            content = await self._request(method, path, body, query)
            return answer.model_validate_json(whole_characters(content))
        except ValidationError as error:
            raise not_understood() from error

    async def upload(self, answer: type[AnswerT], path: str, content: bytes, sent: Sent) -> AnswerT:
        """A request that puts bytes there, counted while they go."""
        request = counted(self._client.build_request("PUT", path, content=content), sent)
        with failures_in_our_words():
            async with asyncio.timeout(UPLOAD_SECONDS):
                response = await self._client.send(request, stream=True)
                try:
                    told = await read_bounded(response)
                finally:
                    await response.aclose()
        if not response.is_success:
            raise refusal(response, told)
        try:
            return answer.model_validate_json(told)
        except ValidationError as error:
            raise not_understood() from error

    async def fetch(self, path: str) -> bytes:
        """The image that is there."""
        with failures_in_our_words():
            async with (
                asyncio.timeout(REQUEST_SECONDS),
                self._client.stream("GET", path) as response,
            ):
                content = await read_bounded(response, MAX_IMAGE_ANSWER_BYTES)
        if not response.is_success:
            raise refusal(response, content)
        if not media_type(response).startswith("image/"):
            raise not_understood()
        return content

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str | Sequence[str]] | None = None,
    ) -> bytes:
        with failures_in_our_words():
            async with (
                asyncio.timeout(REQUEST_SECONDS),
                self._client.stream(method, path, json=body, params=query) as response,
            ):
                content = await read_bounded(response)
        if not response.is_success:
            raise refusal(response, content)
        if content and media_type(response) != "application/json":
            raise not_understood()
        return content
