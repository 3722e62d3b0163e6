# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""A message is sent on with its mark, or in words that say whose it was."""

from datetime import UTC, datetime

import pytest

from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.user import User
from safespot_tui.sync.errors import MessageGone
from safespot_tui.sync.forwarding import forwarded

TEXT = Message("m", "c", "u-beto", datetime(2026, 1, 1, tzinfo=UTC), "hola")
IMAGE = Message(
    "m", "c", "u-beto", datetime(2026, 1, 1, tzinfo=UTC), "https://i.example/a.png",
    type=MessageType.IMAGE,
)  # fmt: skip
BETO = User("u-beto", "Beto")


@pytest.mark.parametrize(
    ("message", "said_by", "content", "caption"),
    [
        (TEXT, None, "hola", ""),
        (TEXT, BETO, "↪ Beto: hola", ""),
        (IMAGE, None, IMAGE.content, ""),
        (IMAGE, BETO, IMAGE.content, "↪ Beto"),
    ],
)
def test_what_is_sent(message: Message, said_by, content: str, caption: str) -> None:
    intent = forwarded(message, "c-other", "x", said_by=said_by)
    assert (intent.content, intent.caption) == (content, caption)
    assert intent.message_type is message.type
    assert intent.conversation_id == "c-other"
    assert intent.forwarded


async def test_it_arrives_elsewhere(windows):
    server = windows.server
    for name in ("ana", "beto", "carla"):
        server.user(name)
    server.open("dm", "u-ana", "u-beto")
    server.open("otra", "u-ana", "u-carla")
    said = server.say("c-dm", "u-beto", "hola")
    ana = await windows.open("u-ana")

    await ana.forward(said.id, "c-otra")
    await windows.until(lambda: not ana.store.outbox)

    newest = ana.store.message(ana.store.timeline("c-otra").newest)
    assert newest.content in {"hola", "↪ Beto: hola"}
    with pytest.raises(MessageGone):
        await ana.forward("m-strange", "c-otra")
