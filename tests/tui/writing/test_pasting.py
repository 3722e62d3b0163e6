"""What is pasted: never sent, an image offered as one, and much of it said."""

from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from safespot_tui.actions.image_file import names_image
from safespot_tui.contract.limits import MAX_MESSAGE_CHARACTERS
from safespot_tui.domain.ids import ConversationId
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.screens.send_image import SendImageDialog
from tests.tui.conftest import OpenApp
from tests.tui.fake_engine import FakeEngine
from tests.tui.until import until

IMAGE = b"\x89PNG\r\n\x1a\n and more"
GROUP = ConversationId("c-cuadra")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "mi foto.png"
    path.write_bytes(IMAGE)
    return path


async def writing(app: object, pilot: Pilot[None]) -> MainScreen:
    main = app.screen  # type: ignore[attr-defined]
    assert isinstance(main, MainScreen)
    main.open(GROUP)
    await pilot.pause()
    return main


async def paste(pilot: Pilot[None], text: str) -> None:
    """As a terminal does it, in one piece."""
    await pilot.app.on_event(Paste(text))
    await pilot.pause()


def test_what_names_an_image(photo: Path) -> None:
    """However a terminal writes a file that is dropped on it; only if the file is there."""
    spaced = str(photo).replace(" ", "\\ ")
    assert names_image(str(photo))
    assert names_image(f"'{photo}' ")
    assert names_image(photo.as_uri())
    assert names_image(spaced)
    notes = photo.with_suffix(".txt")
    notes.write_text("no image")
    assert not names_image(str(notes))
    assert not names_image(str(photo.with_name("gone.png")))
    assert not names_image(f"{photo}x")
    assert not names_image(f"mirá {photo}")
    assert not names_image(f"{photo}\n{photo}")
    assert not names_image(str(photo.parent))
    assert not names_image("/" * 10_000 + ".png")


async def test_the_path_of_an_image_is_offered_as_one(
    open_app: OpenApp, engine: FakeEngine, photo: Path
) -> None:
    """Enter sends it; the words that were being written stay."""
    async with open_app() as (app, pilot):
        main = await writing(app, pilot)
        await pilot.press(*"hola ")
        await paste(pilot, photo.as_uri())
        await until(lambda: isinstance(app.screen, SendImageDialog))
        assert app.screen.query_one("#path", Input).value == photo.as_uri()
        await pilot.press(*"acá", "enter")
        await until(lambda: app.screen is main)
        assert ("send_image", GROUP, IMAGE, "acá") in engine.calls
        assert main.pane.composer.text == "hola "


async def test_an_image_that_is_not_sent_is_a_path(open_app: OpenApp, photo: Path) -> None:
    """Escape means: I meant the words."""
    async with open_app() as (app, pilot):
        main = await writing(app, pilot)
        await paste(pilot, str(photo))
        await until(lambda: isinstance(app.screen, SendImageDialog))
        await pilot.press("escape")
        await until(lambda: main.pane.composer.text == str(photo))


async def test_where_there_are_no_images_a_path_is_a_path(
    open_app: OpenApp, engine: FakeEngine, photo: Path
) -> None:
    """Nothing is offered that the server cannot do."""
    engine.capabilities = frozenset(Capability) - {Capability.IMAGES}
    async with open_app() as (app, pilot):
        main = await writing(app, pilot)
        await paste(pilot, str(photo))
        await until(lambda: main.pane.composer.text == str(photo))


async def test_much_that_is_pasted_is_said_and_not_sent(
    open_app: OpenApp, engine: FakeEngine
) -> None:
    """How many lines; and more than fit into a message, by how much, before it is sent."""
    async with open_app() as (app, pilot):
        main = await writing(app, pilot)
        await paste(pilot, "line\n" * 29 + "line")
        assert main.pane.desk.complaint.words.startswith("30 lines pasted.")
        main.pane.composer.load(GROUP, None)
        await paste(pilot, "x" * MAX_MESSAGE_CHARACTERS)
        assert main.pane.desk.complaint.words == ""
        await pilot.press("y")
        assert "1 character longer" in main.pane.desk.complaint.words
        assert not [call for call in engine.calls if call[0] == "send"]
