"""From an address to a gateway, against the bundled backend and against what is none."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from safespot_tui.domain.ids import OriginClientId
from safespot_tui.gateway import auth
from safespot_tui.gateway.address import BadAddress
from safespot_tui.gateway.dialect import Dialect, detect
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    Unreachable,
)

PASSWORD = "correct horse"
ORIGIN = OriginClientId("window-1")


class Fake:
    """A server that gives the same raw answer to whatever it is asked."""

    def __init__(self, status: str, body: bytes, *headers: str) -> None:
        self.requests: list[bytes] = []
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
        self._answer = "\r\n".join([*lines, *headers, "", ""]).encode() + body

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(head)
        writer.write(self._answer)
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def listening(fake: Fake) -> AsyncGenerator[str]:
    server = await asyncio.start_server(fake.answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def health(service: str) -> Fake:
    body = json.dumps({"status": "ok", "service": service, "version": "1"}).encode()
    return Fake("200 OK", body, "Content-Type: application/json")


async def test_an_account_is_made_and_logged_into(server: str):
    made = await auth.register(server, " Ana@Example.org", PASSWORD, "Ana")
    again = await auth.log_in(server, "ana@example.org", PASSWORD)
    assert made.user == again.user
    assert made.user.alias == "Ana"
    assert made.token != again.token
    assert made.token not in repr(made)


@pytest.mark.parametrize("who", ["ana@example.org", "nobody@example.org"])
async def test_a_wrong_password_is_told_as_such(server: str, who: str):
    await auth.register(server, "ana@example.org", PASSWORD, "Ana")
    with pytest.raises(NotLoggedIn, match=r"^The e-mail or the password is wrong\.$"):
        await auth.log_in(server, who, "wrong horse")


async def test_an_account_that_cannot_be_made_is_refused(server: str):
    await auth.register(server, "ana@example.org", PASSWORD, "Ana")
    with pytest.raises(Rejected) as taken:
        await auth.register(server, "ana@example.org", PASSWORD, "Ana")
    assert taken.value.status == 409
    with pytest.raises(Rejected) as short:
        await auth.register(server, "beto@example.org", "short", "Beto")
    assert short.value.status == 422


async def test_a_gateway_opens_without_a_network():
    gateway = await auth.open_gateway("http://127.0.0.1:9", "token", ORIGIN)
    try:
        with pytest.raises(Unreachable, match="cannot be reached"):
            await gateway.snapshot()
        with pytest.raises(Unreachable, match="cannot be reached"):
            await anext(gateway.stream(None))
    finally:
        await gateway.aclose()


async def test_a_gateway_for_tls_opens_too():
    gateway = await auth.open_gateway("https://127.0.0.1:9", "token", ORIGIN)
    await gateway.aclose()


async def test_a_token_nobody_knows_is_not_logged_in(server: str):
    gateway = await auth.open_gateway(server, "forged", ORIGIN)
    try:
        with pytest.raises(NotLoggedIn, match="Log in again"):
            await gateway.snapshot()
        with pytest.raises(NotLoggedIn, match="Log in again"):
            await anext(gateway.stream(None))
    finally:
        await gateway.aclose()


async def test_a_token_is_worthless_after_log_out(server: str):
    identity = await auth.register(server, "ana@example.org", PASSWORD, "Ana")
    gateway = await auth.open_gateway(server, identity.token, ORIGIN)
    try:
        await gateway.log_out()
        with pytest.raises(NotLoggedIn):
            await gateway.snapshot()
    finally:
        await gateway.aclose()


async def test_every_request_carries_token_and_window_and_no_url_does():
    fake = Fake("500 Oops", b"")
    async with listening(fake) as url:
        gateway = await auth.open_gateway(url, "s3cret", ORIGIN)
        with pytest.raises(GatewayError):
            await gateway.snapshot()
        with pytest.raises(GatewayError):
            await anext(gateway.stream(None))
        await gateway.aclose()
    assert len(fake.requests) == 2
    for request in fake.requests:
        first, *headers = request.decode().lower().split("\r\n")
        assert "s3cret" not in first
        assert "authorization: bearer s3cret" in headers
        assert "x-origin-client-id: window-1" in headers
        assert "accept-encoding: identity" in headers


async def test_a_redirect_never_gets_the_token():
    thief = health("safespot-tui")
    async with listening(thief) as elsewhere:
        fake = Fake("307 Temporary Redirect", b"", f"Location: {elsewhere}/sync")
        async with listening(fake) as url:
            gateway = await auth.open_gateway(url, "s3cret", ORIGIN)
            with pytest.raises(NotUnderstood, match="moved"):
                await gateway.snapshot()
            with pytest.raises(NotUnderstood, match="moved"):
                await auth.log_in(url, "ana@example.org", PASSWORD)
            await gateway.aclose()
    assert thief.requests == []


async def test_the_dialect_of_the_bundled_backend_is_found_out(server: str):
    assert await detect(server) is Dialect.GLOBAL_CHAT


async def test_finding_out_asks_for_nothing_but_health():
    fake = health("safespot-tui")
    async with listening(fake) as url:
        assert await detect(url) is Dialect.GLOBAL_CHAT
    (request,) = fake.requests
    assert request.startswith(b"GET /health HTTP/1.1\r\n")
    assert b"authorization" not in request.lower()


@pytest.mark.parametrize(
    "fake",
    [
        health("another"),
        Fake("404 Not Found", b"<html>", "Content-Type: text/html"),
        Fake("200 OK", b"<html>", "Content-Type: text/html"),
        Fake("200 OK", b"[]", "Content-Type: application/json"),
        Fake("301 Moved", b"", "Location: https://elsewhere.example"),
    ],
)
async def test_what_speaks_no_dialect_is_named(fake: Fake):
    async with listening(fake) as url:
        with pytest.raises(NotUnderstood, match="no SafeSpot chat server at this address"):
            await detect(url)


@pytest.mark.parametrize(
    ("fake", "expected"),
    [
        (Fake("503 Busy", b"", "Retry-After: 9"), Busy),
        (Fake("200 OK", b"{", "Transfer-Encoding: nonsense"), Unreachable),
    ],
)
async def test_a_server_in_trouble_is_not_taken_for_another(
    fake: Fake, expected: type[GatewayError]
):
    async with listening(fake) as url:
        with pytest.raises(expected):
            await detect(url)


async def test_an_address_is_checked_before_anything_is_sent():
    url = "http://chat.example.org"
    with pytest.raises(BadAddress):
        await auth.log_in(url, "ana@example.org", PASSWORD)
    with pytest.raises(BadAddress):
        await auth.register(url, "ana@example.org", PASSWORD, "Ana")
    with pytest.raises(BadAddress):
        await auth.open_gateway(url, "token", ORIGIN)
    with pytest.raises(BadAddress):
        await detect(url)
    gateway = await auth.open_gateway(url, "token", ORIGIN, insecure=True)
    await gateway.aclose()
