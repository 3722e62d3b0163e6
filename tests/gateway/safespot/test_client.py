"""What the user wants, done on the stand-in of the deployed server and given back as facts."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta

import pytest
from msgspec import UNSET

from safespot_tui.domain.event import (
    ConversationUpdated,
    MessageDeleted,
    MessageUpdated,
    StreamItem,
    Synced,
)
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    MessageId,
    OriginClientId,
    ReportId,
    UserId,
)
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    MarkRead,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.message import Message, MessageType, Reaction
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import Busy, NotLoggedIn, Rejected
from safespot_tui.gateway.protocol import Capability, Gateway, Page
from safespot_tui.gateway.safespot.client import SafeSpotGateway
from safespot_tui.gateway.safespot.secret import secret_of
from tests.safespot_server import PASSWORDS, Kind, Neighbourhood, SafeSpotServer

SAFESPOT = Dialect.SAFESPOT
PROGRESS: list[tuple[int, int]] = []


async def upload(person: "Person", image: bytes) -> SafeText:
    """Upload into the person's conversation, noting how far it is."""
    PROGRESS.clear()
    return await person.gateway.upload_image(
        person.room,
        ClientMessageId(str(uuid.uuid4())),
        image,
        lambda done, total: PROGRESS.append((done, total)),
    )


IMAGE = b"\x89PNG\r\n\x1a\n" + b"0" * 100
UNKNOWN = "05db1bb3-1603-4c20-b21e-cce2081c911b"


class Person:
    """Ana in one window, in her conversation with Bruno."""

    def __init__(self, server: SafeSpotServer, ids: Neighbourhood, gateway: Gateway) -> None:
        self.server = server
        self.ids = ids
        self.gateway = gateway
        self.me = UserId(ids.ana)
        self.room = ConversationId(ids.ana_bruno)
        self.first, self.second, *_ = server.history(ids.ana_bruno)

    @property
    def target(self) -> tuple[ConversationId, MessageId]:
        return self.room, MessageId(self.first.id)

    def stored(self, message_id: str):
        return self.server.state.messages.get(message_id)

    def intent(self, content: str = "hola", **fields: object) -> SendMessage:
        client_message_id = ClientMessageId(str(uuid.uuid4()))
        return SendMessage(self.room, client_message_id, SafeText(content), **fields)  # type: ignore[arg-type]


@pytest.fixture
async def ana(safespot: SafeSpotServer, neighbourhood: Neighbourhood) -> AsyncGenerator[Person]:
    identity = await auth.log_in(
        safespot.url, "ana@example.test", PASSWORDS["Ana"], dialect=SAFESPOT
    )
    gateway = await auth.open_gateway(
        safespot.url, identity.token, OriginClientId("window-ana"), dialect=SAFESPOT
    )
    yield Person(safespot, neighbourhood, gateway)
    await gateway.aclose()


def test_it_is_a_gateway(ana: Person):
    assert isinstance(ana.gateway, SafeSpotGateway)
    assert ana.gateway.origin == "window-ana"
    assert ana.gateway.edit_window == timedelta(hours=24)
    assert ana.gateway.expires_at is not None
    assert ana.gateway.capabilities == {
        Capability.PRESENCE,
        Capability.RENAME_SELF,
        Capability.STARS,
        Capability.MESSAGE_PINS,
        Capability.IMAGES,
        Capability.REPORTS,
        Capability.LEAVE_DM,
    }


async def test_a_message_is_sent(ana: Person):
    await ana.gateway.snapshot()
    intent = ana.intent("1 < 2", reply_to_id=MessageId(ana.first.id))
    message = await ana.gateway.perform(intent)
    assert isinstance(message, Message)
    assert message.id == message.client_message_id == intent.client_message_id
    assert (message.content, message.sender_id) == ("1 < 2", ana.me)
    assert message.reply_to_id == ana.first.id
    assert message.position > 0
    again = await ana.gateway.perform(intent)
    assert isinstance(again, Message)
    assert again.id == message.id
    assert [m.content for m in ana.server.history(ana.room)].count("1 &lt; 2") == 1


