"""What people write, change and take back."""

from collections.abc import Coroutine
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from safespot_tui.domain.ids import ConversationId, MessageId, is_temp
from safespot_tui.domain.intent import OutboxState, SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from tests.convergence.client import Client
from tests.convergence.ledger import Sent
from tests.convergence.machine.draws import (
    PICTURES,
    PLACES,
    ROWS,
    TROUBLES,
    WINDOWS,
    WORDS,
    Trouble,
)
from tests.convergence.machine.example import Example


def is_sent(message: Message) -> bool:
    """Whether it can be sent on."""
    return not (is_temp(message.id) or message.deleted_at or message.notice)


class Sends(Example):
    """Messages, and what becomes of them while they are on their way."""

    @rule(window=WINDOWS, place=PLACES, words=WORDS, reply=st.booleans(), trouble=TROUBLES)
    def send(self, window: int, place: int, words: str, reply: bool, trouble: Trouble) -> None:
        client = self._troubled(window, trouble)
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            answered = self._message(client, conversation_id, 0) if reply else None
            client.run(self._send(client, conversation_id, words, answered))
        self._done()

    @rule(window=WINDOWS, place=PLACES, first=WORDS, second=WORDS)
    def send_two(self, window: int, place: int, first: str, second: str) -> None:
        client = self._client(window)
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            for words in (first, second):
                client.run(self._send(client, conversation_id, words, None))
        self._done()

    async def _send(
        self,
        client: Client,
        conversation_id: ConversationId,
        words: str,
        answered: Message | None,
    ) -> None:
        sending = client.engine.send(conversation_id, words, answered and answered.id)
        await self._typed(client, conversation_id, words, sending)

    @rule(window=WINDOWS, place=PLACES, words=WORDS, image=PICTURES, trouble=TROUBLES)
    def send_image(
        self, window: int, place: int, words: str, image: bytes, trouble: Trouble
    ) -> None:
        client = self._troubled(window, trouble)
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            sending = client.engine.send_image(conversation_id, image, words)
            client.run(self._typed(client, conversation_id, words, sending, image))
        self._done()

    @rule(window=WINDOWS, place=PLACES, row=ROWS, to=PLACES, trouble=TROUBLES)
    def forward(self, window: int, place: int, row: int, to: int, trouble: Trouble) -> None:
        client = self._troubled(window, trouble)
        conversation_id, target = self._conversation(client, place), self._conversation(client, to)
        message = self._message(client, conversation_id, row) if conversation_id else None
        if target and message and is_sent(message):
            sending = client.engine.forward(message.id, target)
            client.run(self._typed(client, target, message.content, sending))
        self._done()

    async def _typed(
        self,
        client: Client,
        conversation_id: ConversationId,
        words: str,
        sending: Coroutine[Any, Any, MessageId],
        image: bytes = b"",
    ) -> None:
        """Send something, and note it once it is painted."""
        ledger = self.town.ledger
        ledger.begun += 1
        temp = await sending
        if client.alive:
            ledger.sent.append(
                Sent(
                    client_message_id=temp.removeprefix("temp-"),
                    conversation_id=conversation_id,
                    user_id=client.user_id,
                    window=client.origin,
                    archive=client.path,
                    content=words,
                    image=image,
                )
            )

    @rule(window=WINDOWS, place=PLACES, row=ROWS, words=WORDS, trouble=TROUBLES)
    def edit(self, window: int, place: int, row: int, words: str, trouble: Trouble) -> None:
        client = self._troubled(window, trouble)
        message = self._own_message(client, place, row)
        if message is not None:
            self._rewrite(client, message, words)
        self._done()

    def _rewrite(self, client: Client, message: Message, words: str) -> None:
        """One that was refused is given up for another, which is sent with the new words."""
        for item in client.store.outbox:
            if item.state is OutboxState.FAILED and isinstance(item.intent, SendMessage):
                client_message_id = item.intent.client_message_id
                if message.id == f"temp-{client_message_id}":
                    self.town.ledger.give_up(client_message_id)
                    self.town.ledger.begun += 1
        client.run(client.engine.edit(message.id, words))

    @rule(window=WINDOWS, place=PLACES, row=ROWS, trouble=TROUBLES)
    def delete(self, window: int, place: int, row: int, trouble: Trouble) -> None:
        client = self._troubled(window, trouble)
        message = self._own_message(client, place, row, images=True)
        if message is not None:
            client.run(client.engine.delete(message.id))
        self._done()

    @rule(window=WINDOWS, trouble=TROUBLES)
    def take_back(self, window: int, trouble: Trouble) -> None:
        client = self._troubled(window, trouble)
        held = [item for item in client.store.outbox if item.not_before is not None]
        if held:
            client.run(client.engine.take_back(held[-1].sequence))
        self._done()

    @rule(window=WINDOWS, other=WINDOWS, place=PLACES, words=WORDS, deletes=st.booleans())
    def change_from_two_sides(
        self, window: int, other: int, place: int, words: str, deletes: bool
    ) -> None:
        """The answer to an edit comes when somebody else has changed the message again."""
        client, second = self._client(window), self._client(window + 1 + other)
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            client.wire.heal()
            second.wire.heal()
            client.run(self._send(client, conversation_id, words, None))
            self.town.loop.go()
        message = self._own_message(client, place, 0)
        if message is not None:
            client.wire.holds_answers = True
            self._rewrite(client, message, f"{words}!")
            self.town.loop.go()
            name = client.engine._outbox.name_of(message.id)
            if deletes and second.user_id == client.user_id:
                second.run(second.engine.delete(name))
            else:
                second.run(second.engine.react(name, SafeText("👍"), present=True))
            self.town.loop.go()
            client.wire.let_answers_pass()
        self._done()

    @rule(window=WINDOWS, again=st.booleans())
    def decide_on_refused(self, window: int, again: bool) -> None:
        client = self._client(window)
        for item in client.store.outbox:
            if item.state is OutboxState.FAILED:
                note = self.town.ledger.try_again if again else self.town.ledger.give_up
                if isinstance(item.intent, SendMessage):
                    note(item.intent.client_message_id)
                do = client.engine.retry if again else client.engine.discard
                client.run(do(item.sequence))
        self._done()

    @rule(window=WINDOWS)
    def discard_last(self, window: int) -> None:
        client = self._client(window)
        sends = [
            (item.sequence, item.intent.client_message_id)
            for item in client.store.outbox
            if isinstance(item.intent, SendMessage) and item.owner == client.origin
        ]
        if sends:
            sequence, client_message_id = sends[-1]
            self.town.ledger.give_up(client_message_id)
            client.run(client.engine.discard(sequence))
        self._done()
