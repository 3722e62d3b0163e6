"""Going to a conversation, or to a person, by a few letters."""

from collections.abc import Sequence

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.folding import fold
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.user import User
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.tui.screens.finder import Finder
from safespot_tui.tui.screens.row_list import ListRow

Destination = ConversationId | User


class Switcher(Finder[Destination]):
    """Conversations in the inbox's order, the archived after them, then people without one."""

    def __init__(self, store: Store, title: str = "") -> None:
        """With a title, it is chosen for something else than to go there."""
        self.title_words = title or _("Go to")
        self.hint = _("↑ ↓ choose · Enter takes it · Esc closes") if title else ""
        self.placeholder = _("A name, a group, a report…")
        super().__init__(destinations(store))


def destinations(store: Store) -> Sequence[tuple[Destination, ListRow]]:
    """Where one can go, the unread first."""
    inbox = list(store.inbox())
    unread = [conversation_id for conversation_id in inbox if store.is_unread(conversation_id)]
    read = [conversation_id for conversation_id in inbox if not store.is_unread(conversation_id)]
    archived = list(store.inbox(archived=True))
    found: list[tuple[Destination, ListRow]] = []
    spoken_to = {store.me}
    for conversation_id in (*unread, *read, *archived):
        conversation = store.conversation(conversation_id)
        if conversation is None:
            continue
        report = store.report(conversation.report_id) if conversation.report_id else None
        detail = report.title if report else ""
        if conversation.type is ConversationType.DM:
            spoken_to.update(member.user_id for member in store.others(conversation_id))
        elif not detail:
            detail = _("group")
        count = store.unread(conversation_id)
        right = str(count) if count else _("archived") if conversation_id in archived else ""
        found.append((conversation_id, ListRow(store.title(conversation_id), detail, right)))
    strangers = (user for user in store.users() if user.id not in spoken_to)
    found.extend(
        (user, ListRow(user.alias, _("start a conversation")))
        for user in sorted(strangers, key=lambda user: fold(user.alias))
    )
    return found
