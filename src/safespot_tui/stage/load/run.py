"""One load: clients come, write, are waited for, go, and are compared with their server."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.stage.load.aftermath import compared
from safespot_tui.stage.load.generator import Meter
from safespot_tui.stage.load.ledger import Ledger, Mark
from safespot_tui.stage.load.meanwhile import first_of, going_on
from safespot_tui.stage.load.places import open_places
from safespot_tui.stage.load.plan import Plan
from safespot_tui.stage.load.player import Player
from safespot_tui.stage.load.pool import Pool
from safespot_tui.stage.load.result import Result
from safespot_tui.store.connection import ConnectionState

CONNECT_SECONDS = 60.0
"""For all clients to come; whoever is later begins later."""
MOST_DIFFERENCES = 20


class Phase(StrEnum):
    """How far a load is.

    ::

        accounts ──▶ places ──▶ connecting ──▶ writing ──▶ waiting ──▶ comparing ──▶ done
                                                  └── end_early ──▶
    """

    ACCOUNTS = "accounts"
    PLACES = "places"
    CONNECTING = "connecting"
    WRITING = "writing"
    WAITING = "waiting"
    COMPARING = "comparing"
    DONE = "done"


class Load:
    """Runs once, and can be looked at meanwhile."""

    def __init__(self, plan: Plan, pool: Pool, folder: Path) -> None:
        """The clients' files are made in `folder`, which is there."""
        self.plan = plan
        self.phase = Phase.ACCOUNTS
        self.meter = Meter()
        self.ledger = Ledger(secrets.token_hex(4), plan.roles(), time.monotonic)
        self.players: Sequence[Player] = ()
        self.changed: list[Callable[[], object]] = []
        """Called when the phase is another."""
        self._pool = pool
        self._folder = folder
        self._ended = asyncio.Event()

    @property
    def states(self) -> Counter[ConnectionState]:
        """How many clients are how far connected."""
        return Counter(player.store.connection.state for player in self.players)

    @property
    def is_writing(self) -> bool:
        """Whether there is something to be ended early."""
        return self.phase is Phase.WRITING and not self._ended.is_set()

    def end_early(self) -> None:
        """Write nothing more; what was written is still waited for and reported."""
        self._ended.set()

    async def run(self) -> Result:
        """Do it all. Raises a `GatewayError`, `NobodyPlays`, an `ArchiveError`, `ConfigError`."""
        accounts = await self._pool.accounts(self.plan.clients)
        self._enter(Phase.PLACES)
        places = await open_places(accounts, self.plan.group_size)
        self.players = [
            Player(number, account, places, self.plan, self.ledger, self._folder)
            for number, account in enumerate(accounts)
        ]
        began_at = datetime.now(UTC)
        async with going_on(player.engine.run() for player in self.players):
            self._enter(Phase.CONNECTING)
            await self._all_live()
            async with going_on([self.meter.watch()]):
                duration = await self._write()
                effort = self.meter.effort
            self._enter(Phase.WAITING)
            await first_of(self._settled(), seconds=self.plan.patience)
            self.ledger.close(self._is_behind)
        self._enter(Phase.COMPARING)
        differences, count = await self._compare()
        self._enter(Phase.DONE)
        ledger = self.ledger
        return Result(
            plan=self.plan,
            server=accounts[0].server,
            dialect=accounts[0].dialect,
            began_at=began_at.isoformat(timespec="seconds"),
            duration=duration,
            is_whole=not self._ended.is_set(),
            sent=ledger.sent,
            unsent=ledger.unsent,
            late=ledger.late,
            deliveries=ledger.deliveries,
            accepted=ledger.accepted.spread(),
            delivered={role: each.spread() for role, each in ledger.delivered.items()},
            slot=ledger.series.seconds,
            series=tuple(ledger.series.moments()),
            errors=dict(ledger.errors.most_common()),
            faults=dict(ledger.findings.counts.most_common()),
            findings=tuple(ledger.findings.shown),
            differences=tuple(differences[:MOST_DIFFERENCES]),
            compared=count,
            cuts=sum(player.line.cuts for player in self.players),
            generator=effort,
        )

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        for callback in self.changed:
            callback()

    async def _all_live(self) -> None:
        live = asyncio.gather(*(player.is_live.wait() for player in self.players))
        await first_of(live, self._ended.wait(), seconds=CONNECT_SECONDS)

    async def _write(self) -> float:
        """Have everybody write to the end; gives how long that was."""
        self.ledger.begin()
        self._enter(Phase.WRITING)
        async with going_on(player.be_cut() for player in self.players):
            await asyncio.gather(*(player.write(self._ended) for player in self.players))
        return self.ledger.now

    async def _settled(self) -> None:
        """Come back when everything has come to everybody, and nobody has anything to send."""
        await self.ledger.settled.wait()
        await asyncio.gather(*(player.has_sent.wait() for player in self.players))

    def _is_behind(self, client: int, mark: Mark) -> bool:
        """Whether a message may only not have been told to a client yet."""
        player, message = self.players[client], self.players[mark.sender].written(mark)
        return player.is_behind or (message is not None and not player.is_loaded_to(message))

    async def _compare(self) -> tuple[Sequence[str], int]:
        """Compare everybody with the server; gives what no fault says, and how many were."""
        differences: list[str] = []
        count = 0
        for player in self.players:
            for finding in player.findings():
                self.ledger.findings.add(finding)
            if not player.has_sent.is_set():
                # What the server has not been told yet is no difference.
                continue
            try:
                agreement = await compared(player)
            except (GatewayError, ArchiveError) as error:
                self.ledger.went_wrong(type(error).__name__)
                continue
            if agreement is not None:
                count += 1
                differences += agreement.differences
                for finding in agreement.findings:
                    self.ledger.findings.add(finding)
        return differences, count
