"""Asks a server for everything, and says where an archive says something else.

::

    archive ──▶ held ◀── the log, from the archive's cursor on ──┐
                  │                                              ├── server
                  └── differences ── fresh ◀── snapshot, pages ──┘

What has happened since the archive was written is read from the log first, as a client would; so
a difference is no delay, but something that was lost, doubled or told wrongly. Nothing is written,
and nobody is told that anything was read. That it was delivered is told by a server that takes
whoever asks for messages to have them, as the one deployed today does.
"""

from collections.abc import Mapping
from contextlib import aclosing
from datetime import datetime, timedelta

from msgspec import Struct

from safespot_tui.archive.extract import Extract
from safespot_tui.domain.event import Received, ResetRequired, Skipped, Synced
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Gateway, Page
from safespot_tui.store.difference import Difference, Thing, differences
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.door import OpenGateway

MESSAGES = 50
"""The newest of a conversation, which are compared."""
CONVERSATIONS = 50
"""Those whose messages are asked for, a request each; of the others only the newest is compared."""
_LOOKS = 3
"""What happens while somebody looks is gone from the differences at the next look."""


class Look(Struct, frozen=True):
    """What came of a look."""

    differences: tuple[Difference, ...]
    conversations: int
    messages: int
    """How many of the server's were compared."""
    is_forgotten: bool = False
    """The log does not reach back to the archive any more: the next start fetches everything."""
    cursor: Cursor | None = None
    """Where the log was at the end of the look; of one that is forgotten, what is now."""
    untold: tuple[Message, ...] = ()
    """Messages that the server has, and neither the archive nor the log."""
    me: UserId | None = None
    """Whose archive it is."""


_UNTOLD: Mapping[Dialect, frozenset[str]] = {
    Dialect.GLOBAL_CHAT: frozenset(),
    # The gateway counts from where it began to look, and is told of receipts only what it asks for.
    Dialect.SAFESPOT: frozenset(
        {
            "delivered",
            "delivered_position",
            "head_position",
            "last_message_id",
            "last_read_message_id",
            "position",
            "preview",
            "read",
            "read_position",
            "revision",
        }
    ),
}
"""Fields that a server does not tell, by its dialect."""
_TIMES = frozenset({"created_at", "last_message_at"})
"""Of messages, and of what they are in."""


async def look(
    open_gateway: OpenGateway, extract: Extract, dialect: Dialect = Dialect.GLOBAL_CHAT
) -> Look:
    """Compare what a file says with what its server says. Raises a `GatewayError`."""
    held = Store()
    held.apply(extract.contents.restored, *extract.pages)
    cursor = extract.contents.cursor
    found: tuple[Difference, ...] = ()
    fresh = Store()
    # Two doors: one that has told a snapshot may count from there.
    async with aclosing(await open_gateway()) as log, aclosing(await open_gateway()) as now:
        for _ in range(_LOOKS):
            fresh, newest = await _told(now)
            cursor = await _read_log(log, held, cursor)
            if cursor is None:
                return _looked((), fresh, newest, is_forgotten=True)
            found = _compared(held, fresh, dialect)
            if not found:
                break
    return _looked(found, fresh, cursor)


def _compared(held: Store, fresh: Store, dialect: Dialect) -> tuple[Difference, ...]:
    found = differences(held, fresh, untold=_UNTOLD[dialect])
    return tuple(
        one
        for one in found
        if not _is_in_one_millisecond(one, dialect)
        and not _is_unlisted(one, held, dialect)
        and not _is_at_the_edge(one, held, fresh, dialect)
    )


def _is_in_one_millisecond(difference: Difference, dialect: Dialect) -> bool:
    """Whether two times are the same for the server, which tells milliseconds.

    The gateway puts what it hears of one millisecond into the order in which it heard of it.
    """
    times = difference.held, difference.told
    if dialect is not Dialect.SAFESPOT or difference.field not in _TIMES or None in times:
        return False
    held, told = (datetime.fromisoformat(str(time)) for time in times)
    return abs(held - told) < timedelta(milliseconds=1)


