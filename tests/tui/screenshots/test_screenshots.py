"""The screens as people see them: real ones, kept in `screenshots/`, compared letter by letter.

After a change that is meant, `pytest tests/tui/screenshots --update-screenshots` draws them again.
"""

import difflib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from safespot_tui import i18n
from safespot_tui.domain.event import MessageDeleted, TypingChanged
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    MessageId,
    OriginClientId,
    UserId,
)
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut, OutboxPut
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.themes import DARK, LIGHT
from tests.tui.neighbourhood import NOW
from tests.tui.screenshots.scenes import SCENES
from tests.tui.screenshots.stage import Stage
from tests.tui.until import until

SCREENSHOTS = Path(__file__).parents[3] / "screenshots"
CUADRA = ConversationId("c-cuadra")

Step = Callable[[Any, Any, Any], Awaitable[None]]


async def conversation(app: Any, pilot: Any, engine: Any) -> None:
    await pilot.press("enter")
    engine.store.apply(TypingChanged(ConversationId("c-bache"), UserId("u-julian"), typing=True))
    await pilot.pause()


async def switcher(app: Any, pilot: Any, engine: Any) -> None:
    await conversation(app, pilot, engine)
    await pilot.press("ctrl+g", "p", "l", "a")


async def search(app: Any, pilot: Any, engine: Any) -> None:
    await conversation(app, pilot, engine)
    await pilot.press("alt+shift+f")
    # At once: what is found for the first letters would look like the end.
    app.screen.query_one(Input).value = "llev"
    # What is stored is listed first; what is said below it is what the server has.
    where = app.screen.query_one("#where", Words)
    on_the_server = _("All your messages were searched, on the server.")
    await until(lambda: str(where.content).endswith(on_the_server))
    await pilot.pause()


async def palette(app: Any, pilot: Any, engine: Any) -> None:
    await conversation(app, pilot, engine)
    await pilot.press("ctrl+p")


async def show_help(app: Any, pilot: Any, engine: Any) -> None:
    await conversation(app, pilot, engine)
    await pilot.press("f1")


async def new_group(app: Any, pilot: Any, engine: Any) -> None:
    await conversation(app, pilot, engine)
    await pilot.press("alt+g", *"Veredas", "enter", "enter", "down", "down", "enter")


async def offline(app: Any, pilot: Any, engine: Any) -> None:
    await conversation(app, pilot, engine)
    now = app.launch.clock()
    failed = SafeText("The server refuses it: you are not in this group any more.")
    for sequence, (text, state, reason) in enumerate(
        [
            ("¿Llevo también la escalera?", OutboxState.FAILED, failed),
            ("Igual paso a las seis y media.", OutboxState.QUEUED, SafeText("")),
        ]
    ):
        send = SendMessage(CUADRA, ClientMessageId(f"s-{sequence}"), SafeText(text))
        item = OutboxItem(sequence, OriginClientId("here"), send, now, state, reason)
        engine.store.apply(OutboxPut(item))
    engine.store.apply(
        ConnectionPut(
            Connection(
                ConnectionState.OFFLINE,
                SafeText("The server does not answer."),
                heard_at=now - timedelta(minutes=4),
                retry_at=now + timedelta(seconds=8),
            )
        )
    )


def scene(name: str) -> Step:
    """One of the scenes of which the letters are kept in all sizes."""
    (play,) = (each.step for each in SCENES if each.name == name)

    async def step(app: Any, pilot: Any, engine: Any) -> None:
        await play(Stage(app, pilot, engine, app.screen))

    step.__name__ = name
    return step


async def evidence(app: Any, pilot: Any, engine: Any) -> None:
    message = MessageId("m-cuadra-008")
    engine.kept = [
        Revision(NOW - timedelta(minutes=30), SafeText("El que lo rompió me lo paga caro")),
        Revision(NOW - timedelta(minutes=28), SafeText("El que lo rompió que lo pague")),
    ]
    stage = Stage(app, pilot, engine, app.screen)
    await stage.choose(8)
    told = MessageDeleted(message, CUADRA, NOW, revision=9, removal=SafeText("amenaza"))
    engine.store.apply(told)
    await stage.perform("message.history")


