"""What a window still held when it was killed: it goes out, or is taken back, once."""

import asyncio
from io import BytesIO
from uuid import UUID

from PIL import Image

from safespot_tui.domain.message import Message, MessageType
from safespot_tui.gateway.protocol import Page
from tests.windows.household import DEADLINE, Household

SOON, LATE = 1.0, 600.0
"""Seconds for which a deletion is held."""


def picture() -> bytes:
    encoded = BytesIO()
    Image.new("RGB", (2, 2), "red").save(encoded, "PNG")
    return encoded.getvalue()


async def messages(household: Household) -> list[Message]:
    answer = await household.sofia.history(household.conversations[0], Page(limit=100))
    return [message for message in answer.messages if message.notice is None]


async def die_with_all_held(household: Household, *mutants: str) -> None:
    """A window is killed with two deletions that wait, and an image that was not uploaded."""
    here = household.conversations[0]
    _heir, victim = await household.open_leading(2, *mutants)
    for text in ("out", "back"):
        victim.ask("send", here, text=text)
    await household.until_on_the_server("out", "back")
    await victim.heard_of("idle")
    await household.stop_server()
    victim.ask("delete", here, text="out", hold=SOON)
    victim.ask("delete", here, text="back", hold=LATE)
    victim.ask("send image", here, image=picture().hex())
    await victim.heard_of("kept", 5)
    await victim.kill()


async def test_what_was_held_goes_out_or_is_taken_back_once(household: Household):
    await die_with_all_held(household)
    (heir,) = household.alive
    await heir.heard_of("adopted")
    # It says that it adopts when the file is read, and shows it a moment later.
    while (await heir.state())["unsettled"] < 3:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    heir.ask("take back")
    assert (await heir.heard_of("taken back"))["in_time"]
    await household.start_server()
    await heir.heard_of("idle")

    out, back, image = await messages(household)
    assert out.deleted_at is not None
    assert (back.deleted_at, back.content, back.revision) == (None, "back", 1)
    assert image.type is MessageType.IMAGE
    # Uploaded under its message's own id: however often it was begun, it is one.
    assert image.content == f"/images/{UUID(image.client_message_id)}"
    assert (await heir.state())["unsettled"] == 0
    async with asyncio.timeout(DEADLINE):
        while [*household.archive.parent.glob("*.outgoing/*")]:  # noqa: ASYNC110 - after its intent
            await asyncio.sleep(0.02)


async def test_it_would_be_noticed_if_it_were_not_held_any_more(household: Household):
    await die_with_all_held(household, "adopts_without_holding")
    (heir,) = household.alive
    await household.start_server()
    await heir.heard_of("idle")

    _out, back, _image = await messages(household)
    assert back.deleted_at is not None
