"""An image is fetched when it is asked for, and drawn; whatever goes wrong is a sentence."""

import asyncio
import re
from io import BytesIO

import pytest
from msgspec import structs
from PIL import Image
from textual.drivers.headless_driver import HeadlessDriver

from safespot_tui.config.settings import Images
from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.tui.painting.kitty import PLACEHOLDER
from safespot_tui.tui.picture_view import PictureView
from safespot_tui.tui.screens.confirm import ConfirmDialog
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.image import ImageDialog
from safespot_tui.tui.terminal import glass_app
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


KITTY_IMAGE = re.compile(r"\x1b_Ga=T,U=1,f=100,i=(\d+),c=(\d+),r=(\d+),q=2,m=[01];")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that a terminal with cells of 10 to 20 pixels is told."""
    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "is_headless", property(lambda _: False))
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: written.append(data))
    monkeypatch.setattr(glass_app, "cell_size", lambda: (10, 20))
    return written


def shows_by(app, **features: object) -> None:
    """Another terminal than the one that the tests run in."""
    environment = {"TERM": features.pop("term", "xterm")}
    app.terminal_features.environment = environment
    for name, value in features.items():
        setattr(app.terminal_features, name, value)


async def test_a_terminal_that_can_is_given_the_image_until_the_dialog_closes(
    image, open_app, told
) -> None:
    async with open_app() as (app, pilot):
        shows_by(app, term="xterm-kitty")
        await ask(app, pilot)
        picture = app.screen.query_one(PictureView)
        await until(lambda: picture.display)
        await pilot.pause()
        (sent,) = KITTY_IMAGE.findall("".join(told))
        assert sent[1:] == (str(picture.size.width), str(picture.size.height)) == ("20", "5")
        assert "".join(told).index("\x1b_G") < "".join(told).index(PLACEHOLDER)
        deletion = f"\x1b_Ga=d,d=I,i={sent[0]},q=2\x1b\\"
        assert deletion not in "".join(told)
        await pilot.press("escape")
        await until(lambda: deletion in "".join(told))
        await pilot.pause()
        told.clear()
        app.repaint()
        await pilot.pause()
        assert PLACEHOLDER not in "".join(told)


async def test_at_the_end_of_the_program_the_image_goes_as_well(image, open_app, told) -> None:
    async with open_app() as (app, pilot):
        shows_by(app, term="xterm-kitty")
        await ask(app, pilot)
        await until(lambda: app.screen.query_one(PictureView).display)
        app.exit()
    assert "".join(told).count("\x1b_Ga=d,d=I,") == 1


async def test_sixels_lie_where_the_picture_is_and_go_under_what_covers_it(
    image, open_app, told
) -> None:
    async with open_app() as (app, pilot):
        shows_by(app, sixel=True)
        await ask(app, pilot)
        picture = app.screen.query_one(PictureView)
        await until(lambda: picture.display)
        await pilot.pause()
        x, y = picture.region.offset
        assert f'\x1b[{y + 1};{x + 1}H\x1bP0;1q"1;1;200;100#0;2;' in "".join(told)
        told.clear()
        app.repaint()
        await pilot.pause()
        assert "".join(told).count("\x1bP") == 1
        told.clear()
        app.push_screen(ConfirmDialog("Something in front?", "", "Yes"))
        await until(lambda: "in front" in "".join(told))
        assert "\x1bP" not in "".join(told)
        told.clear()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ImageDialog)
        assert "".join(told).count("\x1bP") == 1
        told.clear()
        await pilot.press("escape")
        await pilot.pause()
        app.repaint()
        await pilot.pause()
        assert "\x1bP" not in "".join(told)


async def test_the_setting_goes_before_what_the_terminal_can(image, open_app, told) -> None:
    async with open_app() as (app, pilot):
        shows_by(app, term="xterm-kitty")
        settings = structs.replace(app.launch.settings, images=Images.HALF_BLOCKS)
        app.launch = structs.replace(app.launch, settings=settings)
        await ask(app, pilot)
        await until(lambda: app.screen.query_one(PictureView).display)
        await pilot.pause()
        assert "\x1b_G" not in "".join(told)
        assert "▀▀▀" in "".join(told)
