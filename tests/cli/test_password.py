"""`safespot-tui password`: what is asked, and what of it reaches the server."""

import getpass
import io
from pathlib import Path
from typing import Any

import pytest

from safespot_tui.cli import account
from safespot_tui.cli.main import main
from safespot_tui.gateway.protocol import Capability

SAID = "Your password is another one now. Everywhere else you are logged out.\n"


class Gateway:
    """Changes passwords, or cannot."""

    def __init__(self, capabilities: set[Capability]) -> None:
        self.capabilities = capabilities
        self.asked: list[Any] = []

    async def change_password(self, current: str, password: str) -> None:
        self.asked.append((current, password))

    async def aclose(self) -> None:
        self.asked.append("closed")


@pytest.fixture
def gateway(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    gateway = Gateway({Capability.CHANGE_PASSWORD})

    async def gateway_to(*_arguments: Any) -> Gateway:
        return gateway

    monkeypatch.setattr(account, "gateway_to", gateway_to)
    monkeypatch.setattr(account, "required_profile", lambda _options: None)
    return gateway


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What is typed there, line by line."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    left = iter(lines)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(left))


def test_both_are_asked_for_and_the_new_one_twice(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_a_terminal(monkeypatch, "old horse", "new horse", "new house")
    assert main(["password"]) == 2
    assert "Nothing was changed" in capsys.readouterr().err
    at_a_terminal(monkeypatch, "old horse", "new horse", "new horse")
    assert main(["password"]) == 0
    assert capsys.readouterr().out == SAID
    assert gateway.asked == ["closed", ("old horse", "new horse"), "closed"]


def test_two_lines_are_enough_for_a_script(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("old horse\nnew horse\n"))
    assert main(["password", "--password-stdin"]) == 0
    assert gateway.asked[0] == ("old horse", "new horse")


def test_nothing_is_asked_where_the_server_cannot_do_it(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.capabilities.clear()
    at_a_terminal(monkeypatch)
    assert main(["password"]) == 1
    assert "on its web site" in capsys.readouterr().err
    assert gateway.asked == ["closed"]
