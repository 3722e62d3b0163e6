"""What a server cannot do is not offered; who asks for it all the same is told."""

import pytest

from safespot_tui.actions.filters import InboxFilter
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.screens.confirm import ConfirmDialog
from safespot_tui.tui.screens.help import help_sections
from safespot_tui.tui.screens.palette import ActionPalette

CUADRA, ANA = ConversationId("c-cuadra"), ConversationId("c-ana")
HIDDEN = {
    Capability.GROUPS: {"New group", "Rename the group", "Show groups"},
    Capability.MUTE: {"Mute…"},
    Capability.STARS: {"Star or take the star off"},
    Capability.MESSAGE_PINS: {"Pin or unpin the message", "Go to the pinned message"},
    Capability.IMAGES: {"Send an image…", "Show the image"},
    Capability.REPORTS: {"Talk about a report…", "Show the report"},
    Capability.RENAME_SELF: {"Change your alias"},
}


def titles(capabilities: frozenset[Capability]) -> set[str]:
    return {
        title for _heading, entries in help_sections(capabilities) for _key, title, _ in entries
    }


@pytest.mark.parametrize(("missing", "hidden"), HIDDEN.items())
async def test_it_is_in_neither_palette_nor_help(missing, hidden, open_app, engine) -> None:
    engine.capabilities = frozenset(Capability) - {missing}
    assert hidden <= titles(frozenset(Capability))
    assert hidden.isdisjoint(titles(engine.capabilities))
    async with open_app() as (app, pilot):
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, ActionPalette)
        listed = {row.title for _action, row in app.screen._entries}
        assert listed
        assert listed.isdisjoint({_(title) for title in hidden})


@pytest.mark.parametrize(
    ("missing", "key", "words"),
    [
        (Capability.MUTE, "alt+m", "This server cannot mute conversations."),
        (Capability.GROUPS, "alt+g", "This server does not offer groups."),
        (Capability.IMAGES, "alt+h", "This server does not take images."),
        (Capability.REPORTS, "alt+t", "This server does not tell of reports."),
    ],
)
async def test_its_key_says_why_not(missing, key, words, open_app, engine) -> None:
    engine.capabilities = frozenset(Capability) - {missing}
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        before = list(engine.calls)
        await pilot.press(key)
        await pilot.pause()
        assert [note.message for note in app._notifications] == [words]
        assert engine.calls[len(before) :] in ([], [("show", CUADRA)])


async def test_there_is_no_tab_for_groups_where_there_are_none(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        tabs = app.screen.inbox.tabs
        assert InboxFilter.GROUPS in [tab for tab, _start, _end in tabs.places()]
        # What a server can do is known once it has been spoken to.
        engine.capabilities = frozenset(Capability) - {Capability.GROUPS}
        engine.store.apply(ConnectionPut(Connection(ConnectionState.CONNECTING)))
        await pilot.pause()
        assert InboxFilter.GROUPS not in [tab for tab, _start, _end in tabs.places()]
        assert "Groups" not in tabs.render_line(0).text


async def test_a_conversation_between_two_is_left_with_honest_words(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.press("alt+l")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmDialog)
        told = " ".join(str(words.render()) for words in app.screen.query("Words"))
        assert "The other person keeps the conversation" in told
        assert "opening it again starts a new one" in told
        await pilot.press("left", "enter")
        await app.workers.wait_for_complete()
        assert ("remove_member", ANA, engine.store.me) in engine.calls


async def test_where_it_cannot_be_left_that_is_said(open_app, engine) -> None:
    engine.capabilities = frozenset(Capability) - {Capability.LEAVE_DM}
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.press("alt+l")
        await pilot.pause()
        assert [note.message for note in app._notifications] == [
            "On this server, a conversation between two cannot be left."
        ]


async def test_the_header_asks_again_what_the_server_can_do(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.pause()
        assert app.screen.pane.header.words[2] == "online"
        engine.capabilities = frozenset(Capability) - {Capability.PRESENCE}
        app.screen.pane.header.update()
        assert app.screen.pane.header.words[2] == ""
