"""From what the store says to what the rules have hit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec import structs

from safespot_tui.domain.event import (
    HistoryPage,
    MemberChanges,
    MemberLeft,
    MemberUpdated,
    MessageChanges,
    MessageCreated,
    MessageUpdated,
)
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.store.store import Store
from safespot_tui.watching.hits import Hit
from safespot_tui.watching.rule import Burst, By, Categories, People, Rule, Silence, Words
from safespot_tui.watching.watch import Watch
from tests.tui.neighbourhood import NOW, build_neighbourhood

CUADRA, ANA, BACHE = map(ConversationId, ("c-cuadra", "c-ana", "c-bache"))
THREATS = Rule("threats", Words(("amenaz*",)))


class World:
    """A neighbourhood, its rules, and a time that stands still until it is moved."""

    def __init__(self, *rules: Rule, folder: tuple[ConversationId, ...] = ()) -> None:
        self.store: Store = build_neighbourhood()
        self.now = NOW
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.changed: list[frozenset[ConversationId]] = []
        self.silent: list[Hit] = []
        self.watch = Watch(
            self.store,
            rules,
            clock=lambda: self.now,
            later=self._later,
            in_folder=lambda name, each: name == "mine" and each in folder,
        )
        self.watch.on_silence = self.silent.extend
        self.watch.watch(self.changed.append)
        self.watch.start()
        self._count = 0

    def _later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        timer = (seconds, work)
        self.timers.append(timer)
        return lambda: self.timers.remove(timer)

    def strike(self) -> None:
        """Let the time of the timer come."""
        ((seconds, work),) = self.timers
        self.timers.clear()
        self.now += timedelta(seconds=seconds)
        work()

    def say(self, where: ConversationId, text: str, who: str = "ana") -> MessageId:
        self._count += 1
        conversation = self.store.conversation(where)
        assert conversation is not None
        message = Message(
            MessageId(f"m-new-{self._count}"),
            where,
            UserId(f"u-{who}"),
            self.now + timedelta(seconds=self._count),
            SafeText(text),
            position=conversation.head_position + 1,
        )
        self.store.apply(MessageCreated(message))
        return message.id

    def read(self, where: ConversationId) -> None:
        conversation = self.store.conversation(where)
        assert conversation is not None
        read = MemberChanges(read_position=conversation.head_position)
        self.store.apply(MemberUpdated(where, UserId("u-vera"), read))

    def names(self, message_id: MessageId) -> tuple[str, ...]:
        message = self.store.message(message_id)
        assert message is not None
        return self.watch.names_of(message)

    def next(self) -> MessageId | None:
        hit = self.watch.next()
        assert hit is not None
        return hit.message_id


def test_what_comes_is_marked_counted_and_gone_to() -> None:
    world = World(THREATS)
    world.say(CUADRA, "hola")
    assert world.watch.count == 0
    first, second = world.say(CUADRA, "Amenazás"), world.say(ANA, "una amenaza")
    assert world.names(first) == ("threats",)
    assert world.watch.waiting_in(CUADRA) == ("threats",)
    assert (world.watch.count, world.changed) == (2, [{CUADRA}, {ANA}])
    assert [world.next(), world.next(), world.next()] == [first, second, first]
    assert (world.watch.count, world.watch.waiting_in(CUADRA)) == (0, ())


def test_what_is_read_here_or_elsewhere_waits_no_longer_and_stays_marked() -> None:
    world = World(THREATS)
    message_id = world.say(CUADRA, "amenaza")
    world.read(CUADRA)
    assert (world.watch.count, world.changed[-1]) == (0, {CUADRA})
    assert world.names(message_id) == ("threats",)


def test_the_own_words_hit_nothing() -> None:
    world = World(THREATS, Rule("flood", Burst(1, 10)))
    assert world.names(world.say(CUADRA, "amenaza", who="vera")) == ()
    assert world.watch.count == 0


def test_what_is_unread_at_the_start_waits() -> None:
    world = World(Rule("signs", Words(("avisenme", "planilla", "vallas"))))
    assert world.watch.waiting_in(CUADRA) == ("signs",)
    assert (world.watch.count, world.next()) == (2, "m-cuadra-011")
    assert world.names(MessageId("m-cuadra-007")) == ("signs",), "it is read: marked all the same"


def test_what_is_loaded_of_the_unread_waits_too() -> None:
    world = World(THREATS)
    older = Message(
        MessageId("m-older"), CUADRA, UserId("u-ana"), NOW, SafeText("amenaza"), position=11
    )
    world.store.apply(HistoryPage(CUADRA, (older,), False, False))
    assert world.next() == "m-older"


def test_what_is_edited_into_a_message_waits_although_it_was_read() -> None:
    world = World(THREATS)
    message_id = world.say(CUADRA, "te quiero")
    world.read(CUADRA)
    edited = MessageChanges(revision=1, content=SafeText("amenaza"), edited_at=NOW)
    world.store.apply(MessageUpdated(message_id, CUADRA, edited))
    assert (world.watch.count, world.names(message_id)) == (1, ("threats",))
    world.watch.opened(CUADRA)
    assert world.watch.count == 0


def test_what_is_deleted_stays_a_hit() -> None:
    world = World(THREATS)
    message_id = world.say(CUADRA, "amenaza")
    gone = MessageChanges(revision=1, content=SafeText(""), deleted_at=NOW)
    world.store.apply(MessageUpdated(message_id, CUADRA, gone))
    assert (world.watch.count, world.names(message_id)) == (1, ("threats",))


def test_people_and_categories_are_known_from_the_store() -> None:
    world = World(
        Rule("who", People(("julian paz",))), Rule("street", Categories(("via publica",)))
    )
    assert world.names(world.say(BACHE, "hola", who="julian")) == ("who", "street")
    assert world.names(world.say(ANA, "hola")) == ()


@pytest.mark.parametrize(
    ("rule", "hit"),
    [
        (structs.replace(THREATS, conversations=("VECINOS de la cuadra",)), True),
        (structs.replace(THREATS, conversations=("c-cuadra",)), True),
        (structs.replace(THREATS, conversations=("Ana Belén",)), False),
        (structs.replace(THREATS, folder="mine"), True),
        (structs.replace(THREATS, folder="other"), False),
    ],
)
def test_a_rule_counts_where_it_says(rule: Rule, hit: bool) -> None:
    world = World(
        rule, Rule("flood", Burst(1, 10), rule.folder, rule.conversations), folder=(CUADRA,)
    )
    assert world.names(world.say(CUADRA, "amenaza")) == (("threats", "flood") if hit else ())


def test_a_burst_is_counted_by_conversation_or_by_person() -> None:
    world = World(Rule("here", Burst(3, 10)), Rule("one", Burst(3, 10, By.PERSON)))
    for where, who in ((CUADRA, "ana"), (CUADRA, "luis"), (ANA, "ana")):
        assert world.names(world.say(where, "hola", who)) == ()
    assert world.names(world.say(CUADRA, "hola", "ana")) == ("here", "one")


def test_a_silence_is_found_by_a_timer_and_ends_when_somebody_speaks() -> None:
    quiet = Rule("quiet", Silence(3), conversations=("c-ana",), notifies=False)
    world = World(quiet)
    message_id = world.say(ANA, "¿Hola?")
    world.strike()
    ((_seconds, _work),) = world.timers
    world.strike()
    (hit,) = world.silent
    assert (hit.message_id, hit.names, hit.notices) == (message_id, ("quiet",), ())
    assert world.names(message_id) == ("quiet",)
    world.read(ANA)
    assert world.watch.waiting_in(ANA) == ("quiet",), "it is about what was not written"
    world.say(ANA, "acá estoy", who="vera")
    assert world.watch.count == 0


def test_it_wakes_in_time_for_the_shortest_and_no_more_once_stopped() -> None:
    world = World(Rule("slow", Silence(600)))
    assert [seconds for seconds, _work in world.timers] == [300]
    world.watch.stop()
    assert world.timers == []
    world.say(CUADRA, "hola")
    assert world.timers == []


def test_while_the_server_is_not_heard_nobody_is_said_to_be_silent() -> None:
    world = World(Rule("quiet", Silence(3), conversations=("c-ana",)))
    world.say(ANA, "¿Hola?")
    world.store.apply(ConnectionPut(Connection(ConnectionState.OFFLINE)))
    world.strike()
    assert (world.silent, world.timers) == ([], [])
    world.now += timedelta(minutes=10)
    world.store.apply(ConnectionPut(Connection(ConnectionState.CATCHING_UP)))
    message_id = world.say(ANA, "Escribí mientras tanto")
    assert world.timers == []
    world.store.apply(ConnectionPut(Connection(ConnectionState.LIVE)))
    world.strike()
    world.strike()
    assert [hit.message_id for hit in world.silent] == [message_id]


def test_what_is_left_is_watched_no_longer() -> None:
    world = World(THREATS, Rule("quiet", Silence(3)))
    world.say(CUADRA, "amenaza")
    world.store.apply(MemberLeft(CUADRA, UserId("u-vera")))
    assert world.watch.count == 0
