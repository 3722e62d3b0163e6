"""A secret goes to the server it is for, whatever that server says of others."""

import asyncio
from typing import Any

import httpx
import pytest

from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import GatewayError
from tests.hostile.malicious_server import malicious_server, response, says
from tests.hostile.visitor import CANARY, LONGEST, gateway_to, listen, refusals

pytestmark = pytest.mark.usefixtures("little_patience")


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P", "300 C", "401 U"])
@pytest.mark.parametrize("dialect", Dialect)
async def test_no_secret_goes_where_a_redirect_points(status: str, dialect: Dialect):
    async with malicious_server(says(response(b"{}"))) as elsewhere:
        location = f"location: {elsewhere.url}/\r\nrefresh: 0; url={elsewhere.url}\r\n".encode()
        moved = response(status=status, headers=location + b"www-authenticate: Basic realm=x\r\n")
        async with malicious_server(says(moved)) as server, gateway_to(server.url, dialect) as door:
            await refusals(door)
            cursor = Cursor("e.1") if dialect is Dialect.GLOBAL_CHAT else None
            with pytest.raises(GatewayError):
                await asyncio.wait_for(listen(door, cursor), LONGEST)
            with pytest.raises(GatewayError):
                await auth.log_in(server.url, "vera@example.org", CANARY, dialect=dialect)
            assert CANARY.encode() in server.heard
    assert elsewhere.requests == []
    assert elsewhere.connections == 0


async def test_the_check_would_notice_a_redirect_that_is_followed(monkeypatch: pytest.MonkeyPatch):
    made = httpx.AsyncClient.__init__

    def following(client: httpx.AsyncClient, **options: Any) -> None:
        options["follow_redirects"] = True
        made(client, **options)

    monkeypatch.setattr(httpx.AsyncClient, "__init__", following)
    async with malicious_server(says(response(b"{}"))) as elsewhere:
        location = f"location: {elsewhere.url}/\r\n".encode()
        moved = response(status="307 T", headers=location)
        async with (
            malicious_server(says(moved)) as server,
            gateway_to(server.url, Dialect.SAFESPOT) as gateway,
        ):
            await refusals(gateway)
    assert elsewhere.requests
    assert f"{CANARY}-signature".encode() in elsewhere.heard, "headers of our own go along"