async def test_a_message_is_sent_before_anything_else_is_known(ana: Person):
    message = await ana.gateway.perform(ana.intent())
    assert isinstance(message, Message)
    assert ana.stored(message.id) is not None


async def test_a_message_is_edited(ana: Person):
    outcome = await ana.gateway.perform(EditMessage(*ana.target, SafeText("a < b")))
    assert isinstance(outcome, MessageUpdated)
    assert outcome.message_id == ana.first.id
    assert outcome.changes.content == "a < b"
    assert outcome.changes.edited_at is not UNSET
    assert isinstance(outcome.changes.revision, int)
    assert ana.first.content == "a &lt; b"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("old", "edited for 24 hours"),
        ("theirs", "Only your own"),
        ("gone", "This message is gone"),
        ("blank", "blanks"),
    ],
)
async def test_an_edit_that_cannot_be_is_refused(ana: Person, change: str, sentence: str):
    message_id, content = ana.first.id, "x"
    if change == "old":
        ana.server.clock.advance(25 * 3600)
    elif change == "theirs":
        message_id = ana.second.id
    elif change == "gone":
        message_id = UNKNOWN
    else:
        content = " \n"
    with pytest.raises(Rejected, match=sentence):
        await ana.gateway.perform(EditMessage(ana.room, MessageId(message_id), SafeText(content)))


async def test_an_image_has_no_words_to_edit(ana: Person):
    address = await upload(ana, IMAGE)
    sent = await ana.gateway.perform(ana.intent(address, message_type=MessageType.IMAGE))
    assert isinstance(sent, Message)
    assert (sent.type, sent.content) == (MessageType.IMAGE, address)
    with pytest.raises(Rejected):
        await ana.gateway.perform(EditMessage(ana.room, sent.id, SafeText("x")))


async def test_a_message_is_deleted_however_often(ana: Person):
    for _ in range(2):
        outcome = await ana.gateway.perform(DeleteMessage(*ana.target))
        assert isinstance(outcome, MessageDeleted)
        assert outcome.message_id == ana.first.id
        assert ana.stored(ana.first.id) is None
    with pytest.raises(Rejected, match="Only your own"):
        await ana.gateway.perform(DeleteMessage(ana.room, MessageId(ana.second.id)))


async def test_a_reaction_is_there_or_not(ana: Person):
    for present in (True, True, False, False):
        outcome = await ana.gateway.perform(React(*ana.target, SafeText("👍"), present))
        assert isinstance(outcome, MessageUpdated)
        expected = (Reaction(SafeText("👍"), (ana.me,)),) if present else ()
        assert outcome.changes.reactions == expected


async def test_a_later_answer_has_a_later_revision(ana: Person):
    one = await ana.gateway.perform(StarMessage(*ana.target, starred=True))
    two = await ana.gateway.perform(StarMessage(*ana.target, starred=False))
    assert isinstance(one, MessageUpdated)
    assert isinstance(two, MessageUpdated)
    assert isinstance(one.changes.revision, int)
    assert isinstance(two.changes.revision, int)
    assert one.changes.revision < two.changes.revision
    assert (one.changes.starred, two.changes.starred) == (True, False)


async def test_a_message_is_pinned_and_only_its_own_pin_is_taken_off(ana: Person):
    room = ana.server.state.rooms[ana.room]
    other = MessageId(ana.second.id)

    async def pin(message_id: str, *, pinned: bool) -> str | None:
        intent = PinMessage(ana.room, MessageId(message_id), pinned)
        outcome = await ana.gateway.perform(intent)
        assert isinstance(outcome, ConversationUpdated)
        told = outcome.changes.pinned_message_id
        assert told is not UNSET
        assert told == room.pinned_message_id
        return told

    assert await pin(ana.first.id, pinned=True) == ana.first.id
    assert await pin(other, pinned=True) == other
    assert await pin(ana.first.id, pinned=False) == other
    assert await pin(other, pinned=False) is None
    assert await pin(other, pinned=False) is None


