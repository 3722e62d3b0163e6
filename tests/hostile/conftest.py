"""What all that is hostile has in common."""

import asyncio
from types import SimpleNamespace

import pytest

from safespot_tui.gateway.global_chat import rest
from safespot_tui.gateway.safespot import exchange
from tests.tui.cheap_apps import pilot_in_a_hurry, sheets_parsed_once

__all__ = ["pilot_in_a_hurry", "sheets_parsed_once"]

SECONDS = 0.4
"""As long as a request may take; 30 in life."""


@pytest.fixture
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests that are given up after less than a second."""
    monkeypatch.setattr(rest, "REQUEST_SECONDS", SECONDS)
    soon = SimpleNamespace(
        timeout=lambda seconds: asyncio.timeout(min(seconds, SECONDS)), to_thread=asyncio.to_thread
    )
    monkeypatch.setattr(exchange, "asyncio", soon)


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is told of links, wherever the tests run."""
    monkeypatch.setenv("TERM", "xterm-256color")
