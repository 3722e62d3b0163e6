# Ids are plain strings here.
# pyright: reportArgumentType=false
"""Several conversations side by side."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.event import MemberLeft, TypingChanged
from safespot_tui.stage.settled import settled
from safespot_tui.tui.conversation.timeline import TimelineView
from safespot_tui.tui.memory import Memory, recall
from safespot_tui.tui.screens.switcher import Switcher
from safespot_tui.watching.rule import Rule, Words
from tests.tui.test_freeze import come
from tests.tui.until import until

CUADRA, ANA, BACHE, KIOSCO = "c-cuadra", "c-ana", "c-bache", "c-kiosco"
WALL = (CUADRA, ANA, BACHE, KIOSCO)


class Stage:
    """The app with the wall on it, and what one sees and does there."""

    def __init__(self, app: Any, pilot: Any) -> None:
        self.app = app
        self.pilot = pilot
        self.main = app.screen

    @property
    def wall(self) -> Any:
        return self.main.walls.wall

    @property
    def at(self) -> str | None:
        return self.main.pane.conversation_id

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await settled(self.pilot.app)

    def shown(self) -> list[str]:
        return [tile.conversation_id for tile in self.wall.tiles if tile.display]

    def title(self, conversation_id: str) -> str:
        tile = self.wall._tiles[conversation_id]
        return tile.header.render().plain

    def said(self) -> list[str]:
        return [note.message for note in self.app._notifications]


Walled = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def walled(open_app) -> Walled:
    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (120, 40), *, at: str = CUADRA, **how: Any
    ) -> AsyncIterator[Stage]:
        async with open_app(size, **how) as (app, pilot):
            stage = Stage(app, pilot)
            app.remembered.hang(WALL)
            stage.main.open(at)
            await stage.press("alt+shift+w")
            yield stage

    return opened


async def test_it_takes_the_place_of_the_panes_and_gives_it_back(open_app) -> None:
    async with open_app((80, 24)) as (app, pilot):
        stage, main = Stage(app, pilot), app.screen
        app.remembered.hang(WALL)
        main.open(BACHE)
        await stage.press(*"hola", "alt+shift+w")
        wall = stage.wall
        assert stage.at == BACHE, "one is where one was"
        assert main.pane.composer.text == "hola"
        assert stage.shown() == list(WALL)
        assert not main.inbox.region
        assert {tile.region.height for tile in wall.tiles} == {11}
        assert {tile.region.width for tile in wall.tiles} <= {39, 40}
        await stage.press("escape")
        assert not wall.is_attached
        assert main.pane is main.reader
        assert (stage.at, main.pane.composer.text) == (BACHE, "hola")
        assert main.reader.region.width > 40


async def test_what_is_typed_is_for_the_tile_one_is_at(walled, engine) -> None:
    async with walled() as stage:
        await stage.press("2")
        assert stage.at == ANA
        draft = stage.main.pane.composer.text
        await stage.press(*", 3 y 4")
        assert stage.main.pane.composer.text == f"{draft}, 3 y 4", "a number is text by now"
        await stage.press("enter")
        assert ("send", ANA, f"{draft}, 3 y 4", None) in engine.calls
        await stage.press("escape", "3", "enter", *"2do piso", "tab")
        assert (stage.at, stage.wall.is_watching) == (KIOSCO, True)
        await stage.press("f6")
        assert stage.wall is None
        assert (stage.at, stage.main.pane) == (KIOSCO, stage.main.reader)
        stage.main.open(BACHE)
        await settled(stage.pilot.app)
        assert stage.main.pane.composer.text == "2do piso"


async def test_ways_from_one_tile_to_another(walled) -> None:
    async with walled() as stage:
        ways = []
        for key in ("right", "down", "left", "up", "tab", "shift+tab", "shift+tab", "4", "6"):
            await stage.press(key)
            ways.append(stage.at)
        assert ways == [ANA, KIOSCO, BACHE, CUADRA, ANA, CUADRA, KIOSCO, KIOSCO, KIOSCO]
        await stage.pilot.click(stage.wall.tiles[2].timeline)
        await settled(stage.pilot.app)
        assert stage.at == BACHE
        stage.main.open(ANA)
        await settled(stage.pilot.app)
        assert (stage.at, stage.wall is not None) == (ANA, True), "what is on it is gone to there"
        stage.main.open("c-futbol")
        await settled(stage.pilot.app)
        assert (stage.at, stage.wall) == ("c-futbol", None)


async def test_what_a_click_and_the_tab_key_mean_elsewhere(walled) -> None:
    async with walled(at=ANA) as stage:
        await stage.pilot.mouse_down(stage.wall, offset=(0, 1))
        await stage.pilot.mouse_up(stage.wall, offset=(0, 1))
        await settled(stage.pilot.app)
        assert stage.at == CUADRA
        assert stage.app.remembered.memory.inbox_width is None, "there is no edge to be dragged"
        await stage.press("enter", *":pla", "tab")
        assert stage.at == CUADRA, "what is suggested is taken"
        assert ":pla" not in stage.main.pane.composer.text


async def test_a_walk_through_the_unread_ends_on_the_wall(walled, engine) -> None:
    async with walled(at=ANA) as stage:
        await stage.press("ctrl+n")
        assert stage.wall is None
        while engine.store.unread_total.messages:
            await stage.press("ctrl+n")
        await stage.press("ctrl+n")
        assert (stage.at, stage.shown()) == (ANA, list(WALL))


async def test_only_the_tile_one_is_at_is_read_and_only_at_its_end(walled, engine) -> None:
    store = engine.store
    async with walled(at=ANA) as stage:
        assert store.unread(BACHE) == 1
        assert stage.title(BACHE).endswith("1 unread")
        assert engine.beside == WALL
        come(engine, ANA, 1)
        await settled(stage.pilot.app)
        assert engine.calls[-1] == ("show", ANA)

        await stage.press("3")
        assert store.unread(BACHE) == 0
        assert "unread" not in stage.title(BACHE)
        assert any("1 new" in strip.text for strip in stage.main.pane.timeline.lines)
        await stage.press("1")
        come(engine, BACHE, 2)
        await stage.press("3")
        assert any("2 new" in strip.text for strip in stage.main.pane.timeline.lines)

        come(engine, CUADRA, 40)
        await settled(stage.pilot.app)
        assert stage.title(CUADRA).endswith("40 unread")
        stage.wall._tiles[CUADRA].timeline.action_page(-1)
        await stage.press("1")
        assert store.unread(CUADRA) == 40, "its end is not on the screen"
        await stage.press("end")
        assert store.unread(CUADRA) == 0


async def test_frozen_it_holds_still_reads_nothing_and_goes_on_where_one_was(
    walled, engine
) -> None:
    for conversation_id in WALL:
        come(engine, conversation_id, 30)
    async with walled(at=ANA) as stage:
        assert all(tile.timeline.following for tile in stage.wall.tiles)
        await stage.press("alt+shift+z")
        assert engine.calls[-1] == ("show", ANA)
        assert (engine.beside, engine.keeps_unread) == (WALL, True)
        lines = {each: tile.timeline.lines[:-1] for each, tile in stage.wall._tiles.items()}
        for conversation_id in WALL:
            come(engine, conversation_id, 3, first=30)
        await settled(stage.pilot.app)
        assert lines == {e: tile.timeline.lines[:-1] for e, tile in stage.wall._tiles.items()}
        before = engine.store.unread(CUADRA)
        await stage.press("1")
        assert engine.store.unread(CUADRA) == before == 36
        await stage.press("3", "pageup")
        assert stage.main.pane.timeline.lines[:-1] != lines[BACHE]
        await stage.press("alt+shift+z")
        assert stage.at == ANA
        for conversation_id in (BACHE, KIOSCO):
            timeline = stage.wall._tiles[conversation_id].timeline
            assert (timeline.lines[:-1], timeline.following) == (lines[conversation_id], False)


async def test_put_on_by_one_key_and_taken_off_by_one(open_app, launch, engine) -> None:
    async with open_app() as (app, pilot):
        stage, main = Stage(app, pilot), app.screen
        main.inbox.list.focus()
        for conversation_id in (CUADRA, ANA, BACHE):
            main.inbox.list.select(conversation_id)
            await stage.press("W")
        assert stage.said()[-1].endswith("with 3 conversations in all. Alt+Shift+W shows it.")
        await stage.press("W")
        assert stage.said()[-1].endswith("is off the wall.")
        await stage.press("alt+shift+w")
        assert stage.shown() == [CUADRA, ANA]
        await stage.press("plus")
        await until(lambda: isinstance(app.screen, Switcher))
        await pilot.press(*"Futbol", "enter")
        await settled(pilot.app)
        assert stage.shown() == [CUADRA, ANA, "c-futbol"]
        assert engine.beside == (CUADRA, ANA, "c-futbol")
        assert recall(launch.state_path) == Memory(
            CUADRA, toured=True, theme=app.theme, wall=(CUADRA, ANA, "c-futbol")
        )
        await stage.press("2", "minus")
        assert (stage.shown(), stage.at) == ([CUADRA, "c-futbol"], CUADRA)
        await stage.press("minus", "minus")
        assert stage.wall is None


async def test_those_selected_in_the_queue_make_a_wall(walled, engine) -> None:
    async with walled() as stage:
        await stage.press("escape", "alt+shift+t", "home", "J", "J", "W")
        chosen = list(stage.main.queue.pane.list.chosen)
        assert stage.said()[-1] == "The 3 selected are on the wall now. Alt+Shift+W shows it."
        await stage.press("alt+shift+w")
        assert (stage.shown(), len(chosen)) == (chosen, 3)
        await stage.press("escape")
        assert stage.main.queue.pane.list.has_focus


async def test_there_is_room_for_six(open_app, make_many, engine) -> None:
    make_many(engine.store, 3)
    async with open_app((200, 60)) as (app, pilot):
        stage = Stage(app, pilot)
        app.remembered.hang((*WALL, "c-futbol", "c-many-00001"))
        await stage.press("alt+shift+w")
        assert len(stage.shown()) == 6
        assert len({tile.region.y for tile in stage.wall.tiles}) == 2
        app.screen.inbox.list.select("c-many-00002")
        context = app.screen.context_of("c-many-00002")
        app.screen.perform_on(ACTIONS["wall.toggle"], context)
        await settled(pilot.app)
        assert stage.said()[-1].startswith("There is room for 6")
        await pilot.resize_terminal(80, 24)
        await settled(pilot.app)
        assert len(stage.shown()) == 6
        await pilot.resize_terminal(60, 14)
        await settled(pilot.app)
        assert stage.shown() == [CUADRA, ANA]
        await stage.press("5")
        assert "c-futbol" in stage.shown()


async def test_one_alone_and_all_again(walled) -> None:
    async with walled() as stage:
        await stage.press("2", "0")
        assert stage.shown() == [ANA]
        assert stage.main.pane.region.width == 120
        await stage.press("tab")
        assert stage.shown() == [BACHE]
        await stage.press("escape")
        assert stage.shown() == list(WALL)
        await stage.press("alt+0")
        assert stage.shown() == [BACHE]


async def test_each_says_who_types_and_what_the_rules_hit(walled, engine) -> None:
    async with walled(rules=(Rule("New", Words(("nuevo",))),), at=ANA) as stage:
        engine.store.apply(TypingChanged(CUADRA, "u-mirta", typing=True))
        come(engine, BACHE, 1)
        await settled(stage.pilot.app)
        assert "Mirta Sosa is typing…" in stage.title(CUADRA)
        assert stage.title(BACHE).endswith("◆ New · 2 unread")
        await stage.press("3")
        assert "◆" not in stage.title(BACHE)


async def test_what_one_is_taken_out_of_leaves_the_wall(walled, engine) -> None:
    async with walled() as stage:
        engine.store.apply(MemberLeft(ANA, engine.store.me))
        await settled(stage.pilot.app)
        assert stage.shown() == [CUADRA, BACHE, KIOSCO]
        assert stage.said()[-1].startswith("You are not in “")


async def test_what_comes_paints_only_where_it_is_shown(walled, engine, monkeypatch) -> None:
    async with walled(at=ANA) as stage:
        painted: list[Any] = []
        has_changed = stage.main.has_changed

        def changed(widget: Any, regions: Any) -> None:
            painted.append(widget)
            has_changed(widget, regions)

        monkeypatch.setattr(stage.main, "has_changed", changed)
        come(engine, BACHE, 1)
        timelines = [widget for widget in painted if isinstance(widget, TimelineView)]
        assert timelines == [stage.wall._tiles[BACHE].timeline]
