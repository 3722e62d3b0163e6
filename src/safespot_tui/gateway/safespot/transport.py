"""The way to the deployed server: each request in its turn, with a secret that is good."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

from safespot_tui.gateway.errors import Busy
from safespot_tui.gateway.http import MAX_ANSWER_BYTES, REQUEST_SECONDS, Sent, counted
from safespot_tui.gateway.safespot.answers import Nothing
from safespot_tui.gateway.safespot.budget import Budget, Priority
from safespot_tui.gateway.safespot.errors import TokenRefused
from safespot_tui.gateway.safespot.exchange import decoded, exchanged
from safespot_tui.gateway.safespot.secret import Secret

AnswerT = TypeVar("AnswerT")
Renew = Callable[[Secret], Awaitable[Secret]]
"""Gives another secret for one that is about to be, or was, refused."""


class Transport:
    """Takes requests to the server for one person; bounded in time and size, and typed.

    The base URL of `client` ends in `/api`; its headers say which window it is (`X-Client-ID`).
    """

    def __init__(
        self, client: httpx.AsyncClient, secret: Secret, budget: Budget, renew: Renew | None = None
    ) -> None:
        """`renew` is asked for another secret when the server refuses this one."""
        self.secret = secret
        self.budget = budget
        self._client = client
        self._renew = renew

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def tell(
        self,
        method: str,
        where: str,
        priority: Priority,
        *,
        body: Mapping[str, Any] | None = None,
    ) -> None:
        """As `ask`, of which nothing is answered."""
        await self.ask(Nothing, method, where, priority, body=body)

    async def ask(
        self,
        answer: type[AnswerT],
        method: str,
        where: str,
        priority: Priority | None,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        sent: Sent | None = None,
        limit: int = MAX_ANSWER_BYTES,
        seconds: float = REQUEST_SECONDS,
    ) -> AnswerT:
        """One request and its answer; without a `priority` it costs nothing."""

        async def once() -> bytes:
            request = self._client.build_request(
                method,
                where,
                json=body,
                params=query,
                files=files,
                headers=self.secret.headers | {"X-Request-ID": str(uuid.uuid4())},
            )
            if sent is not None:
                counted(request, sent)
            if priority is None:
                return await exchanged(self._client, request, limit=limit, seconds=seconds)
            async with self.budget.turn(priority):
                try:
                    return await exchanged(
                        self._client,
                        request,
                        heard=self.budget.heard,
                        limit=limit,
                        seconds=seconds,
                    )
                except Busy as error:
                    if files is None:
                        self.budget.refused(error.retry_after)
                    raise

        used = self.secret
        try:
            content = await once()
        except TokenRefused:
            if self._renew is None:
                raise
            self.secret = await self._renew(used)
            content = await once()
        return await decoded(content, answer)
