"""The four shapes in which that server says no."""

from typing import Any


class Refusal(Exception):
    """An answer that is an error.

    `named` answers carry the request's id in their body. `headers` are added to the answer.
    """

    def __init__(
        self,
        status: int,
        body: dict[str, Any],
        *,
        named: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.named = named
        self.headers = headers or {}


def thrown(status: int, code: str, message: str) -> Refusal:
    """`{"error": true, "code", "message", "requestId"}`, with `details` if it is a validation's."""
    body: dict[str, Any] = {"error": True, "code": code, "message": message}
    return Refusal(status, body, named=True)


def invalid(message: str) -> Refusal:
    return thrown(400, "VALIDATION_ERROR", message)


def internal() -> Refusal:
    return thrown(500, "INTERNAL_ERROR", "Internal Server Error")


def internal_unnamed() -> Refusal:
    """Where the server has lost track of which request it is in."""
    refusal = internal()
    refusal.body["requestId"] = "NO_CONTEXT"
    return refusal


def no_route(method: str, path: str) -> Refusal:
    message = f"Endpoint {method} {path} not found in SafeSpot API"
    return thrown(404, "ROUTE_NOT_FOUND", message)


def text(status: int, words: str) -> Refusal:
    """`{"error": "text"}`."""
    return Refusal(status, {"error": words})


def failed() -> Refusal:
    """What nearly every mistake in a chat request ends in."""
    return text(500, "Internal server error")


def coded(status: int, words: str, code: str, **more: str) -> Refusal:
    """`{"error": "text", "code"}` and whatever else is said."""
    return Refusal(status, {"error": words, "code": code, **more})


def not_a_member() -> Refusal:
    message = "You are not a member of this conversation"
    return coded(403, "Access Denied", "NOT_ROOM_MEMBER", message=message)


def too_many_requests(headers: dict[str, str]) -> Refusal:
    """`{"error": true, "code", "message"}`."""
    message = "Demasiadas peticiones. Por favor, intentá más tarde."
    body = {"error": True, "code": "RATE_LIMIT_EXCEEDED", "message": message}
    return Refusal(429, body, headers=headers)


def too_many_attempts(message: str, retry_after: int, headers: dict[str, str]) -> Refusal:
    """`{"error": "RATE_LIMIT_EXCEEDED", "message", "retryAfter"}`."""
    body = {"error": "RATE_LIMIT_EXCEEDED", "message": message, "retryAfter": retry_after}
    return Refusal(429, body, headers=headers)
