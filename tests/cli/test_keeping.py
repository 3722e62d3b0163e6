"""A secret that was renewed is there for the next start."""

import asyncio
import logging
from pathlib import Path

import pytest

from safespot_tui.cli.keeping import keep_token
from safespot_tui.config import credentials
from safespot_tui.config.credentials import load_token
from safespot_tui.config.errors import KeyringRefused
from safespot_tui.config.profiles import Profile

PROFILE = Profile("default", "https://chat.example", "", "u-vera", "Vera")
SECRET = '{"token":"' + "e30." * 500 + '","signature":"' + "0f" * 32 + '","registered":false}'


def renewing() -> None:
    async def renew() -> None:
        keep_token(PROFILE)(SECRET)

    asyncio.run(renew())


def test_it_is_kept_by_the_end_of_the_loop(own_home: Path) -> None:
    renewing()
    assert load_token(PROFILE) == SECRET


def test_a_keyring_that_refuses_ends_nothing(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_arguments: object) -> None:
        raise KeyringRefused("locked: the secret is e30.")

    monkeypatch.setattr(credentials, "save_token", refuse)
    with caplog.at_level(logging.WARNING):
        renewing()
    assert "could not be kept" in caplog.text
    assert "e30" not in caplog.text
