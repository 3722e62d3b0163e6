"""The four envelopes of a refusal, and what each comes out as."""

import json
from typing import Any

import httpx
import pytest

from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.gateway.safespot.errors import (
    RefGone,
    TokenRefused,
    refusal,
    refused_as,
    rejected,
)

THROWN = {"error": True, "message": "Mensaje", "requestId": "r"}


def refused(status: int, body: Any, **headers: str) -> GatewayError:
    response = httpx.Response(status, json=body, headers=headers)
    return refusal(response, response.content)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, THROWN | {"code": "INVALID_TOKEN"}, TokenRefused),
        (401, THROWN | {"code": "AUTH_REQUIRED"}, TokenRefused),
        (401, THROWN | {"code": "UNAUTHORIZED"}, NotLoggedIn),
        (400, {"error": "ANONYMOUS_ID_REQUIRED: …", "code": "ANONYMOUS_ID_VALIDATION_FAILED"},
         NotLoggedIn),
        (403, {"error": "SECURITY_ERROR: …", "code": "IDENTITY_SPOOFING_DETECTED"}, NotLoggedIn),
        (403, THROWN | {"code": "FORBIDDEN_STREAM"}, Rejected),
        (404, THROWN | {"code": "ROUTE_NOT_FOUND"}, Rejected),
        (404, {"error": "Message not found"}, Rejected),
        (409, THROWN | {"code": "CONFLICT"}, Rejected),
        (410, {"error": "Gap", "code": "REF_GONE", "retry_strategy": "full_resync"}, RefGone),
        (422, {"error": True}, Rejected),
        (408, {}, Unreachable),
        (500, {"error": "Internal server error"}, ServerFault),
        (500, {"error": "Internal Server Error", "code": "MEMBERSHIP_CHECK_FAILED"}, ServerFault),
        (502, None, ServerFault),
        (304, None, NotUnderstood),
    ],
)  # fmt: skip
def test_every_refusal_has_its_kind(status: int, body: Any, expected: type[GatewayError]):
    error = refused(status, body)
    assert isinstance(error, expected)
    assert error.reason.endswith(".") or isinstance(error, Rejected)


def test_who_is_no_member_is_told_in_our_words():
    body = {"error": "Access Denied", "code": "NOT_ROOM_MEMBER", "message": "You are not…"}
    error = refused(403, body)
    assert isinstance(error, Rejected)
    assert error.code == "NOT_ROOM_MEMBER"
    assert "not in this conversation any more" in error.reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": "Content is required"}, "Content is required"),
        (THROWN | {"code": "X"}, "Mensaje"),
        ({"error": "a", "message": "\x1b[2Jb"}, "␛[2Jb"),
    ],
)
def test_what_the_server_says_is_found_in_every_envelope(body: Any, reason: str):
    assert refused(400, body).reason == reason


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        (THROWN | {"code": "RATE_LIMIT_EXCEEDED"}, {"Retry-After": "120"}, 120),
        ({"error": "RATE_LIMIT_EXCEEDED", "message": "M", "retryAfter": 60}, {}, 60),
        ({"error": "RATE_LIMIT_EXCEEDED", "message": "M", "retryAfter": 3600}, {}, 300),
        ({"error": "RATE_LIMIT_EXCEEDED", "retryAfter": "soon"}, {}, 5),
        ({"error": "RATE_LIMIT_EXCEEDED", "retryAfter": True}, {}, 5),
        ({"error": "RATE_LIMIT_EXCEEDED", "retryAfter": -1}, {}, 5),
        ({}, {}, 5),
    ],
)
def test_both_limiters_say_how_long(body: Any, headers: dict[str, str], seconds: float):
    error = refused(429, body, **headers)
    assert isinstance(error, Busy)
    assert error.retry_after == seconds


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[]", b'"x"', b"{", b'{"error":{}}'])
def test_a_body_of_any_kind_is_no_trouble(body: bytes):
    error = refusal(httpx.Response(400), body)
    assert isinstance(error, Rejected)
    assert "refused (400)" in error.reason
    assert isinstance(refusal(httpx.Response(500), body), ServerFault)


def test_a_refusal_is_said_in_other_words():
    with pytest.raises(Rejected, match=r"^Gone\.$") as said, refused_as({404: "Gone."}):
        raise rejected("Message not found", "http_404", 404)
    assert (said.value.status, said.value.code) == (404, "http_404")
    with pytest.raises(Rejected, match="as it was"), refused_as({404: "Gone."}):
        raise rejected("as it was", "http_400", 400)
    with pytest.raises(Rejected, match="as it was"), refused_as({403: "Not yours."}):
        raise rejected("as it was", "NOT_ROOM_MEMBER", 403)


def test_every_recorded_refusal_is_understood(request: pytest.FixtureRequest):
    kinds: set[type] = set()
    recording = request.config.rootpath / "tests" / "data" / "safespot" / "rest.jsonl"
    for line in recording.read_text().splitlines():
        answer = json.loads(line)["response"]
        if answer and answer["status"] >= 400:
            error = refused(answer["status"], answer["body"])
            kinds.add(type(error))
            assert error.reason
    assert kinds == {TokenRefused, NotLoggedIn, Rejected, RefGone, Busy, ServerFault}
