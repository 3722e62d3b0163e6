"""A token of an id without an account is renewed; one of an account is not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from safespot_tui.domain.ids import UserId
from safespot_tui.gateway.errors import NotLoggedIn, Unreachable
from safespot_tui.gateway.safespot.renewal import RETRY, Renewal
from safespot_tui.gateway.safespot.secret import Secret

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ME = UserId("a0000000-0000-4000-8000-00000000000a")
OTHER = UserId("b0000000-0000-4000-8000-00000000000b")
OLD = Secret(ME, "old", "s", NOW + timedelta(hours=23), registered=False)
NEW = Secret(ME, "new", "s", NOW + timedelta(days=7), registered=False)


class Server:
    """Gives a new secret, or fails."""

    def __init__(self, secret: Secret = NEW) -> None:
        self.asked: list[UserId] = []
        self.secret = secret
        self.failure: Exception | None = None

    async def bootstrap(self, anonymous_id: UserId) -> Secret:
        self.asked.append(anonymous_id)
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure
        return self.secret


class Time:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


def renewal(server: Server, secret: Secret = OLD, time: Time | None = None):
    kept: list[Secret] = []
    return Renewal(secret, server.bootstrap, kept.append, time or Time()), kept


async def test_what_ends_within_a_day_is_renewed_and_kept():
    server = Server()
    renewing, kept = renewal(server)
    await renewing.ahead()
    await renewing.ahead()
    assert server.asked == [ME]
    assert kept == [NEW]
    assert renewing.secret is NEW


async def test_what_is_good_for_longer_is_left_alone():
    server = Server()
    renewing, _ = renewal(server, structs.replace(OLD, expires_at=NOW + timedelta(hours=25)))
    await renewing.ahead()
    assert server.asked == []


async def test_an_account_is_never_bootstrapped():
    server = Server()
    account = structs.replace(OLD, registered=True, expires_at=NOW - timedelta(days=1))
    renewing, kept = renewal(server, account)
    await renewing.ahead()
    with pytest.raises(NotLoggedIn, match="Log in again"):
        await renewing.instead_of(account)
    assert server.asked == []
    assert kept == []


async def test_a_server_that_fails_is_asked_again_later():
    server, time = Server(), Time()
    server.failure = Unreachable("no")
    renewing, _ = renewal(server, time=time)
    await renewing.ahead()
    await renewing.ahead()
    assert len(server.asked) == 1
    time.now = NOW + RETRY
    server.failure = None
    await renewing.ahead()
    assert renewing.secret is NEW


async def test_all_who_were_refused_share_one_renewal():
    server = Server()
    renewing, kept = renewal(server)
    secrets = await asyncio.gather(*(renewing.instead_of(OLD) for _ in range(5)))
    assert secrets == [NEW] * 5
    assert server.asked == [ME]
    assert kept == [NEW]


async def test_somebody_else_is_never_become():
    server = Server(structs.replace(NEW, anonymous_id=OTHER))
    renewing, kept = renewal(server)
    with pytest.raises(NotLoggedIn):
        await renewing.instead_of(OLD)
    assert renewing.secret is OLD
    assert kept == []
