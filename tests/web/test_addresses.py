"""The page has the machine's own names and the one it was given, and no others."""

import pytest
from yarl import URL

from safespot_tui.web.addresses import Addresses, is_loopback

HERE = ("127.0.0.1", "127.0.0.1:8766", "localhost:9000", "[::1]:8766")
ELSEWHERE = (
    "", "evil.example", "evil.example:8766", "192.168.1.7:8766", "127.0.0.1.evil.example",
    "localhost.evil.example", "127.0.0.1:80/@evil.example", "evil@localhost", "0.0.0.0:8766",
)  # fmt: skip


@pytest.mark.parametrize("host", HERE)
def test_it_is_found_on_this_machine_by_any_port(host: str) -> None:
    assert Addresses().knows(host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_it_is_not_found_under_the_name_of_somebody_else(host: str) -> None:
    assert not Addresses().knows(host)
    assert not Addresses(URL("https://desk.example.org")).knows(host)


def test_it_is_found_under_the_name_that_a_proxy_gives_it() -> None:
    addresses = Addresses(URL("https://desk.example.org/"))
    assert addresses.knows("desk.example.org")
    assert addresses.knows("127.0.0.1:8766")
    assert not addresses.knows("desk.example.org:8443")
    assert Addresses(URL("https://desk.example.org:8443")).knows("desk.example.org:8443")


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("http://127.0.0.1:8766", True),
        ("http://127.0.0.1:9999", False),
        ("http://localhost:8766", False),
        ("https://127.0.0.1:8766", False),
        ("http://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_page_is_ours_from_the_same_origin_only(origin: str, *, is_ours: bool) -> None:
    assert Addresses().is_ours(origin, "127.0.0.1:8766") is is_ours


def test_behind_a_proxy_a_page_is_from_its_name() -> None:
    addresses = Addresses(URL("https://desk.example.org/"))
    assert addresses.is_ours("https://desk.example.org", "127.0.0.1:8766")
    assert not addresses.is_ours("http://127.0.0.1:8766", "127.0.0.1:8766")
    assert not addresses.is_ours("http://desk.example.org", "desk.example.org")


def test_the_machine_itself_has_few_names() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.0.0.2", "::1")))
    assert not any(map(is_loopback, ("", "0.0.0.0", "::", "10.0.0.1", "localhost.example.org")))
