"""What is in the neighbourhood when the demo begins."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from safespot_tui.demo.accounts import Account
from safespot_tui.demo.settle import settle
from safespot_tui.server.app import create_app

NOW = datetime.now(UTC).replace(microsecond=0)
ENOUGH_FOR_A_SHIFT = 40


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Account]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.sqlite3'}"
    return url, asyncio.run(settle(url, 1, 0, NOW, moderation=True))


@pytest.fixture
async def http(settled: tuple[str, list[Account]]) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settled[0])
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://demo") as client:
            yield client


async def snapshot(http: httpx.AsyncClient, account: Account) -> dict[str, Any]:
    body = {"email": account.email, "password": account.password}
    token = (await http.post("/sessions", json=body)).json()["token"]
    answer = await http.get("/sync", headers={"Authorization": f"Bearer {token}"})
    assert answer.is_success, answer.text
    return answer.json()["entities"]


async def test_the_person_moderates_and_there_is_a_shift_of_work(
    http: httpx.AsyncClient, settled: tuple[str, list[Account]]
) -> None:
    sofia = settled[1][0]
    entities = await snapshot(http, sofia)
    cases = entities["cases"].values()
    waiting = [case for case in cases if case["waiting_since"] and not case["claimed_by"]]
    assert len(waiting) >= ENOUGH_FOR_A_SHIFT
    ages = [NOW - datetime.fromisoformat(case["waiting_since"]) for case in waiting]
    assert min(ages) < timedelta(minutes=10)
    assert max(ages) > timedelta(days=3)
    assert sorted(ages, reverse=True) == ages

    ana = next(account for account in settled[1] if account.email.startswith("ana@"))
    assert sum(case["claimed_by"] == ana.user_id for case in cases) == 4
    named = {case["name"]: case for case in cases}
    assert "URGENTE: nena perdida en Parque Rivadavia" in named
    (war,) = (named[name] for name in named if name == "Feria de Yerbal")
    assert len(war["flags"]) == 4
    assert all(flag["quoted"] for flag in war["flags"])
    promo = next(account for account in settled[1] if account.email.startswith("promo@"))
    flooded = [c for c in cases if any(f["user_id"] == promo.user_id for f in c["flags"])]
    assert len(flooded) == 3


async def test_the_others_have_no_desk(
    http: httpx.AsyncClient, settled: tuple[str, list[Account]]
) -> None:
    marta = settled[1][1]
    assert (await snapshot(http, marta))["cases"] == {}


async def test_without_moderation_nobody_has_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    accounts = await settle(url, 1, 0, NOW)
    app = create_app(url)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://demo") as client:
            assert (await snapshot(client, accounts[0]))["cases"] == {}
    assert len(accounts) == 12
