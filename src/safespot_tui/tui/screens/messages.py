"""Finding one of some messages by a few letters."""

from collections.abc import Sequence

from safespot_tui.domain.message import Message
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.words import alias_of, day_words, quoted_words
from safespot_tui.tui.screens.finder import Finder
from safespot_tui.tui.screens.row_list import ListRow


class MessageFinder(Finder[Message]):
    """Gives the chosen one. Each says who wrote it, what, where and when."""

    def __init__(self, title: str, messages: Sequence[Message], store: Store, clock: Clock) -> None:
        self.title_words = title
        self.placeholder = _("Words of it, or who wrote it")
        super().__init__([(message, _row(message, store, clock)) for message in messages])


def _row(message: Message, store: Store, clock: Clock) -> ListRow:
    day = day_words(message.created_at.astimezone().date(), clock.today)
    return ListRow(
        f"{alias_of(store, message.sender_id)}: {quoted_words(message)}",
        store.title(message.conversation_id),
        day,
    )