async def wall(app: Any, pilot: Any, engine: Any) -> None:
    await conversation(app, pilot, engine)
    await pilot.press("alt+shift+w")


async def nothing(app: Any, pilot: Any, engine: Any) -> None:
    """The screen as it starts."""


LARGE, MIDDLE, SMALL = (120, 36), (80, 24), (60, 15)
SHOTS: list[tuple[str, str, str, tuple[int, int], Step]] = [
    ("conversation-dark-en", "en", DARK.name, LARGE, conversation),
    ("conversation-light-en", "en", LIGHT.name, LARGE, conversation),
    ("conversation-dark-es", "es", DARK.name, LARGE, conversation),
    ("conversation-light-es", "es", LIGHT.name, LARGE, conversation),
    ("login-dark-en", "en", DARK.name, MIDDLE, nothing),
    ("login-light-es", "es", LIGHT.name, MIDDLE, nothing),
    ("inbox-dark-en", "en", DARK.name, MIDDLE, nothing),
    ("switcher-dark-en", "en", DARK.name, LARGE, switcher),
    ("search-dark-en", "en", DARK.name, LARGE, search),
    ("search-light-es", "es", LIGHT.name, MIDDLE, search),
    ("palette-dark-en", "en", DARK.name, LARGE, palette),
    ("help-dark-en", "en", DARK.name, LARGE, show_help),
    ("help-light-es", "es", LIGHT.name, LARGE, show_help),
    ("new-group-dark-en", "en", DARK.name, LARGE, new_group),
    ("wall-dark-en", "en", DARK.name, LARGE, wall),
    ("wall-light-es", "es", LIGHT.name, LARGE, wall),
    ("triage-dark-en", "en", DARK.name, LARGE, scene("triage")),
    ("triage-light-es", "es", LIGHT.name, LARGE, scene("triage")),
    ("moderate-dark-en", "en", DARK.name, LARGE, scene("moderate")),
    ("audit-dark-en", "en", DARK.name, LARGE, scene("audit")),
    ("suspended-dark-en", "en", DARK.name, LARGE, scene("suspended")),
    ("evidence-dark-en", "en", DARK.name, LARGE, evidence),
    ("insight-dark-en", "en", DARK.name, LARGE, scene("insight")),
    ("insight-light-es", "es", LIGHT.name, LARGE, scene("insight")),
    ("offline-dark-en", "en", DARK.name, LARGE, offline),
    ("one-pane-inbox-dark-en", "en", DARK.name, SMALL, nothing),
    ("one-pane-conversation-dark-en", "en", DARK.name, SMALL, conversation),
]


def _words(value: object) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(("name", "language", "theme", "size", "step"), SHOTS, ids=_words)
async def test_the_screen_looks_as_it_did(
    name: str,
    language: str,
    theme: str,
    size: tuple[int, int],
    step: Step,
    open_app: Any,
    engine: Any,
    request: pytest.FixtureRequest,
) -> None:
    i18n.install(language)
    async with open_app(size, login=name.startswith("login")) as (app, pilot):
        app.theme = theme
        await pilot.pause()
        await step(app, pilot, engine)
        await pilot.pause()
        await pilot.pause()
        drawn = app.export_screenshot()
    golden = SCREENSHOTS / f"{name}.svg"
    if request.config.getoption("--update-screenshots"):
        golden.write_text(drawn, encoding="utf-8")
        return
    kept = golden.read_text(encoding="utf-8") if golden.exists() else ""
    if drawn != kept:
        changed = difflib.unified_diff(kept.splitlines(), drawn.splitlines(), lineterm="", n=0)
        pytest.fail(f"{golden.name} looks otherwise now:\n" + "\n".join(list(changed)[:20]))
