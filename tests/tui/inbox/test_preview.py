"""A conversation whose last message is not known shows how it reads, for as long as that is so."""

import pytest
from msgspec import structs

from safespot_tui.domain.conversation import Conversation, ConversationType, Preview
from safespot_tui.domain.event import ConversationCreated, Entities, MemberLeft
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.inbox.item import ConversationItem, Sends, read_item
from tests.tui.neighbourhood import FOUNDED, NOW

NEW = ConversationId("c-new")
ANA, VERA = UserId("u-ana"), UserId("u-vera")


def conversation(preview: Preview | None, **fields: object) -> Conversation:
    plain = Conversation(
        NEW, ConversationType.DM, FOUNDED, last_message_at=NOW, preview=preview, head_position=1
    )
    return structs.replace(plain, **fields)


def open_one(store, conversation: Conversation) -> None:
    members = tuple(Member(NEW, user_id, FOUNDED) for user_id in (VERA, ANA))
    store.apply(ConversationCreated(conversation, Entities((conversation,), members)))


def item(store, clock) -> ConversationItem:
    read = read_item(store, NEW, Sends(), clock)
    assert read is not None
    return read


def snippet(store, clock) -> str:
    return "".join(text for text, _role in item(store, clock).snippet)


@pytest.mark.parametrize(
    ("preview", "words"),
    [
        (None, "No messages yet"),
        (Preview(ANA, SafeText("¿Venís?\nDale")), "¿Venís? Dale"),
        (Preview(VERA, SafeText("Voy")), "You: Voy"),
        (Preview(ANA, SafeText("https://images.example/1.jpg"), MessageType.IMAGE), "[image]"),
        (Preview(None, SafeText("Hola")), "Hola"),
    ],
)
def test_it_is_shown_in_its_place(store, clock, preview, words) -> None:
    open_one(store, conversation(preview))
    assert snippet(store, clock) == words
    assert item(store, clock).time == "16:42"


def test_in_a_group_it_says_who(store, clock) -> None:
    group = conversation(Preview(ANA, SafeText("Hola")), type=ConversationType.GROUP)
    open_one(store, group)
    assert snippet(store, clock) == "Ana Belén: Hola"


def test_who_is_alone_is_told_so(store, clock) -> None:
    open_one(store, conversation(None))
    store.apply(MemberLeft(NEW, ANA))
    assert item(store, clock).title == "Nobody else is here"


def test_a_name_that_is_still_told_stays(store, clock) -> None:
    open_one(store, conversation(None, name=SafeText("Ana Belén")))
    store.apply(MemberLeft(NEW, ANA))
    assert item(store, clock).title == "Ana Belén"


async def test_the_header_says_that_nobody_else_is_there(open_app, engine) -> None:
    open_one(engine.store, conversation(None, name=SafeText("Ana Belén")))
    engine.store.apply(MemberLeft(NEW, ANA))
    async with open_app() as (app, pilot):
        app.screen.open(NEW)
        await pilot.pause()
        title, _report, people = app.screen.pane.header.words
        assert (title, people) == ("Ana Belén", "Nobody else is here")
