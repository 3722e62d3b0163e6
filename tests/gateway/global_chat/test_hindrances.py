"""What moderators put in the user's way is told with its reason, and until when, where they are."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from safespot_tui import i18n
from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Hindered, Rejected
from safespot_tui.gateway.global_chat.refusals import refusal
from safespot_tui.gateway.hindrance import hindrance_words

UNTIL = datetime(2126, 11, 27, 21, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_buenos_aires(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    i18n.install("en")
    monkeypatch.setenv("TZ", "America/Argentina/Buenos_Aires")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def refused(code: str, details: Any) -> Rejected:
    body = json.dumps({"error": {"code": code, "message": "No.", "details": details}})
    error = refusal(httpx.Response(403, text=body), body.encode())
    assert isinstance(error, Rejected)
    return error


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (HindranceKind.SUSPENDED, "You are suspended until 2126-11-27 18:30: spam"),
        (HindranceKind.MUTED, "You are muted until 2126-11-27 18:30: spam"),
        (HindranceKind.LOCKED, "The moderators locked this conversation: spam"),
    ],
)
def test_each_is_a_sentence_with_why_and_until_when(kind: HindranceKind, said: str) -> None:
    error = refused(kind, {"until": "2126-11-27T21:30:00Z", "reason": "spam"})
    assert isinstance(error, Hindered)
    assert error.reason == said
    assert error.hindrance == Hindrance(kind, UNTIL, SafeText("spam"))
    assert error.suspends == (kind is HindranceKind.SUSPENDED)


def test_an_observer_is_told_that_they_are_one() -> None:
    assert "nobody sees you here" in refused("observing", {}).reason


def test_of_today_only_the_time_is_told() -> None:
    hindrance = Hindrance(HindranceKind.MUTED, UNTIL, SafeText("spam"))
    now = datetime(2126, 11, 27, 15, 0, tzinfo=UTC)
    assert hindrance_words(hindrance, now) == "You are muted until 18:30: spam"


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"until": "tomorrow", "reason": "spam"},
        {"until": "9999-12-31T23:59:59+00:00"},
        {"until": None, "reason": ["spam"]},
        [],
        "spam",
    ],
)
def test_what_cannot_be_read_hinders_all_the_same(details: Any) -> None:
    error = refused("suspended", details)
    assert isinstance(error, Hindered)
    assert error.suspends
    assert error.hindrance.until is None


def test_a_reason_is_a_strangers_text() -> None:
    error = refused("muted", {"reason": "a\x1b]0;b\x07\u202ec\nd", "until": None})
    assert not set(error.reason) & {"\x1b", "\x07", "\u202e", "\n"}
