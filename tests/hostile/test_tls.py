"""Nothing is said to a server whose certificate is not in order, and nothing in the clear."""

import ssl
from pathlib import Path

import pytest

from safespot_tui.gateway import auth
from safespot_tui.gateway.address import BadAddress
from safespot_tui.gateway.dialect import Dialect, detect
from safespot_tui.gateway.errors import Unreachable
from tests.hostile.malicious_server import malicious_server, response, says
from tests.hostile.visitor import CANARY, gateway_to, refusals

CERTIFICATES = Path(__file__).with_name("certificates")

pytestmark = pytest.mark.usefixtures("little_patience")


def presenting(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem")
    return context


@pytest.fixture(params=["", "authority.pem"], ids=["unknown authority", "known authority"])
def authorities(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who is trusted besides those that everybody trusts."""
    if request.param:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / request.param))
    return str(request.param)


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("certificate", ["self-signed", "another-host", "expired"])
async def test_a_bad_certificate_is_told_of_and_nothing_is_sent(
    certificate: str, dialect: Dialect, authorities: str
):
    async with malicious_server(says(response(b"{}")), presenting(certificate)) as server:
        async with gateway_to(server.url, dialect) as gateway:
            said = await refusals(gateway)
        with pytest.raises(Unreachable, match="certificate"):
            await auth.log_in(server.url, "vera@example.org", CANARY, dialect=dialect)
        with pytest.raises(Unreachable, match="certificate"):
            await detect(server.url)
        assert "certificate" in said[0]
        assert server.requests == []


async def test_the_check_would_notice_a_client_that_trusts_everybody(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "authority.pem"))
    async with malicious_server(says(response(b"{}")), presenting("right")) as server:
        async with gateway_to(server.url, Dialect.GLOBAL_CHAT) as gateway:
            await refusals(gateway)
        assert CANARY.encode() in server.heard


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1:9",
        "http://chat.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://0.0.0.0:9",
        "http://[::ffff:192.0.2.1]:9",
        "http://127.0.0.1@192.0.2.1:9",
        "http://2130706433.example:9",
        "ws://127.0.0.1",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//127.0.0.1",
        "http://127.0.0.1:99999",
        "http://user:password@127.0.0.1",
        "https://chat.example.org/?token=x",
        "https://chat.example.org/#x",
        "https://\x1b[2J",
        "",
    ],
)
async def test_no_password_goes_where_others_read_along(url: str, dialect: Dialect):
    with pytest.raises(BadAddress) as refused:
        await auth.log_in(url, "vera@example.org", CANARY, dialect=dialect)
    assert CANARY not in str(refused.value)
    assert str(refused.value).isprintable()
    # Nor does a token, where an account's file was changed to name another place.
    with pytest.raises(BadAddress):
        async with gateway_to(url, dialect):
            pass