@pytest.mark.parametrize(
    "intent",
    [
        lambda c, m: React(c, m, SafeText("👍"), present=True),
        lambda c, m: StarMessage(c, m, starred=True),
        lambda c, m: PinMessage(c, m, pinned=True),
    ],
)
async def test_nothing_is_done_to_a_message_that_is_gone(ana: Person, intent):  # type: ignore[no-untyped-def]
    with pytest.raises(Rejected, match="gone"):
        await ana.gateway.perform(intent(ana.room, MessageId(UNKNOWN)))


async def test_a_conversation_is_read(ana: Person):
    (message,) = ana.server.write(ana.room, ana.ids.bruno, "?")
    outcome = await ana.gateway.perform(MarkRead(ana.room, MessageId(message.id), 4))
    assert outcome is None
    assert message.is_read
    await ana.gateway.perform(MarkRead(ana.room, None, 4))


async def test_each_flag_is_set_and_cleared(ana: Person):
    own = ana.server.state.rooms[ana.room].members[ana.me]
    for value in (True, True, False, False):
        await ana.gateway.perform(
            SetFlags(ana.room, pinned=value, archived=value, marked_unread=value)
        )
        assert (own.is_pinned, own.is_archived, own.is_manually_unread) == (value, value, value)
    with pytest.raises(Rejected, match="cannot do that"):
        await ana.gateway.perform(SetFlags(ana.room, muted_until=None))


async def test_people_are_found_without_oneself(ana: Person):
    assert [user.alias for user in await ana.gateway.search_users(" carl ")] == ["Carla"]
    assert await ana.gateway.search_users("ana") == ()
    assert await ana.gateway.search_users("c") == ()


async def test_a_conversation_is_the_same_however_often_it_is_opened(ana: Person):
    one, two = await asyncio.gather(
        *(ana.gateway.create_dm(UserId(ana.ids.carla)) for _ in range(2))
    )
    assert one.conversation_id == two.conversation_id == ana.ids.ana_carla
    assert [c.id for c in one.entities.conversations] == [ana.ids.ana_carla]
    assert ana.ids.carla in {user.id for user in one.entities.users}
    with pytest.raises(Rejected, match="yourself"):
        await ana.gateway.create_dm(ana.me)
    with pytest.raises(Rejected):
        await ana.gateway.create_dm(UserId("../rooms"))


async def test_a_report_is_told_and_talked_about(ana: Person):
    report = await ana.gateway.report(ReportId(ana.ids.report))
    assert report.title == "Moto sospechosa en Belgrano y Mitre"
    assert report.author_id == ana.me
    with pytest.raises(Rejected, match="your own"):
        await ana.gateway.discuss_report(ReportId(ana.ids.report))
    with pytest.raises(Rejected, match="gone"):
        await ana.gateway.report(ReportId(UNKNOWN))
    with pytest.raises(Rejected, match="gone"):
        await ana.gateway.discuss_report(ReportId(UNKNOWN))


async def test_an_image_comes_back(ana: Person):
    address = await upload(ana, IMAGE)
    done, total = PROGRESS[-1]
    assert done == total > len(IMAGE)
    assert sorted(PROGRESS) == PROGRESS
    assert await ana.gateway.fetch_image(address) == IMAGE
    with pytest.raises(Rejected):
        await upload(ana, b"GIF89a")


async def test_the_limit_of_images_is_told_and_holds_up_no_message(ana: Person):
    for _ in range(5):
        await upload(ana, IMAGE)
    with pytest.raises(Busy):
        await upload(ana, IMAGE)
    await ana.gateway.perform(ana.intent())


async def test_a_conversation_is_left_however_often(ana: Person):
    with pytest.raises(Rejected, match="cannot do that"):
        await ana.gateway.remove_member(ana.room, UserId(ana.ids.bruno))
    for _ in range(2):
        await ana.gateway.remove_member(ana.room, ana.me)
    assert ana.me not in ana.server.state.rooms[ana.room].members
    with pytest.raises(Rejected, match="not in this conversation"):
        await ana.gateway.perform(ana.intent())


async def test_an_alias_is_changed(ana: Person):
    assert (await ana.gateway.rename_self(SafeText("Anita"))).alias == "Anita"
    assert ana.server.state.people[ana.me].alias == "Anita"
    with pytest.raises(Rejected, match="goes by this alias"):
        await ana.gateway.rename_self(SafeText("Bruno"))
    with pytest.raises(Rejected, match="20 characters"):
        await ana.gateway.rename_self(SafeText("x" * 21))


