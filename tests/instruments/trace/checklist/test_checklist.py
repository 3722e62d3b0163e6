# Ids are plain strings here, and private parts are sabotaged.
# pyright: reportArgumentType=false, reportPrivateUsage=false
"""Each point of the checklist is green while a client keeps to it, and red once it does not."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from safespot_tui.archive.silent_mark import SilentMark
from safespot_tui.domain.event import MessageChanges, MessageUpdated
from safespot_tui.domain.ids import OriginClientId, UserId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.protocol import Gateway, Page
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.checklist.checklist import POINTS, Checklist
from safespot_tui.instruments.trace.finding import Fault
from safespot_tui.store.patch import OutboxPut
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import open_session
from safespot_tui.sync.silent_mode import SilentMode
from tests.sync.fake_gateway import FakeGateway
from tests.sync.windows import Windows

DM = "c-dm"


class Traced(Windows):
    """Windows that are traced."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.instruments = Instruments(self.clock)

    def restored(self, user_id: UserId, origin: OriginClientId | None = None) -> Engine:
        origin = origin or OriginClientId("window")

        async def open_gateway() -> Gateway:
            return self.instruments.around(FakeGateway(self.server, user_id, origin))

        account = self.folder / user_id
        account.mkdir(exist_ok=True)
        silent = SilentMode(SilentMark(account))
        engine = open_session(self.path(user_id), origin, open_gateway, self.clock, silent)
        self.instruments.watch(engine.store)
        return engine

    @property
    def checklist(self) -> Checklist:
        assert self.instruments.checklist is not None
        return self.instruments.checklist

    @property
    def red(self) -> list[Fault | None]:
        return [point.fault for point in self.checklist.points if not point.holds]


@pytest.fixture
async def windows(tmp_path: Path) -> AsyncIterator[Traced]:
    windows = Traced(tmp_path)
    yield windows
    await windows.close_all()


@pytest.fixture
async def ana(windows: Traced) -> Engine:
    server = windows.server
    ana, beto = server.user("ana"), server.user("beto")
    server.open("dm", ana, beto)
    for number in range(120):
        server.say(DM, beto, f"{number}")
    return await windows.open(ana)


async def use(windows: Traced, ana: Engine) -> None:
    """Open, read, page, write, be cut off, be reset, and open once more."""
    server: Any = windows.server
    ana.show(DM)
    windows.checklist.framed(DM, None)
    await windows.until(lambda: len(ana.store.timeline(DM).rows) > 40)
    await ana.load_older(DM)
    await ana.send(DM, "hola")
    await windows.until(lambda: not ana.store.outbox)
    server.say(DM, "u-beto", "buenas")
    await windows.until(lambda: ana.store.unread(DM) == 0)
    server.cut()
    await windows.until(lambda: ana.store.connection.state != "live")
    await windows.clock.advance(400)
    await windows.live(ana)
    server.epoch = "another"
    server.cut()
    await windows.until(lambda: ana.store.connection.state != "live")
    await windows.clock.advance(400)
    await windows.until(lambda: server.snapshots == 2)
    await windows.live(ana)
    ana.show(None)
    ana.show(DM)
    windows.checklist.framed(DM, None)
    await windows.until(lambda: not ana.store.outbox)


async def test_a_client_that_is_used_keeps_to_all_of_it(windows: Traced, ana: Engine):
    await use(windows, ana)
    assert [point.findings for point in windows.checklist.points] == [()] * len(POINTS)


async def test_a_history_that_an_event_has_fetched_again_is_red(windows: Traced, ana: Engine):
    await use(windows, ana)

    async def look_again(_batch: object) -> None:
        await (await ana._door.gateway()).history(DM, Page())  # pyright: ignore

    asked = []
    ana.store.watch_all(lambda batch: asked.append(look_again(batch)))
    windows.server.say(DM, "u-beto", "otra")
    await windows.until(lambda: asked)
    for each in asked:
        await each
    for _ in range(2):
        await look_again(None)
    assert windows.red == [Fault.REFETCHED]


async def test_a_history_of_what_nobody_has_opened_is_red(windows: Traced, ana: Engine):
    await (await ana._door.gateway()).history(DM, Page())  # pyright: ignore
    assert windows.red == [Fault.REFETCHED]


async def test_a_snapshot_that_nothing_made_necessary_is_red(windows: Traced, ana: Engine):
    assert windows.red == []
    await (await ana._door.gateway()).snapshot()  # pyright: ignore[reportPrivateUsage]
    assert windows.red == [Fault.REFETCHED]


async def test_a_change_that_the_screen_makes_up_is_red(windows: Traced, ana: Engine):
    server = windows.server
    said = server.say(DM, "u-beto", "hola")
    await windows.until(lambda: ana.store.message(said.id))
    assert windows.red == []
    changes = MessageChanges(revision=9, content=safe_text("what he never said"))
    ana.store.apply(MessageUpdated(said.id, said.conversation_id, changes))
    assert windows.red == [Fault.MADE_UP]
    (finding,) = windows.checklist.points[2].findings
    assert finding.about == "MessageUpdated"
    assert finding.entry == windows.instruments.trace.patched


async def test_an_echo_that_becomes_a_second_row_is_red(windows: Traced, ana: Engine):
    ana.show(DM)
    await ana.send(DM, "hola")
    await windows.until(lambda: not ana.store.outbox)
    assert windows.red == []
    own = windows.server.messages[list(windows.server.messages)[-1]]
    windows.server.say(DM, own.sender_id, "hola", client_message_id=own.client_message_id)
    await windows.until(lambda: windows.red)
    assert windows.red == [Fault.ECHO_SHOWN]


async def test_a_send_that_is_kept_beside_its_message_is_red(windows: Traced, ana: Engine):
    ana.show(DM)
    sends = list[OutboxItem]()
    ana.store.watch_all(
        lambda _batch: sends.extend(
            item for item in ana.store.outbox if isinstance(item.intent, SendMessage)
        )
    )
    await ana.send(DM, "hola")
    await windows.until(lambda: not ana.store.outbox)
    assert windows.red == []
    ana.store.apply(OutboxPut(sends[0]))
    assert Fault.HELD_TWICE in windows.red


async def test_a_row_that_stands_twice_is_red(windows: Traced, ana: Engine):
    ana.show(DM)
    await windows.until(lambda: len(ana.store.timeline(DM).rows) > 40)
    timeline: Any = ana.store.timeline(DM)
    timeline._rows[3] = timeline._rows[2]
    assert windows.red == []
    windows.server.say(DM, "u-beto", "hola")
    await windows.until(lambda: windows.red)
    assert windows.red == [Fault.HELD_TWICE]


async def test_what_is_open_and_unread_in_its_first_frame_is_red(windows: Traced, ana: Engine):
    checklist = windows.checklist
    assert ana.store.unread(DM) == 120
    checklist.framed(None, 1)
    assert windows.red == []
    checklist.framed(DM, 7)
    assert windows.red == [Fault.CLEARED_LATE]
    (finding,) = checklist.points[3].findings
    assert (finding.about, finding.detail, finding.entry) == (DM, "unread 120", 7)
