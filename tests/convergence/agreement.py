"""What must be true once all is well again: stores and files say what the server says."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import select

from safespot_tui.archive.archive import Archive
from safespot_tui.contract.responses import MessagePage
from safespot_tui.contract.responses import Snapshot as SnapshotModel
from safespot_tui.domain.event import Entities, Snapshot
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import message_order
from safespot_tui.gateway.global_chat import translate
from safespot_tui.server import inbox
from safespot_tui.server.entities import message_models
from safespot_tui.server.schema import messages
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from tests.convergence.ledger import Ledger, Sent
from tests.convergence.server import Server
from tests.convergence.town import Town
from tests.convergence.verdicts import Disordered, Diverged, Doubled, Invented, Lost


class Truth(Struct, frozen=True):
    """What the server would tell a user who asked for everything now."""

    fresh: Store
    """What a snapshot alone makes of a store."""
    messages: Mapping[ConversationId, Sequence[Message]]
    """Whatever the server holds, in its order, with the user's stars."""


def all_agree(town: Town) -> None:
    """Raises a `Verdict` where they do not. The windows are closed at the end."""
    _typed_equals_sent(town.server, town.ledger)
    truths: dict[str, Truth] = {}
    for client in town.running:
        if client.user_id not in truths:
            truths[client.user_id] = _truth(town.server, client.user_id)
        _equals(client.store, truths[client.user_id])
    owners = {client.path: client.user_id for client in town.running}
    town.close_windows()
    for path, user_id in owners.items():
        archive = Archive(path, OriginClientId("reader"))
        try:
            if archive.contents is None:
                raise Diverged("the file is empty")
            restored = Store()
            restored.apply(archive.contents.restored)
            _equals(restored, truths[user_id])
            _pages_are_true(archive, restored, truths[user_id])
        finally:
            archive.close()


def _truth(server: Server, user_id: str) -> Truth:
    model = server.look(lambda c: inbox.snapshot(c, user_id, ()))
    decoded = SnapshotModel.model_validate_json(model.model_dump_json())
    fresh = Store()
    fresh.apply(
        Snapshot(
            me=translate.user_id(decoded.me),
            cursor=translate.cursor(decoded.cursor),
            entities=translate.entities(decoded.entities),
        )
    )
    return Truth(fresh, _all_messages(server, user_id))


def _all_messages(server: Server, user_id: str) -> Mapping[ConversationId, Sequence[Message]]:
    def read(connection: Any) -> Any:
        rows = connection.execute(_ALL_MESSAGES).all()
        return list(message_models(connection, rows, user_id).values())

    models = server.look(read)
    page = MessagePage.model_validate_json(
        MessagePage(
            ids=[model.id for model in models],
            entities={"messages": {model.id: model for model in models}},  # type: ignore[arg-type]
            has_older=False,
            has_newer=False,
        ).model_dump_json()
    )
    found: dict[ConversationId, list[Message]] = defaultdict(list)
    for id_ in page.ids:
        message = translate.message(page.entities.messages[id_])
        found[message.conversation_id].append(message)
    return found


_ALL_MESSAGES = select(messages).order_by(messages.c.created_at)


def _equals(store: Store, truth: Truth) -> None:
    fresh = truth.fresh
    held, wanted = _by_id(store.base_entities()), _by_id(fresh.base_entities())
    for kind in ("conversations", "members"):
        if held[kind].keys() != wanted[kind].keys():
            raise Diverged(f"other {kind} than on the server")
    for kind, entities in wanted.items():
        for key, entity in entities.items():
            mine = held[kind].get(key)
            if mine is None or structs.asdict(mine) != structs.asdict(entity):
                raise Diverged(f"{kind} {key} is missing, or differs: {mine} {entity}")
    for archived in (False, True):
        order = list(store.inbox(archived=archived))
        if order != list(fresh.inbox(archived=archived)):
            raise Diverged("another order of the inbox")
        for conversation_id in order:
            if store.unread(conversation_id) != fresh.unread(conversation_id):
                raise Diverged(f"more or less is unread in {conversation_id}")
    by_id = {message.id: message for of in truth.messages.values() for message in of}
    for message in store.base_entities().messages:
        if message != by_id.get(message.id):
            raise Diverged(f"another message: {message} {by_id.get(message.id)}")
    for conversation_id in store._base.timelines:
        _timeline_is_true(store, conversation_id, truth.messages.get(conversation_id, ()))


