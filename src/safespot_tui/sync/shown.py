"""What is on screen: its rows are there; and what comes where the user looks is read."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from safespot_tui.domain.event import Event, MessageCreated, Snapshot
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import MarkRead
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.store import Store
from safespot_tui.sync.history import History
from safespot_tui.sync.silent_mode import SilentMode


class Shown:
    """Which conversations are on screen, which one is looked at, and whether the user is there.

    ::

                 show(id)                 focused=False
        nothing ─────────▶ being read ◀───────────────▶ looked away
           ▲                    │         focused=True
           └──── show(None) ────┘

    `keep_unread` holds the middle state back, and so does silent mode: then only the user's own
    word makes it read. What is on screen beside it is never read by that.
    """

    def __init__(
        self,
        store: Store,
        history: History,
        mark_read: Callable[[ConversationId], None],
        silent: SilentMode,
    ) -> None:
        self.focused = True
        self._silent = silent
        self._store = store
        self._history = history
        self._mark_read = mark_read
        self._conversation_id: ConversationId | None = None
        self._beside: tuple[ConversationId, ...] = ()
        self._keeps_unread = False
        self._read_by_itself: MessageId | None = None
        self._to_fill: list[ConversationId] = []
        """Where rows may be missing, the most urgent first."""
        self._to_fill_more = asyncio.Event()

    @property
    def on_screen(self) -> Sequence[ConversationId]:
        """All that is, the one that is looked at first."""
        looked_at = () if self._conversation_id is None else (self._conversation_id,)
        return (*looked_at, *(each for each in self._beside if each not in looked_at))

    def show(
        self,
        conversation_id: ConversationId | None,
        *,
        keep_unread: bool,
        beside: Sequence[ConversationId] = (),
    ) -> None:
        """This conversation is looked at now, or none, and those beside it are on screen."""
        before = self.on_screen
        self._conversation_id = conversation_id
        self._beside = tuple(beside)
        self._keeps_unread = keep_unread
        if conversation_id is not None and self._reading is not None:
            self._mark_read(conversation_id)
        # What stays on screen is looked after already, unless it is what one came for.
        self._fill(each for each in self.on_screen if each not in before or each == conversation_id)

    def keep_unread(self) -> None:
        """What is on screen now stays unread until it is shown anew."""
        self._keeps_unread = True

    def set_focused(self, *, focused: bool) -> None:
        """Whether the user looks at the terminal."""
        self.focused = focused
        self._read()

    def read_by(self, facts: Sequence[Event | Snapshot]) -> MarkRead | None:
        """What of these is read by coming into view: it belongs into the same change as they.

        Else each message would be counted, and named in the window's title, for no time at all.
        """
        shown = self._reading
        if shown is None:
            return None
        own, me = self._store.own(shown), self._store.me
        newest: Message | None = None
        for fact in facts:
            if (
                isinstance(fact, MessageCreated)
                and fact.message.conversation_id == shown
                and fact.message.type is not MessageType.SYSTEM
                and fact.message.sender_id != me
                and (newest is None or fact.message.position > newest.position)
            ):
                newest = fact.message
        if newest is None or own is None or newest.position <= own.read_position:
            return None
        return MarkRead(shown, newest.id, newest.position)

    def caught_up(self) -> None:
        """The store is as the server's: what was missed may have left a gap on screen."""
        self._fill(self.on_screen)

    def after(self, batch: Batch) -> None:
        """The store has changed."""
        if batch.reset and self.on_screen:
            self._read_by_itself = None
            self._fill(self.on_screen)
        if (
            self._conversation_id is not None
            and keys.conversation(self._conversation_id) in batch.keys
        ):
            self._read()

    async def keep_filled(self) -> None:
        """Bring the rows that the screen wants, whenever they may be missing; until cancelled."""
        while True:
            await self._to_fill_more.wait()
            self._to_fill_more.clear()
            while self._to_fill:
                conversation_id = self._to_fill.pop(0)
                if conversation_id in self.on_screen:
                    await self._history.fill(conversation_id)

    def _fill(self, wanted: Iterable[ConversationId]) -> None:
        self._to_fill = list(dict.fromkeys((*wanted, *self._to_fill)))
        self._to_fill_more.set()

    @property
    def _reading(self) -> ConversationId | None:
        if self._conversation_id is None or not self.focused or self._keeps_unread:
            return None
        return None if self._silent.on else self._conversation_id

    def _read(self) -> None:
        # Not when it is only marked unread: that is the user's own wish, made while looking.
        shown = self._reading
        conversation = self._store.conversation(shown) if shown is not None else None
        if shown is None or conversation is None or not self._store.unread(shown):
            return
        # Once for each message: a server that refuses, since the user is no member any more, would
        # be asked again by the very batch that tells of its refusal.
        if conversation.last_message_id != self._read_by_itself:
            self._read_by_itself = conversation.last_message_id
            self._mark_read(shown)
