"""Protocol bugs, made on purpose: the machine must notice every one of them.

Each is a function that makes the bug with patches which end with the `ExitStack` it is given. They
are what a tired evening could write; the reasons why each is one are in its docstring.
"""

import asyncio
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, cast
from unittest import mock

from msgspec import structs
from sqlalchemy import Connection, select

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.outgoing import Outgoing
from safespot_tui.domain.event import changed
from safespot_tui.domain.intent import OutboxState, SendMessage
from safespot_tui.domain.unread import unread_count
from safespot_tui.gateway.global_chat.client import GlobalChatGateway
from safespot_tui.gateway.global_chat.continuity import Continuity
from safespot_tui.server import event_log, inbox, members, reading, sending
from safespot_tui.server import hydration as hydration_module
from safespot_tui.server.routes import sync as sync_routes
from safespot_tui.server.schema import messages as message_rows
from safespot_tui.server.transaction import Transaction
from safespot_tui.store.patch import OutboxPut
from safespot_tui.store.reader import Reader
from safespot_tui.store.store import Store
from safespot_tui.store.tables import Tables
from safespot_tui.sync.dispatcher import Dispatcher
from safespot_tui.sync.keeper import Keeper
from safespot_tui.sync.lanes import Lanes
from safespot_tui.sync.machine import Hold, Machine

Mutant = Callable[[ExitStack], None]


def _replace(stack: ExitStack, owner: Any, name: str, value: Any) -> None:
    stack.enter_context(mock.patch.object(owner, name, value))


# -------------------------------------------------------------------------------- the server


def no_idempotency(stack: ExitStack) -> None:
    """A send that is asked for again is another message."""
    send = sending.send

    def mutant(transaction: Transaction, conversation_id: str, asked: Any) -> Any:
        known = transaction.connection.scalar(
            select(message_rows.c.id).where(
                message_rows.c.client_message_id == str(asked.client_message_id)
            )
        )
        if known is not None:
            asked = asked.model_copy(update={"client_message_id": uuid.uuid4()})
        return send(transaction, conversation_id, asked)

    _replace(stack, sending, "send", mutant)


def echo_dropped(stack: ExitStack) -> None:
    """Who did something is not told of it, although they have more than one window."""
    tell = Transaction.tell

    def mutant(self: Transaction, user_ids: Any, *rest: Any, **more: Any) -> None:
        tell(self, [u for u in user_ids if u != self.actor_id], *rest, **more)

    _replace(stack, Transaction, "tell", mutant)


def pruned_without_reset(stack: ExitStack) -> None:
    """A cursor from before the log begins is resumed at its beginning."""
    read = reading.read

    def mutant(connection: Any, token: str, cursor: str | None, limit: int) -> Any:
        found = read(connection, token, cursor, limit)
        if isinstance(found, reading.Unresumable) and found.reason == "expired":
            return read(connection, token, None, limit)
        return found

    _replace(stack, reading, "read", mutant)


def epoch_ignored(stack: ExitStack) -> None:
    """A cursor of another log is taken for one of this."""
    read = reading.read

    def mutant(connection: Any, token: str, cursor: str | None, limit: int) -> Any:
        found = read(connection, token, cursor, limit)
        if isinstance(found, reading.Unresumable) and found.reason == "unknown":
            return read(connection, token, None, limit)
        return found

    _replace(stack, reading, "read", mutant)


def snapshot_and_cursor_apart(stack: ExitStack) -> None:
    """The cursor is read in another transaction than what it is said to cover."""

    async def mutant(caller: Any, backend: Any) -> Any:
        online = backend.hub.online()
        read = backend.database.read
        found = await read(lambda c: inbox.snapshot(c, caller.user_id, online))
        await asyncio.sleep(0.3)
        cursor = await read(lambda c: event_log.head(c, caller.user_id))
        return sync_routes.answer(found.model_copy(update={"cursor": str(cursor)}))

    _replace(stack, sync_routes, "get_snapshot", mutant)


def servers_watermark_goes_back(stack: ExitStack) -> None:
    """Whoever says last how far they have read is believed, however late it comes."""

    def mutant(_own: Any, message_id: str, position: int) -> dict[str, Any]:
        return {"read_position": position, "last_read_message_id": message_id}

    _replace(stack, members, "read_watermark", mutant)


