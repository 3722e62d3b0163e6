"""One example: how it begins, what holds after every step, and how it ends."""

import sys

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.server.settings import LARGE_ABOVE, LOG_ABOVE
from safespot_tui.store.timeline import is_gap
from tests.convergence.agreement import all_agree
from tests.convergence.client import Client, Moment
from tests.convergence.invariants import Invariants
from tests.convergence.machine.draws import NEIGHBOURHOODS, Trouble
from tests.convergence.network import Fault
from tests.convergence.town import Places, Town, founded


class Example(RuleBasedStateMachine):
    """One example: anything, anywhere, in any order; then all is well, and all must agree."""

    traces: list[list[tuple[object, ...]]] | None = None
    """Where the trace of every example goes, if a test wants them."""

    log_above: int = LOG_ABOVE
    """Members up to which a conversation has no log of its own."""
    large_above: int = LARGE_ABOVE
    """Members up to which all are told how far the others have read."""

    def __init__(self) -> None:
        super().__init__()
        self._town: Town | None = None

    @initialize(
        places=st.sampled_from(NEIGHBOURHOODS), yesterday=st.sampled_from((True, True, True, False))
    )
    def begin(self, places: Places, *, yesterday: bool = False) -> None:
        self._founded = founded(places, yesterday=yesterday)
        self._town = self._founded.__enter__()
        self._town.server.limit_to(self.log_above, self.large_above)
        self._invariants = Invariants(self._town)
        for index in range(len(places)):
            self._town.open(index)
        self._done()

    def teardown(self) -> None:
        town = self._town
        if town is None:
            return
        try:
            # Not when something went wrong before: that is what is to be told.
            if sys.exception() is None:
                town.heal()
                self._invariants.hold(everywhere=True)
                all_agree(town)
            if self.traces is not None:
                self.traces.append(town.trace)
        finally:
            self._town = None
            self._founded.__exit__(None, None, None)

    # ---------------------------------------------------------------------------- for the rules

    @property
    def town(self) -> Town:
        assert self._town is not None
        return self._town

    def _done(self) -> None:
        """Whatever follows at once from what was done, happens; then everything must hold."""
        town = self.town
        town.loop.go()
        town.bury_the_dead()
        self._invariants.hold()

    def _client(self, window: int) -> Client:
        return self.town.client(window % len(self.town.clients))

    def _troubled(self, window: int, trouble: Trouble) -> Client:
        """A window to which something is about to happen."""
        client = self._client(window)
        match trouble:
            case None:
                pass
            case Fault():
                client.wire.faults.append(trouble)
            case "answers":
                client.wire.holds_answers = True
            case "stream":
                client.wire.holds_stream = True
            case (int(commits), Moment() as moment):
                client.fuse.light(commits, moment)
            case _:
                raise AssertionError(trouble)
        return client

    def _conversation(self, client: Client, place: int) -> ConversationId | None:
        known = sorted(
            client.store.base_entities().conversations, key=lambda one: (one.created_at, one.id)
        )
        return known[place % len(known)].id if known else None

    def _group(self, client: Client) -> ConversationId | None:
        for conversation in client.store.base_entities().conversations:
            if conversation.type is ConversationType.GROUP:
                return conversation.id
        return None

    def _message(self, client: Client, conversation_id: ConversationId, row: int) -> Message | None:
        rows = [r for r in client.store.timeline(conversation_id).rows if not is_gap(r)]
        return client.store.message(MessageId(rows[-1 - row % len(rows)])) if rows else None

    def _own_message(
        self, client: Client, place: int, row: int, *, images: bool = False
    ) -> Message | None:
        """A message of the user's; with `images`, it may be one that has no words to edit."""
        conversation_id = self._conversation(client, place)
        if conversation_id is None:
            return None
        rows = client.store.timeline(conversation_id).rows
        found = [client.store.message(MessageId(r)) for r in rows if not is_gap(r)]
        kinds = {MessageType.TEXT, MessageType.IMAGE} if images else {MessageType.TEXT}
        own = [m for m in found if m and m.sender_id == client.user_id and m.type in kinds]
        return own[-1 - row % len(own)] if own else None