def _is_at_the_edge(difference: Difference, held: Store, fresh: Store, dialect: Dialect) -> bool:
    """Whether one of the two only begins later, within the same millisecond.

    In which order the messages of one are is not the same for everybody: nor which is the 50th.
    """
    match difference:
        case Difference(Thing.MESSAGE, field="", told=None):
            has, lacks = held, fresh
        case Difference(Thing.MESSAGE, field="", held=None):
            has, lacks = fresh, held
        case _:
            return False
    message = has.base_message(MessageId(difference.id))
    if dialect is not Dialect.SAFESPOT or message is None:
        return False
    timeline = lacks.timeline(message.conversation_id)
    begun = (lacks.base_message(MessageId(row)) for row in timeline.rows if not is_gap(row))
    first = next((one for one in begun if one is not None), None)
    if first is None or not timeline.has_older:
        return False
    return abs(first.created_at - message.created_at) < timedelta(milliseconds=1)


def _is_unlisted(difference: Difference, held: Store, dialect: Dialect) -> bool:
    """Whether it comes of a message that was deleted: this server lists such a one no more."""
    if dialect is not Dialect.SAFESPOT:
        return False
    match difference:
        case Difference(Thing.MESSAGE, id=message_id, told=None):
            message = held.base_message(MessageId(message_id))
        case Difference(Thing.CONVERSATION, id=conversation_id, field="last_message_at"):
            newest = held.timeline(ConversationId(conversation_id)).newest
            message = held.base_message(newest) if newest is not None else None
        case _:
            return False
    return message is not None and message.deleted_at is not None


async def resume(open_gateway: OpenGateway, cursor: Cursor) -> bool:
    """Go on from a cursor once, until all is told; whether the server knows it.

    Raises a `GatewayError`.
    """
    async with aclosing(await open_gateway()) as log:
        return await _read_log(log, Store(), cursor) is not None


async def disagreement(
    gateway: Gateway, held: Store, dialect: Dialect = Dialect.GLOBAL_CHAT
) -> tuple[Difference, ...]:
    """Where a store that its engine keeps true says otherwise than the server does now.

    What is on its way to it is a difference until it is there. Raises a `GatewayError`.
    """
    fresh, _cursor = await _told(gateway)
    return _compared(held, fresh, dialect)


def _looked(
    found: tuple[Difference, ...],
    fresh: Store,
    cursor: Cursor | None,
    *,
    is_forgotten: bool = False,
) -> Look:
    told = fresh.base_entities()
    missing = {one.id for one in found if one.thing is Thing.MESSAGE and one.held is None}
    return Look(
        found,
        len(told.conversations),
        len(told.messages),
        is_forgotten,
        cursor,
        tuple(message for message in told.messages if message.id in missing),
        fresh.me,
    )


async def _told(gateway: Gateway) -> tuple[Store, Cursor]:
    """All that the server says now: the inbox, and the newest messages of what is at its top."""
    store, snapshot = Store(), await gateway.snapshot()
    store.apply(snapshot)
    inbox = (*store.inbox(), *store.inbox(archived=True))
    for conversation_id in inbox[:CONVERSATIONS]:
        store.apply(await gateway.history(conversation_id, Page(limit=MESSAGES)))
    return store, snapshot.cursor


async def _read_log(gateway: Gateway, held: Store, cursor: Cursor | None) -> Cursor | None:
    """Have `held` follow the log up to now; gives where that is, or None where it is forgotten."""
    if cursor is None:
        return None
    async with aclosing(gateway.stream(cursor)) as items:
        async for item in items:
            match item:
                case Received(event=event):
                    held.apply(event)
                    cursor = item.cursor or cursor
                case Skipped():
                    cursor = item.cursor
                case Synced():
                    return item.cursor
                case ResetRequired():
                    return None
                case _:
                    pass
    return cursor
