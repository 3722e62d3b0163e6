"""What a notice says."""

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import ngettext
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.words import alias_of, quoted_words, untitled_words
from safespot_tui.tui.notifications.coalescing import Due


def notice_words(store: Store, due: Due, *, content: bool) -> tuple[SafeText, SafeText]:
    """Title and text. Without `content`, only that something came."""
    count = len(due.message_ids)
    if not content:
        return SafeText("SafeSpot"), SafeText(
            ngettext("A new message", "{n} new messages", count).format(n=count)
        )
    conversation = store.conversation(due.conversation_id)
    title = store.title(due.conversation_id)
    if not title and conversation is not None:
        title = SafeText(untitled_words(conversation))
    message = store.message(due.message_ids[-1])
    if count > 1 or message is None:
        return title, safe_line(
            ngettext("{n} new in {title}", "{n} new in {title}", count).format(n=count, title=title)
        )
    said = quoted_words(message)
    if conversation is not None and conversation.type is ConversationType.GROUP:
        said = f"{alias_of(store, message.sender_id)}: {said}"
    return title, safe_line(said)


def window_title(unread: int) -> str:
    """The name of the window: nothing in it was written by others."""
    return f"({unread}) SafeSpot" if unread else "SafeSpot"
