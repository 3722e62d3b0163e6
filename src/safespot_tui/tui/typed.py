"""The user's own words, for as long as they may still turn out to be stored otherwise."""

from collections.abc import Iterable

from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _

MAX_QUOTED = 160
"""Characters of each side that are told: enough to see what is different in most messages."""


class Typed:
    """What was typed, by the row that shows it, until the server has it."""

    def __init__(self) -> None:
        self._words: dict[MessageId, SafeText] = {}

    def follow(self, outbox: Iterable[OutboxItem]) -> None:
        """The outbox as it is now; what left it is forgotten."""
        self._words = {
            item.row_key: item.intent.content
            for item in outbox
            if isinstance(item.intent, SendMessage) and item.row_key is not None
        }

    def altered_words(self, message: Message) -> str:
        """What to tell of a message that the server has in other words. Before `follow`."""
        typed = self._words.get(message.row_key)
        stored = _in_short(message.content) if message.content else _("nothing")
        if typed is None:
            return _("The server stored other words than you typed: “{stored}”.").format(
                stored=stored
            )
        return _(
            "The server stored other words than you typed, for everybody: “{stored}”. "
            "You typed: “{typed}”. With ↑ you can put it another way."
        ).format(stored=stored, typed=_in_short(typed))


def _in_short(words: str) -> str:
    words = safe_line(words)
    return words if len(words) <= MAX_QUOTED else words[: MAX_QUOTED - 1] + "…"