def _timeline_is_true(
    store: Store, conversation_id: ConversationId, truth: Sequence[Message]
) -> None:
    rows = list(store.timeline(conversation_id).rows)
    if not rows:
        return
    places: dict[str, int] = {message.id: place for place, message in enumerate(truth)}
    at, unsure = len(places), False
    for row in reversed(rows):
        if is_gap(row):
            unsure = True
            continue
        place = places.get(row)
        if place is None:
            raise Diverged("a row of a message that is not there")
        if place >= at if unsure else place != at - 1:
            raise Diverged("a message is missing")
        at, unsure = place, False
    if not unsure and at != 0:
        raise Diverged("what is before the first message held is not told")


def _pages_are_true(archive: Archive, store: Store, truth: Truth) -> None:
    """What the file says of the past is so, down to where it says that it does not know."""
    for conversation_id in (*store.inbox(), *store.inbox(archived=True)):
        conversation = store.conversation(conversation_id)
        before = conversation and store.base_message(conversation.last_message_id or MessageId(""))
        if before is None:
            continue
        page = archive.page(conversation_id, before, 100)
        older = [
            message
            for message in truth.messages.get(conversation_id, ())
            if message_order(message) < message_order(before)
        ]
        count = len(page.messages)
        if list(page.messages) != older[len(older) - count :]:
            raise Diverged("the archive tells stories")
        if not page.has_older and count != len(older):
            raise Diverged("the archive denies what there was")


def _typed_equals_sent(server: Server, ledger: Ledger) -> None:
    """Each message typed is there once, in the order typed, and none that nobody typed."""
    rows = server.look(lambda c: c.execute(_ALL_TYPED).all())
    typed = {sent.client_message_id: sent for sent in ledger.sent}
    counts = Counter(row.client_message_id for row in rows)
    if any(count > 1 for count in counts.values()):
        raise Doubled("a message was sent twice")
    unknown = [row for row in rows if row.client_message_id not in typed]
    if len(unknown) > ledger.begun - len(ledger.sent):
        raise Invented(f"nobody typed all of {[row.content for row in unknown]}")
    for sent in ledger.sent:
        if sent.client_message_id not in counts and not sent.given_up:
            raise Lost(f"{sent.content!r} never arrived")
    order = {row.client_message_id: index for index, row in enumerate(rows)}
    lanes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for sent in ledger.sent:
        # What was given up has no place among the rest: its request may arrive at any time.
        if sent.client_message_id in order and not (sent.tried_again or sent.given_up):
            lane = lanes[sent.window, sent.conversation_id]
            lane.append(order[sent.client_message_id])
    if any(lane != sorted(lane) for lane in lanes.values()):
        raise Disordered("not in the order typed")
    _images_are_those_sent(server, typed, rows)


_ALL_TYPED = (
    select(messages)
    .where(messages.c.client_message_id.is_not(None))
    .order_by(messages.c.created_at)
)


def _images_are_those_sent(server: Server, typed: Mapping[str, Sent], rows: Sequence[Any]) -> None:
    """Each image that is to be seen is the one that was typed, and is there once."""
    uploads = dict(server.rows("SELECT id, upload_sha256 FROM images"))
    for row in rows:
        sent = typed.get(row.client_message_id)
        if sent is not None and sent.image and row.deleted_at is None:
            wanted = hashlib.sha256(sent.image).hexdigest()
            if uploads.get(row.image_id) != wanted:
                raise Lost(f"another image than that of {sent.content!r}")
            if row.image_id != sent.client_message_id:
                raise Doubled("an image was uploaded twice")


def _by_id(entities: Entities) -> dict[str, dict[Any, Any]]:
    return {
        "conversations": {one.id: one for one in entities.conversations},
        "members": {(one.conversation_id, one.user_id): one for one in entities.members},
        "users": {one.id: one for one in entities.users},
    }
