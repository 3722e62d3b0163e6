"""Messages as plain text, to be pasted somewhere: who said what, and when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText, safe_text
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.words import alias_of, notice_words, tombstone_words

if TYPE_CHECKING:
    from safespot_tui.evidence.style import Form


def transcript(store: Store, messages: Sequence[Message]) -> SafeText:
    """A line for each line that was said; what begins a message has its time and its sender."""
    return safe_text("\n".join(line for message in messages for line in _lines(store, message)))


def evidence(
    store: Store, messages: Sequence[Message], form: "Form", server: str, now: datetime
) -> SafeText:
    """Messages of one conversation as `export` writes them: in a file, it is verified as one.

    They are as the server told them; what is only wished of them, or not sent yet, is left out.
    """
    from safespot_tui.evidence.export import Occasion, Section, export
    from safespot_tui.evidence.facts import told_facts
    from safespot_tui.evidence.style import style_of

    told = [base for each in messages if (base := store.base_message(each.id)) is not None]
    me = store.me
    if not told or me is None:
        return SafeText("")
    place = told[0].conversation_id
    section = Section(
        place, store.title(place), [told_facts(store, each) for each in told], asked=False
    )
    pieces = export(style_of(form), Occasion(now, me, alias_of(store, me), server), section)
    # Every piece is harmless by itself; to make it so once more could change what was hashed.
    return SafeText("".join(pieces))


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
        return tombstone_words(message)
    if message.type is MessageType.IMAGE and message.caption:
        return f"{message.content}\n{message.caption}"
    return message.content
