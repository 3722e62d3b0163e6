"""The open conversation, as far as it has been said: what is new of it, and what has changed."""

from collections.abc import Iterator, Sequence

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.linear.numbers import Numbers
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap

AT_ONCE = 10
"""Messages that are said in one go."""


class Reading:
    """What has been said of one conversation since it was opened."""

    def __init__(self, store: Store, conversation_id: ConversationId, numbers: Numbers) -> None:
        self._store = store
        self._numbers = numbers
        self._said: dict[MessageId, Message] = {}
        self.conversation_id = conversation_id

    def say(self, message: Message) -> int:
        """A message is being said as it is now; its number."""
        self._said[message.row_key] = message
        return self._numbers.of(message)

    def newest(self, count: int) -> Sequence[Message]:
        """The last messages, oldest first."""
        messages: list[Message] = []
        for message in self._backwards():
            if len(messages) == count:
                break
            messages.append(message)
        return messages[::-1]

    def older(self, count: int) -> Sequence[Message]:
        """Those before everything that was said, oldest first."""
        rest = list(self._backwards())
        first = next((i for i in range(len(rest) - 1, -1, -1) if self.was_said(rest[i])), -1)
        return rest[first + 1 : first + 1 + count][::-1]

    def fresh(self) -> Sequence[Message]:
        """Those that came after what was said, oldest first."""
        found: list[Message] = []
        for message in self._backwards():
            if not self.was_said(message):
                found.append(message)
            elif message.id != message.row_key or message.client_message_id is None:
                break  # said, and confirmed: nothing new comes before it
            if len(found) == AT_ONCE:
                break
        return found[::-1]

    def changed(self) -> Sequence[tuple[Message, Message, int]]:
        """What was said and is otherwise now: before, now, number. It counts as said from here."""
        found: list[tuple[Message, Message, int]] = []
        for key, before in self._said.items():
            now = self._store.message(before.id) or self._under_its_name(before)
            if now is not None and now != before:
                found.append((before, now, self._numbers.of(now)))
                self._said[key] = now
        return found

    def messages(self) -> Iterator[Message]:
        """All that were said and are still there, the newest first."""
        return (message for message in self._backwards() if self.was_said(message))

    def was_said(self, message: Message) -> bool:
        """Whether a message has been said here."""
        return message.row_key in self._said

    def _under_its_name(self, before: Message) -> Message | None:
        """A message that was pending when it was said, and has another id since."""
        keys = before.row_key
        return next((m for m in self._backwards() if m.row_key == keys), None)

    def _backwards(self) -> Iterator[Message]:
        """From the newest on, as far as nothing is missing."""
        for row in reversed(self._store.timeline(self.conversation_id).rows):
            if is_gap(row):
                return
            message = self._store.message(MessageId(row))
            if message is not None:
                yield message
