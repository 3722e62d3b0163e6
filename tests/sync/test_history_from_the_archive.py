# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What the file says of the past is shown only as long as it is true."""

import pytest
from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.domain.event import ConversationCreated, MemberLeft, MessageCreated
from safespot_tui.domain.ids import Cursor, OriginClientId
from safespot_tui.domain.intent import EditMessage, OutboxItem
from safespot_tui.domain.text import safe_text
from safespot_tui.store.store import Store
from safespot_tui.sync.keeper import Keeper

WINDOW = OriginClientId("one")


class Desk:
    """A keeper and its file, which is closed and opened again when a test says so."""

    def __init__(self, path, clock):
        self.path = path
        self.clock = clock
        self.open()

    def open(self, origin=WINDOW):
        archive = Archive(self.path, origin)
        self.store = Store()
        if archive.contents is not None:
            self.store.apply(archive.contents.restored)
        self.keeper = Keeper(self.store, archive, origin, self.clock)

    async def enter(self):
        self.keeper._take_up(await self.keeper._in_worker(self.keeper._archive.enter))

    async def reopen(self):
        await self.keeper.aclose()
        self.open()
        await self.enter()

    async def page(self, before):
        return await self.keeper.stored.page(before.conversation_id, before, 50)


@pytest.fixture
async def desk(tmp_path, clock):
    desk = Desk(tmp_path / "archive.db", clock)
    await desk.enter()
    yield desk
    await desk.keeper.aclose()


async def with_three_messages(desk, make):
    first, second, third = make.messages(1, 3)
    desk.keeper.apply(make.snapshot(first), cursor=Cursor("e.1"))
    desk.keeper.apply(MessageCreated(second), MessageCreated(third), cursor=Cursor("e.3"))
    await desk.keeper.flush()
    return first, second, third


async def test_a_wish_about_a_message_in_the_file_alone_leaves_it_there(desk, make):
    first, second, third = await with_three_messages(desk, make)
    await desk.reopen()
    assert desk.store.base_message(second.id) is None, "only the last message is in memory"

    edit = EditMessage(make.plaza, second.id, safe_text("other words"))
    desk.keeper.put(OutboxItem(7, WINDOW, edit, make.moment()))
    await desk.keeper.flush()

    assert (await desk.page(third)).messages == (first, second)


async def test_what_was_stored_before_leaving_is_void_after_joining_again(desk, make):
    _, _, third = await with_three_messages(desk, make)
    await desk.reopen()

    # Both before the file is written, which sees the end of it only.
    entities = make.entities(structs.replace(third, revision=2))
    again = ConversationCreated(entities.conversations[0], entities)
    desk.keeper.apply(MemberLeft(make.plaza, make.me), again, cursor=Cursor("e.5"))
    await desk.keeper.flush()

    page = await desk.page(third)
    assert page.messages == ()
    assert page.has_older, "nobody knows, but for the server"


async def test_what_a_snapshot_made_void_is_not_shown_before_that_is_written(desk, make):
    _, _, third = await with_three_messages(desk, make)

    fresh = make.snapshot(third, cursor="f.9")
    desk.keeper.apply(fresh, cursor=fresh.cursor)
    page = await desk.page(third)

    assert page.messages == ()
    assert page.has_older, "nobody knows, but for the server"


async def test_a_window_asks_no_file_that_is_at_another_place(desk, make, clock):
    first, second, third = await with_three_messages(desk, make)
    other = Desk(desk.path, clock)
    await other.keeper.aclose()
    other.open(OriginClientId("two"))
    await other.enter()
    try:
        assert not other.keeper.leads
        assert (await other.page(third)).messages == (first, second)

        # It hears something that the leading window has not heard yet.
        other.keeper.apply(MessageCreated(make.message("4", 4)), cursor=Cursor("e.4"))

        assert (await other.page(third)).messages == ()
    finally:
        await other.keeper.aclose()
