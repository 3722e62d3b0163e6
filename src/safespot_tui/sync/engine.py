"""The engine: one account, live."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import UNSET, UnsetType, structs

from safespot_tui.archive.archive import Archive
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import (
    AccountUpdated,
    Event,
    Snapshot,
)
from safespot_tui.domain.hindrance import Hindrance
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    MessageId,
    OriginClientId,
    UserId,
    temp_id,
)
from safespot_tui.domain.intent import (
    UNDO_SECONDS,
    DeleteMessage,
    EditMessage,
    MarkRead,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.search_query import SearchQuery
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.domain.utterance import Ending, Heard, Utterance
from safespot_tui.gateway.protocol import Capability
from safespot_tui.i18n import _
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.hindrance import hindrance_in
from safespot_tui.store.patch import ConnectionPut, Learned, SilentPut
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId
from safespot_tui.sync.clock import Clock
from safespot_tui.sync.dispatcher import Dispatcher
from safespot_tui.sync.door import Door, OpenGateway
from safespot_tui.sync.errors import MessageGone
from safespot_tui.sync.forwarding import forwarded
from safespot_tui.sync.history import History
from safespot_tui.sync.keeper import Keeper
from safespot_tui.sync.lanes import Lanes
from safespot_tui.sync.link import Link
from safespot_tui.sync.machine import Machine
from safespot_tui.sync.outbox import Outbox
from safespot_tui.sync.requests import Requests
from safespot_tui.sync.search import Search
from safespot_tui.sync.search_page import SearchPage
from safespot_tui.sync.shown import Shown
from safespot_tui.sync.signals import Signals
from safespot_tui.sync.silent_mode import SilentMode
from safespot_tui.sync.triage import Triage
from safespot_tui.sync.uploads import Uploads
from safespot_tui.sync.waking import woken_by


class Engine(Requests):
    """Implements `Messenger`: takes the user's word, and leaves each kind of work to one part.

    ::

        link ──── facts ───▶ keeper ──▶ store, archive
        history ─ pages ───▶   ▲
        outbox ── intents ─────┤◀── answers ── dispatcher ──▶ server
        signals ─ typing, receipts ──────────────────────────▶ server
        shown ─── what is read by being looked at ─▶ outbox

    Made with the store already filled from the archive; nothing is sent or fetched before `run`.
    """

    def __init__(
        self,
        store: Store,
        archive: Archive,
        origin: OriginClientId,
        open_gateway: OpenGateway,
        clock: Clock,
        silent: SilentMode | None = None,
    ) -> None:
        """`open_gateway` is called when the server is first needed."""
        self._silent = silent = silent or SilentMode()
        self._store = store
        self._clock = clock
        self._set_aside = archive.set_aside
        super().__init__(Door(open_gateway), Keeper(store, archive, origin, clock))
        self._lanes = Lanes(origin, clock.random)
        self._outbox = Outbox(self._keeper, self._lanes, origin, archive.first_sequence, clock)
        self._uploads = Uploads(self._keeper, archive.outgoing, origin)
        self._history = History(self._door, self._keeper)
        self._shown = Shown(store, self._history, self.mark_read, silent)
        self._search = Search(self._door, self._keeper)
        self._signals = Signals(self._door, self._keeper, clock, silent)
        self.triage = Triage(store, self._keeper, self._door.moderators_desk, clock)
        self._link = Link(
            self._door,
            Machine(archive.contents.cursor if archive.contents else None, clock.random),
            clock,
            me=lambda: self._store.me,
            hold=self._hold,
            tell=self._tell,
            tell_progress=self._keeper.apply,
            caught_up=self._caught_up,
            suspended=self._hold_suspension,
        )
        self._dispatcher = Dispatcher(
            self._door,
            self._keeper,
            self._outbox,
            self._lanes,
            self._uploads,
            silent,
            clock,
            self._link.refuse,
            self._link.throttled,
        )
        self._keeper.after += [
            self._outbox.after,
            self._uploads.after,
            self._signals.after,
            self._shown.after,
        ]
        self._keeper.written.append(self._uploads.tidy)
        self._keeper.looked.append(self._follow_silent_mode)
        self._follow_silent_mode()

    # ---------------------------------------------------------------------------- life

    async def run(self, *, listen: bool = True) -> None:
        """Be connected and send what is to be sent, until cancelled.

        Without `listen` only what the user asked for is done: no stream is opened, which on some
        servers tells others that everything has been delivered to this device.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keeper.run())
            group.create_task(self._keeper.watch_windows())
            group.create_task(self._keeper.index_backlog())
            group.create_task(self._link.run(listen=listen))
            group.create_task(self._dispatcher.run())
            group.create_task(self._uploads.prune())
            if listen:
                group.create_task(self._signals.run())
                group.create_task(self._shown.keep_filled())
                group.create_task(self.triage.run())

    def forget_presence(self) -> None:
        """What only an open stream tells is not known any more: the store says so at once.

        That is whether the server is there, who is online, and who types; the next start knows as
        little.
        """
        self._tell(Connection())
        self._tell(Connection(ConnectionState.CONNECTING))

    async def look(self) -> None:
        """Learn of conversations that are not known yet. Raises a `GatewayError`."""
        snapshot = await (await self._door.gateway()).snapshot()
        self._keeper.apply(Learned(snapshot.entities))

    async def aclose(self) -> None:
        """Write what is not written yet and close everything; `run` has ended."""
        await self._keeper.aclose()
        await self._door.aclose()

    # ---------------------------------------------------------------------------- reading

    @property
    def store(self) -> Store:
        """What is known; to be read and watched, never to be changed from outside."""
        return self._store

    @property
    def set_aside(self) -> Path | None:
        """Where the damaged local copy went, if there was one: to be told to the user."""
        return self._set_aside

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the server can do for this user beyond the basics; all of it, until it is known."""
        offered = self._door.capabilities
        moderates = self._store.account.standing.moderates
        return offered if moderates else offered - {Capability.MODERATION}

    @property
    def edit_window(self) -> timedelta | None:
        """How old a message may be and still be edited; None where that does not matter."""
        return self._door.edit_window

    @property
    def expires_at(self) -> datetime | None:
        """When the login stops being good, where that is known."""
        return self._door.expires_at

    @property
    def silent_note(self) -> str:
        """What the server tells others in silent mode all the same, as a sentence; or nothing."""
        return self._door.silent_note

    # ---------------------------------------------------------------------------- intents

    async def send(
        self, conversation_id: ConversationId, text: str, reply_to_id: MessageId | None = None
    ) -> MessageId:
        """Send a message; gives its temp id once it is durable and shown. Raises `OutboxFull`."""
        client_message_id = ClientMessageId(str(uuid.uuid4()))
        await self._outbox.add(
            SendMessage(
                conversation_id,
                client_message_id,
                safe_text(text),
                reply_to_id and self._outbox.name_of(reply_to_id),
            ),
            draft=self._draft_of(conversation_id, text),
        )
        self._signals.sent(conversation_id)
        return temp_id(client_message_id)

    async def edit(self, message_id: MessageId, text: str) -> None:
        """Give an own message other words; one that was refused is sent with them.

        Raises `OutboxFull`, and `MessageGone` where there is no such message any more.
        """
        conversation_id, name = self._place_of(message_id)
        if conversation_id is None:
            raise MessageGone(
                _("That message is not here any more. Enter sends your words as a new one.")
            )
        draft = self._draft_of(conversation_id, text, message_id)
        words = safe_text(text)
        if not await self._outbox.rewrite(name, words, draft=draft):
            await self._outbox.add(EditMessage(conversation_id, name, words), draft=draft)

    async def delete(self, message_id: MessageId) -> None:
        """Replace an own message by a tombstone, in a moment. Raises `OutboxFull`."""
        conversation_id, name = self._place_of(message_id)
        if conversation_id is not None:
            await self._outbox.add(DeleteMessage(conversation_id, name), hold=UNDO_SECONDS)

    async def star(self, message_id: MessageId, *, starred: bool) -> None:
        """Have an own star on a message, or not. Raises `OutboxFull`."""
        conversation_id, name = self._place_of(message_id)
        if conversation_id is not None:
            await self._outbox.add(StarMessage(conversation_id, name, starred))

    async def pin(self, message_id: MessageId, *, pinned: bool) -> None:
        """Have a message pinned for everybody, or not. Raises `OutboxFull`."""
        conversation_id, name = self._place_of(message_id)
        if conversation_id is not None:
            await self._outbox.add(PinMessage(conversation_id, name, pinned))

    async def send_image(
        self, conversation_id: ConversationId, image: bytes, caption: str
    ) -> MessageId:
        """Send an image; gives its temp id once it is durable and shown. Raises `OutboxFull`."""
        client_message_id = ClientMessageId(str(uuid.uuid4()))
        await self._outbox.add(
            SendMessage(
                conversation_id,
                client_message_id,
                SafeText(""),
                message_type=MessageType.IMAGE,
                caption=safe_text(caption),
                file=await self._uploads.keep(client_message_id, image),
            )
        )
        self._signals.sent(conversation_id)
        return temp_id(client_message_id)

    async def forward(self, message_id: MessageId, conversation_id: ConversationId) -> MessageId:
        """Send a message on to another conversation. Raises `OutboxFull`, `MessageGone`."""
        message = self._store.message(self._outbox.name_of(message_id))
        if message is None or message.deleted_at is not None:
            raise MessageGone(_("That message is not there any more."))
        marked = Capability.FORWARDS in self.capabilities
        intent = forwarded(
            message,
            conversation_id,
            ClientMessageId(str(uuid.uuid4())),
            said_by=None if marked else self._store.user(message.sender_id or UserId("")),
        )
        await self._outbox.add(intent)
        return temp_id(intent.client_message_id)

    async def react(self, message_id: MessageId, emoji: SafeText, *, present: bool) -> None:
        """Have an own reaction there, or not. Raises `OutboxFull`."""
        conversation_id, name = self._place_of(message_id)
        if conversation_id is not None:
            await self._outbox.add(React(conversation_id, name, emoji, present))

    def show(
        self,
        conversation_id: ConversationId | None,
        *,
        keep_unread: bool = False,
        beside: Sequence[ConversationId] = (),
    ) -> None:
        """This conversation is on screen now (or none): it is read, and so is what comes.

        Unless it is to `keep_unread`: then only `mark_read` makes it so. Those `beside` it are
        followed as closely, but not read.
        """
        self._shown.show(conversation_id, keep_unread=keep_unread, beside=beside)
        self._door.watch(self._shown.on_screen)

    def set_focused(self, *, focused: bool) -> None:
        """Whether the user looks at the terminal; while not, nothing is read and nobody types."""
        if not focused:
            self._signals.stopped_typing()
        self._shown.set_focused(focused=focused)

    def mark_read(self, conversation_id: ConversationId) -> None:
        """Everything in a conversation has been read; its unread is 0 when this returns."""
        conversation = self._store.conversation(conversation_id)
        if conversation is None or not self._store.is_unread(conversation_id):
            return
        if not self._store.unread(conversation_id):
            self.set_flags(conversation_id, marked_unread=False)
        elif not self._silent.on:
            self._outbox.add_at_once(
                MarkRead(conversation_id, conversation.last_message_id, conversation.head_position)
            )

    def acknowledge(self, conversation_id: ConversationId) -> None:
        """As `mark_read`, in silent mode too: the others are told because the user wants it.

        So is what was read before silent mode began and had not been told by then.
        """
        conversation = self._store.conversation(conversation_id)
        held = any(
            isinstance(item.intent, MarkRead) and item.intent.conversation_id == conversation_id
            for item in self._store.outbox
        )
        if conversation is None or not (held or self._store.unread(conversation_id)):
            self.mark_read(conversation_id)
            return
        last, head = conversation.last_message_id, conversation.head_position
        self._outbox.add_at_once(MarkRead(conversation_id, last, head, on_purpose=True))

    def set_silent(self, *, silent: bool) -> None:
        """Tell nobody that the user is here, until that is ended; it is the account's."""
        if silent:
            self._silent.begin()
        elif self._silent.on:
            ids = (*self._store.inbox(), *self._store.inbox(archived=True))
            known = ((each, self._store.conversation(each)) for each in ids)
            self._silent.end({each: it.head_position for each, it in known if it is not None})
        self._follow_silent_mode()

    def set_flags(
        self,
        conversation_id: ConversationId,
        *,
        pinned: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        muted_until: datetime | UnsetType | None = UNSET,
        marked_unread: bool | UnsetType = UNSET,
    ) -> None:
        """Change the user's own flags of a conversation; it shows when this returns."""
        self._outbox.add_at_once(
            SetFlags(conversation_id, pinned, archived, muted_until, marked_unread)
        )

    def save_draft(self, draft: Draft) -> None:
        """Keep what is being typed; it is in the archive a moment later, and before an exit."""
        self._keeper.put_draft(draft)

    def typed(self, conversation_id: ConversationId) -> None:
        """The user just typed here: the others are told, as often as needed and no more."""
        may_write = hindrance_in(self._store, conversation_id, self._clock.now()) is None
        if self._shown.focused and may_write:
            self._signals.typed(conversation_id)

    async def retry(self, sequence: int) -> None:
        """Try a failed intent again."""
        self._outbox.retry(sequence)

    async def discard(self, sequence: int) -> None:
        """Give up an intent that is not done yet. Raises `OutboxFull`."""
        if self._uploads.give_up(sequence):
            self._lanes.released(sequence)
        await self._outbox.discard(sequence)

    async def take_back(self, sequence: int) -> bool:
        """Forget an intent that is still held; whether it was in time."""
        return await self._outbox.take_back(sequence)

    # ---------------------------------------------------------------------------- history

    async def load_older(self, conversation_id: ConversationId) -> None:
        """Bring more of a conversation's past into its timeline. Raises a `GatewayError`."""
        await self._history.load_older(conversation_id)

    async def load_around(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        """Bring a message and what is around it; whether it has a row. Raises a `GatewayError`."""
        return await self._history.load_around(conversation_id, message_id)

    async def starred(self) -> Sequence[Message]:
        """The messages of all conversations that have a star and are here, the newest first."""
        return await self._history.starred()

    @property
    def keeps_revisions(self) -> bool:
        """Whether what messages say stays when they are changed or deleted."""
        return self._keeper.keeps_revisions

    async def revisions(self, message_id: MessageId) -> Sequence[Revision]:
        """What a message said before, oldest first, and what it says now."""
        return await self._history.revisions(message_id)

    async def fill_gap(self, conversation_id: ConversationId, gap_id: GapId) -> None:
        """Bring what a gap row stands for. Raises a `GatewayError`."""
        await self._history.fill_gap(conversation_id, gap_id)

    # ---------------------------------------------------------------------------- for figures

    def utterances(
        self,
        since: datetime | None,
        until: datetime | None,
        within: ConversationId | None = None,
    ) -> AsyncGenerator[Sequence[Heard]]:
        """What is kept of a period, in the order of time. Raises `Unreadable`."""
        return self._keeper.utterances(since, until, within)

    def endings(
        self,
        conversation_ids: Sequence[ConversationId],
        most: int,
        is_last: Callable[[Utterance], bool],
    ) -> AsyncGenerator[Sequence[Ending]]:
        """The ends of conversations, each back to what `is_last`. Raises `Unreadable`."""
        return self._keeper.endings(conversation_ids, most, is_last)

    # ---------------------------------------------------------------------------- search

    def search(
        self, query: SearchQuery, within: ConversationId | None = None
    ) -> AsyncGenerator[SearchPage]:
        """The newest messages that are asked for: the stored ones at once, then the server's."""
        return self._search.pages(query, within)

    async def search_on(self, page: SearchPage) -> SearchPage:
        """The page after one that says that there is another. Raises a `GatewayError`."""
        return await self._search.after(page)

    # ---------------------------------------------------------------------------- login

    def log_in_again(self) -> None:
        """There is a good secret again: go on where it was left."""
        self._door.reopen()
        self._link.log_in_again()
        self._dispatcher.hurry()

    async def log_out(self) -> None:
        """Make the token worthless; what is queued stays in the archive."""
        await (await self._door.gateway()).log_out()
        self._link.log_out()

    # ---------------------------------------------------------------------------- inside

    def _follow_silent_mode(self) -> None:
        """Do what silent mode asks, whichever window of the account began or ended it."""
        silent = self._silent.on
        if silent == self._store.is_silent:
            return
        self._silent.look()
        self._signals.forget()
        self._door.be_silent(silent=silent)
        if not silent:
            # What was withheld stays so: to go on looking at it is not to acknowledge it.
            self._shown.keep_unread()
        self._keeper.apply(SilentPut(silent))
        self._outbox.changed.set()

    def _hold(self, facts: tuple[Event | Snapshot, ...], cursor: Cursor | None) -> None:
        for fact in facts:
            if not isinstance(fact, Snapshot):
                self._history.noticed(fact)
                self._signals.noticed(fact)
        read = self._shown.read_by(facts)
        if read is None:
            self._keeper.apply(*facts, cursor=cursor)
        else:
            self._outbox.add_at_once(read, facts, cursor)
        # One window of an account is enough to ask for it.
        if self._keeper.leads and Capability.WAKES_ARCHIVED not in self.capabilities:
            woken = {woken_by(self._store, fact, self._clock.now()) for fact in facts}
            for conversation_id in filter(None, woken):
                self.set_flags(conversation_id, archived=False)

    def _tell(self, connection: Connection) -> None:
        self._keeper.apply(ConnectionPut(connection))
        if connection.state is ConnectionState.SUSPENDED:
            self._outbox.changed.set()

    def _hold_suspension(self, hindrance: Hindrance) -> None:
        """Who is suspended is told nothing else: what the refusal says, is what is known."""
        me, account = self._store.me, self._store.account
        if me is None or hindrance.until is None:
            return
        suspension = Sanction(me, SanctionKind.SUSPENSION, hindrance.until, hindrance.reason)
        rest = [each for each in account.sanctions if each.kind is not suspension.kind]
        told = structs.replace(account, sanctions=(*rest, suspension))
        self._keeper.apply(AccountUpdated(told))

    def _caught_up(self) -> None:
        self._dispatcher.hurry()
        self._signals.caught_up()
        self._shown.caught_up()

    def _draft_of(
        self, conversation_id: ConversationId, text: str, editing_id: MessageId | None = None
    ) -> Draft | None:
        """The draft that became `text`, if there is one: not what was typed in another window."""
        draft = self._store.draft(conversation_id)
        if draft is None or draft.editing_id != editing_id:
            return None
        return draft if text.startswith(draft.text.strip()) else None

    def _place_of(self, message_id: MessageId) -> tuple[ConversationId | None, MessageId]:
        """The conversation of a message, and its name if it has one by now."""
        name = self._outbox.name_of(message_id)
        message = self._store.message(name)
        return (message.conversation_id if message else None), name
