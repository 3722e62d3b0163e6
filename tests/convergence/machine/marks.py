"""What people note on what is there."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.text import SafeText
from tests.convergence.machine.draws import EMOJIS, PLACES, ROWS, TROUBLES, WINDOWS, WORDS, Trouble
from tests.convergence.machine.example import Example
from tests.convergence.server import BEGINNING
from tests.convergence.verdicts import Miscounted


class Marks(Example):
    """Reactions, stars, pins, what was read, and each one's own flags."""

    @rule(window=WINDOWS, place=PLACES, row=ROWS, emoji=EMOJIS, present=st.booleans())
    def react(self, window: int, place: int, row: int, emoji: str, present: bool) -> None:
        client = self._client(window)
        conversation_id = self._conversation(client, place)
        message = self._message(client, conversation_id, row) if conversation_id else None
        if message is not None:
            client.run(client.engine.react(message.id, SafeText(emoji), present=present))
        self._done()

    @rule(window=WINDOWS, place=PLACES, row=ROWS, pins=st.booleans(), wanted=st.booleans())
    def mark(self, window: int, place: int, row: int, pins: bool, wanted: bool) -> None:
        """A message gets a star or is pinned, or neither any more."""
        client = self._client(window)
        conversation_id = self._conversation(client, place)
        message = self._message(client, conversation_id, row) if conversation_id else None
        if message is not None and pins:
            client.run(client.engine.pin(message.id, pinned=wanted))
        elif message is not None:
            client.run(client.engine.star(message.id, starred=wanted))
        self._done()

    @rule(window=WINDOWS, place=st.integers(-1, 2))
    def show(self, window: int, place: int) -> None:
        client = self._client(window)
        client.engine.show(None if place < 0 else self._conversation(client, place))
        self._done()

    @rule(window=WINDOWS, place=PLACES, trouble=TROUBLES)
    def read(self, window: int, place: int, trouble: Trouble) -> None:
        client = self._troubled(window, trouble)
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            client.engine.mark_read(conversation_id)
            if client.store.unread(conversation_id):
                raise Miscounted("unread after it was read")
        self._done()

    @rule(window=WINDOWS, trouble=TROUBLES)
    def read_all(self, window: int, trouble: Trouble) -> None:
        client = self._troubled(window, trouble)
        for conversation_id in client.store.inbox():
            client.engine.mark_read(conversation_id)
        if client.store.unread_total.messages:
            raise Miscounted("unread after all was read")
        self._done()

    @rule(
        window=WINDOWS,
        place=PLACES,
        flag=st.sampled_from(("pinned", "archived", "marked_unread", "muted")),
        on=st.booleans(),
    )
    def set_flag(self, window: int, place: int, flag: str, on: bool) -> None:
        client = self._client(window)
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            match flag:
                case "pinned":
                    client.engine.set_flags(conversation_id, pinned=on)
                case "archived":
                    client.engine.set_flags(conversation_id, archived=on)
                case "marked_unread":
                    client.engine.set_flags(conversation_id, marked_unread=on)
                case _:
                    client.engine.set_flags(conversation_id, muted_until=BEGINNING if on else None)
        self._done()

    @rule(window=WINDOWS, place=PLACES, words=WORDS)
    def type_words(self, window: int, place: int, words: str) -> None:
        client = self._client(window)
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            client.engine.typed(conversation_id)
            client.engine.save_draft(Draft(conversation_id, words))
        self._done()

    @rule(window=WINDOWS, place=PLACES)
    def look_back(self, window: int, place: int) -> None:
        client = self._client(window)
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            client.run(client.engine.load_older(conversation_id))
        self._done()
