"""Bodies with text that cannot be stored are refused before anything reads them."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any, cast

from fastapi import Request, Response
from fastapi.routing import APIRoute

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL ends a string in half of all databases; a lone surrogate cannot be written as UTF-8."""


def storable(text: str) -> str:
    """`text` itself. Raises `ValueError` if it holds NUL or a lone surrogate."""
    if _UNSTORABLE.search(text):
        raise ValueError("not storable")
    return text


class StrictRoute(APIRoute):
    """A route that refuses unstorable text anywhere in its body, and JSON no parser survives."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler, given a stricter request."""
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strict


class StrictRequest(Request):
    """A request whose body has no text that cannot be stored."""

    async def json(self) -> Any:
        """The body. Raises `JSONDecodeError`, which FastAPI answers as a validation error."""
        body = await self.body()
        try:
            parsed = json.loads(body)
            _check(parsed)
        except json.JSONDecodeError:
            raise
        # ValueError: not UTF-8, a number of thousands of digits, or unstorable text.
        except (ValueError, RecursionError):
            raise json.JSONDecodeError("unreadable", "", 0) from None
        return parsed


def _check(value: object) -> None:
    match value:
        case str():
            storable(value)
        case list():
            for item in cast("list[object]", value):
                _check(item)
        case dict():
            for name, item in cast("dict[str, object]", value).items():
                storable(name)
                _check(item)
        case _:
            pass
