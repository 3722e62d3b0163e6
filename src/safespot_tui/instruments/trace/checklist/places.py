"""Whether each message is in one place, and on one row."""

from collections import Counter
from collections.abc import Iterator

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.instruments.trace.entry import Patched
from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.store.store import Store

NEWEST_ROWS = 64
"""Own messages that are confirmed just now are among so many rows."""


class Places:
    """Looks at what a change was about, and at nothing else."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def look(self, patched: Patched) -> Iterator[Finding]:
        """What is wrong now with what was changed."""
        for key in patched.keys:
            match key.split(":"):
                case ["conversations", "messages", conversation_id]:
                    yield from self._rows(ConversationId(conversation_id), patched.number)
                case ["outbox"]:
                    yield from self._sends(patched.number)
                case _:
                    pass

    def _rows(self, conversation_id: ConversationId, entry: int) -> Iterator[Finding]:
        rows = self._store.timeline(conversation_id).rows
        if len(rows) != len(set(rows)):
            for row, count in Counter(rows).items():
                if count > 1:
                    yield Finding(Fault.HELD_TWICE, row, f"{count} rows", entry)
        own = Counter[MessageId]()
        for row in rows[-NEWEST_ROWS:]:
            message = self._store.message(MessageId(row))
            if message is not None and message.sender_id == self._store.me:
                own[message.row_key] += 1
        for key, count in own.items():
            if count > 1:
                yield Finding(Fault.ECHO_SHOWN, key, f"{count} rows", entry)

    def _sends(self, entry: int) -> Iterator[Finding]:
        """A send under way holds the words of its message, until the message is here."""
        for item in self._store.outbox:
            if not isinstance(item.intent, SendMessage) or item.row_key is None:
                continue
            rows = self._store.timeline(item.intent.conversation_id).rows
            for row in rows[-NEWEST_ROWS:]:
                message = self._store.base_message(MessageId(row))
                if message is not None and message.row_key == item.row_key:
                    detail = f"{message.id} beside outbox {item.sequence}"
                    yield Finding(Fault.HELD_TWICE, item.row_key, detail, entry)
