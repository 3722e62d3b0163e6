"""Accounts that loads write with, kept so that the next one need not register others."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from safespot_tui.config.private_file import read_private, write_private
from safespot_tui.gateway.errors import Busy, NotLoggedIn
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.stage.cast import Cast
from safespot_tui.sync.session import new_origin

MOST_WAITED = 300.0
"""Seconds, for a server that lets only so many register."""


class Pool:
    """The accounts of one server; a private file each in `folder`, or nowhere."""

    def __init__(self, cast: Cast, folder: Path | None, waits: Callable[[float], None]) -> None:
        """`waits` is told when the server wants to be left alone, and for how many seconds."""
        self._cast = cast
        self._folder = folder
        self._waits = waits

    async def accounts(self, count: int) -> Sequence[Account]:
        """So many, all of them good. Raises a `GatewayError`, `NobodyPlays`, `ConfigError`."""
        return [await self._account(f"Load{number:03}") for number in range(count)]

    async def _account(self, name: str) -> Account:
        account = self._kept(name)
        if account is not None and await _is_good(account):
            return account
        account = await self._registered(name)
        if self._folder is not None:
            write_private(self._folder / f"{name}.json", msgspec.json.encode(account))
        return account

    def _kept(self, name: str) -> Account | None:
        content = None if self._folder is None else read_private(self._folder / f"{name}.json")
        if content is None:
            return None
        try:
            account = msgspec.json.decode(content, type=Account)
        except msgspec.DecodeError:
            # Another version wrote it: another account does as well.
            return None
        return account if account.server == self._cast.server else None

    async def _registered(self, name: str) -> Account:
        waited = 0.0
        while True:
            try:
                return await self._cast.account(name)
            except Busy as busy:
                waited += busy.retry_after
                if waited > MOST_WAITED:
                    raise
                self._waits(busy.retry_after)
                await asyncio.sleep(busy.retry_after)


async def _is_good(account: Account) -> bool:
    """Whether its server still knows it."""
    gateway = await account.gateway(new_origin(), Instruments())
    try:
        await gateway.snapshot()
    except NotLoggedIn:
        return False
    finally:
        await gateway.aclose()
    return True
