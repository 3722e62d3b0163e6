"""What may be spoken to, and how."""

import pytest

from safespot_tui.gateway.address import BadAddress, ServerAddress, server_address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://chat.example.org", "https://chat.example.org"),
        (" https://Chat.Example.org/ ", "https://chat.example.org"),
        ("https://example.org:8443/chat/", "https://example.org:8443/chat"),
        ("chat.example.org", "https://chat.example.org"),
        ("Example.org:8443/chat", "https://example.org:8443/chat"),
    ],
)
def test_an_address_is_kept_in_one_form(url: str, expected: str):
    assert server_address(url) == ServerAddress(url=expected, encrypted=True, loopback=False)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8765", "http://127.9.9.9", "http://[::1]:8765", "http://localhost:1"],
)
def test_this_machine_needs_no_encryption(url: str):
    assert server_address(url) == ServerAddress(url=url, encrypted=False, loopback=True)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:8765"])
def test_this_machine_needs_no_scheme_either(host: str):
    assert server_address(host).url == f"http://{host}"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "http://10.0.0.1",
        "http://127.0.0.1.example.org",
        "http://localhost.org",
    ],
)
def test_another_machine_is_not_spoken_to_in_the_clear(url: str):
    with pytest.raises(BadAddress, match="not encrypted"):
        server_address(url)
    assert server_address(url, insecure=True).url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example",
        "vecinos de caballito",
        "ana@example.org",
        "ftp://example.org",
        "https://",
        "https://:80",
        "https://a:b",
        "https://[::1",
        "https://a:0",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(url: str):
    with pytest.raises(BadAddress, match=r"is not a server address. Write it like https://"):
        server_address(url)


def test_a_refusal_is_safe_to_show():
    with pytest.raises(BadAddress) as refused:
        server_address("gopher://\x1b]0;x\x07")
    assert refused.value.reason.isprintable()


@pytest.mark.parametrize("url", ["https://ana:secret@example.org", "https://ana@example.org"])
def test_an_address_holds_no_credentials(url: str):
    with pytest.raises(BadAddress, match="must not hold") as refused:
        server_address(url)
    assert "secret" not in refused.value.reason


@pytest.mark.parametrize(
    "url",
    ["ftp://ana:secret@example.org", "http://ana:se@secret@[x", "ftp://example.org/?token=secret"],
)
def test_what_is_no_address_is_quoted_without_its_secret(url: str):
    with pytest.raises(BadAddress, match="is not a server address") as refused:
        server_address(url)
    assert "secret" not in refused.value.reason


@pytest.mark.parametrize("url", ["https://example.org/?a=b", "https://example.org/#a"])
def test_an_address_ends_at_its_path(url: str):
    with pytest.raises(BadAddress, match="must end"):
        server_address(url)
