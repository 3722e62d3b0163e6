"""How much one user may ask."""

import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from safespot_tui.server.app import create_app
from safespot_tui.server.auth.rates import RATES, Asked, Rate, RateLimits
from safespot_tui.server.errors import ApiError
from safespot_tui.server.settings import Settings

from .conftest import World


@asynccontextmanager
async def limited(**rates: Rate) -> AsyncGenerator[World]:
    asked = {Asked(name): rate for name, rate in rates.items()}
    app = create_app(settings=Settings(rates=asked))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield World(http)


async def test_each_kind_has_a_bucket_of_its_own_for_each_user() -> None:
    one = Rate(1, 60.0)
    async with limited(
        sends=one, conversations=one, uploads=one, searches=one, typing=one
    ) as world:
        ana, beto = await world.people("ana", "beto")
        for each in (ana, beto):
            group = await each.open_group("Plaza", ana if each is beto else beto)
            for method, path, body in (
                ("POST", f"/conversations/{group}/messages", message()),
                ("PUT", f"/conversations/{group}/typing", {"typing": True}),
                ("GET", "/search?words=x", None),
                ("PUT", f"/images/{uuid.uuid4()}", None),
                ("POST", "/conversations", {"type": "dm", "user_id": beto.id}),
            ):
                first = await each.ask(method, path, json=body)
                expected = 429 if path == "/conversations" else first.status_code
                assert first.status_code == expected
                again = await each.ask(method, path, json=body)
                assert again.status_code == 429, path
                assert again.headers["retry-after"] == "60"
                assert again.json()["error"]["code"] == "too_many"


def test_who_waits_as_long_as_told_is_heard() -> None:
    now = [0.0]
    limits = RateLimits({Asked.SENDS: Rate(2, 10.0)}, lambda: now[0])
    for _ in range(2):
        limits.require(Asked.SENDS, "ana")
    for _ in range(5):
        with pytest.raises(ApiError) as caught:
            limits.require(Asked.SENDS, "ana")
        assert caught.value.headers == {"Retry-After": "10"}
    now[0] = 0.5
    with pytest.raises(ApiError) as caught:
        limits.require(Asked.SENDS, "ana")
    assert caught.value.headers == {"Retry-After": "10"}
    now[0] = 10.0
    limits.require(Asked.SENDS, "ana")


async def test_all_requests_together_are_limited() -> None:
    async with limited(everything=Rate(3, 60.0)) as world:
        ana, beto = await world.people("ana", "beto")
        answers = [await ana.ask("GET", path) for path in ("/me", "/sync", "/me", "/sync")]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert (await beto.ask("GET", "/me")).status_code == 200


async def test_registrations_are_limited_by_address() -> None:
    async with limited(registrations=Rate(2, 60.0)) as world:
        await world.people("ana", "beto")
        body = {"email": "ana@example.org", "password": "correct horse", "alias": "x"}
        answer = await world.http.post("/accounts", json=body)
        assert answer.status_code == 429, "nor is it told whether the address has an account"


def test_everything_is_limited_unless_somebody_says_otherwise() -> None:
    assert set(RATES) == set(Asked)
    assert Settings().rates == RATES


def message() -> dict[str, Any]:
    return {"client_message_id": str(uuid.uuid4()), "content": "hola"}