def stale_bodies(stack: ExitStack) -> None:
    """The bodies of events are kept although their subjects have changed."""
    hydrate = hydration_module._hydrate
    kept: dict[Any, Any] = {}

    def mutant(connection: Connection, row: Any, reader_id: str | None) -> Any:
        body = (row.name, row.conversation_id, row.subject_id, str(row.extra), reader_id)
        if body not in kept:
            kept[body] = hydrate(connection, row, reader_id)
        return kept[body]

    _replace(stack, hydration_module, "_hydrate", mutant)


# -------------------------------------------------------------------------------- the stream


def continuity_unchecked(stack: ExitStack) -> None:
    """Whatever comes is taken for what was to come."""
    _replace(stack, Continuity, "checked", lambda _self, item: item)


def acknowledged_before_applied(stack: ExitStack) -> None:
    """The cursor of an event that is held back is written before the event."""
    take_event = Machine._take_event

    def mutant(self: Machine, event: Any, cursor: Any) -> Any:
        effects = take_event(self, event, cursor)
        return effects or [Hold((), cursor)]

    _replace(stack, Machine, "_take_event", mutant)


def cursor_from_the_answer(stack: ExitStack) -> None:
    """Having been answered, a window takes for known whatever came before its own event."""
    settle = Dispatcher._settle

    def mutant(self: Dispatcher, item: Any, outcome: Any) -> None:
        settle(self, item, outcome)
        epoch, _, seq = str(self._keeper.cursor).partition(".")
        if seq and isinstance(item.intent, SendMessage):
            self._keeper.apply(cursor=f"{epoch}.{int(seq) + 1}")  # type: ignore[arg-type]

    _replace(stack, Dispatcher, "_settle", mutant)


# -------------------------------------------------------------------------------- the archive


def cursor_apart_from_rows(stack: ExitStack) -> None:
    """The cursor is written in a transaction of its own, before the rows."""
    commit = Archive.commit

    def mutant(self: Archive, facts: Any, wishes: Any) -> None:
        if facts is not None:
            with self._transaction():
                self._database.run("UPDATE account SET cursor = ?", facts.cursor)
        commit(self, facts, wishes)

    _replace(stack, Archive, "commit", mutant)


def reset_keeps_what_is_stored(stack: ExitStack) -> None:
    """A snapshot replaces what is in memory, and the file keeps what memory does not hold."""
    take = Keeper._take_facts

    def mutant(self: Keeper) -> Any:
        facts = take(self)
        return facts and structs.replace(facts, reset=False)

    _replace(stack, Keeper, "_take_facts", mutant)


def painted_before_it_is_kept(stack: ExitStack) -> None:
    """A send is shown, and written when there is time."""

    async def mutant(self: Keeper, item: Any, *_rest: Any, **_options: Any) -> None:
        self._unwritten.put((item,))

    _replace(stack, Keeper, "keep", mutant)


# -------------------------------------------------------------------------------- the outbox


def dropped_before_the_answer(stack: ExitStack) -> None:
    """What was sent off is taken for arrived."""
    send = Dispatcher._send

    async def mutant(self: Dispatcher, item: Any) -> None:
        self._keeper.put(dropped=(item.sequence,))
        await send(self, item)

    _replace(stack, Dispatcher, "_send", mutant)


def another_id_for_each_attempt(stack: ExitStack) -> None:
    """A send that is tried again has a new client id."""
    postpone = Dispatcher._postpone

    def mutant(self: Dispatcher, item: Any, error: Any, at_least: float = 0.0) -> None:
        postpone(self, item, error, at_least)
        if isinstance(item.intent, SendMessage) and self._outbox.get(item.sequence):
            renamed = structs.replace(item.intent, client_message_id=str(uuid.uuid4()))
            self._keeper.apply(
                OutboxPut(structs.replace(item, intent=renamed, state=OutboxState.QUEUED))
            )

    _replace(stack, Dispatcher, "_postpone", mutant)


def lanes_without_order(stack: ExitStack) -> None:
    """What was refused for a moment is overtaken by what was typed after it."""
    ready = Lanes.ready

    def mutant(self: Lanes, outbox: Any, now: float, wall: Any) -> Any:
        return ready(self, reversed(list(outbox)), now, wall)

    _replace(stack, Lanes, "ready", mutant)


