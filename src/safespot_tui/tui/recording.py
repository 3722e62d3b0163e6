# pyright: reportPrivateUsage=false
# ruff: noqa: SLF001 - uses private parts of Textual, which is pinned
"""What a cassette keeps of an app: how it stood, what its user did; and an app made so again."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, assert_never

import msgspec
from msgspec import Raw
from textual import events
from textual.geometry import Size
from textual.widgets import Input as Field

from safespot_tui.config.settings import Settings
from safespot_tui.i18n import language
from safespot_tui.instruments.cassette.entry import (
    Clicked,
    Looked,
    Pasted,
    Pressed,
    Resized,
    Scene,
)
from safespot_tui.instruments.cassette.harmless import harmless
from safespot_tui.tui.browser import opener

if TYPE_CHECKING:
    from safespot_tui.tui.app import MessengerApp

Given = Pressed | Pasted | Clicked | Resized | Looked
"""What an event can say."""

_MASK = "x"
"""In the place of each character of a secret: a replay has to type something."""

_MOUSE = {
    each.__name__: each
    for each in (
        events.MouseDown,
        events.MouseUp,
        events.MouseScrollDown,
        events.MouseScrollUp,
        events.MouseScrollLeft,
        events.MouseScrollRight,
    )
}
"""Where the mouse only passes, nothing comes of it."""


def scene_of(app: "MessengerApp", memory: bytes, *, silent: bool) -> Scene:
    """How an app stands, `memory` being what it remembered from the start before."""
    launch = app.launch
    return Scene(
        columns=app.size.width,
        lines=app.size.height,
        language=language(),
        time_zone=_time_zone(),
        server=launch.server,
        has_email=bool(launch.email),
        has_browser=bool(opener(os.environ)),
        theme=launch.theme,
        tour=launch.tour,
        silent=silent,
        keeps_revisions=launch.settings.evidence.keep,
        settings=Raw(msgspec.json.encode(launch.settings)),
        memory=Raw(memory),
    )


def settings_of(scene: Scene) -> Settings:
    """The settings that the app had. Raises `msgspec.MsgspecError`."""
    return msgspec.convert(harmless(msgspec.json.decode(scene.settings)), Settings)


def _time_zone() -> str:
    """The name of the place whose time it is here; empty where nobody can tell."""
    if zone := os.environ.get("TZ", "").lstrip(":"):
        return zone
    there = os.path.realpath("/etc/localtime")
    return there.rpartition("zoneinfo/")[2] if "zoneinfo/" in there else ""


# -------------------------------------------------------------------------------- what the user did


def input_of(app: "MessengerApp", event: events.Event, at: float) -> Given | None:
    """What is kept of an event that comes from the user or the terminal; None for all others.

    What is typed as a password, or to log in, is not in it.
    """
    match event:
        case events.Key(key=key, character=character):
            if is_secret(app) and character is not None and character.isprintable():
                return Pressed(at, _MASK, _MASK)
            return Pressed(at, key, character)
        case events.Paste(text=text):
            text = _MASK * len(text) if is_secret(app) else text
            return Pasted(at, text.encode(errors="replace").decode())
        case events.Resize(size=size):
            return Resized(at, size.width, size.height)
        case events.AppFocus():
            return Looked(at, here=True)
        case events.AppBlur():
            return Looked(at, here=False)
        case events.MouseEvent() if type(event).__name__ in _MOUSE:
            held = event.shift, event.meta, event.ctrl
            return Clicked(at, type(event).__name__, event.x, event.y, event.button, *held)
        case _:
            return None


def event_of(given: Given) -> events.Event:
    """The event that was kept."""
    match given:
        case Pressed():
            return events.Key(given.key, given.character)
        case Pasted():
            return events.Paste(given.text)
        case Resized():
            size = Size(given.columns, given.lines)
            return events.Resize(size, size)
        case Looked():
            return events.AppFocus() if given.here else events.AppBlur()
        case Clicked():
            kind: Any = _MOUSE[given.kind]
            held = given.shift, given.meta, given.ctrl
            return kind(None, given.x, given.y, 0, 0, given.button, *held)
        case _:
            assert_never(given)


def give(app: "MessengerApp", given: Given) -> events.Event:
    """Have it come in, as if from the terminal; gives the event."""
    driver = app._driver
    if isinstance(given, Resized) and driver is not None and driver.is_headless:
        driver._size = (given.columns, given.lines)
    event = event_of(given)
    app.post_message(event.set_sender(app))
    return event


def is_secret(app: "MessengerApp") -> bool:
    """Whether what is typed now is nobody's business: passwords, codes that let somebody in."""
    from safespot_tui.tui.screens.login import LoginScreen

    field = app.focused
    return isinstance(app.screen, LoginScreen) or (isinstance(field, Field) and field.password)


# ------------------------------------------------------------------------------ what is on a screen


def lines_of(app: "MessengerApp") -> Sequence[str]:
    """The screen as it is seen, a string a line."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def screen_of(app: "MessengerApp") -> str:
    """The screen as text, without blanks at the end of its lines."""
    return "\n".join(line.rstrip() for line in lines_of(app))
