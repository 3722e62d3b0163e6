"""What must be true after every step."""

from collections import Counter
from pathlib import Path
from typing import Any

from safespot_tui.archive.outgoing import Outgoing, folder_beside
from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.ordering import message_order
from safespot_tui.domain.unread import unread_count
from safespot_tui.server import cursor
from safespot_tui.store.timeline import is_gap
from tests.convergence.client import Client
from tests.convergence.town import Town
from tests.convergence.verdicts import (
    Disordered,
    Doubled,
    Invented,
    Lost,
    Miscounted,
    RanAhead,
    Unapplied,
    WentBack,
)


class Invariants:
    """Checks one town; remembers what may only grow."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._watermarks: dict[tuple[Any, ...], tuple[int, int]] = {}

    def hold(self, *, everywhere: bool = False) -> None:
        """Raises a `Verdict` where one does not; looks at windows that were told of a change."""
        town = self._town
        town.server.listen()
        if town.broken_records:
            raise Unapplied(town.broken_records)
        heads: dict[str, str] | None = None
        for client in town.running:
            client.check()
            if not (client.changed or everywhere):
                continue
            client.changed = False
            heads = heads or town.server.heads()
            self._only_members_hold_messages(client)
            self._no_message_twice(client)
            self._order_by_the_server(client)
            self._unread_follows_from_watermarks(client)
            self._watermarks_never_go_back(client)
            self._cursor_covers_only_what_is_held(client, heads[client.user_id])
            self._nobody_is_told_twice(client)
        self._server_watermarks_never_go_back()
        self._nothing_typed_is_lost()

    def _only_members_hold_messages(self, client: Client) -> None:
        for message in client.store.base_entities().messages:
            if client.store.conversation(message.conversation_id) is None:
                raise Invented("a message of a conversation that is not held")

    def _no_message_twice(self, client: Client) -> None:
        for conversation_id in client.store._base.timelines:
            keys: set[str] = set()
            for row in client.store.timeline(conversation_id).rows:
                if is_gap(row):
                    continue
                message = client.store.message(MessageId(row))
                if message is None:
                    raise Invented("a row shows nothing")
                if message.row_key in keys:
                    raise Doubled(f"a message is shown twice: {message}")
                keys.add(message.row_key)

    def _order_by_the_server(self, client: Client) -> None:
        for timeline in client.store._base.timelines.values():
            pending = set(timeline.pending)
            confirmed = [
                client.store.base_message(MessageId(row))
                for row in timeline.rows
                if not is_gap(row) and row not in pending
            ]
            orders = [message_order(message) for message in confirmed if message is not None]
            if len(orders) != len(confirmed):
                raise Invented("a row has no message")
            if orders != sorted(orders):
                raise Disordered("rows are not in the server's order")
            sends = [client.store._overlay.send_of(MessageId(row)) for row in timeline.pending]
            sequences = [item.sequence for item in sends if item is not None]
            if len(sequences) != len(sends):
                raise Invented("a pending row has no intent")
            if sequences != sorted(sequences):
                raise Disordered("what is pending is not in the order typed")

    def _unread_follows_from_watermarks(self, client: Client) -> None:
        store, total = client.store, 0
        for conversation_id in (*store.inbox(), *store.inbox(archived=True)):
            conversation, own = store.conversation(conversation_id), store.own(conversation_id)
            if conversation is None or own is None:
                raise Invented("the inbox shows a conversation that is gone, or of others")
            unread = store.unread(conversation_id)
            if unread != unread_count(conversation, own):
                raise Miscounted("unread is not what was not read")
            total += 0 if own.archived else unread
        if store.unread_total.messages != total:
            raise Miscounted("the badge is not the sum")

    def _watermarks_never_go_back(self, client: Client) -> None:
        store = client.store
        for conversation_id, of in store._base.members.items():
            for user_id, member in of.items():
                mine = store.own(conversation_id) if user_id == store.me else None
                read = mine.read_position if mine else member.read_position
                self._may_only_grow(
                    (client.origin, conversation_id, user_id, member.joined_at),
                    (read, member.delivered_position),
                )

    def _server_watermarks_never_go_back(self) -> None:
        rows = self._town.server.rows(
            "SELECT conversation_id, user_id, joined_at, read_position, delivered_position"
            " FROM conversation_members"
        )
        for conversation_id, user_id, joined_at, read, delivered in rows:
            key = "server", conversation_id, user_id, joined_at
            self._may_only_grow(key, (read, delivered))

    def _may_only_grow(self, key: tuple[Any, ...], now: tuple[int, int]) -> None:
        before = self._watermarks.get(key, (0, 0))
        if now[0] < before[0] or now[1] < before[1]:
            raise WentBack(f"a watermark, read or delivered: {key} {before} {now}")
        self._watermarks[key] = now

    def _cursor_covers_only_what_is_held(self, client: Client, head: str) -> None:
        """All that the log tells up to a cursor had been applied when the cursor was taken."""
        claims, client.claims = client.claims, []
        for claim in claims:
            at, newest = cursor.parse(claim.cursor), cursor.parse(head)
            assert at is not None
            assert newest is not None
            if at.epoch == newest.epoch and at.seq > newest.seq:
                raise RanAhead("a cursor from the future")
            for told in self._town.server.told:
                is_own = (told.user_id, told.epoch) == (client.user_id, at.epoch)
                place = at.place(told.log) if told.log is not None or is_own else None
                if place is None or told.seq > place:
                    continue
                held = claim.held.get(told.conversation_id)
                if held is not None:
                    position, last = held
                    if position < told.position or last is None or last < told.created_at:
                        raise RanAhead("the cursor is ahead of the rows")

    def _nobody_is_told_twice(self, client: Client) -> None:
        counted = Counter(client.arrivals)
        if any(count > 1 for count in counted.values()):
            raise Doubled("somebody was told twice")
        for message_id in counted:
            message = client.store.base_message(MessageId(message_id))
            if message is not None and message.sender_id == client.store.me:
                raise Doubled("somebody was told of what they typed")

    def _nothing_typed_is_lost(self) -> None:
        """What was painted is on the server, or in the archive of its account."""
        ledger, server = self._town.ledger, self._town.server
        waiting = [sent for sent in ledger.sent if not sent.arrived and not sent.given_up]
        if not waiting:
            return
        there = {id_ for (id_,) in server.rows("SELECT client_message_id FROM messages")}
        kept: dict[Path, dict[str, SendMessage]] = {}
        for sent in waiting:
            sent.arrived = sent.client_message_id in there
            if sent.arrived:
                continue
            if sent.archive not in kept:
                kept[sent.archive] = self._town.kept_sends(sent.archive)
            intent = kept[sent.archive].get(sent.client_message_id)
            if intent is None:
                raise Lost(f"{sent.content!r} is neither on the server nor in the archive")
            if (
                intent.file
                and not intent.content
                and _image_kept(sent.archive, intent.file) != sent.image
            ):
                raise Lost("an image is not in the archive")


def _image_kept(archive: Path, name: str) -> bytes | None:
    try:
        return Outgoing(folder_beside(archive)).read(name)
    except OSError:
        return None
