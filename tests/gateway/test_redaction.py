"""What a server quotes of a request is shown without what nobody else may read."""

import httpx
import pytest

from safespot_tui.gateway.http import refusal
from safespot_tui.gateway.redaction import REDACTED, redacted

PASSWORD = "canary-password"
TOKEN = "canary-token"


def answered(text: str, **request: object) -> httpx.Response:
    made = httpx.Request("POST", "http://127.0.0.1:1/", **request)  # type: ignore[arg-type]
    return httpx.Response(400, request=made, json={"error": {"code": "x", "message": text}})


@pytest.mark.parametrize(
    "request_parts",
    [
        {"headers": {"Authorization": f"Bearer {TOKEN}"}},
        {"headers": {"X-Anonymous-Signature": TOKEN}},
        {"json": {"email": "a@example.org", "password": TOKEN}},
        {"json": {"email": "a@example.org", "password": PASSWORD, "invitation": TOKEN}},
    ],
    ids=["token", "signature", "password", "invitation"],
)
def test_a_refusal_that_quotes_a_secret_is_shown_without_it(request_parts: dict[str, object]):
    response = answered(f"no: {TOKEN}, {TOKEN}!", **request_parts)
    assert refusal(response, response.content).reason == f"no: {REDACTED}, {REDACTED}!"


def test_so_is_where_a_server_says_that_it_has_moved():
    made = httpx.Request("GET", "http://127.0.0.1:1/", headers={"Authorization": f"Bearer {TOKEN}"})
    location = f"https://elsewhere.example/?token={TOKEN}"
    response = httpx.Response(302, request=made, headers={"location": location})
    reason = refusal(response, b"").reason
    assert "elsewhere.example" in reason
    assert TOKEN not in reason


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"password": 1}', b'{"password": "abc"}'])
def test_what_holds_no_secret_is_left_alone(body: bytes):
    assert redacted("abc and more", answered("", content=body)) == "abc and more"
    assert redacted("abc", httpx.Response(400)) == "abc"


def test_a_body_that_streams_is_not_read():
    async def pieces():
        yield PASSWORD.encode()

    assert redacted("abc", answered("", content=pieces())) == "abc"
