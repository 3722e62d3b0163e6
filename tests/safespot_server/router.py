"""Which endpoint answers to which method and path."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from .calls import Call

Endpoint = Callable[[Call], Awaitable[Any]]
"""Gives a body, an `Answer`, or a ready response or `EventStream`."""


class Router:
    """Endpoints of one area: `@router.on("GET", "/api/chats/rooms/{room_id}/messages")`."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Endpoint]] = []

    def on(self, method: str, path: str) -> Callable[[Endpoint], Endpoint]:
        pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path) + "/?")

        def register(endpoint: Endpoint) -> Endpoint:
            self._routes.append((method, pattern, endpoint))
            return endpoint

        return register

    def include(self, *others: "Router") -> None:
        for other in others:
            self._routes += other._routes

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]] | None:
        """The first that fits, and what stands in the braces."""
        for wanted, pattern, endpoint in self._routes:
            if wanted == method and (match := pattern.fullmatch(path)):
                return endpoint, match.groupdict()
        return None
