"""What memory knows and the archive does not yet."""

from collections.abc import Collection, Iterable

from safespot_tui.archive.rows import (
    Amendment,
    Facts,
    Wishes,
    all_facts,
    changed_facts,
    is_stored,
)
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import MemberLeft, MessageDeleted, MessageUpdated
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.store.batch import Batch
from safespot_tui.store.keys import Key
from safespot_tui.store.keys import message as key_of_message
from safespot_tui.store.patch import Patch
from safespot_tui.store.store import Store


class Unwritten:
    """Of facts the keys of the rows that changed, with the cursor that all is true at; of what the
    user wants, all of it.

    ::

        noted ──take──▶ on their way ──forget──▶ written
          ▲                   │
          └─────put_back──────┘ nothing could be written

    What the store holds when facts are taken is what is written: of many changes the last.
    """

    def __init__(self, store: Store, cursor: Cursor | None) -> None:
        """`cursor` is what the archive is true at."""
        self._store = store
        self.cursor = cursor
        """What memory is true at."""
        self._cursor_moved = False
        self._keys: set[Key] = set()
        self._on_their_way: set[Key] = set()
        """What a commit is being made of: if it fails, it is still to be written."""
        self._takes_all = False
        self._amendments: list[Amendment] = []
        self._left: set[ConversationId] = set()
        self._whole = self._reset = False
        self._settled: set[int] = set()
        self._items: dict[int, OutboxItem] = {}
        self._drafts: dict[ConversationId, Draft] = {}

    # ---------------------------------------------------------------------------- what there is

    def __bool__(self) -> bool:
        """Whether anything is noted that is not only typed."""
        return bool(
            self._keys or self._cursor_moved or self._settled or self._items or self._amendments
        )

    @property
    def rows(self) -> int:
        """Facts that are noted."""
        return len(self._keys)

    @property
    def is_all(self) -> bool:
        """Whether all that is held has still to be written."""
        return self._whole or self._takes_all

    @property
    def has_drafts(self) -> bool:
        """Whether something typed is noted."""
        return bool(self._drafts)

    def has(self, message_id: MessageId) -> bool:
        """Whether something of a message is noted, or on its way."""
        key = key_of_message(message_id)
        return key in self._keys or key in self._on_their_way

    # ---------------------------------------------------------------------------- noting

    def foresee(self, patches: Iterable[Patch]) -> None:
        """Note what no key will tell of once these are applied: what memory does not hold."""
        for patch in patches:
            if isinstance(patch, MessageUpdated | MessageDeleted) and not self._holds(patch):
                self._amendments.append(patch)
            if isinstance(patch, MemberLeft) and patch.user_id == self._store.me:
                self._left.add(patch.conversation_id)

    def note(self, batch: Batch, cursor: Cursor | None) -> None:
        """Note what was applied, and what all is true at now if that is known."""
        self._keys.update(filter(is_stored, batch.keys))
        self.settle(batch.settled)
        if batch.reset:
            self._whole = self._reset = True
            self._amendments.clear()
        if cursor is not None:
            self.cursor, self._cursor_moved = cursor, True

    def note_all(self) -> None:
        """Note all that is held."""
        self._whole = True

    def put(self, items: Iterable[OutboxItem]) -> None:
        """Note intents as they now stand."""
        self._items |= {item.sequence: item for item in items}

    def put_draft(self, draft: Draft) -> None:
        """Note what was typed."""
        self._drafts[draft.conversation_id] = draft

    def settle(self, sequences: Collection[int]) -> None:
        """Note that intents are over."""
        self._settled.update(sequences)
        for sequence in sequences:
            self._items.pop(sequence, None)

    def _holds(self, amendment: Amendment) -> bool:
        return self._store.base_message(amendment.message_id) is not None

    # ---------------------------------------------------------------------------- taking

    def drop_facts(self) -> None:
        """Somebody else writes them."""
        self._keys.clear()

    def take_facts(self) -> Facts | None:
        """What is to be written now, on its way from here on; None if there is nothing."""
        me = self._store.me
        if me is None or not (self._keys or self._amendments or self._cursor_moved or self._whole):
            return None
        amendments, left = tuple(self._amendments), tuple(self._left)
        if self._whole:
            facts = all_facts(self._store, me, self.cursor, amendments, left, reset=self._reset)
        else:
            facts = changed_facts(self._store, me, self.cursor, self._keys, amendments, left)
        self._on_their_way, self._keys = self._keys, set()
        self._takes_all = self._whole
        self._amendments.clear()
        self._left.clear()
        self._cursor_moved = self._whole = self._reset = False
        return facts

    def take_wishes(self) -> Wishes:
        """All intents and drafts that are noted."""
        wishes = Wishes(
            settled=tuple(self._settled),
            items=tuple(self._items.values()),
            drafts=tuple(self._drafts.values()),
        )
        self._settled.clear()
        self._items.clear()
        self._drafts.clear()
        return wishes

    def take_stale(self, draft: Draft | None, replaced: OutboxItem | None) -> Wishes:
        """What is noted of a draft that was sent and of an intent that another takes the place of.

        What was typed since is no part of it.
        """
        items = () if replaced is None else (self._items.pop(replaced.sequence, None),)
        sent = draft is not None and self._store.draft(draft.conversation_id) == draft
        drafts = (self._drafts.pop(draft.conversation_id, None),) if draft and sent else ()
        return Wishes(items=tuple(filter(None, items)), drafts=tuple(filter(None, drafts)))

    def forget_taken(self) -> None:
        """It was written, or put back."""
        self._on_their_way, self._takes_all = set(), False

    def put_back(self, facts: Facts | None, wishes: Wishes) -> None:
        """What was not written is still to be; what changed since is newer."""
        if facts is not None:
            self._whole = True
            self._reset = self._reset or facts.reset
            self._amendments[:0] = facts.amendments
            self._left.update(facts.gone_conversations)
        self._settled.update(wishes.settled)
        for item in wishes.items:
            if item.sequence not in self._settled:
                self._items.setdefault(item.sequence, item)
        for draft in wishes.drafts:
            self._drafts.setdefault(draft.conversation_id, draft)