# -------------------------------------------------------------------------------- images


def image_kept_later(stack: ExitStack) -> None:
    """The intent of an image is written first, and its file when there is time."""
    put = Outgoing.put

    def mutant(self: Outgoing, name: str, content: bytes) -> None:
        asyncio.get_running_loop().call_later(0.5, put, self, name, content)

    _replace(stack, Outgoing, "put", mutant)


def image_under_another_id(stack: ExitStack) -> None:
    """An upload that is tried again is another image."""
    upload = GlobalChatGateway.upload_image

    async def mutant(self: GlobalChatGateway, where: Any, _id: Any, image: Any, sent: Any) -> Any:
        return await upload(self, where, cast("Any", str(uuid.uuid4())), image, sent)

    _replace(stack, GlobalChatGateway, "upload_image", mutant)


# -------------------------------------------------------------------------------- the store


def pending_matched_by_content(stack: ExitStack) -> None:
    """An own message that comes confirms whichever pending one says the same."""
    confirm = Store._confirm

    def mutant(self: Store, message: Any, *, live: bool = False) -> None:
        confirm(self, message, live=live)
        for item in self._overlay.items_of(message.conversation_id):
            same = isinstance(item.intent, SendMessage) and item.intent.content == message.content
            if same and message.sender_id == self._base.me and self._drop_item(item.sequence):
                self._settled.append(item.sequence)
                return

    _replace(stack, Store, "_confirm", mutant)


def temp_row_kept(stack: ExitStack) -> None:
    """The server's message is shown beside the pending one until the answer comes."""
    confirm = Store._confirm

    def mutant(self: Store, message: Any, *, live: bool = False) -> None:
        item = self._overlay.send_of(message.row_key)
        if item is None:
            confirm(self, message, live=live)
        elif message.conversation_id in self._base.conversations:
            self._base.add_to_timeline(message)

    _replace(stack, Store, "_confirm", mutant)


def unread_counted(stack: ExitStack) -> None:
    """Unread is a number that grows with every arrival and is zero when something is read."""
    counts: dict[tuple[int, str], int] = {}
    create, read = Tables._create_message, Reader.unread

    def mutant_create(self: Tables, event: Any) -> None:
        create(self, event)
        key = id(self), event.message.conversation_id
        if event.message.sender_id != self.me and not event.message.notice:
            counts[key] = counts.get(key, 0) + 1

    def mutant_read(self: Reader, conversation_id: Any) -> int:
        conversation, own = self.conversation(conversation_id), self.own(conversation_id)
        key = id(self._base), conversation_id
        if not (conversation and own and unread_count(conversation, own)):
            counts[key] = 0
        return counts.get(key, read(self, conversation_id))

    _replace(stack, Tables, "_create_message", mutant_create)
    _replace(stack, Reader, "unread", mutant_read)


def watermark_goes_back(stack: ExitStack) -> None:
    """A membership is whatever was said of it last."""

    def mutant(self: Tables, conversation_id: Any, user_id: Any, changes: Any) -> None:
        held = self.members.get(conversation_id, {}).get(user_id)
        if held is not None:
            self._put_member(changed(held, changes))

    _replace(stack, Tables, "_change_member", mutant)


def tombstone_undone(stack: ExitStack) -> None:
    """A message is whatever was said of it last, were it by a page or answer that is late."""

    def mutant(self: Tables, message: Any) -> None:
        self.messages[message.id] = message
        self.touched.add(("messages", "detail", message.id))

    _replace(stack, Tables, "put_message", mutant)


MUTANTS: tuple[Mutant, ...] = (
    no_idempotency,
    echo_dropped,
    pruned_without_reset,
    epoch_ignored,
    snapshot_and_cursor_apart,
    servers_watermark_goes_back,
    stale_bodies,
    continuity_unchecked,
    acknowledged_before_applied,
    cursor_from_the_answer,
    cursor_apart_from_rows,
    reset_keeps_what_is_stored,
    painted_before_it_is_kept,
    dropped_before_the_answer,
    another_id_for_each_attempt,
    lanes_without_order,
    image_kept_later,
    image_under_another_id,
    pending_matched_by_content,
    temp_row_kept,
    unread_counted,
    watermark_goes_back,
    tombstone_undone,
)
