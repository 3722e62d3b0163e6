# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false, reportUnusedExpression=false
"""What a file says, held against what the server says."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from safespot_tui.archive.extract import Extract, read_extract
from safespot_tui.domain.event import HistoryPage, MessageChanges, Snapshot
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import DeleteMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Page
from safespot_tui.store.difference import Difference, Thing
from safespot_tui.store.store import Store
from safespot_tui.sync.oracle import Look, disagreement, look
from tests.conftest import Make
from tests.safespot_server import SafeSpotServer
from tests.sync.fake_gateway import FakeGateway
from tests.sync.fake_server import FakeServer
from tests.sync.test_sends_between_windows import deployed_town
from tests.sync.windows import until

HERE = "c-dm"


class Neighbour:
    """Ana, whose window was open until a moment ago, and her server."""

    def __init__(self, windows) -> None:
        self.server: FakeServer = windows.server
        self._windows = windows

    async def use(self) -> None:
        """Open a window, look at the conversation, and close it."""
        engine = self._windows.restored("u-ana")
        running = asyncio.create_task(engine.run())
        await until(lambda: engine.store.connection.state == "live")
        engine.show(HERE)
        await until(lambda: len(engine.store.timeline(HERE).rows) == len(self.server.messages))
        await until(lambda: not engine.store.outbox)
        running.cancel()
        await asyncio.wait([running])
        await engine.aclose()

    async def look(self) -> Look:
        extract = read_extract(self._windows.path("u-ana"), 50)
        assert extract is not None

        async def open_gateway() -> FakeGateway:
            return FakeGateway(self.server, "u-ana", "doctor")

        return await look(open_gateway, extract)


@pytest.fixture
async def ana(windows) -> Neighbour:
    server = windows.server
    server.user("ana"), server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    for number in range(3):
        server.say(HERE, "u-beto", f"hola {number}")
    ana = Neighbour(windows)
    await ana.use()
    return ana


async def test_who_has_heard_everything_differs_in_nothing(ana: Neighbour):
    look = await ana.look()
    assert (look.differences, look.conversations, look.messages) == ((), 1, 3)
    assert look.cursor == ana.server.cursor("u-ana")


async def test_what_the_log_still_has_to_tell_is_no_difference(ana: Neighbour):
    ana.server.say(HERE, "u-beto", "while no window was open")
    ana.server.amend("m-00001", MessageChanges(content=SafeText("changed")))
    look = await ana.look()
    assert (look.differences, look.conversations, look.messages) == ((), 1, 4)


def change_unsaid(server: FakeServer) -> None:
    server.messages["m-00002"] = structs.replace(
        server.messages["m-00002"], content=SafeText("other")
    )


def lose_unsaid(server: FakeServer) -> None:
    del server.messages["m-00002"]


def lose_an_event(server: FakeServer) -> None:
    server.say(HERE, "u-beto", "lost")
    server.logs["u-ana"].pop()
    server.say(HERE, "u-beto", "told")


def forget_what_was_read(server: FakeServer) -> None:
    own = server.members[HERE, "u-ana"]
    server.members[HERE, "u-ana"] = structs.replace(own, read_position=0)


def take_away(server: FakeServer) -> None:
    del server.members[HERE, "u-ana"]


def rename_unsaid(server: FakeServer) -> None:
    server.users["u-beto"] = structs.replace(server.users["u-beto"], alias=SafeText("Otro"))


@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        (change_unsaid, Difference(Thing.MESSAGE, "m-00002", "content", "hola 1", "other")),
        (lose_unsaid, Difference(Thing.MESSAGE, "m-00002", "", "", None)),
        (lose_an_event, Difference(Thing.MESSAGE, "m-00004", "", None, "")),
        (forget_what_was_read, Difference(Thing.INBOX, HERE, "unread", "0", "3")),
        (take_away, Difference(Thing.CONVERSATION, HERE, "", "", None)),
        (rename_unsaid, Difference(Thing.USER, "u-beto", "alias", "Beto", "Otro")),
    ],
)
async def test_what_was_told_wrongly_is_named(
    ana: Neighbour, fault: Callable[[FakeServer], None], wanted: Difference
):
    fault(ana.server)
    assert wanted in (await ana.look()).differences


async def test_a_log_that_was_forgotten_is_no_difference_either(ana: Neighbour):
    ana.server.epoch = "another"
    finding = await ana.look()
    assert finding.is_forgotten
    assert finding.differences == ()


def test_where_no_window_ever_was_nothing_is_said(tmp_path: Path):
    assert read_extract(tmp_path / "none.sqlite3", 50) is None
    assert not (tmp_path / "none.sqlite3").exists()


async def test_the_deployed_server_is_looked_at_alike(tmp_path: Path):
    async with SafeSpotServer(seeded=True) as server:
        ids = server.neighbourhood
        path = tmp_path / "archive.sqlite3"
        town = deployed_town(server, path)
        async with town.running() as window:
            window.show(ids.ana_bruno)
            await until(lambda: not window.store.timeline(ids.ana_bruno).has_older)
            await until(lambda: not window.store.outbox)
        town.hear("while no window was open")
        extract = read_extract(path, 50)
        assert extract is not None
        assert town.open_gateway is not None
        finding = await look(town.open_gateway, extract, Dialect.SAFESPOT)
        assert finding.differences == ()
        assert finding.messages > 1

        finding = await look(town.open_gateway, unpinned(extract), Dialect.SAFESPOT)
        assert [(one.field, one.held) for one in finding.differences] == [("pinned", "True")] * 3


class Says:
    """A server that has said this, and nothing else."""

    def __init__(self, make: Make, *messages: Message, has_older: bool = False) -> None:
        self._snapshot = make.snapshot(messages[-1])
        self._messages = messages
        self._has_older = has_older

    async def snapshot(self) -> Snapshot:
        return self._snapshot

    async def history(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        return HistoryPage(conversation_id, self._messages, self._has_older, has_newer=False)


@pytest.mark.parametrize(
    ("dialect", "microseconds", "fields"),
    [
        (Dialect.SAFESPOT, 1, set[str]()),
        (Dialect.SAFESPOT, 1_000, {"created_at", "last_message_at"}),
        (Dialect.GLOBAL_CHAT, 1, {"created_at", "last_message_at"}),
    ],
)
async def test_a_time_is_no_finer_than_its_server_tells_it(
    make: Make, dialect: Dialect, microseconds: int, fields: set[str]
):
    first, second = make.messages(1, 2)
    later = second.created_at + timedelta(microseconds=microseconds)
    moved = structs.replace(second, created_at=later)
    held, heard = Store(), Says(make, first, moved)
    held.apply(await heard.snapshot(), await heard.history(make.plaza, Page()))
    found = await disagreement(Says(make, first, second), held, dialect)
    assert {one.field for one in found} == fields


@pytest.mark.parametrize("has_older", [False, True])
@pytest.mark.parametrize("microseconds", [1, 1_000])
async def test_what_is_compared_may_begin_with_either_message_of_a_millisecond(
    make: Make, microseconds: int, has_older: bool
):
    first, second = make.messages(1, 2)
    apart = timedelta(microseconds=microseconds)
    other = structs.replace(first, id=MessageId("m-other"), created_at=first.created_at + apart)
    held, heard = Store(), Says(make, first, second, has_older=has_older)
    held.apply(await heard.snapshot(), await heard.history(make.plaza, Page()))
    told = Says(make, first, other, second, has_older=has_older)
    found = await disagreement(told, held, Dialect.SAFESPOT)
    is_edge = has_older and microseconds == 1
    assert [one.id for one in found] == ([] if is_edge else ["m-other"])
    assert [one.id for one in await disagreement(told, held)] == ["m-other"]


async def test_what_the_deployed_server_lists_no_more_since_it_was_deleted_is_no_difference(
    tmp_path: Path,
):
    async with SafeSpotServer(seeded=True) as server:
        here = server.neighbourhood.ana_bruno
        path = tmp_path / "archive.sqlite3"
        town = deployed_town(server, path)
        assert town.open_gateway is not None
        async with town.running() as window:
            window.show(here)
            await window.send(here, "me equivoqué")
            await until(lambda: not window.store.outbox)
            mistaken = window.store.timeline(here).newest
            elsewhere = await town.open_gateway()
            await elsewhere.perform(DeleteMessage(here, mistaken))
            await elsewhere.aclose()
            server.clock.advance(60)
            window.show(None)
            window.show(here)
            await until(lambda: window.store.message(mistaken).deleted_at is not None)
        extract = read_extract(path, 50)
        assert extract is not None
        finding = await look(town.open_gateway, extract, Dialect.SAFESPOT)
        assert finding.differences == ()


def unpinned(extract: Extract) -> Extract:
    """The same, but for what is pinned."""
    restored = extract.contents.restored
    members = [structs.replace(one, pinned=True) for one in restored.entities.members]
    entities = structs.replace(restored.entities, members=tuple(members))
    contents = structs.replace(
        extract.contents, restored=structs.replace(restored, entities=entities)
    )
    return structs.replace(extract, contents=contents)
