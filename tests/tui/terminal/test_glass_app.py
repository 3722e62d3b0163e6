"""The whole app, seen through an emulated terminal: it shows what Textual has drawn."""

import inspect

import pytest
from textual import events
from textual._compositor import Compositor, LayoutUpdate
from textual._context import visible_screen_stack
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from bench.emulator import Emulator, EmulatorStream
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.terminal.glass_app import GlassApp
from tests.tui.conftest import OpenApp
from tests.tui.until import until


class Seen:
    """What was written, as a terminal shows it."""

    def __init__(self, *, margins: bool) -> None:
        self.margins = margins
        self.written: list[str] = []
        self.screen = Emulator(80, 24, margins=margins)
        self._stream = EmulatorStream(self.screen)

    def write(self, data: str) -> None:
        self.written.append(data)
        self._stream.feed(data.encode())


@pytest.fixture(params=[False, True], ids=["plain", "margins"])
def seen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Seen:
    """All that the app writes; the driver has no terminal, but says that it has."""
    seen = Seen(margins=request.param)
    monkeypatch.setattr(HeadlessDriver, "is_headless", property(lambda _: False))
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: seen.write(data))
    return seen


def as_textual_draws_it(app: MessengerApp) -> Emulator:
    """The whole screen, written by Textual itself to another terminal."""
    screen = Emulator(*app.size)
    visible_screen_stack.set(app._background_screens)
    update = Compositor.render_full_update(app.screen._compositor)
    assert isinstance(update, LayoutUpdate)
    EmulatorStream(screen).feed(update.render_segments(app.console).encode())
    return screen


async def shown(app: MessengerApp, seen: Seen) -> None:
    """What was drawn may still be on its way to the terminal; then it is there."""
    await until(lambda: seen.screen.cells == as_textual_draws_it(app).cells)


def test_textual_still_hands_its_frames_to_this_method() -> None:
    assert "_display" in GlassApp.__dict__
    source = inspect.getsource(App._display)
    assert "renderable.render_segments(console)" in source
    assert list(inspect.signature(App._display).parameters) == ["self", "screen", "renderable"]


async def test_after_every_key_the_terminal_shows_what_was_drawn(
    open_app: OpenApp, seen: Seen
) -> None:
    """Through conversations, dialogs, notices, another theme and another size."""
    async with open_app((80, 24)) as (app, pilot):
        app.terminal_features.margins = seen.margins
        for key in (
            *("enter", "pageup", "pageup", "up", "pagedown", "escape", "h", "ñ", "enter"),
            *("ctrl+p", "t", "escape", "f1", "pagedown", "escape", "f6", "down", "down", "enter"),
            *("f9", "f9", "f6", "up", "up"),
        ):
            await pilot.press(key)
            await pilot.pause()
            await shown(app, seen)
        app.notify("A notice over the conversation", timeout=60)
        await pilot.pause()
        await shown(app, seen)
        seen.screen.resize(15, 60)
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        await shown(app, seen)


async def test_when_the_terminal_is_looked_at_again_all_is_written(
    open_app: OpenApp, seen: Seen
) -> None:
    async with open_app((80, 24)) as (app, pilot):
        seen.write("\x1b[10;10HRUBBISH")
        app.post_message(events.AppFocus())
        await pilot.pause()
        await shown(app, seen)


async def test_a_key_costs_few_bytes(open_app: OpenApp, seen: Seen) -> None:
    async with open_app((80, 24)) as (_app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        seen.written.clear()
        await pilot.press("x")
        await pilot.pause()
        assert 0 < len("".join(seen.written)) < 300
