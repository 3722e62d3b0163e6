"""An account's line, listened to without a client: nothing is written, sent, or marked."""

import asyncio
from contextlib import aclosing
from typing import assert_never

from safespot_tui.archive.contents import Contents
from safespot_tui.domain.event import (
    Heartbeat,
    Received,
    ResetRequired,
    Skipped,
    Synced,
    Throttled,
)
from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.errors import GatewayError, NotLoggedIn
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.store.store import Store
from safespot_tui.sync.backoff import Backoff
from safespot_tui.sync.session import new_origin


class Inspection:
    """Goes on from where the account's archive is, so that what was missed is traced, too.

    ::

        catching up ──Synced──▶ live ──the line breaks──▶ waiting ──▶ catching up
             │ ResetRequired                                              ▲
             └──────────────────── a snapshot ────────────────────────────┘
    """

    def __init__(
        self, account: Account, instruments: Instruments, contents: Contents | None = None
    ) -> None:
        """`contents`: what the archive has, if there is one."""
        self.store = Store()
        self.live = asyncio.Event()
        """Set once all that the server has to tell was told."""
        self._account = account
        self._instruments = instruments
        self._cursor: Cursor | None = None
        if contents is not None:
            self.store.apply(contents.restored)
            self._cursor = contents.cursor
        instruments.watch(self.store)

    async def run(self) -> None:
        """Listen until cancelled. Raises `NotLoggedIn`; anything else is tried again."""
        clock = self._instruments.clock
        gateway = await self._account.gateway(new_origin(clock), self._instruments)
        backoff = Backoff(clock.random)
        try:
            while True:
                try:
                    await self._listen(gateway)
                    backoff.succeeded()
                except NotLoggedIn:
                    raise
                except GatewayError as error:
                    self._stand(Connection(ConnectionState.OFFLINE, error.reason))
                    await clock.sleep(backoff.next_wait())
        finally:
            await gateway.aclose()

    async def _listen(self, gateway: Gateway) -> None:
        if self._cursor is None:
            snapshot = await gateway.snapshot()
            self.store.apply(snapshot)
            self._cursor = snapshot.cursor
        self._stand(Connection(ConnectionState.CATCHING_UP))
        async with aclosing(gateway.stream(self._cursor)) as items:
            async for item in items:
                match item:
                    case Received(event=event, cursor=cursor):
                        self.store.apply(event)
                        self._cursor = cursor or self._cursor
                    case Skipped(cursor=cursor):
                        self._cursor = cursor
                    case Synced(cursor=cursor):
                        self._cursor = cursor
                        self._stand(Connection(ConnectionState.LIVE))
                        self.live.set()
                    case ResetRequired():
                        self._cursor = None
                        return
                    case Heartbeat() | Throttled():
                        pass
                    case _:
                        assert_never(item)

    def _stand(self, connection: Connection) -> None:
        self.store.apply(ConnectionPut(connection))
