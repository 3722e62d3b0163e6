"""What people, windows, networks, servers and clocks may do, in any order."""

import sys
from collections.abc import Coroutine
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId, MessageId, UserId, is_temp
from safespot_tui.domain.intent import OutboxState, SendMessage
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.store.timeline import is_gap
from tests.convergence.agreement import all_agree
from tests.convergence.client import Client, Moment
from tests.convergence.invariants import Invariants
from tests.convergence.ledger import Sent
from tests.convergence.network import Fault, Harm
from tests.convergence.server import BEGINNING, picture
from tests.convergence.town import Places, Town, founded
from tests.convergence.verdicts import Miscounted

ANA, BETO, CARLA = range(3)
NEIGHBOURHOODS = (
    # Two windows of one account on one machine, and somebody else.
    ((ANA, "ana"), (ANA, "ana"), (BETO, "beto")),
    # One account on two machines, and somebody else.
    ((ANA, "ana-at-home"), (ANA, "ana-on-the-road"), (BETO, "beto")),
    ((ANA, "ana"), (ANA, "ana"), (BETO, "beto"), (CARLA, "carla")),
    ((ANA, "ana-at-home"), (ANA, "ana-on-the-road"), (BETO, "beto"), (CARLA, "carla")),
)

MOMENTS = st.sampled_from(Moment)
WINDOWS = st.integers(0, 3)
PLACES = st.integers(0, 2)
ROWS = st.integers(0, 3)
WORDS = st.sampled_from(("ok", "no", "hola"))
EMOJIS = st.sampled_from(("👍", "🎉"))
PICTURES = st.sampled_from([picture(colour) for colour in ("red", "blue")])
Trouble = Fault | str | tuple[int, Moment] | None
TROUBLES = st.one_of(
    st.none(), st.sampled_from((*Fault, "answers", "stream")), st.tuples(st.integers(1, 3), MOMENTS)
)
"""What befalls the very request of a user: most bugs hide there."""


def is_sent(message: Message) -> bool:
    """Whether it can be sent on."""
    return not (is_temp(message.id) or message.deleted_at or message.notice)


class Convergence(RuleBasedStateMachine):
    """One example: anything, anywhere, in any order; then all is well, and all must agree."""

    traces: list[list[tuple[object, ...]]] | None = None
    """Where the trace of every example goes, if a test wants them."""

    def __init__(self) -> None:
        super().__init__()
        self._town: Town | None = None

    @initialize(
        places=st.sampled_from(NEIGHBOURHOODS), yesterday=st.sampled_from((True, True, True, False))
    )
    def begin(self, places: Places, *, yesterday: bool = False) -> None:
        self._founded = founded(places, yesterday=yesterday)
        self._town = self._founded.__enter__()
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

    # ---------------------------------------------------------------------------- people

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

    # ---------------------------------------------------------------------------- conversations

    @rule(window=WINDOWS, who=PLACES, joins=st.booleans())
    def join_or_leave(self, window: int, who: int, joins: bool) -> None:
        """Somebody is brought into a group, taken out of it, or leaves."""
        client = self._client(window)
        group = self._group(client)
        if group is not None:
            user_id = UserId(self.town.server.user_ids[who])
            if joins:
                client.run(client.engine.add_members(group, [user_id]))
            else:
                client.run(client.engine.remove_member(group, user_id))
        self._done()

    @rule(window=WINDOWS, who=PLACES, role=st.sampled_from(Role))
    def give_role(self, window: int, who: int, role: Role) -> None:
        client = self._client(window)
        group = self._group(client)
        if group is not None:
            user_id = UserId(self.town.server.user_ids[who])
            client.run(client.engine.set_role(group, user_id, role))
        self._done()

    @rule(window=WINDOWS, who=PLACES, name=WORDS)
    def create(self, window: int, who: int, name: str) -> None:
        """A conversation of two where there is none, else a group."""
        client = self._client(window)
        user_id = UserId(self.town.server.user_ids[who])
        if user_id != client.user_id:
            if name == "ok":
                client.run(client.engine.create_dm(user_id))
            elif len(client.store.base_entities().conversations) < 4:
                client.run(client.engine.create_group(SafeText(name), [user_id]))
        self._done()

    @rule(window=WINDOWS, icon=EMOJIS)
    def give_icon(self, window: int, icon: str) -> None:
        client = self._client(window)
        group = self._group(client)
        if group is not None:
            client.run(client.engine.set_icon(group, SafeText(icon)))
        self._done()

    @rule(window=WINDOWS, name=WORDS, oneself=st.booleans())
    def rename(self, window: int, name: str, oneself: bool) -> None:
        client = self._client(window)
        group = self._group(client)
        if oneself:
            client.run(client.engine.rename_self(SafeText(f"{name} {client.user_id[:4]}")))
        elif group is not None:
            client.run(client.engine.rename_conversation(group, SafeText(name)))
        self._done()

    # ---------------------------------------------------------------------------- windows

    @rule(window=WINDOWS, commits=st.integers(0, 3), moment=MOMENTS)
    def crash(self, window: int, commits: int, moment: Moment) -> None:
        """The process dies at its next commits, or at once."""
        client = self._client(window)
        if commits:
            client.fuse.light(commits, moment)
        else:
            client.kill()
        self._done()

    @rule(window=WINDOWS)
    def close(self, window: int) -> None:
        index = window % len(self.town.clients)
        client = self.town.clients[index]
        if client is not None:
            client.close()
            self.town.clients[index] = None
        self._done()

    @rule(window=WINDOWS)
    def disk(self, window: int) -> None:
        """A disk gets slow, or fast again."""
        worker = self._client(window).disk
        if worker.slow:
            worker.hurry()
        else:
            worker.slow = True
        self._done()

    # ---------------------------------------------------------------------------- the network

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

    # ---------------------------------------------------------------------------- the server

    @rule(killed=st.booleans())
    def restart_server(self, killed: bool) -> None:
        self.town.server.restart(killed=killed)
        self._done()

    @rule(what=st.sampled_from(("events", "images", "both")))
    def prune(self, what: str) -> None:
        """What is old is forgotten."""
        if what != "images":
            self.town.server.prune_events()
        if what != "events":
            self.town.server.prune_images()
        self._done()

    @rule(who=PLACES)
    def new_epoch(self, who: int) -> None:
        self.town.server.new_epoch(self.town.server.user_ids[who])
        self._done()

    # ---------------------------------------------------------------------------- time

    @rule(seconds=st.sampled_from((0.4, 2.0, 7.0)))
    def wait(self, seconds: float) -> None:
        self.town.loop.go(seconds)
        self._done()

    @rule(seconds=st.sampled_from((40.0, 90_000.0)))
    def sleep_through(self, seconds: float) -> None:
        """All laptops are closed for a while; nothing runs meanwhile."""
        self.town.loop.skip(seconds)
        self._done()

    @rule(window=st.integers(-1, 3), ahead=st.sampled_from((-86_400.0, 0.0, 86_400.0)))
    def set_clock(self, window: int, ahead: float) -> None:
        """A wall clock is set wrong, the server's or a client's."""
        if window < 0:
            self.town.server.wall_clock_ahead = ahead
        else:
            self._client(window).clock.ahead = ahead

    # ---------------------------------------------------------------------------- inside

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
