"""Whatever was done to its line, a client comes to hold what its server says."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, UserId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Page
from safespot_tui.instruments.faults.knob import Heal
from safespot_tui.instruments.faults.reading import orders
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.instruments.trace.entry import Disturbed
from safespot_tui.server.serve import serving
from safespot_tui.stage.account import Account
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.engine import StageEngine
from safespot_tui.store.difference import Difference
from safespot_tui.store.store import Store
from safespot_tui.sync.clock import SystemClock
from safespot_tui.sync.oracle import disagreement
from safespot_tui.sync.session import new_origin
from tests.safespot_server import SafeSpotServer
from tests.safespot_server.traps import Traps
from tests.tui.until import until

KNOBS = (
    "drop requests next 2",
    "drop answers next of POST",
    "drop streams next; cut streams now",
    "drop frames next 2",
    "delay requests 20ms; delay answers 1ms..20ms; delay frames 1ms..20ms",
    "duplicate frames all",
    "reorder frames 0.5",
    "cut streams next 2",
    "429 requests next after 1s",
    "500 requests next; 500 streams next; cut streams now",
    "expire cursor now",
    "skew +90s",
)
SECONDS = 30.0


class Hurried(SystemClock):
    """Nobody waits long, and everybody comes back at once."""

    def random(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.05))


@asynccontextmanager
async def server(dialect: Dialect, folder: Path) -> AsyncIterator[str]:
    match dialect:
        case Dialect.GLOBAL_CHAT:
            async with serving(f"sqlite:///{folder / 'server.sqlite3'}") as url:
                yield url
        case Dialect.SAFESPOT:
            async with SafeSpotServer(Traps(limits=False)) as stand_in:
                yield stand_in.url


class Street:
    """Ana, whose line is disturbed, and Beto, who writes to her."""

    def __init__(self, ana: Account, beto: Account, folder: Path) -> None:
        self._ana = ana
        self._beto = beto
        self.instruments = Instruments(Hurried(), seed=1, may_disturb=True)
        self.engine = StageEngine(ana, folder / "archive.db", self.instruments)
        self.conversation_id = ConversationId("")
        self._count = 0

    @asynccontextmanager
    async def inhabited(self) -> AsyncIterator[None]:
        living = asyncio.create_task(self.engine.run())
        try:
            self.conversation_id = await self.engine.create_dm(UserId(self._beto.user_id))
            await until(lambda: self.engine.store.connection.state.value == "live")
            # What is on the screen is read, on either server.
            self.engine.set_focused(focused=True)
            self.engine.show(self.conversation_id)
            yield
        finally:
            living.cancel()
            await asyncio.wait([living])

    async def talk(self) -> None:
        """Each says something, in whatever order it arrives."""
        async with aclosing(await self._beto.gateway(new_origin(), Instruments())) as gateway:
            for _ in range(2):
                self._count += 1
                name = ClientMessageId(str(uuid.uuid4()))
                words = SafeText(f"beto {self._count}")
                await gateway.perform(SendMessage(self.conversation_id, name, words))
        await self.engine.send(self.conversation_id, f"ana {self._count}")

    async def heal(self) -> None:
        """The line is good again, and there is nothing that the two disagree about."""
        self.instruments.faults.order("heal")
        await until(lambda: not self.engine.store.outbox)
        if self._ana.dialect is Dialect.SAFESPOT:
            # What its streams left out is asked for once a minute, and when one is opened.
            self.instruments.faults.order("cut streams now")
        found: Sequence[object] = (None,)
        try:
            async with asyncio.timeout(SECONDS):
                while found:
                    await asyncio.sleep(0.05)
                    found = await self._differences()
        except TimeoutError:
            raise AssertionError(found) from None

    async def _differences(self) -> Sequence[Difference]:
        async with aclosing(await self._ana.gateway(new_origin(), Instruments())) as gateway:
            return await disagreement(gateway, self.engine.store, self._ana.dialect)

    async def told(self) -> list[str]:
        """All that the server says was written."""
        async with aclosing(await self._ana.gateway(new_origin(), Instruments())) as gateway:
            page = await gateway.history(self.conversation_id, Page(limit=100))
            return [message.content for message in page.messages]

    async def disturb(self, spec: str) -> None:
        """Talk until each knob has done something."""
        before = self.instruments.trace.next_number()
        self.instruments.faults.order(spec)
        await self.talk()
        wanted = {order.slot for order in orders(spec) if not isinstance(order, Heal)}
        await until(lambda: wanted <= self._disturbed_since(before))

    def _disturbed_since(self, number: int) -> set[str]:
        done = [entry for entry in self.instruments.trace if entry.number > number]
        said = [entry.knob for entry in done if isinstance(entry, Disturbed)]
        return {
            order.slot for knob in said for order in orders(knob) if not isinstance(order, Heal)
        }

    def contents(self, store: Store) -> list[str]:
        rows = store.timeline(self.conversation_id).rows
        found = [store.message(MessageId(row)) for row in rows]
        return [message.content for message in found if message is not None]


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_every_knob_disturbs_and_every_client_heals(dialect: Dialect, tmp_path: Path) -> None:
    async with server(dialect, tmp_path) as url:
        cast = Cast(url, {}, may_register=True)
        street = Street(await cast.account("Ana"), await cast.account("Beto"), tmp_path)
        async with street.inhabited():
            await street.talk()
            await street.heal()
            for spec in KNOBS:
                await street.disturb(spec)
                await street.heal()
                # The server is as sound as before.
                assert not findings(street.instruments.trace), spec
            said = await street.told()
            assert len(said) == len(set(said)) == 3 * (len(KNOBS) + 1)
            # A bad line is no bad server.
            assert not findings(street.instruments.trace)


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_engine_and_gateway_go_by_the_wrong_time(dialect: Dialect, tmp_path: Path) -> None:
    async with server(dialect, tmp_path) as url:
        cast = Cast(url, {}, may_register=True)
        street = Street(await cast.account("Ana"), await cast.account("Beto"), tmp_path)
        street.instruments.faults.order("skew +1h")
        async with street.inhabited():
            await street.talk()
            store = street.engine.store
            await until(lambda: len(street.contents(store)) == 3)
            in_a_while = SystemClock().now() + timedelta(minutes=50)
            assert store.connection.heard_at is not None
            assert store.connection.heard_at > in_a_while
            assert street.instruments.local_now() > in_a_while
            if dialect is Dialect.SAFESPOT:
                # Revisions are made here, of the time.
                name = store.timeline(street.conversation_id).newest
                newest = store.base_message(name) if name else None
                assert newest is not None
                assert newest.revision > in_a_while.timestamp() * 1_000_000
