"""The figures on the screen: they come as they are known, and lead to conversations."""

import asyncio

from safespot_tui.config.settings import EmojiMode
from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import AccountUpdated, CaseUpdated
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _
from safespot_tui.insight.plot import columns
from safespot_tui.sync.errors import Unreadable
from safespot_tui.tui.drawing import glyphs
from safespot_tui.tui.screens.dialog import Words as Said
from safespot_tui.tui.screens.insight import InsightScreen
from safespot_tui.tui.screens.passages import PassageView
from safespot_tui.watching.rule import Rule, Words
from tests.tui.neighbourhood import FOUNDED, NOW
from tests.tui.until import until


def text(app) -> str:
    return "\n".join(line for view in app.screen.query(PassageView) for line in view.lines_of_text)


def drawn(app) -> list[str]:
    view = app.screen.query_one(PassageView)
    return [view.render_line(y).text for y in range(view.size.height)]


async def test_it_opens_at_once_and_fills_while_all_goes_on(open_app, engine) -> None:
    engine.held_up = asyncio.Event()
    async with open_app() as (app, pilot):
        await pilot.press("alt+shift+i")
        await until(lambda: "Open now" in text(app))
        assert "Still counting…" in text(app)
        assert "By hour" not in text(app), "nothing was read of the period yet"
        engine.held_up.set()
        await until(lambda: "By hour" in text(app))
        assert "Still counting" not in text(app)
        await pilot.press("escape")
        await until(lambda: not isinstance(app.screen, InsightScreen))


async def test_other_periods_are_a_letter_away(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("alt+shift+i")
        await until(lambda: "Since" in text(app))
        await pilot.press("a")
        await until(lambda: "All that is kept" in text(app))
        since = [call[1] for call in engine.calls if call[0] == "utterances"]
        assert since[-1] is None
        assert since[0] is not None


async def test_a_period_is_written_behind_the_command(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter", *"/insight 2020-01-01", "enter")
        await until(lambda: "Since Wednesday, January 1, 2020" in text(app))


async def test_what_is_named_is_gone_to(open_app) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        await pilot.press("alt+shift+i")
        await until(lambda: "Busiest" in text(app))
        await pilot.press("enter")
        assert isinstance(app.screen, InsightScreen), "nothing is chosen yet"
        await pilot.press("tab")
        view = app.screen.query_one(PassageView)
        chosen = view._chosen
        await pilot.press("shift+tab", "enter")
        assert isinstance(app.screen, InsightScreen), "the choice was taken back"
        await pilot.press("tab", "enter")
        await until(lambda: main.pane.conversation_id == chosen)


async def test_a_click_goes_to_what_is_under_it_in_either_column(open_app) -> None:
    async with open_app((160, 50)) as (app, pilot):
        main = app.screen
        await pilot.press("alt+shift+i")
        await until(lambda: "Busiest" in text(app))
        await pilot.pause()
        view = app.screen.query_one(PassageView)
        at, column = view._doors[-1]
        assert column == 1
        wanted = view._cell((at, column)).door
        x = drawn(app)[at].index(view._cell((at, column)).text)
        await pilot.click(view, offset=(x + 1, at))
        await until(lambda: main.pane.conversation_id == wanted)


async def test_what_the_user_is_not_in_is_named_and_the_way_to_it_said(open_app, engine) -> None:
    away = ConversationId("c-away")
    case = Case(away, ConversationType.GROUP, NOW, name=SafeText("Ajena"), waiting_since=FOUNDED)
    engine.store.apply(AccountUpdated(Account(Standing.MODERATOR)), CaseUpdated(case))
    async with open_app() as (app, pilot):
        main = app.screen
        await pilot.press("alt+shift+i")
        await until(lambda: "Ajena: " in text(app))
        await pilot.press("tab", "enter")
        await until(lambda: app.screen is main)
        await until(lambda: bool(app._notifications))
        (note,) = app._notifications
        assert note.message == "You are not in that conversation. The queue opens it: Alt+Shift+T"
        assert main.pane.conversation_id != away


async def test_rules_are_held_against_what_is_kept(open_app) -> None:
    rules = (Rule("Light", Words(("planilla*",))), Rule("Never", Words(("xyzzy",))))
    async with open_app(rules=rules) as (app, pilot):
        await pilot.press("alt+shift+i")
        await pilot.press("a")
        await until(lambda: "Watch rules" in text(app))
        assert "Never: none" in text(app)
        assert "Light: 1 hit in 1 conversation" in text(app)


async def test_nothing_is_wider_than_the_screen_and_every_line_is_filled(open_app) -> None:
    for size in ((60, 15), (80, 24), (200, 60)):
        async with open_app(size) as (app, pilot):
            await pilot.press("alt+shift+i")
            await until(lambda: "Busiest" in text(app))
            await pilot.pause()
            view = app.screen.query_one(PassageView)
            assert {len(line) for line in drawn(app)} <= {view.size.width}
            longest = max(map(len, view.lines_of_text))
            assert longest <= view.scrollable_content_region.width


async def test_in_ascii_columns_are_ascii(open_app) -> None:
    async with open_app() as (app, pilot):
        glyphs.install(EmojiMode.ASCII)
        await pilot.press("alt+shift+i")
        await until(lambda: "By hour" in text(app))
        assert not any(block in text(app) for block in "▁▂▃▄▅▆▇█")
        assert "##" in text(app)


async def test_what_cannot_be_read_is_a_sentence(open_app, engine, monkeypatch) -> None:
    async def refuses(*_arguments):
        raise Unreadable("The local copy of your messages is damaged.")
        yield ()

    monkeypatch.setattr(engine, "utterances", refuses)
    async with open_app() as (app, pilot):
        await pilot.press("alt+shift+i")
        state = app.screen.query_one("#state", Said)
        await until(lambda: "damaged" in str(state.content))
        assert state.display


def test_the_columns_of_the_hours_are_never_wider_than_80_cells() -> None:
    assert max(map(len, columns(range(24), 4, cell=3))) <= 72
    assert _("By hour") == "By hour"
