# Ids are plain strings here.
# pyright: reportArgumentType=false
"""Frozen, what comes moves nothing that is being read; thawed, one is where one was."""

from datetime import timedelta

from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import safe_text
from safespot_tui.stage.settled import settled
from safespot_tui.tui.freeze_bar import FreezeBar
from tests.tui.neighbourhood import NOW

GROUP, OTHER = "c-cuadra", "c-bache"


def come(engine, conversation_id: str, count: int, first: int = 0) -> None:
    """Somebody else writes there."""
    store = engine.store
    other = next(m.user_id for m in store.members(conversation_id) if m.user_id != store.me)
    head = store.conversation(conversation_id).head_position
    for number in range(count):
        message = Message(
            id=f"m-come-{conversation_id}-{first + number}",
            conversation_id=conversation_id,
            sender_id=other,
            created_at=NOW + timedelta(seconds=first + number),
            content=safe_text(f"nuevo {first + number}"),
            position=head + 1 + number,
        )
        store.apply(MessageCreated(message))


def shown(app) -> list[str]:
    """The lines, but for the last: there is the badge."""
    return [strip.text for strip in app.screen.pane.timeline.lines][:-1]


def is_shown(app, words: str) -> bool:
    return any(words in strip.text for strip in app.screen.pane.timeline.lines)


async def test_nothing_moves_it_is_counted_and_one_goes_on_where_one_was(open_app, engine) -> None:
    async with open_app((120, 40)) as (app, pilot):
        main = app.screen
        main.open(GROUP)
        await settled(pilot.app)
        before = shown(app)
        end = [strip.text for strip in main.pane.timeline.lines][-5:]
        await pilot.press("alt+shift+z")
        await settled(pilot.app)
        assert [strip.text for strip in main.pane.timeline.lines][-5:] == end
        lines, order = shown(app), list(main.inbox.list.ids)
        bar = main.query_one(FreezeBar)
        assert "+0 new" in bar.words

        come(engine, GROUP, 30)
        come(engine, OTHER, 7)
        await settled(pilot.app)
        assert (shown(app), list(main.inbox.list.ids)) == (lines, order)
        assert "+37 new" in bar.words
        assert not main.pane.timeline.following

        await pilot.press("pageup")
        main.pane.timeline.scroll_to_newest()
        await settled(pilot.app)
        assert is_shown(app, "nuevo 29")
        come(engine, GROUP, 1, first=30)
        await settled(pilot.app)
        assert not is_shown(app, "nuevo 30")

        await pilot.press("alt+shift+z")
        await settled(pilot.app)
        assert not bar.display
        assert shown(app) == before
        assert list(main.inbox.list.ids) != order
        main.pane.scroll_to_newest()
        come(engine, GROUP, 1, first=31)
        await settled(pilot.app)
        assert is_shown(app, "nuevo 31")


async def test_one_who_went_elsewhere_is_brought_back(open_app, engine) -> None:
    async with open_app((120, 40)) as (app, pilot):
        main = app.screen
        main.open(GROUP)
        await settled(pilot.app)
        await pilot.press("alt+shift+z")
        main.open(OTHER)
        await settled(pilot.app)
        lines = shown(app)
        come(engine, OTHER, 1)
        await settled(pilot.app)
        assert shown(app) == lines

        await pilot.press("alt+shift+z")
        await settled(pilot.app)
        assert main.pane.conversation_id == GROUP


async def test_what_is_not_seen_is_not_read(open_app, engine) -> None:
    async with open_app((120, 40)) as (app, pilot):
        main = app.screen
        main.open(GROUP)
        await settled(pilot.app)
        assert engine.store.unread(GROUP) == 0
        await pilot.press("alt+shift+z")
        assert engine.calls[-1] == ("show", GROUP)
        assert engine.keeps_unread
        unread = engine.store.unread(OTHER)
        main.open(OTHER)
        await settled(pilot.app)
        assert engine.store.unread(OTHER) == unread > 0
        main.open(GROUP)
        come(engine, GROUP, 3)
        await settled(pilot.app)
        assert engine.store.unread(GROUP) == 3

        await pilot.press("alt+shift+z")
        assert not engine.keeps_unread
        assert engine.store.unread(GROUP) == 0
