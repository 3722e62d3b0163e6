"""What a notice says."""

from collections.abc import Callable, Iterable, Sequence

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.row import no_hits
from safespot_tui.tui.conversation.words import alias_of, quoted_words, untitled_words
from safespot_tui.tui.drawing.glyphs import HIT
from safespot_tui.tui.notifications.coalescing import Due


def notice_words(
    store: Store,
    due: Due,
    *,
    content: bool,
    hits_of: Callable[[Message], tuple[str, ...]] = no_hits,
) -> tuple[SafeText, SafeText]:
    """Title and text. Without `content`, only that something came.

    The title begins with the watch rules that any of the messages hits.
    """
    count = due.earlier + len(due.message_ids)
    if not content:
        return SafeText("SafeSpot"), SafeText(
            ngettext("A new message", "{n} new messages", count).format(n=count)
        )
    messages = [each for each in map(store.message, due.message_ids) if each is not None]
    title = _title(store, due.conversation_id)
    head = _marked(title, (name for each in messages for name in hits_of(each)))
    message = store.message(due.message_ids[-1])
    if count > 1 or message is None:
        return head, safe_line(
            ngettext("{n} new in {title}", "{n} new in {title}", count).format(n=count, title=title)
        )
    said = quoted_words(message)
    conversation = store.conversation(due.conversation_id)
    if conversation is not None and conversation.type is ConversationType.GROUP:
        said = f"{alias_of(store, message.sender_id)}: {said}"
    return head, safe_line(said)


def silence_words(
    store: Store, conversation_id: ConversationId, rules: Sequence[str], *, content: bool
) -> tuple[SafeText, SafeText]:
    """Title and text where watch rules have found that nobody writes any more."""
    said = SafeText(_("Nobody writes there any more"))
    if not content:
        return SafeText("SafeSpot"), said
    return _marked(_title(store, conversation_id), rules), said


def window_title(unread: int) -> str:
    """The name of the window: nothing in it was written by others."""
    return f"({unread}) SafeSpot" if unread else "SafeSpot"


def _title(store: Store, conversation_id: ConversationId) -> SafeText:
    conversation = store.conversation(conversation_id)
    title = store.title(conversation_id)
    if not title and conversation is not None:
        title = SafeText(untitled_words(conversation))
    return title


def _marked(title: SafeText, rules: Iterable[str]) -> SafeText:
    """A title behind the names of rules, each once."""
    names = ", ".join(dict.fromkeys(rules))
    return safe_line(f"{HIT} {names} · {title}") if names else title
