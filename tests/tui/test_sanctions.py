"""Who may not write is told so, why and until when; what they typed stays theirs."""

from datetime import timedelta
from typing import Any

from msgspec import structs

from safespot_tui.actions.registry import ACTIONS, objection_to
from safespot_tui.domain.account import Account
from safespot_tui.domain.conversation import Lock
from safespot_tui.domain.event import (
    AccountUpdated,
    ConversationChanges,
    ConversationUpdated,
    MemberChanges,
    MemberUpdated,
    MessageDeleted,
)
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.member import Role
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.tui.sanction_bar import SanctionBar
from tests.tui.neighbourhood import NOW
from tests.tui.until import until

ANA = ConversationId("c-ana")
UNTIL = NOW.replace(hour=23, minute=30)
REASON = SafeText("spam [b]everywhere[/b]")


def lay(engine: Any, kind: SanctionKind) -> None:
    sanction = Sanction(engine.store.me, kind, UNTIL, REASON)
    engine.store.apply(AccountUpdated(Account(sanctions=(sanction,))))


def hinder(engine: Any, how: str) -> None:
    match how:
        case "muted":
            lay(engine, SanctionKind.MUTE)
        case "suspended":
            lay(engine, SanctionKind.SUSPENSION)
            engine.store.apply(ConnectionPut(Connection(ConnectionState.SUSPENDED)))
        case "locked":
            lock = Lock(REASON, NOW)
            engine.store.apply(ConversationUpdated(ANA, ConversationChanges(lock=lock)))
        case _:
            changes = MemberChanges(role=Role.OBSERVER)
            engine.store.apply(MemberUpdated(ANA, engine.store.me, changes))


def lift(engine: Any) -> None:
    """Nothing stands in the way any more."""
    me = engine.store.me
    engine.store.apply(
        AccountUpdated(Account()),
        ConversationUpdated(ANA, ConversationChanges(lock=None)),
        MemberUpdated(ANA, me, MemberChanges(role=Role.MEMBER)),
    )


SAYS = {
    "muted": "You are muted until 23:30: spam [b]everywhere[/b]",
    "suspended": "You are suspended until 23:30: spam [b]everywhere[/b]",
    "locked": "The moderators locked this conversation: spam [b]everywhere[/b]",
    "observing": "You are observing: nobody sees you here, and you cannot write.",
}


# What is of the conversation stands in a line of its own above.
PLACEHOLDERS: dict[str, str] = dict.fromkeys(("locked", "observing"), "You cannot write here")


async def test_the_composer_says_why_and_keeps_the_words(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.pause()
        desk = app.screen.pane.desk
        for how, says in SAYS.items():
            desk.composer.clear()
            await pilot.press(*"hola")
            hinder(engine, how)
            placeholder = PLACEHOLDERS.get(how, says)
            await until(lambda expected=placeholder: desk.composer.placeholder == expected)
            engine.calls.clear()
            await pilot.press(*" ana", "enter")
            await pilot.pause()
            assert desk.composer.text == "hola ana"
            assert desk.complaint.words == says
            assert not [call for call in engine.calls if call[0] == "send"]
            lift(engine)
            await until(lambda: desk.complaint.words == "")
        # What is no message can be asked for all the same.
        hinder(engine, "muted")
        desk.composer.clear()
        await pilot.press(*"/help", "enter")
        await until(lambda: app.screen is not app._main)


async def test_what_is_of_the_conversation_is_a_line_in_it(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        line = app.screen.pane.desk.hindrance
        for how, there in (("locked", True), ("observing", True), ("muted", False)):
            app.screen.open(ANA)
            hinder(engine, how)
            await until(lambda shown=there: line.display is shown)
            assert (line.words == SAYS[how]) is there
            app.screen.open(ConversationId("c-cuadra"))
            await pilot.pause()
            assert not line.display
            lift(engine)


async def test_a_mute_is_a_line_on_top_until_it_is_over(open_app, engine, clock) -> None:
    async with open_app((80, 24)) as (app, pilot):
        bar = app.screen.query_one(SanctionBar)
        assert not bar.display
        hinder(engine, "muted")
        await pilot.pause()
        assert (bar.words, bar.region.y) == (SAYS["muted"], 0)
        assert not bar.has_class("-suspended")
        app.screen.open(ANA)
        await pilot.pause()
        clock.now = UNTIL + timedelta(seconds=1)
        bar.look()
        app.screen.pane.desk.look()
        assert not bar.display
        assert app.screen.pane.composer.placeholder == "Write a message"


async def test_when_it_is_over_is_noticed_without_anything_else_happening(
    open_app, engine, clock
) -> None:
    async with open_app() as (app, _pilot):
        app.screen.open(ANA)
        clock.now = UNTIL - timedelta(seconds=0.1)
        hinder(engine, "muted")
        bar, composer = app.screen.query_one(SanctionBar), app.screen.pane.composer
        await until(lambda: bar.display and "muted" in composer.placeholder)
        clock.now = UNTIL
        await until(lambda: not bar.display and composer.placeholder == "Write a message")


async def test_a_suspension_says_that_what_is_here_can_be_read(open_app, engine) -> None:
    async with open_app((80, 24)) as (app, pilot):
        hinder(engine, "suspended")
        await pilot.pause(0.05)
        bar = app.screen.query_one(SanctionBar)
        assert bar.words.startswith(SAYS["suspended"])
        assert "can be read" in bar.words
        assert bar.has_class("-suspended")
        assert bar.region.width == 80
        app.screen.open(ANA)
        await pilot.pause()
        assert app.screen.pane.timeline.lines


async def test_a_message_that_moderators_removed_says_why(open_app, engine) -> None:
    message = engine.store.message(engine.store.conversation(ANA).last_message_id)
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        engine.store.apply(
            MessageDeleted(message.id, ANA, NOW, revision=message.revision + 1, removal=REASON)
        )
        await pilot.pause(0.05)
        words = " ".join(strip.text for strip in app.screen.pane.timeline.lines)
        assert f"Removed by the moderators: {REASON}" in " ".join(words.split())
        told = engine.store.message(message.id)
        assert structs.replace(told, content=SafeText("")) == told


async def test_what_would_be_refused_says_so_before(open_app, engine) -> None:
    message = engine.store.message(engine.store.conversation(ANA).last_message_id)
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.pause()
        for how, says in SAYS.items():
            hinder(engine, how)
            context = app.screen.context()
            context.message_id = message.id
            for action_id in ("message.reply", "message.react", "message.pin", "image.send"):
                assert objection_to(ACTIONS[action_id], context) == says, action_id
            lift(engine)
