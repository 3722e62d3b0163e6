# Ids are plain strings here.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
"""Who asks now and then comes to know what who listens is told."""

import asyncio
from contextlib import aclosing

import pytest

from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationUpdated,
    Heartbeat,
    MemberChanges,
    MessageChanges,
    Received,
    ResetRequired,
    Synced,
    changed,
)
from safespot_tui.domain.member import Member
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.global_chat import polling
from safespot_tui.gateway.global_chat.polling import Polling
from safespot_tui.store.store import Store
from tests.sync.fake_server import FakeServer

C = "c-dm"


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    monkeypatch.setattr(polling, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(polling, "SHARE", 0)


class Asking:
    """A store that is kept true by asking."""

    def __init__(self, server: FakeServer) -> None:
        self.store = Store()
        self.ended = asyncio.Event()
        self._server = server
        self.polling = Polling(self._snapshot, self._history)
        self.known = server.snapshot_for("u-ana")
        self.store.apply(self.known)

    async def _snapshot(self):
        return self._server.snapshot_for("u-ana")

    async def _history(self, conversation_id, page):
        return self._server.page(conversation_id, page)

    async def until_known(self, *, act) -> None:
        """Do something there once it is looked for, and end when all of it was told."""
        items = self.polling.stream(self.known.cursor, self.known, self.ended)
        async with aclosing(items):
            assert isinstance(await anext(items), Synced)
            assert isinstance(await anext(items), Heartbeat)
            act()
            async for item in items:
                if isinstance(item, Heartbeat):
                    return
                assert isinstance(item, Received)
                assert item.cursor is None
                self.store.apply(item.event)


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer()
    for name in ("ana", "beto", "caro"):
        server.user(name)
    server.open("dm", "u-ana", "u-beto")
    server.open("old", "u-ana", "u-caro")
    server.open("group", "u-ana", "u-beto", "u-caro")
    server.say("c-group", "u-beto", "hola a todos")
    for words in ("uno", "dos", "tres"):
        server.say(C, "u-beto", words)
    return server


async def test_whatever_happened_it_is_known_afterwards(server) -> None:
    asking = Asking(server)
    first = server.page(C, polling.Page()).messages[0]
    asking.store.apply(server.page(C, polling.Page()))
    asking.polling.shown = [C]
    await asking.until_known(act=lambda: server.say(C, "u-beto", "cuatro"))
    asking.known = server.snapshot_for("u-ana")

    def act() -> None:
        for number in range(2 * polling.PAGE + 1):
            server.say("c-group", "u-caro", f"mensaje {number}")
        server.amend(first.id, MessageChanges(content=SafeText("UNO")))
        server.delete(server.say(C, "u-beto", "no").id)
        server.say("c-old", "u-caro", "chau")
        server.change_member(C, "u-beto", MemberChanges(read_position=5, delivered_position=5))
        server.open("new", "u-ana", "u-caro", "u-beto")
        server.say("c-new", "u-caro", "hola")
        server.leave("c-old", "u-ana")
        joined = Member("c-dm", "u-caro", server._now())
        server.members["c-dm", "u-caro"] = joined
        name = ConversationChanges(name=SafeText("Cuadra"))
        server.conversations["c-group"] = changed(server.conversations["c-group"], name)
        server._tell_members("c-group", ConversationUpdated("c-group", name))

    await asking.until_known(act=act)

    fresh = Store()
    fresh.apply(server.snapshot_for("u-ana"))
    assert asking.store.inbox() == fresh.inbox()
    for each in fresh.inbox():
        assert asking.store.conversation(each) == fresh.conversation(each)
        assert {*asking.store.members(each)} == {*fresh.members(each)}
        assert asking.store.unread(each) == fresh.unread(each)
    rows = [row for row in asking.store.timeline("c-group").rows if row in server.messages]
    assert len(rows) == 2 * polling.PAGE + 2
    shown = asking.store.message(first.id)
    assert shown is not None
    assert shown.content == "UNO"


async def test_without_knowing_what_was_there_it_begins_anew(server) -> None:
    asking = Asking(server)
    server.say(C, "u-beto", "mientras tanto")
    items = asking.polling.stream(asking.known.cursor, None, asking.ended)
    assert [type(item) async for item in items] == [ResetRequired]


async def test_it_ends_when_it_is_over(server) -> None:
    asking = Asking(server)
    items = asking.polling.stream(asking.known.cursor, asking.known, asking.ended)
    async with aclosing(items):
        await anext(items)
        asking.ended.set()
        assert [item async for item in items] == []
