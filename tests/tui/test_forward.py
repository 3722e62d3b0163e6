"""Messages are sent on to a conversation that is chosen, and say that they were."""

from msgspec import structs

from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.screens.dialog import Words
from tests.tui.neighbourhood import NOW

CUADRA, BACHE = ConversationId("c-cuadra"), ConversationId("c-bache")
OWN = MessageId("m-cuadra-009")


async def selected(app, pilot, message_id: MessageId = OWN):
    app.screen.open(CUADRA)
    await pilot.pause()
    app.screen.pane.jump_to(message_id)
    app.screen.pane.focus_timeline()
    await pilot.pause()
    return app.screen


def amend(engine, **fields) -> None:
    told = structs.replace(engine.store.base_message(OWN), revision=4, **fields)
    engine.store.apply(HistoryPage(CUADRA, (told,), False, False))


async def test_a_range_goes_in_order_to_what_was_chosen(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await selected(app, pilot)
        await pilot.press("shift+up", "f")
        await pilot.pause()
        title = engine.store.title(BACHE)
        assert "Enter takes it" in str(app.screen.query_one(".hint", Words).render())
        await pilot.press(*title.casefold()[:4])
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        sent = [call[1:] for call in engine.calls if call[0] == "forward"]
        assert sent == [("m-cuadra-008", BACHE), ("m-cuadra-009", BACHE)]
        assert [n.message for n in app._notifications] == [f"Forwarded to {title}."]


async def test_its_row_says_so(open_app, engine) -> None:
    amend(engine, forwarded=True)
    async with open_app() as (app, pilot):
        main = await selected(app, pilot)
        lines = [strip.text for strip in main.pane.timeline.lines]
        (place,) = [y for y, line in enumerate(lines) if "↪ forwarded" in line]
        assert "Voy. Llevo" in lines[place + 1]


async def test_an_image_goes_only_where_the_server_takes_images(open_app, engine) -> None:
    amend(engine, type=MessageType.IMAGE, content=SafeText("https://i.example/a.png"))
    engine.capabilities = engine.capabilities - {Capability.IMAGES}
    async with open_app() as (app, pilot):
        await selected(app, pilot)
        await pilot.press("f")
        await pilot.pause()
        assert [n.message for n in app._notifications] == ["This server does not take images."]


async def test_what_was_deleted_is_not_sent_on(open_app, engine) -> None:
    deleted = structs.replace(
        engine.store.base_message(MessageId("m-cuadra-008")), deleted_at=NOW, revision=4
    )
    engine.store.apply(HistoryPage(CUADRA, (deleted,), False, False))
    async with open_app() as (app, pilot):
        await selected(app, pilot)
        await pilot.press("shift+up", "shift+up", "f")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        sent = [call[1] for call in engine.calls if call[0] == "forward"]
        assert sent == ["m-cuadra-007", "m-cuadra-009"]
