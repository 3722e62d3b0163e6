"""Every way in which HTTP fails, in the words of `gateway.errors`."""

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from uvicorn import Config

from safespot_tui.gateway.address import server_address
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.gateway.http import (
    DEFAULT_RETRY_AFTER,
    MAX_RETRY_AFTER,
    failures_in_our_words,
    new_client,
    read_bounded,
    refusal,
    tls_context,
)

ENVELOPE = (
    b'{"error": {"code": "not_found", "message": "No such \\u001b[31mthing.", "details": {}}}'
)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (100, NotUnderstood),
        (300, NotUnderstood),
        (304, NotUnderstood),
        *((status, Rejected) for status in (400, 402, 403, 404, 405, 409, 410, 413, 415, 418, 422)),
        (401, NotLoggedIn),
        (408, Unreachable),
        (429, Busy),
        (500, ServerFault),
        (502, ServerFault),
        (503, Busy),
        (504, ServerFault),
        (599, ServerFault),
    ],
)
def test_every_status_has_its_error(status: int, expected: type[GatewayError]):
    error = refusal(httpx.Response(status), ENVELOPE)
    assert type(error) is expected
    assert error.reason
    assert error.reason.isprintable()


def test_a_refusal_says_what_the_server_says():
    error = refusal(httpx.Response(404), ENVELOPE)
    assert isinstance(error, Rejected)
    assert (error.code, error.status) == ("not_found", 404)
    assert error.reason == "No such ␛[31mthing."


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b'{"error": "no"}',
        b'{"error": {"code": 3}}',
        b"{}",
        pytest.param(b'{"error": {"details": ' + b"[" * 100_000, id="deep"),
    ],
)
def test_a_refusal_in_another_shape_is_still_one(body: bytes):
    error = refusal(httpx.Response(404), body)
    assert isinstance(error, Rejected)
    assert error.code == "http_404"
    assert error.reason.startswith("The server refused (404). Check its address")


def test_a_redirect_is_told_and_not_followed():
    moved = httpx.Response(308, headers={"location": "https://else\x1b.example"})
    error = refusal(moved, b"")
    assert isinstance(error, NotUnderstood)
    assert "https://else" in error.reason
    assert error.reason.isprintable()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("-3", 0.0),
        ("1e9", MAX_RETRY_AFTER),
        ("nan", DEFAULT_RETRY_AFTER),
        ("inf", DEFAULT_RETRY_AFTER),
        ("soon", DEFAULT_RETRY_AFTER),
        ("", DEFAULT_RETRY_AFTER),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 99 Oct 2015 07:28:00 GMT", DEFAULT_RETRY_AFTER),
    ],
)
def test_how_long_to_wait(said: str, expected: float):
    error = refusal(httpx.Response(429, headers={"retry-after": said}), b"")
    assert isinstance(error, Busy)
    assert error.retry_after == expected


def test_how_long_to_wait_may_be_a_date():
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    error = refusal(httpx.Response(503, headers={"retry-after": later}), b"")
    assert isinstance(error, Busy)
    assert 50 < error.retry_after <= 60


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("slow"),
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.PoolTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.CloseError("reset"),
        httpx.RemoteProtocolError("cut off"),
        httpx.LocalProtocolError("bad"),
        httpx.ProxyError("no"),
        httpx.UnsupportedProtocol("no"),
        httpx.InvalidURL("no"),
        TimeoutError(),
    ],
)
def test_a_failing_connection_is_unreachable(failure: Exception):
    with pytest.raises(Unreachable) as error, failures_in_our_words():
        raise failure
    assert error.value.__cause__ is failure
    assert error.value.reason.endswith(".")


def test_a_certificate_that_cannot_be_trusted_is_named():
    failure = httpx.ConnectError("failed")
    failure.__cause__ = ssl.SSLCertVerificationError("self-signed")
    with pytest.raises(Unreachable, match="certificate"), failures_in_our_words():
        raise failure


def test_what_is_not_http_is_not_caught():
    with pytest.raises(KeyError), failures_in_our_words():
        raise KeyError


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b"x" * 1024


async def test_a_body_is_read_up_to_its_bound():
    assert await read_bounded(httpx.Response(200, content=b"x" * 10), limit=10) == b"x" * 10
    with pytest.raises(NotUnderstood, match="too large"):
        await read_bounded(httpx.Response(200, content=endless()), limit=10_000)


async def test_a_compressed_body_is_not_unpacked():
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, content=endless())
    with pytest.raises(NotUnderstood, match="compressed"):
        await read_bounded(response)


async def test_certificates_are_read_only_where_they_are_needed():
    assert await tls_context(server_address("http://127.0.0.1:1")) is False
    context = await tls_context(server_address("https://example.org"))
    assert isinstance(context, ssl.SSLContext)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


async def test_a_client_lets_go_of_a_connection_before_the_server_does():
    """A request on one that is just being closed would be lost."""
    address = server_address("http://127.0.0.1:1")
    client = new_client(address, await tls_context(address), headers={}, max_connections=1)
    async with client:
        pool = vars(client._transport)["_pool"]
        assert pool._keepalive_expiry < Config("").timeout_keep_alive


async def test_a_client_follows_nothing_and_takes_nothing_compressed():
    client = new_client(
        server_address("http://127.0.0.1:1"), False, headers={"X-A": "b"}, max_connections=1
    )
    async with client:
        assert client.follow_redirects is False
        assert client.headers["accept-encoding"] == "identity"
        assert client.headers["x-a"] == "b"
        assert client.trust_env is False
