"""Whatever a server answers comes out as a sentence: in time, in little memory, and asked once."""

import asyncio
import time
import tracemalloc

import pytest

from safespot_tui.cli import checks
from safespot_tui.config.profiles import Profile
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect, detect
from safespot_tui.gateway.errors import GatewayError
from tests.hostile.answers import REST, UNTRUE, body
from tests.hostile.malicious_server import Answer, malicious_server
from tests.hostile.sequences import kinds
from tests.hostile.visitor import (
    CANARY,
    LONGEST,
    ME,
    MOST_BYTES,
    MOST_REQUESTS,
    QUESTIONS,
    gateway_to,
    refusals,
    sentence,
)

pytestmark = pytest.mark.usefixtures("little_patience")


async def attacked(answer: Answer, dialect: Dialect) -> list[str]:
    tracemalloc.start()
    try:
        async with malicious_server(answer) as server, gateway_to(server.url, dialect) as gateway:
            begun = time.monotonic()
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            async with asyncio.timeout(2 * LONGEST):
                refused = await refusals(gateway)
            took = time.monotonic() - begun
            grown = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert took < LONGEST
    assert grown < MOST_BYTES[dialect]
    assert len(server.requests) <= MOST_REQUESTS, "no question is asked again and again"
    return refused


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        (name, dialect)
        for name in REST
        for dialect in Dialect
        # One that was told to wait waits: one test of it is enough.
        if dialect is Dialect.GLOBAL_CHAT or not name.startswith("busy ")
    ],
)
async def test_whatever_is_answered_is_told_in_a_sentence(name: str, dialect: Dialect):
    refused = await attacked(REST[name], dialect)
    # Where one thing was expected and not understood, others may do without the answer.
    assert len(refused) >= (5 if dialect is Dialect.GLOBAL_CHAT else 3), refused


@pytest.mark.parametrize("name", UNTRUE)
async def test_what_cannot_be_is_not_taken_for_true(name: str):
    assert len(await attacked(UNTRUE[name], Dialect.GLOBAL_CHAT)) == len(QUESTIONS)


@pytest.mark.parametrize("name", REST)
async def test_who_is_asked_what_they_speak_may_answer_anything(name: str):
    async with malicious_server(REST[name]) as server:
        try:
            await asyncio.wait_for(detect(server.url), LONGEST)
        except GatewayError as error:
            sentence(error)
        assert len(server.requests) <= 4
        with pytest.raises(GatewayError) as refused:
            await auth.log_in(server.url, "vera@example.org", CANARY)
        sentence(refused.value)


@pytest.mark.parametrize("secret", ["clé", "x\r\nX-Evil: 1", "\x1b[2J", ""])
@pytest.mark.parametrize("dialect", Dialect)
async def test_a_secret_that_cannot_be_sent_back_is_none(secret: str, dialect: Dialect):
    told: dict[str, object] = {"token": "a-token", "user": {"id": "u-me", "alias": "Vera"}}
    if dialect is Dialect.SAFESPOT:
        told |= {"signature": secret, "anonymous_id": ME, "data": {"alias": "Vera"}}
    else:
        told["token"] = secret
    async with malicious_server(body(told)) as server:
        with pytest.raises(GatewayError) as refused:
            await auth.log_in(server.url, "vera@example.org", CANARY, dialect=dialect)
        sentence(refused.value)
        assert len(server.requests) == 1


@pytest.mark.parametrize("name", REST)
async def test_doctor_looks_at_any_server(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "REQUEST_SECONDS", 0.4)
    async with malicious_server(REST[name]) as server:
        profile = Profile("default", server.url, "v@example.org", "u-me", "Vera")
        async with asyncio.timeout(LONGEST):
            found = [check async for check in checks._server(profile)]
        assert found
        assert not any(kinds(f"{check.detail} {check.advice}") for check in found)
        assert len(server.requests) <= 2
