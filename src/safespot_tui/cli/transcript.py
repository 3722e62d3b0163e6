"""Messages as a person reads them in a pipe or a pager."""

import sys

from safespot_tui.domain.message import Message, MessageType
from safespot_tui.evidence.notices import alias_of, by_moderators, told_words, tombstone_words
from safespot_tui.i18n import _
from safespot_tui.store.store import Store

INDENT = " " * 18
"""As wide as the time, so that the lines of a message stand under its sender."""


def print_message(store: Store, message: Message, *, title: str = "") -> None:
    """One message: when, where (if told), who and what."""
    where = f"[{title}] " if title else ""
    who = alias_of(store, message.sender_id)
    words = _words(store, message)
    said = f"* {who} {words}" if message.notice else f"{who}: {words}"
    if by_moderators(message):
        said = f"* {words}"
    first, *rest = f"{where}{said}".split("\n")
    print(f"{message.created_at.astimezone():%Y-%m-%d %H:%M}  {first}")
    for line in rest:
        print(INDENT + line)
    sys.stdout.flush()


def _words(store: Store, message: Message) -> str:
    if message.deleted_at is not None:
        return tombstone_words(message.removal)
    if message.notice is not None:
        return told_words(store, message, message.notice)
    words = _image_words(message) if message.type is MessageType.IMAGE else message.content
    if message.edited_at is not None:
        edited = _("(edited)")
        return f"{words} {edited}"
    return words


def _image_words(message: Message) -> str:
    """Whoever reads a transcript may want to fetch it: the address goes along."""
    image = _("[image]")
    return "\n".join(part for part in (f"{image} {message.content}", message.caption) if part)
