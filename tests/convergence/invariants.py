"""What must be true after every step, and what once all is well again."""

import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from msgspec import structs
from sqlalchemy import select

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.outgoing import Outgoing, folder_beside
from safespot_tui.contract.responses import MessagePage
from safespot_tui.contract.responses import Snapshot as SnapshotModel
from safespot_tui.domain.event import Entities, Snapshot
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import message_order
from safespot_tui.domain.unread import unread_count
from safespot_tui.gateway.global_chat import translate
from safespot_tui.server import inbox
from safespot_tui.server.entities import message_models
from safespot_tui.server.schema import messages
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from tests.convergence.client import Client
from tests.convergence.ledger import Sent
from tests.convergence.town import Town


class Invariants:
    """Checks one town; remembers what may only grow."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._watermarks: dict[tuple[Any, ...], tuple[int, int]] = {}

    # ---------------------------------------------------------------------------- at every step

    def hold(self) -> None:
        """Raises `AssertionError` where one does not."""
        town = self._town
        town.server.listen()
        heads = town.server.heads()
        assert not town.broken_records, town.broken_records
        for client in town.running:
            client.check()
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
            conversation = client.store.conversation(message.conversation_id)
            assert conversation is not None, "a message of a conversation that is not held"

    def _no_message_twice(self, client: Client) -> None:
        for conversation_id in client.store._base.timelines:
            keys: Counter[str] = Counter()
            for row in client.store.timeline(conversation_id).rows:
                if not is_gap(row):
                    message = client.store.message(MessageId(row))
                    assert message is not None, "a row shows nothing"
                    keys[message.row_key] += 1
            assert all(count == 1 for count in keys.values()), f"a message is shown twice: {keys}"

    def _order_by_the_server(self, client: Client) -> None:
        for timeline in client.store._base.timelines.values():
            pending = set(timeline.pending)
            confirmed = [
                client.store.base_message(MessageId(row))
                for row in timeline.rows
                if not is_gap(row) and row not in pending
            ]
            orders = [message_order(message) for message in confirmed if message is not None]
            assert len(orders) == len(confirmed), "a row has no message"
            assert orders == sorted(orders), "rows are not in the server's order"
            sends = [client.store._overlay.send_of(MessageId(row)) for row in timeline.pending]
            sequences = [item.sequence for item in sends if item is not None]
            assert len(sequences) == len(sends), "a pending row has no intent"
            assert sequences == sorted(sequences), "what is pending is not in the order typed"

    def _unread_follows_from_watermarks(self, client: Client) -> None:
        store, total = client.store, 0
        for conversation_id in (*store.inbox(), *store.inbox(archived=True)):
            conversation, own = store.conversation(conversation_id), store.own(conversation_id)
            assert conversation is not None, "the inbox shows a conversation that is gone"
            assert own is not None, "the inbox shows a conversation of others"
            unread = store.unread(conversation_id)
            assert unread == unread_count(conversation, own), "unread is not what was not read"
            total += 0 if own.archived else unread
        assert store.unread_total.messages == total, "the badge is not the sum"

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
        assert now[0] >= before[0], f"a read watermark went back: {key} {before} {now}"
        assert now[1] >= before[1], f"a delivered watermark went back: {key} {before} {now}"
        self._watermarks[key] = now

    def _cursor_covers_only_what_is_held(self, client: Client, head: str) -> None:
        """All that the log tells up to a cursor had been applied when the cursor was taken."""
        claims, client.claims = client.claims, []
        for claim in claims:
            epoch, _, seq = claim.cursor.partition(".")
            head_epoch, _, head_seq = head.partition(".")
            assert epoch != head_epoch or int(seq) <= int(head_seq), "a cursor from the future"
            for told in self._town.server.told:
                if (told.user_id, told.epoch) != (client.user_id, epoch) or told.seq > int(seq):
                    continue
                held = claim.held.get(told.conversation_id)
                if held is not None:
                    position, last = held
                    assert position >= told.position, "the cursor is ahead of the rows"
                    assert last, "the cursor is ahead of the rows"
                    assert last >= told.created_at, "the cursor is ahead of the rows"

    def _nobody_is_told_twice(self, client: Client) -> None:
        counted = Counter(client.arrivals)
        assert all(count == 1 for count in counted.values()), "somebody was told twice"
        for message_id in counted:
            message = client.store.base_message(MessageId(message_id))
            assert message is None or message.sender_id != client.store.me, "an echo was told"

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
            assert intent is not None, f"{sent.content!r} is lost"
            if intent.file and not intent.content:
                assert _image_kept(sent.archive, intent.file) == sent.image, "an image is lost"

    # ---------------------------------------------------------------------------- once all is well

    def converged(self) -> None:
        """Every store equals a fresh snapshot, and the server has what was typed, once each."""
        self.hold()
        self._typed_equals_sent()
        fresh: dict[str, Store] = {}
        truth: dict[str, dict[ConversationId, list[Message]]] = {}
        for client in self._town.running:
            if client.user_id not in fresh:
                fresh[client.user_id] = self._fresh_store(client.user_id)
                truth[client.user_id] = self._all_messages(client.user_id)
            self._equals(client.store, fresh[client.user_id], truth[client.user_id])
        clients = self._town.running
        self._town.close_windows()
        for path, client in {client.path: client for client in clients}.items():
            archive = Archive(path, OriginClientId("reader"))
            try:
                assert archive.contents is not None
                restored = Store()
                restored.apply(archive.contents.restored)
                self._equals(restored, fresh[client.user_id], truth[client.user_id])
                self._pages_are_true(archive, restored, truth[client.user_id])
            finally:
                archive.close()

    def _fresh_store(self, user_id: str) -> Store:
        server = self._town.server
        model = server.look(lambda c: inbox.snapshot(c, user_id, ()))
        decoded = SnapshotModel.model_validate_json(model.model_dump_json())
        store = Store()
        store.apply(
            Snapshot(
                me=translate.user_id(decoded.me),
                cursor=translate.cursor(decoded.cursor),
                entities=translate.entities(decoded.entities),
            )
        )
        return store

    def _all_messages(self, user_id: str) -> dict[ConversationId, list[Message]]:
        """What the server holds, in its order, with the user's stars."""

        def read(connection: Any) -> Any:
            rows = connection.execute(select(messages).order_by(messages.c.created_at)).all()
            return list(message_models(connection, rows, user_id).values())

        truth: dict[ConversationId, list[Message]] = defaultdict(list)
        models = self._town.server.look(read)
        page = MessagePage.model_validate_json(
            MessagePage(
                ids=[model.id for model in models],
                entities={"messages": {model.id: model for model in models}},  # type: ignore[arg-type]
                has_older=False,
                has_newer=False,
            ).model_dump_json()
        )
        for id_ in page.ids:
            message = translate.message(page.entities.messages[id_])
            truth[message.conversation_id].append(message)
        return truth

    def _equals(
        self, store: Store, fresh: Store, truth: dict[ConversationId, list[Message]]
    ) -> None:
        held, wanted = _by_id(store.base_entities()), _by_id(fresh.base_entities())
        for kind in ("conversations", "members"):
            assert held[kind].keys() == wanted[kind].keys(), f"other {kind} than on the server"
        for kind, entities in wanted.items():
            for key, entity in entities.items():
                assert key in held[kind], f"{kind} {key} is missing"
                mine = structs.asdict(held[kind][key])
                assert mine == structs.asdict(entity), f"{kind} {key} differs: {mine} {entity}"
        for archived in (False, True):
            inbox_ = list(store.inbox(archived=archived))
            assert inbox_ == list(fresh.inbox(archived=archived)), "another order of the inbox"
            for conversation_id in inbox_:
                assert store.unread(conversation_id) == fresh.unread(conversation_id)
        by_id = {message.id: message for of in truth.values() for message in of}
        for message in store.base_entities().messages:
            assert message == by_id[message.id], f"another message: {message} {by_id[message.id]}"
        for conversation_id in store._base.timelines:
            self._timeline_is_true(store, conversation_id, truth[conversation_id])

    def _timeline_is_true(
        self, store: Store, conversation_id: ConversationId, truth: list[Message]
    ) -> None:
        rows = list(store.timeline(conversation_id).rows)
        if not rows:
            return
        ids: list[str] = [message.id for message in truth]
        at, unsure = len(ids), False
        for row in reversed(rows):
            if is_gap(row):
                unsure = True
                continue
            place = ids.index(row)
            assert place < at if unsure else place == at - 1, "a message is missing"
            at, unsure = place, False
        assert unsure or at == 0, "what is before the first message held is not told"

    def _pages_are_true(
        self, archive: Archive, store: Store, truth: dict[ConversationId, list[Message]]
    ) -> None:
        """What the file says of the past is so, down to where it says that it does not know."""
        for conversation_id in (*store.inbox(), *store.inbox(archived=True)):
            conversation = store.conversation(conversation_id)
            before = conversation and store.base_message(
                conversation.last_message_id or MessageId("")
            )
            if before is None:
                continue
            page = archive.page(conversation_id, before, 100)
            older = [m for m in truth[conversation_id] if message_order(m) < message_order(before)]
            count = len(page.messages)
            assert list(page.messages) == older[len(older) - count :], "the archive tells stories"
            assert page.has_older or count == len(older), "the archive denies what there was"

    def _typed_equals_sent(self) -> None:
        """Each message typed is there once, in the order typed, and none that nobody typed."""
        server, ledger = self._town.server, self._town.ledger
        asked = (
            select(messages)
            .where(messages.c.client_message_id.is_not(None))
            .order_by(messages.c.created_at)
        )
        rows = server.look(lambda c: c.execute(asked).all())
        typed = {sent.client_message_id: sent for sent in ledger.sent}
        counts = Counter(row.client_message_id for row in rows)
        assert all(count == 1 for count in counts.values()), "a message was sent twice"
        unknown = [row for row in rows if row.client_message_id not in typed]
        assert len(unknown) <= ledger.begun - len(ledger.sent), "nobody typed this"
        for sent in ledger.sent:
            there = sent.client_message_id in counts
            assert there or sent.given_up, f"{sent.content!r} never arrived"
        order = {row.client_message_id: index for index, row in enumerate(rows)}
        lanes: dict[tuple[str, str], list[int]] = defaultdict(list)
        for sent in ledger.sent:
            # What was given up has no place among the rest: its request may arrive at any time.
            if sent.client_message_id in order and not (sent.tried_again or sent.given_up):
                lane = lanes[sent.window, sent.conversation_id]
                lane.append(order[sent.client_message_id])
        for lane in lanes.values():
            assert lane == sorted(lane), "not in the order typed"
        self._images_are_those_sent(typed, rows)

    def _images_are_those_sent(self, typed: dict[str, Sent], rows: list[Any]) -> None:
        """Each image that is to be seen is the one that was typed, and is there once."""
        uploads = dict(self._town.server.rows("SELECT id, upload_sha256 FROM images"))
        for row in rows:
            sent = typed.get(row.client_message_id)
            if sent is not None and sent.image and row.deleted_at is None:
                wanted = hashlib.sha256(sent.image).hexdigest()
                assert uploads.get(row.image_id) == wanted, f"another image than {sent.content!r}"
                assert row.image_id == sent.client_message_id, "an image was uploaded twice"


def _image_kept(archive: Path, name: str) -> bytes | None:
    try:
        return Outgoing(folder_beside(archive)).read(name)
    except OSError:
        return None


def _by_id(entities: Entities) -> dict[str, dict[Any, Any]]:
    return {
        "conversations": {one.id: one for one in entities.conversations},
        "members": {(one.conversation_id, one.user_id): one for one in entities.members},
        "users": {one.id: one for one in entities.users},
    }
