"""Who plays: names, and the accounts behind them."""

import secrets
from collections.abc import Mapping

from safespot_tui.gateway.auth import register
from safespot_tui.gateway.dialect import Dialect, detect
from safespot_tui.stage.account import Account


class Cast:
    """Gives each name an account: one that was given, else a new one where that may be made."""

    def __init__(
        self,
        server: str,
        accounts: Mapping[str, Account],
        *,
        may_register: bool,
        insecure: bool = False,
    ) -> None:
        """With `insecure`, the server may be another machine without TLS."""
        self.server = server
        """Its base URL."""
        self._insecure = insecure
        self._accounts = dict(accounts)
        self.may_register = may_register
        """Whether accounts may be made: so it is where things are only tried out."""
        self._dialect: Dialect | None = None

    async def account(self, name: str) -> Account:
        """Who plays `name`, the same each time. Raises a `GatewayError`, `NobodyPlays`."""
        if name not in self._accounts:
            if not self.may_register:
                raise NobodyPlays(name)
            self._accounts[name] = await self._registered(name)
        return self._accounts[name]

    async def _registered(self, name: str) -> Account:
        insecure = self._insecure
        self._dialect = self._dialect or await detect(self.server, insecure=insecure)
        # Another run on the same server must not find the name taken.
        mark = secrets.token_hex(3)
        email, password = f"{name.lower()}-{mark}@stage.invalid", secrets.token_urlsafe(18)
        identity = await register(
            self.server,
            email,
            password,
            f"{name}-{mark}",
            dialect=self._dialect,
            insecure=insecure,
        )
        return Account(
            server=self.server,
            token=identity.token,
            user_id=identity.user.id,
            alias=identity.user.alias,
            email=email,
            dialect=self._dialect,
            insecure=insecure,
        )


class NobodyPlays(Exception):
    """There is no account for a name, and none may be made."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
