"""An image is fetched when it is asked for, and drawn; whatever goes wrong is a sentence."""

import asyncio
from io import BytesIO

import pytest
from msgspec import structs
from PIL import Image

from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.tui.picture_view import PictureView
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.image import ImageDialog
from tests.tui.until import until

CUADRA, SENT = ConversationId("c-cuadra"), MessageId("m-cuadra-012")
ADDRESS = "https://images.example.org/1.png"


@pytest.fixture
def image(engine) -> bytes:
    """The last message is an image, and this is what is at its address."""
    file = BytesIO()
    Image.new("RGB", (200, 100), (255, 0, 0)).save(file, "PNG")
    message = structs.replace(
        engine.store.base_message(SENT),
        type=MessageType.IMAGE, content=SafeText(ADDRESS), caption=SafeText("La esquina"),
    )  # fmt: skip
    engine.store.apply(HistoryPage(CUADRA, (message,), False, False))
    engine.images[ADDRESS] = file.getvalue()
    return file.getvalue()


async def ask(app, pilot) -> None:
    app.screen.open(CUADRA)
    await pilot.pause()
    app.screen.pane.jump_to(SENT)
    app.screen.pane.focus_timeline()
    await pilot.press("v")
    await pilot.pause()


def state(app) -> str:
    words = app.screen.query_one("#state", Words)
    return str(words.render()) if words.display else ""


@pytest.mark.parametrize("size", [(120, 40), (60, 15)])
async def test_it_is_drawn_with_its_caption_and_where_it_is_from(
    size, image: bytes, open_app, engine
) -> None:
    async with open_app(size) as (app, pilot):
        await ask(app, pilot)
        assert isinstance(app.screen, ImageDialog)
        assert app.screen.title_words == "La esquina"
        assert str(app.screen.query_one("#host", Words).render()) == "From images.example.org"
        picture = app.screen.query_one(PictureView)
        await until(lambda: picture.display)
        await pilot.pause()
        strip = picture.render_line(0)
        assert strip.text == "▀" * picture.size.width
        assert picture.size.width > 8
        assert app.screen.region.contains_region(picture.region)
        assert state(app) == ""
        assert engine.calls.count(("image", ADDRESS)) == 1
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, ImageDialog)


async def test_while_it_is_fetched_that_is_said_and_can_be_left(image, open_app, engine) -> None:
    engine.held_up = asyncio.Event()
    async with open_app() as (app, pilot):
        await ask(app, pilot)
        assert state(app) == "Fetching the image…"
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, ImageDialog)
        engine.held_up.set()
        await pilot.pause()


async def test_no_answer_is_a_sentence(image, open_app, engine) -> None:
    engine.refusal = Unreachable("The network is down.")
    async with open_app() as (app, pilot):
        await ask(app, pilot)
        await until(lambda: state(app) == "The network is down.")


async def test_what_is_no_image_is_a_sentence(image, open_app, engine) -> None:
    engine.images[ADDRESS] = b"<html>"
    async with open_app() as (app, pilot):
        await ask(app, pilot)
        await until(lambda: "not an image" in state(app))
        assert not app.screen.query_one(PictureView).display


async def test_it_is_saved_where_it_is_looked_for(
    image, open_app, engine, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("safespot_tui.actions.image_actions.downloads", lambda: tmp_path)
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        app.screen.pane.jump_to(SENT)
        app.screen.pane.focus_timeline()
        await pilot.press("V")
        await until(lambda: len(app._notifications) == 1)
        (path,) = tmp_path.iterdir()
        assert path.read_bytes() == image
        assert [note.message for note in app._notifications] == [f"Saved as {path}"]


async def test_on_a_text_there_is_nothing_to_show(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await ask(app, pilot)
        assert [note.message for note in app._notifications] == [
            "Select a message with an image first."
        ]
