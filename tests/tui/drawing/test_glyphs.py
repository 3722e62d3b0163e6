"""Emoji in words, marks and frames in ASCII: nothing is wider than it was measured."""

import pytest
from msgspec import structs
from rich.cells import cell_len
from rich.style import Style

from safespot_tui.config.settings import Density, EmojiMode, Settings
from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.drawing import glyphs
from safespot_tui.tui.drawing.line import line
from safespot_tui.tui.drawing.wrap import fit, wrap
from safespot_tui.tui.memory import recall
from safespot_tui.tui.screens.main import MainScreen

TEXT = "¿Venís? 🎉 👍🏽 ❤️ 👨‍👩‍👧 ✓✓ ◷ │ ñandú 日本"


@pytest.mark.parametrize(
    ("mode", "drawn"),
    [
        (EmojiMode.AS_IS, TEXT),
        (EmojiMode.SHORTCODES, "¿Venís? :tada: :+1: :heart: :man::woman::girl: ✓✓ ◷ │ ñandú 日本"),
        (EmojiMode.ASCII, "¿Venís? :tada: :+1: :heart: :man::woman::girl: vv ~ | ñandú 日本"),
    ],
)
def test_each_mode_draws_the_same_words(mode: EmojiMode, drawn: str) -> None:
    glyphs.install(mode)
    shown = glyphs.shown(TEXT)
    assert shown == drawn
    assert glyphs.shown(shown) == shown


@pytest.mark.parametrize("mode", EmojiMode)
@pytest.mark.parametrize("width", [8, 13, 40])
def test_lines_are_as_wide_as_they_say(mode: EmojiMode, width: int) -> None:
    glyphs.install(mode)
    for text in wrap(TEXT, width):
        assert cell_len(text) <= width
        strip = line([(text, Style())], width, Style())
        assert cell_len(strip.text) == width
    assert cell_len(fit(TEXT, width)) <= width


@pytest.mark.parametrize("mode", [EmojiMode.SHORTCODES, EmojiMode.ASCII])
def test_what_was_measured_is_replaced_in_as_many_cells(mode: EmojiMode) -> None:
    glyphs.install(mode)
    for text in (TEXT, "╭──╮▀▄█▊", "🎉", "❤️", "“…” → ↓"):
        assert cell_len(glyphs.in_place(text)) == cell_len(text)
    if mode is EmojiMode.ASCII:
        assert glyphs.in_place("╭─🎉─╮ ▌●").isascii()


async def test_in_ascii_the_whole_screen_is_ascii_but_for_letters(engine, launch) -> None:
    launch = structs.replace(launch, settings=Settings(emoji=EmojiMode.ASCII))
    app = MessengerApp(engine, launch)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        strange = {
            character
            for strips in app.screen._compositor.render_strips()
            for strip in strips
            for character in strip.text
            if not character.isascii() and not character.isalpha()
        }
        assert strange <= set("¿¡º°")


async def test_the_key_changes_what_is_drawn_and_is_remembered(open_app, launch) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        main.open(ConversationId("c-cuadra"))
        await pilot.pause()
        assert "✓" in "".join(strip.text for strip in main.pane.timeline.lines)
        main.inbox.list.focus()
        await pilot.press("E", "E")
        await pilot.pause()
        drawn = "".join(strip.text for strip in main.pane.timeline.lines)
        assert "✓" not in drawn
        assert "vv" in drawn
    assert recall(launch.state_path).emoji is EmojiMode.ASCII


async def test_compact_takes_fewer_lines_for_the_same_words(engine, launch, open_app) -> None:
    totals: list[int] = []
    for density in Density:
        app = MessengerApp(engine, structs.replace(launch, settings=Settings(density=density)))
        async with app.run_test(size=(120, 40)) as pilot:
            main = app.screen
            assert isinstance(main, MainScreen)
            main.open(ConversationId("c-cuadra"))
            await pilot.pause()
            timeline = main.pane.timeline
            totals.append(sum(bool(strip.text.strip()) for strip in timeline.lines))
            words = " ".join(strip.text for strip in timeline.lines)
            assert "Voy. Llevo" in words
    comfortable, compact = totals
    assert compact < comfortable
