"""The tour teaches by doing, is in nobody's way, and comes by itself only once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec import structs
from textual.pilot import Pilot

from safespot_tui import i18n
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.conversation.composer import Composer
from safespot_tui.tui.engine import Launch
from safespot_tui.tui.tour import OPENED, SENT, new_tour
from safespot_tui.tui.tour_bar import TourBar
from tests.tui.fake_engine import FakeEngine


@asynccontextmanager
async def first_start(
    engine: FakeEngine, launch: Launch, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[MessengerApp, Pilot[None]]]:
    app = MessengerApp(engine, structs.replace(launch, tour=True))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def bar(app: MessengerApp) -> TourBar:
    return app.screen_stack[0].query_one(TourBar)


def test_what_is_done_early_is_passed_over_when_its_turn_comes() -> None:
    tour = new_tour()
    assert tour.did(OPENED)
    assert not tour.did(OPENED)
    assert not tour.did("message.reply")
    assert not tour.did("app.help")
    assert tour.words.startswith("Tour 2 of 6: ")
    assert tour.did(SENT)
    assert tour.did("conversation.next_unread")
    assert tour.words.startswith("Tour 5 of 6: Ctrl+P ")
    assert tour.did("app.palette")
    assert tour.step is None
    assert tour.words == ""


def test_who_has_nothing_to_say_goes_on() -> None:
    tour = new_tour()
    assert tour.did(OPENED)
    assert tour.did("conversation.next_unread")
    assert tour.words.startswith("Tour 4 of 6: ")


async def test_looking_for_help_does_not_end_it(engine, launch) -> None:
    async with first_start(engine, launch) as (app, pilot):
        await pilot.press("f1")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert bar(app).words.startswith("Tour 1 of 6")


async def test_every_step_is_done_by_doing_it(engine, launch) -> None:
    async with first_start(engine, launch) as (app, pilot):
        seen = [bar(app).words[:11]]
        for keys in (
            ("enter",),
            ("h", "enter"),
            ("ctrl+n",),
            ("alt+up", "r"),
            ("escape", "ctrl+p"),
            ("escape", "f1"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            seen.append(bar(app).words[:11])
        assert seen == [*(f"Tour {n} of 6" for n in range(1, 7)), ""]
    assert launch.state_path.exists()


async def test_it_comes_by_itself_only_once_and_again_when_asked(engine, launch) -> None:
    async with first_start(engine, launch) as (app, pilot):
        await pilot.press("escape")
        assert not bar(app).display
        assert launch.state_path.exists()
    async with first_start(engine, launch) as (app, pilot):
        assert not bar(app).display
        await pilot.press("H")
        assert bar(app).words.startswith("Tour 1 of 6")


async def test_who_left_at_the_login_has_not_seen_it_yet(launch) -> None:
    launch = structs.replace(launch, tour=True)
    async with MessengerApp(None, launch).run_test() as pilot:
        await pilot.press("f9")
    assert launch.state_path.exists()
    app = MessengerApp(None, launch)
    async with app.run_test() as pilot:
        await pilot.press(*"password", "enter")
        async with asyncio.timeout(5):
            while not any(each.is_on for each in app.screen_stack[0].query(TourBar)):
                await pilot.pause()
        assert bar(app).words.startswith("Tour 1 of 6")


async def test_it_takes_no_key_and_no_word(engine, launch) -> None:
    async with first_start(engine, launch) as (app, pilot):
        await pilot.press("enter", *"hola", "escape", *" che")
        composer = app.screen.query_one(Composer)
        assert composer.text == "hola che"
        assert not bar(app).display
        assert app.focused is composer


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_step_can_be_read_on_the_smallest_screen(engine, launch, language) -> None:
    i18n.install(language)
    try:
        async with first_start(engine, launch, (60, 15)) as (app, pilot):
            tour = new_tour()
            for done in (OPENED, SENT, "conversation.next_unread", "message.reply", "app.palette"):
                lines = "".join(
                    strip.text for strip in bar(app).render_lines(bar(app).outer_size.region)
                )
                assert 1 <= bar(app).size.height <= 2
                assert "".join(lines.split()) == "".join(bar(app).words.split())
                assert tour.did(done)
                bar(app).did(done)
                await pilot.pause()
    finally:
        i18n.install("en")
