"""What is being written, conversation by conversation, made durable before it can be lost.

::

    composer ──Enter──▶ unsent ──kept as an intent──▶ sent: its draft goes in the same moment
                          └──────cannot be kept─────▶ back in its conversation

Words that are unsent are nowhere durable but in their draft. So they stay in it, with what was
written below them since, until the intent is on the disk.
"""

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.store import Store
from safespot_tui.sync.messenger import Messenger


class Drafts:
    """Where unfinished words are, and whose. Knows no widget, and no time."""

    def __init__(self, store: Store, messenger: Messenger) -> None:
        self._store = store
        self._messenger = messenger
        self._unsent: list[Draft] = []
        self._since: dict[ConversationId, Draft] = {}
        """Left behind in a conversation where something is unsent."""

    def of(self, conversation_id: ConversationId) -> Draft | None:
        """What to go on writing; not what is on its way."""
        if self._unsent_in(conversation_id):
            return self._since.get(conversation_id)
        return self._store.draft(conversation_id)

    def is_kept(self, draft: Draft) -> bool:
        """Whether a draft is as it was kept, or there is nothing to keep."""
        kept = self._store.draft(draft.conversation_id)
        return self._whole(draft) == kept if kept is not None else self._whole(draft).is_empty

    def keep(self, draft: Draft) -> None:
        """Save a draft, with what is unsent above it, unless it is saved."""
        if self._unsent_in(draft.conversation_id):
            self._since[draft.conversation_id] = draft
        if not self.is_kept(draft):
            self._messenger.save_draft(self._whole(draft))

    def hand_over(self, draft: Draft) -> None:
        """Enter was pressed: the composer is empty, the words are still only here."""
        self._unsent.append(draft)

    def sent(self, draft: Draft, on_screen: Draft | None) -> Draft:
        """It is on its way for good; gives what is left to write there, which is to be kept.

        `on_screen` is what the composer has now, if that conversation is still shown.
        """
        since = self._taken_out(draft, on_screen)
        return draft.aside.before(since) if draft.aside is not None else since

    def refused(self, draft: Draft, on_screen: Draft | None) -> Draft:
        """It could not be kept; gives all that is to be written there again, to be kept."""
        return draft.before(self._taken_out(draft, on_screen))

    def _taken_out(self, draft: Draft, on_screen: Draft | None) -> Draft:
        """Gives what was written after a draft that is unsent no more."""
        self._unsent.remove(draft)
        left_behind = self._since.pop(draft.conversation_id, None)
        return on_screen or left_behind or Draft(draft.conversation_id, "")

    def _unsent_in(self, conversation_id: ConversationId) -> list[Draft]:
        return [draft for draft in self._unsent if draft.conversation_id == conversation_id]

    def _whole(self, draft: Draft) -> Draft:
        for unsent in reversed(self._unsent_in(draft.conversation_id)):
            draft = unsent.before(draft)
        return draft
