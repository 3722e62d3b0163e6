"""Intents, from the user's wish until they are done: durable, then shown, then sent."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from msgspec import structs

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ClientMessageId, Cursor, MessageId, OriginClientId, temp_id
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    OutboxItem,
    OutboxState,
    PinMessage,
    React,
    SendMessage,
    StarMessage,
)
from safespot_tui.domain.text import SafeText
from safespot_tui.store.batch import Batch
from safespot_tui.store.patch import DraftPut, OutboxPut, Patch
from safespot_tui.sync.clock import Clock
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.sync.keeper import Keeper
from safespot_tui.sync.lanes import Lanes, target_of


class Outbox:
    """The user's side of the outbox; the dispatcher is the network's."""

    def __init__(
        self, keeper: Keeper, lanes: Lanes, origin: OriginClientId, sequence: int, clock: Clock
    ) -> None:
        """Intents are numbered from `sequence`."""
        self.changed = asyncio.Event()
        """Set when there may be something to send."""
        self._keeper = keeper
        self._lanes = lanes
        self._origin = origin
        self._sequence = sequence
        self._clock = clock
        self._names: dict[MessageId, MessageId] = {}

    def get(self, sequence: int) -> OutboxItem | None:
        """An intent that is not done yet."""
        outbox = self._keeper.store.outbox
        return next((item for item in outbox if item.sequence == sequence), None)

    async def add(
        self,
        intent: Intent,
        *,
        draft: Draft | None = None,
        replaces: OutboxItem | None = None,
        hold: float = 0.0,
    ) -> OutboxItem:
        """Make an intent durable, then show it; with it goes the `draft` that it came from.

        The server is not told for `hold` seconds. What it `replaces` goes in the same transaction.
        Raises `OutboxFull`; then nothing was shown.
        """
        store, conversation_id = self._keeper.store, intent.conversation_id
        item = self._new(intent, hold)
        try:
            await self._keeper.keep(item, draft, replaces)
        except ArchiveError as error:
            raise OutboxFull(str(error)) from error
        if replaces is not None:
            self._drop_replaced(replaces)
        if draft and store.draft(conversation_id) == draft:
            self._keeper.apply(OutboxPut(item), DraftPut(draft.after_sending))
        else:
            self._keeper.apply(OutboxPut(item))
        if superseded := self._superseded_by(intent):
            self._keeper.put(dropped=superseded)
        # It may have been named while it was on its way to the disk.
        self._rename()
        return item

    async def rewrite(
        self, row_key: MessageId, content: SafeText, *, draft: Draft | None = None
    ) -> bool:
        """Send other words in the place of a message that was refused; whether it is one.

        They go under a new client id: the server may have the old one with the old words, or hold
        its refusal to it. Raises `OutboxFull`; then everything is as it was.
        """
        refused = next(
            (
                item
                for item in self._keeper.store.outbox
                if item.row_key == row_key and item.state is OutboxState.FAILED
            ),
            None,
        )
        if refused is None or not isinstance(refused.intent, SendMessage):
            return False
        intent = structs.replace(
            refused.intent, client_message_id=ClientMessageId(self._clock.new_id()), content=content
        )
        await self.add(intent, draft=draft, replaces=refused)
        self._turn_to(temp_id(intent.client_message_id), row_key)
        return True

    def add_at_once(
        self, intent: Intent, facts: Sequence[Patch] = (), cursor: Cursor | None = None
    ) -> None:
        """Show an intent in this turn of the loop; it is durable a moment later.

        For what costs nobody a word if the power fails in that moment. With `facts` that it is the
        user's answer to, and their `cursor`: both are one change.
        """
        replaced: tuple[int, ...] = ()
        if isinstance(intent, MarkRead):
            replaced = tuple(
                item.sequence
                for item in self._own()
                if isinstance(item.intent, MarkRead)
                and item.intent.conversation_id == intent.conversation_id
                and not self._lanes.is_in_flight(item.sequence)
            )
        self._keeper.put(self._new(intent), dropped=replaced, facts=facts, cursor=cursor)

    def retry(self, sequence: int) -> None:
        """Try a failed intent again."""
        item = self.get(sequence)
        if item is not None and item.state is OutboxState.FAILED:
            self._keeper.put(
                structs.replace(
                    item, state=OutboxState.QUEUED, reason=SafeText(""), owner=self._origin
                )
            )

    async def discard(self, sequence: int) -> None:
        """Give up an intent, and those that were about the message that it would have made.

        A send that is with the server at this moment cannot be taken back, only deleted after.
        """
        item = self.get(sequence)
        if item is None:
            return
        if self._lanes.is_in_flight(sequence) and isinstance(item.intent, SendMessage):
            temp = temp_id(item.intent.client_message_id)
            await self.add(DeleteMessage(item.intent.conversation_id, temp))
            return
        self._keeper.put(*self._orphans(item), dropped=(sequence, *self._changes_of(item)))

    async def take_back(self, sequence: int) -> bool:
        """Forget an intent as if it had never been; whether no server had been told of it yet.

        It is durable when this returns.
        """
        item = self.get(sequence)
        if item is None or self._lanes.is_in_flight(sequence):
            return False
        if not item.held_for(self._clock.now()):
            return False
        self._keeper.put(dropped=(sequence,))
        await self._keeper.flush()
        return True

    def name_of(self, message_id: MessageId) -> MessageId:
        """The name that the server gave to a message shown under a temp id, if it has."""
        return self._names.get(message_id, message_id)

    def after(self, batch: Batch) -> None:
        """Sends that are done have names now: what waited for them may go."""
        for sequence in batch.settled:
            self._lanes.settled(sequence, self._clock.monotonic())
        if batch.settled:
            self._learn_names(batch)
            self._rename()
        if ("outbox",) in batch.keys:
            self.changed.set()

    def _drop_replaced(self, replaced: OutboxItem) -> None:
        now = self.get(replaced.sequence)
        if now == replaced:
            self._keeper.put(dropped=(replaced.sequence,))
        elif now is not None:
            # It was tried again in that very moment: then it is not replaced, but sent as well.
            self._keeper.put(now)

    def _turn_to(self, new: MessageId, old: MessageId) -> None:
        """What was about a message that was refused is about the one in its place.

        But edits of it: its words are the newer ones.
        """
        about = [item for item in self._own() if target_of(item.intent) == old]
        edits = [item for item in about if isinstance(item.intent, EditMessage)]
        turned = [
            structs.replace(item, intent=_named(item.intent, new))
            for item in about
            if item not in edits
        ]
        if about:
            self._keeper.put(*turned, dropped=tuple(item.sequence for item in edits))

    def _superseded_by(self, intent: Intent) -> tuple[int, ...]:
        """Refused edits of a message that is given yet other words: nobody wants them any more."""
        if not isinstance(intent, EditMessage):
            return ()
        return tuple(
            item.sequence
            for item in self._keeper.store.outbox
            if item.state is OutboxState.FAILED
            and isinstance(item.intent, EditMessage)
            and item.intent.message_id == intent.message_id
        )

    def _orphans(self, gone: OutboxItem) -> list[OutboxItem]:
        """Replies to a message that will never be; they go out as plain messages."""
        return [
            structs.replace(item, intent=structs.replace(item.intent, reply_to_id=None))
            for item in self._own()
            if isinstance(item.intent, SendMessage)
            and gone.row_key is not None
            and item.intent.reply_to_id == gone.row_key
        ]

    def _changes_of(self, gone: OutboxItem) -> list[int]:
        """Edits, deletions and reactions of a message that will never be."""
        return [
            item.sequence
            for item in self._own()
            if not isinstance(item.intent, SendMessage)
            and gone.row_key is not None
            and target_of(item.intent) == gone.row_key
        ]

    def _learn_names(self, batch: Batch) -> None:
        store = self._keeper.store
        for key in batch.keys:
            message = store.base_message(MessageId(key[-1])) if key[0] == "messages" else None
            if message is not None and message.client_message_id is not None:
                self._names[message.row_key] = message.id

    def _rename(self) -> None:
        renamed: list[OutboxItem] = []
        for item in self._own():
            target = target_of(item.intent)
            name = self._names.get(target) if target else None
            if name is not None:
                renamed.append(structs.replace(item, intent=_named(item.intent, name)))
        if renamed:
            self._keeper.put(*renamed)

    def _new(self, intent: Intent, hold: float = 0.0) -> OutboxItem:
        self._sequence += 1
        now = self._clock.now()
        not_before = now + timedelta(seconds=hold) if hold else None
        return OutboxItem(self._sequence, self._origin, intent, now, not_before=not_before)

    def _own(self) -> list[OutboxItem]:
        return [item for item in self._keeper.store.outbox if item.owner == self._origin]


def _named(intent: Intent, message_id: MessageId) -> Intent:
    """`intent` about the message that is called `message_id` now."""
    match intent:
        case EditMessage() | DeleteMessage() | React() | StarMessage() | PinMessage():
            return structs.replace(intent, message_id=message_id)
        case SendMessage():
            return structs.replace(intent, reply_to_id=message_id)
        case _:
            return intent
