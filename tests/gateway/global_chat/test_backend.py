"""The gateway against the bundled backend, over a real connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import (
    ConversationCreated,
    ConversationUpdated,
    MemberJoined,
    MemberLeft,
    MemberUpdated,
    MessageCreated,
    MessageDeleted,
    MessageDelivered,
    MessageUpdated,
    PresenceChanged,
    Received,
    ResetRequired,
    StreamItem,
    Synced,
    TypingChanged,
    UserUpdated,
)
from safespot_tui.domain.ids import ClientMessageId, ConversationId, Cursor, SearchCursor
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    MarkRead,
    React,
    SendMessage,
    SetFlags,
)
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.search import Kind, MessageSearch, terms_of
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway import auth
from safespot_tui.gateway.errors import Rejected
from safespot_tui.gateway.protocol import Page
from safespot_tui.sync.forwarding import forwarded

SECONDS = 10.0


def picture() -> bytes:
    """A PNG that does not compress."""
    file = BytesIO()
    Image.frombytes("RGB", (100, 100), Random(7).randbytes(30_000)).save(file, "PNG")
    return file.getvalue()


async def item(stream: AsyncIterator[StreamItem], wanted: type[Any]) -> tuple[Any, Cursor | None]:
    """The next event or control of a kind, and the cursor after it."""
    async with asyncio.timeout(SECONDS):
        async for each in stream:
            if isinstance(each, Received) and isinstance(each.event, wanted):
                return each.event, each.cursor
            if isinstance(each, wanted):
                return each, None
    raise AssertionError(f"the stream ended without {wanted.__name__}")


def sending(conversation_id: ConversationId, text: str) -> SendMessage:
    return SendMessage(conversation_id, ClientMessageId(str(uuid4())), SafeText(text))


async def send(somebody: Any, conversation_id: ConversationId, text: str) -> Message:
    message = await somebody.gateway.perform(sending(conversation_id, text))
    assert isinstance(message, Message)
    return message


async def test_messages_are_found_on_the_server(join: Any):
    ana, beto = await join("ana"), await join("beto")
    dm = (await ana.gateway.create_dm(beto.id)).conversation_id
    for text in ("un perro", "un gato", "perro: https://a.example"):
        await ana.gateway.perform(sending(dm, text))

    async def texts(search: MessageSearch, cursor: SearchCursor | None = None) -> Any:
        found = await beto.gateway.search_messages(search, cursor, 1)
        return [message.content for message in found.messages], found.next

    (first, then) = await texts(MessageSearch(terms_of("perr")))
    assert first == ["perro: https://a.example"]
    assert await texts(MessageSearch(terms_of("perr")), then) == (["un perro"], None)
    one_day = datetime(2020, 1, 1, tzinfo=UTC)
    for search, expected in (
        (MessageSearch(kinds=(Kind.LINK,)), ["perro: https://a.example"]),
        (MessageSearch(terms_of("gato"), sender_ids=(ana.id,)), ["un gato"]),
        (MessageSearch(terms_of("gato"), sender_ids=(beto.id,)), []),
        (MessageSearch(terms_of("gato"), conversation_ids=(dm,), since=one_day), ["un gato"]),
        (MessageSearch(terms_of("gato"), before=one_day), []),
    ):
        assert (await texts(search))[0] == expected


async def test_two_people_chat(join: Any):
    ana, beto = await join("ana"), await join("beto")
    (found,) = await ana.gateway.search_users("bet")
    assert found == beto.identity.user

    start = await beto.gateway.snapshot()
    assert start.me == beto.id
    async with aclosing(beto.gateway.stream(start.cursor)) as stream:
        synced, _ = await item(stream, Synced)
        assert synced.heartbeat > 0

        opened = await ana.gateway.create_dm(beto.id)
        created, _ = await item(stream, ConversationCreated)
        assert created.conversation.id == opened.conversation_id
        assert created.conversation.type is ConversationType.DM
        assert {user.id for user in created.entities.users} >= {ana.id}
        assert created.origin is None

        sent = await send(ana, opened.conversation_id, "¡Hola! \x1b[31m")
        assert sent.content == "¡Hola! ␛[31m"
        received, cursor = await item(stream, MessageCreated)
        assert received.message == sent
        assert cursor is not None

        await beto.gateway.mark_delivered(opened.conversation_id, sent.id)
        await beto.gateway.perform(MarkRead(opened.conversation_id, sent.id, sent.position))
        read, _ = await item(stream, MemberUpdated)
        assert (read.user_id, read.changes.read_position) == (beto.id, sent.position)
        assert read.origin == beto.gateway.origin

    page = await beto.gateway.history(opened.conversation_id, Page())
    assert sent in page.messages
    assert not page.has_newer


async def test_a_stream_resumes_where_it_broke(join: Any):
    ana, beto = await join("ana"), await join("beto")
    chat = (await ana.gateway.create_dm(beto.id)).conversation_id
    start = await beto.gateway.snapshot()
    async with aclosing(beto.gateway.stream(start.cursor)) as stream:
        one = await send(ana, chat, "one")
        first, cursor = await item(stream, MessageCreated)
        assert first.message.id == one.id

    two, three = await send(ana, chat, "two"), await send(ana, chat, "three")
    async with aclosing(beto.gateway.stream(cursor)) as stream:
        again = [(await item(stream, MessageCreated))[0].message.id for _ in range(2)]
        await item(stream, Synced)
    assert again == [two.id, three.id]


@pytest.mark.parametrize("cursor", ["nonsense", "0.1", "00000000-0000-0000-0000-000000000000.1"])
async def test_a_cursor_that_cannot_be_resumed_is_reset(join: Any, cursor: str):
    ana = await join("ana")
    async with aclosing(ana.gateway.stream(Cursor(cursor))) as stream:
        reset, _ = await item(stream, ResetRequired)
    assert reset.reason


async def test_every_change_of_a_message_comes_through(join: Any):
    ana, beto = await join("ana"), await join("beto")
    chat = (await ana.gateway.create_dm(beto.id)).conversation_id
    sent = await send(ana, chat, "hola")
    async with aclosing(ana.gateway.stream((await ana.gateway.snapshot()).cursor)) as stream:
        edited = await ana.gateway.perform(EditMessage(chat, sent.id, SafeText("chau")))
        told, _ = await item(stream, MessageUpdated)
        assert told.origin == ana.gateway.origin
        assert (told.changes.content, told.changes.revision) == ("chau", edited.revision)

        reacted = await beto.gateway.perform(React(chat, sent.id, SafeText("👍"), present=True))
        told, _ = await item(stream, MessageUpdated)
        assert told.changes.reactions == reacted.reactions
        assert reacted.reactions[0].user_ids == (beto.id,)
        unreacted = await beto.gateway.perform(React(chat, sent.id, SafeText("👍"), present=False))
        assert unreacted.reactions == ()

        await beto.gateway.mark_delivered(chat, sent.id)
        told, _ = await item(stream, MessageDelivered)
        assert (told.user_id, told.message_id, told.position) == (beto.id, sent.id, sent.position)

        deleted = await ana.gateway.perform(DeleteMessage(chat, sent.id))
        told, _ = await item(stream, MessageDeleted)
        assert (told.message_id, told.deleted_at) == (sent.id, deleted.deleted_at)
        assert deleted.content == ""


async def test_a_group_lives(join: Any):
    ana, beto, caro = await join("ana"), await join("beto"), await join("caro")
    group = (await ana.gateway.create_group(SafeText("Plaza"), [beto.id])).conversation_id
    async with aclosing(beto.gateway.stream((await beto.gateway.snapshot()).cursor)) as stream:
        await ana.gateway.rename_conversation(group, SafeText("Parque"))
        renamed, _ = await item(stream, ConversationUpdated)
        assert (renamed.conversation_id, renamed.changes.name) == (group, "Parque")

        await ana.gateway.add_members(group, [caro.id])
        joined, _ = await item(stream, MemberJoined)
        assert (joined.member.conversation_id, joined.member.user_id) == (group, caro.id)

        await caro.gateway.rename_self(SafeText("Carolina"))
        called, _ = await item(stream, UserUpdated)
        assert (called.user_id, called.changes.alias) == (caro.id, "Carolina")

        await caro.gateway.remove_member(group, caro.id)
        left, _ = await item(stream, MemberLeft)
        assert (left.conversation_id, left.user_id) == (group, caro.id)

        await beto.gateway.perform(SetFlags(group, pinned=True, muted_until=None))
        flags, _ = await item(stream, MemberUpdated)
        assert flags.changes.pinned is True
    snapshot = await beto.gateway.snapshot()
    (own,) = [each for each in snapshot.entities.members if each.user_id == beto.id]
    assert own.pinned


async def test_typing_and_presence_are_told_without_a_cursor(join: Any):
    ana, beto = await join("ana"), await join("beto")
    chat = (await ana.gateway.create_dm(beto.id)).conversation_id
    async with aclosing(ana.gateway.stream((await ana.gateway.snapshot()).cursor)) as stream:
        await item(stream, Synced)
        async with aclosing(beto.gateway.stream(None)) as other:
            await item(other, Synced)
            online, cursor = await item(stream, PresenceChanged)
            assert (online.user_id, online.online, cursor) == (beto.id, True, None)
            await beto.gateway.set_typing(chat, typing=True)
            typing, cursor = await item(stream, TypingChanged)
            assert (typing.user_id, typing.typing, cursor) == (beto.id, True, None)
        offline, _ = await item(stream, PresenceChanged)
        assert (offline.user_id, offline.online) == (beto.id, False)


async def test_a_retried_send_is_one_message_and_another_body_is_refused(join: Any):
    ana, beto = await join("ana"), await join("beto")
    chat = (await ana.gateway.create_dm(beto.id)).conversation_id
    intent = sending(chat, "once")
    assert await ana.gateway.perform(intent) == await ana.gateway.perform(intent)
    other = SendMessage(chat, intent.client_message_id, SafeText("twice"))
    with pytest.raises(Rejected) as refused:
        await ana.gateway.perform(other)
    assert refused.value.status == 409


async def test_a_strangers_conversation_is_not_there(join: Any):
    ana, beto, caro = await join("ana"), await join("beto"), await join("caro")
    chat = (await ana.gateway.create_dm(beto.id)).conversation_id
    with pytest.raises(Rejected) as refused:
        await caro.gateway.history(chat, Page())
    assert refused.value.status == 404


async def test_history_is_paged_both_ways(join: Any):
    ana, beto = await join("ana"), await join("beto")
    chat = (await ana.gateway.create_dm(beto.id)).conversation_id
    sent = [(await send(ana, chat, str(number))).id for number in range(5)]
    before = await ana.gateway.history(chat, Page(before=sent[3], limit=2))
    assert [each.id for each in before.messages] == sent[1:3]
    assert (before.has_older, before.has_newer, before.before) == (True, True, sent[3])
    after = await ana.gateway.history(chat, Page(after=sent[3], limit=2))
    assert [each.id for each in after.messages] == sent[4:]
    assert (after.has_newer, after.after) == (False, sent[3])


async def test_sends_do_not_wait_for_the_stream(join: Any):
    """The stream has a pool of its own: as many requests as one likes go on beside it."""
    ana, beto = await join("ana"), await join("beto")
    chat = (await ana.gateway.create_dm(beto.id)).conversation_id
    async with aclosing(ana.gateway.stream(None)) as stream:
        await item(stream, Synced)
        async with asyncio.timeout(SECONDS):
            await asyncio.gather(*(send(ana, chat, str(number)) for number in range(20)))


async def test_a_stream_ends_when_its_session_does(join: Any):
    ana = await join("ana")
    async with aclosing(ana.gateway.stream(None)) as stream:
        await item(stream, Synced)
        await ana.gateway.log_out()
        async with asyncio.timeout(SECONDS):
            assert [each async for each in stream if isinstance(each, Received)] == []


async def test_an_image_goes_there_and_comes_back(join: Any) -> None:
    her, him = await join("ana"), await join("beto")
    ana, beto = her.gateway, him.gateway
    dm = (await ana.create_dm(him.id)).conversation_id
    client_message_id = ClientMessageId(str(uuid4()))
    image, progress = picture(), []

    def note(done: int, total: int) -> None:
        progress.append((done, total))

    address = await ana.upload_image(dm, client_message_id, image, note)
    assert await ana.upload_image(dm, client_message_id, image, note) == address
    sizes = [done for done, _total in progress]
    assert sizes[: len(sizes) // 2] == sorted(set(sizes))
    assert progress[-1] == (len(image), len(image))
    caption = SafeText("La esquina")
    intent = SendMessage(
        dm, client_message_id, address, message_type=MessageType.IMAGE, caption=caption
    )
    sent = await ana.perform(intent)
    assert isinstance(sent, Message)
    assert (sent.type, sent.content, sent.caption) == (MessageType.IMAGE, address, caption)
    (read,) = (await beto.history(dm, Page(limit=1))).messages
    assert read == sent
    shown = Image.open(BytesIO(await beto.fetch_image(read.content)))
    assert shown.size == (100, 100)
    await ana.perform(DeleteMessage(dm, sent.id))
    with pytest.raises(Rejected):
        await beto.fetch_image(read.content)


async def test_what_is_no_image_is_refused_with_a_reason(join: Any) -> None:
    her, him = await join("ana"), await join("beto")
    ana = her.gateway
    dm = (await ana.create_dm(him.id)).conversation_id
    with pytest.raises(Rejected, match="JPEG"):
        await ana.upload_image(dm, ClientMessageId(str(uuid4())), b"GIF89a", lambda _d, _t: None)


async def test_an_image_that_is_sent_on_outlives_the_message_it_came_in(join: Any) -> None:
    her, him, other = await join("ana"), await join("beto"), await join("carla")
    ana, beto, carla = her.gateway, him.gateway, other.gateway
    dm = (await ana.create_dm(him.id)).conversation_id
    client_message_id = ClientMessageId(str(uuid4()))
    address = await ana.upload_image(dm, client_message_id, picture(), lambda _d, _t: None)
    caption = SafeText("La esquina")
    sent = await ana.perform(
        SendMessage(dm, client_message_id, address, message_type=MessageType.IMAGE, caption=caption)
    )
    assert isinstance(sent, Message)
    with pytest.raises(Rejected):
        await carla.fetch_image(address)

    (read,) = (await beto.history(dm, Page(limit=1))).messages
    elsewhere = (await beto.create_dm(other.id)).conversation_id
    intent = forwarded(read, elsewhere, ClientMessageId(str(uuid4())), said_by=None)
    again = await beto.perform(intent)
    assert isinstance(again, Message)
    assert (again.type, again.content, again.caption) == (MessageType.IMAGE, address, caption)
    assert again.forwarded

    await ana.perform(DeleteMessage(dm, sent.id))
    (told,) = (await carla.history(elsewhere, Page(limit=1))).messages
    assert told.forwarded
    assert Image.open(BytesIO(await carla.fetch_image(told.content))).size == (100, 100)
    with pytest.raises(Rejected):
        await ana.fetch_image(address)


async def test_a_password_is_changed_by_who_knows_it(join: Any, server: str):
    ana = await join("ana")
    with pytest.raises(Rejected, match="not your current password"):
        await ana.gateway.change_password("wrong horse", "another horse")
    with pytest.raises(Rejected, match="at least 8 characters"):
        await ana.gateway.change_password("correct horse", "short")
    await ana.gateway.change_password("correct horse", "another horse")
    assert (await ana.gateway.snapshot()).me == ana.id
    assert (await auth.log_in(server, "ana@example.org", "another horse")).user.id == ana.id