async def test_what_this_server_cannot_do_is_refused(ana: Person):
    for call in (
        ana.gateway.create_group(SafeText("x"), []),
        ana.gateway.rename_conversation(ana.room, SafeText("x")),
        ana.gateway.add_members(ana.room, []),
    ):
        with pytest.raises(Rejected, match="cannot do that"):
            await call
    await ana.gateway.log_out()


async def test_that_the_user_stopped_typing_is_told_if_they_began(
    ana: Person, monkeypatch: pytest.MonkeyPatch
):
    assert isinstance(ana.gateway, SafeSpotGateway)
    signs: list[bool] = []

    async def note(conversation_id: ConversationId, *, typing: bool) -> None:
        signs.append(typing)

    monkeypatch.setattr(ana.gateway._requests, "typing", note)
    await ana.gateway.set_typing(ana.room, typing=False)
    assert signs == []
    await ana.gateway.set_typing(ana.room, typing=True)
    await ana.gateway.perform(ana.intent())
    await asyncio.gather(*ana.gateway._errands)
    assert signs == [True, False]
    await ana.gateway.set_typing(ana.room, typing=False)
    assert signs == [True, False]


async def synced(items: AsyncGenerator[StreamItem]) -> None:
    """Read until everything so far was told."""
    async with asyncio.timeout(10):
        async for item in items:
            if isinstance(item, Synced):
                return
    raise AssertionError


async def test_what_came_is_told_of_unless_it_is_known_or_ones_own(ana: Person):
    snapshot = await ana.gateway.snapshot()
    own = await ana.gateway.perform(ana.intent())
    assert isinstance(own, Message)
    await ana.gateway.mark_delivered(ana.room, own.id)
    stored = ana.stored(own.id)
    assert stored is not None
    assert not stored.is_delivered
    async with aclosing(ana.gateway.stream(snapshot.cursor)) as items:
        await synced(items)
        ana.server.clock.advance(121)
        (message,) = ana.server.write(ana.room, ana.ids.bruno, "?")
        assert not message.is_delivered
        async with asyncio.timeout(10):
            async for _item in items:
                await ana.gateway.mark_delivered(ana.room, MessageId(message.id))
                if message.is_delivered:
                    break


async def test_a_token_without_an_account_is_renewed_and_nobody_notices(safespot: SafeSpotServer):
    identity = await auth.bootstrap(safespot.url, "Diego", dialect=SAFESPOT)
    kept: list[str] = []
    gateway = await auth.open_gateway(
        safespot.url,
        identity.token,
        OriginClientId("w"),
        dialect=SAFESPOT,
        keep=kept.append,
    )
    try:
        safespot.clock.advance(60)
        safespot.faults.expire_tokens()
        snapshot = await gateway.snapshot()
        assert snapshot.me == identity.user.id
        assert len(kept) == 1
        renewed = secret_of(kept[0])
        assert renewed.anonymous_id == identity.user.id
        assert renewed.token != secret_of(identity.token).token
        safespot.clock.advance(60)
        safespot.faults.expire_tokens()
        async with aclosing(gateway.stream(snapshot.cursor)) as items:
            await synced(items)
        assert len(kept) == 2
    finally:
        await gateway.aclose()


async def test_an_account_has_to_log_in_again(ana: Person):
    ana.server.clock.advance(60)
    ana.server.faults.expire_tokens()
    with pytest.raises(NotLoggedIn, match="Log in again"):
        await ana.gateway.perform(ana.intent())
    with pytest.raises(NotLoggedIn, match="Log in again"):
        async with aclosing(ana.gateway.stream(None)) as items:
            await synced(items)


async def test_no_request_opens_a_stream(ana: Person):
    await ana.gateway.snapshot()
    await ana.gateway.perform(ana.intent())
    await ana.gateway.history(ana.room, Page())
    assert [s for s in ana.server.backend.hub if s.kind is Kind.USER] == []
