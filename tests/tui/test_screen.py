import asyncio
import inspect
from collections.abc import Callable

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static, TextArea

from safespot_tui.tui.screen import PaintOnKeyScreen, repaint


class Streaming(App[None]):
    """Something to type in beside something that changes all the time."""

    def get_default_screen(self) -> PaintOnKeyScreen:
        return PaintOnKeyScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield Static(id="stream")
        yield TextArea()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and isinstance(self.screen, PaintOnKeyScreen):
            self.screen.key_pressed()
        await super().on_event(event)


async def became(true: Callable[[], bool]) -> bool:
    """Whether something comes true while everything that can happen happens."""
    for _ in range(200):
        if true():
            return True
        await asyncio.sleep(0)
    return False


def test_the_private_parts_of_textual_are_still_there() -> None:
    screen = Screen[None]()
    for name in ("_layout_required", "_scroll_required", "_recompose_required"):
        assert hasattr(screen, name), name
    assert screen._dirty_widgets == set()
    assert hasattr(screen, "_repaint_required")
    assert inspect.iscoroutinefunction(Screen._on_idle)
    assert not inspect.signature(screen._on_timer_update).parameters
    source = inspect.getsource(Screen._on_idle)
    assert "_update_timer.resume()" in source, "painting may not wait for a timer any more"


async def test_a_key_is_painted_without_waiting_for_the_timer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Streaming()
    async with app.run_test() as pilot:
        app.query_one(TextArea).focus()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, PaintOnKeyScreen)
        monkeypatch.setattr(screen._update_timer, "resume", lambda: None)
        paint, paints = screen._compositor_refresh, list[str]()

        def note_paint() -> None:
            paints.append(app.query_one(TextArea).text)
            paint()

        monkeypatch.setattr(screen, "_compositor_refresh", note_paint)
        _use_up(monkeypatch, screen)
        # Not with the pilot: it paints after every key by itself.
        app.simulate_key("x")
        assert await became(lambda: "x" in paints), "a frame for its echo is always in store"
        monkeypatch.setattr("safespot_tui.tui.screen.ECHO_SECONDS", -1.0)
        screen._echo_until = 0.0
        app.simulate_key("y")
        assert not await became(lambda: "xy" in paints)
        assert screen._dirty_widgets


def _use_up(monkeypatch: pytest.MonkeyPatch, screen: PaintOnKeyScreen) -> None:
    """No frame is in store, and time stands still."""
    monkeypatch.setattr("safespot_tui.tui.screen.monotonic", lambda: 1000.0)
    screen._counted_at, screen._in_store = 1000.0, 0.0


def _paints(monkeypatch: pytest.MonkeyPatch, screen: PaintOnKeyScreen) -> list[int]:
    """Grows with every time that the screen is painted from now on."""
    paint, paints = screen._compositor_refresh, list[int]()

    def note_paint() -> None:
        paints.append(1)
        paint()

    monkeypatch.setattr(screen, "_compositor_refresh", note_paint)
    return paints


async def test_what_comes_from_rest_is_painted_at_once_and_a_flood_on_the_grid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Streaming()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, PaintOnKeyScreen)
        monkeypatch.setattr(screen._update_timer, "resume", lambda: None)
        _use_up(monkeypatch, screen)
        screen._in_store = 2.0
        paints = _paints(monkeypatch, screen)
        for number in (1, 2, 3):
            app.query_one("#stream", Static).update(str(number), layout=False)
            assert await became(lambda n=number: len(paints) == n) == (number < 3)


async def test_what_changes_in_one_frame_is_painted_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Streaming()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen, stream = app.screen, app.query_one("#stream", Static)
        assert isinstance(screen, PaintOnKeyScreen)
        _use_up(monkeypatch, screen)
        screen._in_store = 1.0
        paints = _paints(monkeypatch, screen)
        monkeypatch.setattr(screen._update_timer, "resume", lambda: None)
        with screen.one_frame():
            stream.update("one", layout=False)
            repaint(app.query_one(TextArea), Region(0, 0, 1, 1))
            assert not paints
        assert paints == [1], "both, and in this turn"
        with screen.one_frame():
            stream.update("two", layout=False)
        assert paints == [1], "no frame is in store"
        assert await became(lambda: bool(screen._dirty_widgets)), "it is left to the grid"


async def test_what_is_yet_to_be_laid_out_is_not_painted_in_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Streaming()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen, stream = app.screen, app.query_one("#stream", Static)
        assert isinstance(screen, PaintOnKeyScreen)
        _use_up(monkeypatch, screen)
        screen._in_store = 2.0
        paints = _paints(monkeypatch, screen)
        monkeypatch.setattr(screen._update_timer, "resume", lambda: None)
        with screen.one_frame():
            stream.update("where it is may change", layout=True)
        assert not paints


async def test_what_fails_when_painted_is_not_raised_where_it_was_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Streaming()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen, stream = app.screen, app.query_one("#stream", Static)
        assert isinstance(screen, PaintOnKeyScreen)
        error, handled = RuntimeError("cannot be painted"), list[Exception]()

        def fail() -> None:
            raise error

        with monkeypatch.context() as patch:
            _use_up(patch, screen)
            screen._in_store = 2.0
            patch.setattr(screen, "_compositor_refresh", fail)
            patch.setattr(app, "_handle_exception", handled.append)
            with screen.one_frame():
                stream.update("one", layout=False)
        assert handled == [error]


async def test_a_layout_that_was_asked_for_is_done_at_once_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Streaming()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen, stream = app.screen, app.query_one("#stream", Static)
        assert isinstance(screen, PaintOnKeyScreen)
        monkeypatch.setattr(screen._update_timer, "resume", lambda: None)
        _use_up(monkeypatch, screen)
        screen._echo_until = 0.0
        screen.lay_out_at_once()
        stream.styles.height = 5
        assert await became(lambda: stream.size.height == 5)
        assert screen._echo_until > 1000.0, "what there is room for now is painted at once, too"
        stream.styles.height = 7
        assert not await became(lambda: stream.size.height == 7)
        monkeypatch.undo()


async def test_a_pending_layout_is_left_to_the_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Streaming()
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, PaintOnKeyScreen)
        monkeypatch.setattr(screen._update_timer, "resume", lambda: None)
        monkeypatch.setattr(screen, "_on_timer_update", lambda: pytest.fail("painted"))
        screen.key_pressed()
        screen._layout_required = True
        await screen._on_idle(events.Idle())
        screen._layout_required = False
        monkeypatch.undo()
