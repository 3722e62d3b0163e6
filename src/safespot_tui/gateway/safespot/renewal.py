"""Another token for an id without an account, before or after the last one has expired.

There is no refresh: an id is bootstrapped again, by whoever made it. An account's token can only
come from a log-in.

::

    good ──a day before the end──▶ due ──bootstrap──▶ good
      │                             ▲
      └──────── refused (401) ──────┘
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from safespot_tui.domain.ids import UserId
from safespot_tui.gateway.errors import GatewayError, NotLoggedIn
from safespot_tui.gateway.safespot.secret import Secret
from safespot_tui.i18n import _

EARLY = timedelta(days=1)
RETRY = timedelta(minutes=10)
"""How long to leave a server alone that would not renew ahead of time."""

Bootstrap = Callable[[UserId], Awaitable[Secret]]
Renewed = Callable[[Secret], None]


def _now() -> datetime:
    return datetime.now(UTC)


class Renewal:
    """Keeps the secret of one person good for as long as that is possible without a password."""

    def __init__(
        self,
        secret: Secret,
        bootstrap: Bootstrap,
        renewed: Renewed,
        now: Callable[[], datetime] = _now,
    ) -> None:
        """`renewed` is told of every new secret before anybody uses it."""
        self.secret = secret
        self._bootstrap = bootstrap
        self._renewed = renewed
        self._now = now
        self._one_at_a_time = asyncio.Lock()
        self._not_before: datetime | None = None

    async def instead_of(self, refused: Secret) -> Secret:
        """Another secret than the one that the server `refused`. Raises `GatewayError`."""
        async with self._one_at_a_time:
            if self.secret == refused:
                await self._renew()
            return self.secret

    async def ahead(self) -> None:
        """Renew what ends soon. Where that fails, the old one is good a while longer."""
        if not self._is_due():
            return
        async with self._one_at_a_time:
            if not self._is_due():
                return
            self._not_before = self._now() + RETRY
            with suppress(GatewayError):
                await self._renew()

    def _is_due(self) -> bool:
        now = self._now()
        rests = self._not_before is not None and now < self._not_before
        ends_soon = self.secret.expires_at - now <= EARLY
        return ends_soon and not rests and not self.secret.registered

    async def _renew(self) -> None:
        old = self.secret
        if old.registered:
            raise NotLoggedIn(_("You are not logged in any more. Log in again."))
        new = await self._bootstrap(old.anonymous_id)
        if new.anonymous_id != old.anonymous_id:
            raise NotLoggedIn(_("The server does not know who you are. Log in again."))
        self._renewed(new)
        self.secret = new
