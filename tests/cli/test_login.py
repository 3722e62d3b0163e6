"""What `login` takes together, and how it asks for an alias."""

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from safespot_tui.cli import account
from safespot_tui.cli.alias import MAX_ATTEMPTS, choose_alias
from safespot_tui.cli.exit import CommandFailed
from safespot_tui.cli.main import main
from safespot_tui.config.credentials import save_token
from safespot_tui.config.profiles import Profile, load_profile, save_profile
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import Rejected

PROFILE = Profile("default", "https://chat.example", "", "u-vera", "", dialect="safespot")
LOGIN = ("login", "--server", "https://chat.example")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say who you are: --email, or --anonymous"),
        (["--anonymous", "--email", "v@example.org"], "--anonymous is without an account"),
        (["--anonymous", "--register"], "--anonymous is without an account"),
        (["--anonymous", "--password-stdin"], "--anonymous is without an account"),
        (["--email", "v@example.org", "--register", "--invitation", "x"], "--invitation goes with"),
        (["--email", "v@example.org", "--register"], "--register needs --alias"),
    ],
)
def test_what_makes_no_sense_together_is_told(
    arguments: list[str], words: str, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*LOGIN, *arguments]) == 2
    assert capsys.readouterr().err.startswith(words)


def test_who_is_here_already_needs_no_other_alias(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_profile(PROFILE)
    save_token(PROFILE, "identity")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    # It goes on to ask for a password, and there is no terminal to ask at.
    assert main([*LOGIN, "--email", "v@example.org", "--register"]) == 2


class Gateway:
    """Has one alias that is taken."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def rename_self(self, alias: SafeText) -> User:
        self.asked.append(alias)
        if alias == "Ana":
            raise Rejected(SafeText("Somebody else goes by it."), "alias_taken", 409)
        return User(UserId("u-vera"), alias)

    async def aclose(self) -> None:
        self.asked.append("closed")


@pytest.fixture
def gateway(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    gateway = Gateway()

    async def gateway_to(*_arguments: Any) -> Gateway:
        return gateway

    monkeypatch.setattr(account, "gateway_to", gateway_to)
    return gateway


def typing(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(words))


async def test_the_alias_that_was_given_is_taken(gateway: Gateway) -> None:
    renamed = await choose_alias(PROFILE, "Vera", ask=False)
    assert renamed == structs.replace(PROFILE, alias="Vera") == load_profile("default")
    assert gateway.asked == ["Vera", "closed"]


async def test_one_that_is_taken_is_told_and_asked_again(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typing(monkeypatch, "Ana\nVera\n")
    renamed = await choose_alias(PROFILE, None, ask=True)
    assert renamed.alias == "Vera"
    assert "Somebody else goes by it." in capsys.readouterr().err


async def test_with_nobody_to_ask_it_fails(gateway: Gateway) -> None:
    with pytest.raises(CommandFailed, match="logged in, but without that alias"):
        await choose_alias(PROFILE, "Ana", ask=False)
    assert gateway.asked == ["Ana", "closed"]


@pytest.mark.parametrize("ask", [True, False])
async def test_it_can_wait(ask: bool, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "\n")
    assert await choose_alias(PROFILE, None, ask=ask) == PROFILE
    assert gateway.asked == []


async def test_it_is_not_asked_for_ever(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, "Ana\n" * 100)
    assert await choose_alias(PROFILE, None, ask=True) == PROFILE
    assert gateway.asked.count("Ana") == MAX_ATTEMPTS
