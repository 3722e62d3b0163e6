"""Without colours, or with sixteen, one still sees what is chosen, unread, own, failed."""

from collections.abc import Iterator

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from safespot_tui.domain.ids import ClientMessageId, ConversationId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import OutboxPut
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.conversation.draw import POINTER
from safespot_tui.tui.terminal.few_colours import FewColours
from safespot_tui.tui.terminal.paint import paint
from safespot_tui.tui.themes import DARK, THEMES

CUADRA = ConversationId("c-cuadra")


def rows(app) -> list[list[Segment]]:
    return [list(strip) for strip in app.screen._compositor.render_strips()]


def segments(app) -> Iterator[Segment]:
    return (segment for row in rows(app) for segment in row if segment.text.strip())


def style_of(app, words: str) -> Style:
    found = [segment.style for segment in segments(app) if words in segment.text]
    assert found, words
    assert found[0] is not None
    return found[0]


@pytest.fixture
def colourless(engine, launch, monkeypatch) -> MessengerApp:
    monkeypatch.setenv("NO_COLOR", "1")
    return MessengerApp(engine, launch)


def uncoloured(app) -> bool:
    styles = [segment.style for segment in segments(app) if segment.style]
    return all(style.color is None and style.bgcolor is None for style in styles)


async def test_without_colours_form_tells_all(colourless, engine) -> None:
    async with colourless.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        chosen, other = engine.store.inbox()[:2]
        assert uncoloured(colourless)
        assert style_of(colourless, engine.store.title(chosen)[:12]).reverse
        assert not style_of(colourless, engine.store.title(other)[:12]).reverse
        assert style_of(colourless, "All").underline
        assert not style_of(colourless, "Groups").underline
        unread = [c for c in engine.store.inbox() if engine.store.unread(c)]
        read = [c for c in engine.store.inbox() if not engine.store.is_unread(c)]
        muted = [c for c in unread if engine.store.own(c).muted_until]
        loud = next(c for c in unread if c not in muted)
        assert style_of(colourless, engine.store.title(loud)[:8]).bold
        assert not style_of(colourless, engine.store.title(read[0])[:8]).bold


async def test_without_colours_a_message_tells_whose_it_is_and_what_became_of_it(
    colourless, engine
) -> None:
    send = SendMessage(CUADRA, ClientMessageId("s"), SafeText("¿Llevo la escalera?"))
    item = OutboxItem(
        1, OriginClientId("here"), send, colourless.launch.clock(), OutboxState.FAILED,
        SafeText("You are not in this group any more."),
    )  # fmt: skip
    async with colourless.run_test(size=(120, 40)) as pilot:
        colourless.screen.open(CUADRA)
        engine.store.apply(OutboxPut(item))
        await pilot.pause()
        await pilot.pause()
        assert uncoloured(colourless)
        assert style_of(colourless, "✗").bold
        colourless.screen.pane.focus_timeline()
        await pilot.pause()
        await pilot.pause()
        assert style_of(colourless, POINTER.strip()).reverse
        await pilot.press("f1")
        await pilot.pause()
        assert uncoloured(colourless)


async def test_without_colours_a_dialog_shows_what_is_chosen_in_it(colourless) -> None:
    async with colourless.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert uncoloured(colourless)
        boxed = [row for row in rows(colourless) if any("│" in s.text for s in row)]
        reversed_rows = [row for row in boxed if any(_shows_reversed(s) for s in row)]
        assert 0 < len(reversed_rows) < len(boxed) / 2


def _shows_reversed(segment: Segment) -> bool:
    return bool(len(segment.text.strip()) > 3 and segment.style and segment.style.reverse)


async def test_sixteen_colours_tell_what_is_chosen(engine, launch, monkeypatch) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "xterm")
    app = MessengerApp(engine, launch)
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.console.color_system == "standard"
        for theme in THEMES:
            app.theme = theme.name
            await pilot.pause()
            await pilot.pause()
            chosen, other = (
                paint(style_of(app, engine.store.title(each)[:12]), ColorSystem.STANDARD)[1]
                for each in engine.store.inbox()[:2]
            )
            assert chosen != other


def test_twice_is_once() -> None:
    ground = Color.parse(DARK.surface)
    for colourless in (True, False):
        few = FewColours(DARK, colourless=colourless)
        styles = (
            Style.parse(f"bold {DARK.primary} on {DARK.surface}"),
            Style.parse(f"{DARK.foreground} on #113322"),
            Style.parse(f"reverse {DARK.primary} on {DARK.panel}"),
            Style.parse("underline"),
        )
        for style in styles:
            once = few.apply([Segment("x", style)], ground)
            again = few.apply(once, ground)
            assert [s.style for s in again] == [s.style for s in once]


def test_pixels_without_colours_are_bright_or_dark() -> None:
    few = FewColours(DARK, colourless=True)
    white, black = "#ffffff", "#000000"
    pairs = ((white, white), (white, black), (black, white), (black, black))
    drawn = few.apply(
        [Segment("▀", Style.parse(f"{upper} on {lower}")) for upper, lower in pairs],
        Color.parse(DARK.surface),
    )
    assert "".join(segment.text for segment in drawn) == "█▀▄ "
