"""Images of one's own server are seen among the lines, and nothing moves when they come."""

import asyncio
from io import BytesIO

import pytest
from msgspec import structs
from PIL import Image

from safespot_tui.config.settings import EmojiMode
from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.stage.settled import settled
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.conversation.thumbnails import COLUMNS, LINES
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.until import until

CUADRA, SENT = ConversationId("c-cuadra"), MessageId("m-cuadra-012")
OWN_SERVER, ELSEWHERE = "/api/images/1", "https://images.example.org/1.png"


@pytest.fixture
def be_image(engine):
    """The last message is an image at an address; a red one, or what is given."""

    def be(address: str, content: bytes | None = None) -> None:
        file = BytesIO()
        Image.new("RGB", (400, 100), (255, 0, 0)).save(file, "PNG")
        message = structs.replace(
            engine.store.base_message(SENT),
            type=MessageType.IMAGE, content=SafeText(address), caption=SafeText("La esquina"),
        )  # fmt: skip
        engine.store.apply(HistoryPage(CUADRA, (message,), False, False))
        engine.images[address] = content or file.getvalue()

    return be


def lines(app) -> list[str]:
    return [strip.text.rstrip() for strip in app.screen.pane.timeline.lines]


def painted(app) -> int:
    return sum("▀" * 8 in line for line in lines(app))


def fetched(engine) -> list[object]:
    return [call for call in engine.calls if call[0] == "image"]


async def test_its_room_is_kept_until_it_is_here(be_image, open_app, engine) -> None:
    be_image(OWN_SERVER)
    engine.held_up = asyncio.Event()
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await until(lambda: fetched(engine) == [("image", OWN_SERVER)])
        await pilot.pause()
        (label,) = [at for at, line in enumerate(lines(app)) if "▣ Image" in line]
        before = lines(app)
        assert not painted(app)
        assert all(not line.strip(" ▌") for line in before[label - LINES : label])
        engine.held_up.set()
        await until(lambda: painted(app) > 0)
        after = lines(app)
        assert after[: label - LINES] + after[label:] == before[: label - LINES] + before[label:]
        assert painted(app) == 4  # 400 by 100 pixels in 32 columns: 8 pixels high
        assert max(len(line) for line in after[label - LINES : label]) <= 2 + COLUMNS
        app.screen.pane.focus_timeline()
        await pilot.press("up")
        await settled(pilot.app)
        assert painted(app) == 4
        assert fetched(engine) == [("image", OWN_SERVER)]


@pytest.mark.parametrize("address", [ELSEWHERE, "//images.example.org/1", "/\\images.example.org"])
async def test_a_stranger_s_machine_is_asked_for_nothing(
    address, be_image, open_app, engine
) -> None:
    be_image(address)
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await settled(pilot.app)
        assert any("▣ Image" in line for line in lines(app))
        assert not fetched(engine)


@pytest.mark.parametrize("content", [None, b"no image"])
async def test_what_cannot_be_had_takes_no_room(content, be_image, open_app, engine) -> None:
    be_image(OWN_SERVER, content)
    engine.refusal = Unreachable("The network is down.") if content is None else None
    async with open_app() as (app, _pilot):
        app.screen.open(CUADRA)
        await until(lambda: bool(fetched(engine)))
        await until(lambda: OWN_SERVER in app.screen.pane._thumbnails._left_out)
        label = next(at for at, line in enumerate(lines(app)) if "▣ Image" in line)
        assert lines(app)[label - 1].strip(" ▌")


@pytest.mark.parametrize("switched_off", [True, False])
async def test_where_it_is_not_to_be_seen_it_is_not_fetched(
    switched_off, be_image, engine, launch
) -> None:
    be_image(OWN_SERVER)
    emoji = EmojiMode.AS_IS if switched_off else EmojiMode.ASCII
    settings = structs.replace(launch.settings, thumbnails=not switched_off, emoji=emoji)
    app = MessengerApp(engine, structs.replace(launch, settings=settings))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
        app.screen.open(CUADRA)
        await settled(pilot.app)
        assert not fetched(engine)
