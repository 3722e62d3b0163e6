"""What becomes of what is said."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.convergence.machine.draws import PLACES, WINDOWS, WORDS
from tests.convergence.machine.sends import Sends
from tests.convergence.network import Fault, Harm


class Network(Sends):
    """Requests and streams that are lost, doubled, swapped, held back or cut."""

    @rule(window=WINDOWS, faults=st.lists(st.sampled_from(Fault), min_size=1, max_size=3))
    def harm_requests(self, window: int, faults: list[Fault]) -> None:
        self._client(window).wire.faults.extend(faults)

    @rule(window=WINDOWS, answers=st.booleans())
    def hold_back(self, window: int, answers: bool) -> None:
        wire = self._client(window).wire
        if answers:
            wire.holds_answers = True
        else:
            wire.holds_stream = True

    @rule(window=WINDOWS, lost=st.booleans())
    def let_answers_pass(self, window: int, lost: bool) -> None:
        self._client(window).wire.let_answers_pass(lost=lost)
        self._done()

    @rule(window=WINDOWS, harm=st.sampled_from(Harm), at=st.integers(0, 5), holds_on=st.booleans())
    def let_stream_pass(self, window: int, harm: Harm, at: int, holds_on: bool) -> None:
        wire = self._client(window).wire
        wire.holds_stream = holds_on
        if wire.pipe is not None:
            wire.pipe.let_pass(harm, at)
        self._done()

    @rule(
        window=WINDOWS,
        other=WINDOWS,
        place=PLACES,
        first=WORDS,
        second=WORDS,
        harm=st.sampled_from(Harm),
        at=st.integers(0, 3),
    )
    def send_through_harm(
        self, window: int, other: int, place: int, first: str, second: str, harm: Harm, at: int
    ) -> None:
        """What one window sends comes to another one harmed."""
        client, wire = self._client(window), self._client(other).wire
        wire.holds_stream = True
        conversation_id = self._conversation(client, place)
        if conversation_id is not None:
            for words in (first, second):
                client.run(self._send(client, conversation_id, words, None))
        self.town.loop.go()
        wire.holds_stream = False
        if wire.pipe is not None:
            wire.pipe.let_pass(harm, at)
        self._done()

    @rule(window=WINDOWS)
    def deliver_late(self, window: int) -> None:
        self.town.loop.do(self._client(window).wire.deliver_late())
        self._done()

    @rule(window=WINDOWS, how=st.sampled_from(("cut", "deaf", "offline", "online")))
    def break_connection(self, window: int, how: str) -> None:
        wire = self._client(window).wire
        match how:
            case "cut":
                wire.cut()
            case "offline":
                wire.go_offline()
            case "online":
                wire.online = True
            case _:
                if wire.pipe is not None:
                    wire.pipe.deaf = True
        self._done()

    @rule(window=WINDOWS, other=WINDOWS, place=PLACES, words=WORDS, epoch=st.booleans())
    def be_away_for_long(
        self, window: int, other: int, place: int, words: str, epoch: bool
    ) -> None:
        """What was known is changed meanwhile, and the log does not tell of it any more."""
        client, second = self._client(window), self._client(other)
        client.wire.go_offline()
        message = self._own_message(second, place, 1)
        if message is not None:
            second.run(second.engine.edit(message.id, f"{words}, {words}"))
            second.run(self._send(second, message.conversation_id, words, None))
        self.town.loop.go()
        if epoch:
            self.town.server.new_epoch(client.user_id)
        else:
            self.town.server.prune_events()
        client.wire.online = True
        self._done()
