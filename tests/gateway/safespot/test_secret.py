"""What is kept of a log-in."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.domain.ids import UserId
from safespot_tui.gateway.errors import NotLoggedIn
from safespot_tui.gateway.safespot.secret import LIFETIME, Secret, expiry_of, secret_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SECRET = Secret(UserId("a0000000-0000-4000-8000-00000000000a"), "t0ken", "s1gn", NOW, True)


def jwt(claims: Any) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{middle}.x"


def test_a_secret_is_one_line_and_comes_back():
    line = SECRET.line()
    assert "\n" not in line
    assert secret_of(line) == SECRET


def test_no_secret_is_shown():
    for shown in (repr(SECRET), str(SECRET), f"{SECRET}"):
        assert "t0ken" not in shown
        assert "s1gn" not in shown


@pytest.mark.parametrize(
    "line",
    ["", "token", "{}", "[]", "null", '"x"', SECRET.line()[:-1], "\ud800",
     SECRET.line().replace("t0ken", "t0\\nken"), SECRET.line().replace("s1gn", ""),
     SECRET.line().replace("a0000000", "A0000000"), SECRET.line().replace("true", "1"),
     SECRET.line().replace("00Z", "00")],
)  # fmt: skip
def test_another_line_asks_for_a_log_in(line: str):
    assert line != SECRET.line()
    with pytest.raises(NotLoggedIn, match="Log in again"):
        secret_of(line)


def test_the_end_is_read_from_the_token():
    ends = NOW + timedelta(days=3)
    assert expiry_of(jwt({"exp": int(ends.timestamp())}), NOW) == ends


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b.c", "a..c", "a.é.c", jwt({}), jwt([]), jwt({"exp": "soon"}), jwt({"exp": None}),
     jwt({"exp": 1e300}), jwt({"exp": -1e12}), jwt({"exp": 1e12}), jwt({"exp": 1}) + "x" * 9000],
)  # fmt: skip
def test_a_token_that_does_not_say_is_good_for_a_week(token: str):
    assert expiry_of(token, NOW) == NOW + LIFETIME


@given(st.text(), st.binary())
def test_no_token_breaks_anything(text: str, middle: bytes):
    for token in (text, f"a.{base64.urlsafe_b64encode(middle).decode()}.c"):
        assert expiry_of(token, NOW).tzinfo is UTC
