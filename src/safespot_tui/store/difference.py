"""Where what is held and what a server tells disagree."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import Any

from msgspec import Struct, structs

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import message_order
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap


class Thing(StrEnum):
    """What it is that two stores know differently."""

    CONVERSATION = "conversation"
    MEMBER = "member"
    USER = "user"
    MESSAGE = "message"
    INBOX = "inbox"


class Difference(Struct, frozen=True):
    """One thing of which two stores say something else; None stands for not knowing it at all."""

    thing: Thing
    id: str
    field: str
    """What about it; empty where one of the two does not have it."""
    held: str | None
    told: str | None


def differences(held: Store, fresh: Store, *, untold: Collection[str] = ()) -> Iterator[Difference]:
    """All that `held` says otherwise than `fresh`, which is what the server has just told.

    Only what the server has said counts, not what the user still wants of it, and no field that is
    `untold`: one that a gateway fills in. Of messages those are compared that both have in one
    piece with their newest; what was never loaded is no difference.
    """
    found = chain(
        _entities(held, fresh),
        _inbox(held, fresh),
        *(_messages(held, fresh, one.id) for one in fresh.base_entities().conversations),
    )
    yield from (one for one in found if one.field not in untold)


def _entities(held: Store, fresh: Store) -> Iterator[Difference]:
    here, there = held.base_entities(), fresh.base_entities()
    yield from _tables(
        Thing.CONVERSATION,
        {one.id: one for one in here.conversations},
        {one.id: one for one in there.conversations},
    )
    yield from _tables(
        Thing.MEMBER,
        {f"{one.user_id} · {one.conversation_id}": one for one in here.members},
        {f"{one.user_id} · {one.conversation_id}": one for one in there.members},
    )
    told = {one.id: one for one in there.users}
    # People are kept when the last conversation with them is gone.
    yield from _tables(Thing.USER, {one.id: one for one in here.users if one.id in told}, told)


def _inbox(held: Store, fresh: Store) -> Iterator[Difference]:
    for archived, name in ((False, "inbox"), (True, "archived")):
        order = list(fresh.inbox(archived=archived))
        places = [one for one in held.inbox(archived=archived) if one in order]
        if places != [one for one in order if one in places]:
            yield Difference(Thing.INBOX, name, "order", " ".join(places), " ".join(order))
        for conversation_id in places:
            here, there = held.unread(conversation_id), fresh.unread(conversation_id)
            if here != there:
                yield Difference(Thing.INBOX, conversation_id, "unread", str(here), str(there))


def _messages(held: Store, fresh: Store, conversation_id: ConversationId) -> Iterator[Difference]:
    here, there = _newest_piece(held, conversation_id), _newest_piece(fresh, conversation_id)
    if not here or not there:
        return
    first = max(message_order(here[0]), message_order(there[0]))
    yield from _tables(
        Thing.MESSAGE,
        {one.id: one for one in here if message_order(one) >= first},
        {one.id: one for one in there if message_order(one) >= first},
    )


def _newest_piece(store: Store, conversation_id: ConversationId) -> Sequence[Message]:
    """The messages between the last gap and the end, oldest first, without what is pending."""
    piece: list[Message] = []
    for row in reversed(store.timeline(conversation_id).rows):
        if is_gap(row):
            break
        message = store.base_message(MessageId(row))
        if message is not None:
            piece.append(message)
    return piece[::-1]


def _tables(
    thing: Thing, held: Mapping[Any, Struct], fresh: Mapping[Any, Struct]
) -> Iterator[Difference]:
    for key in held.keys() - fresh.keys():
        yield Difference(thing, key, "", "", None)
    for key, there in fresh.items():
        here = held.get(key)
        if here is None:
            yield Difference(thing, key, "", None, "")
            continue
        told = structs.asdict(there)
        for field, value in structs.asdict(here).items():
            if value != told[field]:
                yield Difference(thing, key, field, str(value), str(told[field]))
