"""Colours: legible, chosen with a look at them, and made by the user."""

import pytest
from msgspec import structs
from textual.color import Color

from safespot_tui.config.settings import Settings
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.conversation.palette import palette_of
from safespot_tui.tui.memory import recall
from safespot_tui.tui.screens.theme_chooser import ThemeChooser
from safespot_tui.tui.terminal import paint
from safespot_tui.tui.themes import DARK, THEMES
from safespot_tui.tui.user_themes import BadTheme, themes_in

WCAG_AA = 4.5
"""The least contrast of a text with what is behind it."""

GROUNDS = ("background", "surface", "panel")
TEXTS = ("foreground", "primary", "accent", "success", "warning", "error")


def contrast(one: str, other: str) -> float:
    return paint.contrast(*(Color.parse(c).rich_color.get_truecolor() for c in (one, other)))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_our_own_are_legible(theme, text, ground) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= WCAG_AA


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_chosen_is_legible(theme) -> None:
    ground = Color.parse(theme.surface).blend(Color.parse(theme.primary), 0.16)
    assert contrast(theme.foreground, ground.hex) >= WCAG_AA


async def test_the_chosen_message_stands_on_another_ground(open_app) -> None:
    async with open_app() as (app, pilot):
        for theme in THEMES:
            app.theme = theme.name
            await pilot.pause()
            palette = palette_of(app.screen.pane.timeline)
            assert palette.selected.bgcolor != palette.text.bgcolor


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
def test_what_is_fainter_is_legible_too(theme, ground) -> None:
    faint = Color.parse(getattr(theme, ground)).blend(Color.parse(theme.foreground), 0.65)
    assert contrast(faint.hex, getattr(theme, ground)) >= WCAG_AA


async def test_a_theme_shows_while_it_is_chosen(open_app, launch) -> None:
    async with open_app() as (app, pilot):
        before = app.theme
        await pilot.press("T")
        await pilot.pause()
        assert isinstance(app.screen, ThemeChooser)
        await pilot.press("down")
        await pilot.pause()
        assert app.theme == "safespot-light"
        await pilot.press(*"nord")
        await pilot.pause()
        assert app.theme == "nord"
        await pilot.press("escape")
        await pilot.pause()
        assert app.theme == before
        await pilot.press("T", *"nord", "enter")
        await pilot.pause()
        assert app.theme == "nord"
    assert recall(launch.state_path).theme == "nord"


async def test_a_theme_of_the_user_is_one_of_them(engine, launch) -> None:
    mine = {"mine": {"primary": "#ff00aa", "background": "#101010"}}
    launch = structs.replace(launch, theme="mine", settings=Settings(themes=mine))
    app = MessengerApp(engine, launch)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.theme == "mine"
        assert app.current_theme.dark
        assert app.screen.styles.background.hex == "#101010"


async def test_one_that_there_is_not_is_told(engine, launch) -> None:
    app = MessengerApp(engine, structs.replace(launch, theme="mime"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.theme == DARK.name
        assert [notice.message for notice in app._notifications] == ["There is no theme “mime”."]


@pytest.mark.parametrize(
    ("table", "where", "problem"),
    [
        ({"background": "#000"}, ("x",), "a theme needs at least “primary”."),
        ({"primary": "#00ff8"}, ("x", "primary"), "a colour such as “#00ff88” or “teal”"),
        ({"primary": "teal", "glow": "red"}, ("x", "glow"), "there is no such colour; there are"),
        ({"primary": "teal", "dark": "no"}, ("x", "dark"), "true or false is expected."),
        ({"primary": True}, ("x", "primary"), "a colour such as"),
    ],
)
def test_what_cannot_be_is_told(table, where, problem) -> None:
    with pytest.raises(BadTheme, match=problem) as refused:
        themes_in({"x": table})
    assert refused.value.where == where
