"""The engine: one account, live."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import (
    AccountUpdated,
    Event,
    Snapshot,
)
from safespot_tui.domain.hindrance import Hindrance
from safespot_tui.domain.ids import (
    ConversationId,
    Cursor,
    FlagId,
    MessageId,
    OriginClientId,
)
from safespot_tui.domain.message import Message
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.search_query import SearchQuery
from safespot_tui.domain.utterance import Ending, Heard, Utterance
from safespot_tui.gateway.protocol import Capability
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.hindrance import hindrance_in
from safespot_tui.store.patch import ConnectionPut, Learned
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId
from safespot_tui.sync.acting import Acting, OnTheSpot
from safespot_tui.sync.clock import Clock
from safespot_tui.sync.dispatcher import Dispatcher
from safespot_tui.sync.door import Door, OpenGateway
from safespot_tui.sync.forgetting import Forgetting
from safespot_tui.sync.history import History
from safespot_tui.sync.intents import Intents
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
from safespot_tui.sync.silence import Silence
from safespot_tui.sync.silent_mode import SilentMode
from safespot_tui.sync.triage import Triage
from safespot_tui.sync.uploads import Uploads
from safespot_tui.sync.waking import is_yet_to_be_archived, woken_by


class Engine(Intents, Requests):
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
        silent = silent or SilentMode()
        self._set_aside = archive.set_aside
        door, keeper = Door(open_gateway), Keeper(store, archive, origin, clock)
        lanes = Lanes(origin, clock.random)
        Requests.__init__(self, door, keeper)
        Intents.__init__(
            self,
            store,
            door,
            Outbox(keeper, lanes, origin, archive.first_sequence, clock),
            lanes,
            Uploads(keeper, archive.outgoing, origin),
            Signals(door, keeper, clock, silent),
            silent,
            clock,
        )
        self._history = History(door, keeper)
        self._shown = Shown(store, self._history, self.mark_read, silent)
        self._silence = Silence(silent, keeper, door, self._signals, self._shown, self._outbox)
        self._search = Search(self._door, self._keeper)
        self.acting: Acting = OnTheSpot(store, self._keeper, self._door.moderators_desk)
        self.triage = Triage(store, keeper, keeper.stored.page, self._door.moderators_desk, clock)
        cursor = archive.contents.cursor if archive.contents else None
        self._machine = Machine(cursor, clock.random)
        self._link = Link(
            self._door,
            self._machine,
            clock,
            me=lambda: self._store.me,
            hold=self._hold,
            tell=self._tell,
            tell_progress=self._keeper.apply,
            caught_up=self._caught_up,
            suspended=self._hold_suspension,
            keep_up=self._keeper.keep_up,
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
            Forgetting(self._keeper, lambda: self._shown.on_screen, self._history.is_loading).after,
        ]
        self._keeper.written.append(self._uploads.tidy)
        self._keeper.looked.append(self._silence.follow)
        self._silence.follow()

    @property
    def cursor(self) -> Cursor | None:
        """How far the server has told; None where it has to tell everything."""
        return self._machine.cursor

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

    def set_silent(self, *, silent: bool) -> None:
        """Tell nobody that the user is here, until that is ended; it is the account's."""
        if silent:
            self._silence.begin()
        else:
            self._silence.end()

    def save_draft(self, draft: Draft) -> None:
        """Keep what is being typed; it is in the archive a moment later, and before an exit."""
        self._keeper.put_draft(draft)

    def typed(self, conversation_id: ConversationId) -> None:
        """The user just typed here: the others are told, as often as needed and no more."""
        may_write = hindrance_in(self._store, conversation_id, self._clock.now()) is None
        if self._shown.focused and may_write:
            self._signals.typed(conversation_id)

    def new_flag(self) -> FlagId:
        """The name of a report to the moderators that is about to be made, for all attempts."""
        return FlagId(self._clock.new_id())

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
        return self._keeper.stored.utterances(since, until, within)

    def endings(
        self,
        conversation_ids: Sequence[ConversationId],
        most: int,
        is_last: Callable[[Utterance], bool],
    ) -> AsyncGenerator[Sequence[Ending]]:
        """The ends of conversations, each back to what `is_last`. Raises `Unreadable`."""
        return self._keeper.stored.endings(conversation_ids, most, is_last)

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
        if self._keeper.leads:
            server_wakes = Capability.WAKES_ARCHIVED in self.capabilities
            woken = {woken_by(self._store, fact, self._clock.now()) for fact in facts}
            for conversation_id in filter(None, woken):
                if not server_wakes or is_yet_to_be_archived(self._store, conversation_id):
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
