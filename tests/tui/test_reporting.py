"""Anybody reports a message or a person to the moderators; no word of the reason is lost."""

from typing import Any

from safespot_tui.domain.case import Flagged
from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.screens.choose import ChoiceDialog
from safespot_tui.tui.screens.reason import ReasonDialog
from tests.tui.until import until

CUADRA, ANA = ConversationId("c-cuadra"), ConversationId("c-ana")


def flags(engine: Any) -> list[tuple[object, ...]]:
    return [call[1:] for call in engine.calls if call[0] == "flag"]


def said(app: Any) -> list[str]:
    return [notice.message for notice in app._notifications]


async def asked(app: Any) -> ReasonDialog:
    await until(lambda: isinstance(app.screen, ReasonDialog))
    return app.screen


async def test_a_message_is_reported_with_the_words_that_were_typed(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.pause()
        timeline = app.screen.pane.timeline
        other = next(
            m
            for row in reversed(engine.store.timeline(ANA).rows)
            if (m := engine.store.message(row)) is not None and m.sender_id != engine.store.me
        )
        assert app.screen.pane.jump_to(other.id)
        timeline.focus()
        await pilot.press("!")
        await asked(app)

        engine.refusal = Unreachable("The server cannot be reached. Check the network.")
        await pilot.press(*"spam", "enter")
        await until(lambda: "network" in str(app.screen.sentence.render()))
        assert app.screen._field.value == "spam"
        engine.calls.clear()

        engine.refusal = None
        await pilot.press("enter")
        await until(lambda: not app.screen.is_modal)
        assert flags(engine) == [(ANA, Flagged(other.sender_id, other.id), "spam")]
        assert said(app) == ["Reported. The moderators will look at it."]


async def test_what_is_left_unsaid_comes_back(open_app) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.pause()
        await pilot.press("alt+shift+r")
        await asked(app)
        await pilot.press(*"insults", "escape")
        await until(lambda: not app.screen.is_modal)
        await pilot.press("alt+shift+r")
        assert (await asked(app))._field.value == "insults"


async def test_nothing_is_reported_without_a_reason(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.pause()
        await pilot.press("alt+shift+r")
        await asked(app)
        await pilot.press("space", "enter")
        await until(lambda: "needed" in str(app.screen.sentence.render()))
        await pilot.press("down", "down", "enter")
        await until(lambda: not app.screen.is_modal)
        ((_where, _whom, reason),) = flags(engine)
        assert reason == "Insults or threats"


async def test_in_a_group_it_is_asked_whom_one_means(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        await pilot.press("alt+shift+r")
        await until(lambda: isinstance(app.screen, ChoiceDialog))
        whom = app.screen._choices[0].value
        await pilot.press("1")
        await asked(app)
        await pilot.press(*"spam", "enter")
        await until(lambda: not app.screen.is_modal)
        assert flags(engine) == [(CUADRA, Flagged(whom), "spam")]


async def test_a_server_without_moderators_says_so(open_app, engine) -> None:
    engine.capabilities = frozenset(Capability) - {Capability.FLAGS}
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.pause()
        await pilot.press("alt+shift+r")
        await until(lambda: said(app) != [])
        assert said(app) == ["This server has no moderators to report anything to."]
