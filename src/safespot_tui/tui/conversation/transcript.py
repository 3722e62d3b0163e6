"""Messages as plain text, to be pasted somewhere: who said what, and when."""

from collections.abc import Iterable, Sequence

from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.words import alias_of, notice_words


def transcript(store: Store, messages: Sequence[Message]) -> SafeText:
    """A line for each line that was said; what begins a message has its time and its sender."""
    return safe_text("\n".join(line for message in messages for line in _lines(store, message)))


def _lines(store: Store, message: Message) -> Iterable[str]:
    when = f"[{message.created_at.astimezone():%Y-%m-%d %H:%M}]"
    if message.type is MessageType.SYSTEM:
        yield f"{when} {notice_words(store, message)}"
        return
    first, *rest = _words(message).split("\n")
    yield f"{when} {alias_of(store, message.sender_id)}: {first}"
    for line in rest:
        yield f"    {line}"


def _words(message: Message) -> str:
    if message.deleted_at is not None:
        return _("This message was deleted.")
    if message.type is MessageType.IMAGE and message.caption:
        return f"{message.content}\n{message.caption}"
    return message.content
