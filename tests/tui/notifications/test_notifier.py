"""From what the store says to what the terminal is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec import structs

from safespot_tui.actions.folder import folders_in
from safespot_tui.config.settings import Desktop, NotificationSettings, Notify
from safespot_tui.domain.event import MemberChanges, MemberUpdated, MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.tui.conversation.row import no_hits
from safespot_tui.tui.notifications.coalescing import PAUSE_SECONDS
from safespot_tui.tui.notifications.decision import Attention, Focus
from safespot_tui.tui.notifications.notifier import Notifier
from safespot_tui.tui.notifications.rules import rules_of

CUADRA, ANA, FUTBOL = map(ConversationId, ("c-cuadra", "c-ana", "c-futbol"))
FOLDERS = folders_in({"night": "person:ana is:dm"})
SETTINGS = NotificationSettings(desktop=Desktop.OSC_777)


class Outlet:
    """A terminal that only listens, and a user."""

    def __init__(self) -> None:
        self.bells = 0
        self.told: list[str] = []
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.shown: list[ConversationId] = []
        self.attention = Attention(Focus.AWAY)

    def bell(self) -> None:
        self.bells += 1

    def tell_terminal(self, sequence: str) -> None:
        if sequence:
            self.told.append(sequence)

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        self.timers.append((seconds, work))

    @property
    def notices(self) -> list[str]:
        return [
            each.removeprefix("\x1b]777;notify;").removesuffix("\x07")
            for each in self.told
            if "]777;" in each
        ]

    @property
    def titles(self) -> list[str]:
        return [each[4:-1] for each in self.told if each.startswith("\x1b]2;")]


class World:
    """A neighbourhood, and what its user is told."""

    def __init__(self, store, clock, settings=SETTINGS, hits_of=no_hits) -> None:
        self.store, self.clock, self.outlet, self.seconds = store, clock, Outlet(), 0.0
        self.notifier = Notifier(
            store,
            self.outlet,
            rules_of(settings, FOLDERS),
            clock,
            {"TERM": "xterm"},
            lambda: self.seconds,
            hits_of=hits_of,
        )
        store.watch_all(self.notifier.follow)
        self._count = 0
        self._heads: dict[ConversationId, int] = {}

    def next_position(self, conversation_id: ConversationId) -> int:
        conversation = self.store.conversation(conversation_id)
        assert conversation is not None
        head = self._heads.get(conversation_id, conversation.head_position or 0)
        self._heads[conversation_id] = head + 1
        return head + 1

    def say(self, *conversations: ConversationId, text="¡Hola!", sender="u-ana", **fields) -> None:
        events = []
        for conversation_id in conversations:
            self._count += 1
            message = Message(
                id=MessageId(f"m-new-{self._count}"),
                conversation_id=conversation_id,
                sender_id=UserId(sender),
                created_at=self.clock() + timedelta(seconds=self._count),
                content=SafeText(text),
                position=self.next_position(conversation_id),
                **fields,
            )
            origin = OriginClientId("elsewhere") if sender == "u-vera" else None
            events.append(MessageCreated(message, origin=origin))
        self.store.apply(*events)


@pytest.fixture
def world(store, clock) -> World:
    world = World(store, clock)
    world.notifier.start()
    return world


def test_a_message_is_told_with_who_and_what(world) -> None:
    world.say(ANA, text="¿Venís? a las 5;30\x1b]0;x\x07")
    assert world.outlet.notices == ["Ana Belén;¿Venís? a las 5,30␛]0,x␇"]
    assert world.outlet.bells == 1


def test_many_are_one_notice_a_conversation(world) -> None:
    world.say(ANA, ANA, CUADRA)
    assert [each.partition(";")[2] for each in world.outlet.notices] == [
        "2 new in Ana Belén",
        "Ana Belén: ¡Hola!",
    ]
    world.say(ANA)
    world.say(ANA)
    assert len(world.outlet.notices) == 2
    ((seconds, work),) = world.outlet.timers
    assert seconds == PAUSE_SECONDS
    world.seconds = PAUSE_SECONDS
    work()
    assert world.outlet.notices[2] == "Ana Belén;4 new in Ana Belén"
    assert world.outlet.bells == 2


def test_what_was_read_meanwhile_is_not_told(world) -> None:
    world.say(ANA)
    world.say(ANA)
    world.store.apply(
        MemberUpdated(
            ANA, UserId("u-vera"), MemberChanges(read_position=world.next_position(ANA) + 1)
        )
    )
    world.seconds = PAUSE_SECONDS
    world.outlet.timers[0][1]()
    assert len(world.outlet.notices) == 1
    world.say(ANA)
    assert len(world.outlet.notices) == 1, "its position was read in another window already"


def test_what_waited_at_the_server_at_the_start_is_not_told(store, clock) -> None:
    store.apply(ConnectionPut(Connection(ConnectionState.CATCHING_UP)))
    world = World(store, clock)
    world.notifier.start()
    world.say(ANA)
    assert world.outlet.notices == []
    store.apply(ConnectionPut(Connection(ConnectionState.LIVE)))
    world.say(ANA)
    assert len(world.outlet.notices) == 1
    store.apply(ConnectionPut(Connection(ConnectionState.CATCHING_UP)))
    world.say(CUADRA)
    assert len(world.outlet.notices) == 2


def test_own_and_muted_messages_are_not_told(world) -> None:
    world.say(ANA, sender="u-vera")
    world.say(FUTBOL)
    assert world.outlet.notices == []
    assert world.outlet.bells == 0


def test_while_the_user_looks_it_only_rings_for_what_is_not_shown(world) -> None:
    world.outlet.attention = Attention(Focus.HERE)
    world.outlet.shown = [ANA]
    world.say(ANA)
    assert world.outlet.bells == 0
    world.say(CUADRA, CUADRA)
    assert world.outlet.bells == 1
    assert world.outlet.notices == []


def test_looking_again_forgets_what_is_on_the_screen(world) -> None:
    world.outlet.shown = [ANA]
    world.say(ANA)
    world.say(ANA)
    world.notifier.looked()
    world.seconds = PAUSE_SECONDS
    world.outlet.timers[0][1]()
    assert len(world.outlet.notices) == 1


def test_peace_is_peace_also_for_what_waits(world) -> None:
    world.say(ANA)
    world.say(ANA)
    world.outlet.attention = Attention(Focus.AWAY, do_not_disturb=True)
    world.say(CUADRA)
    world.seconds = PAUSE_SECONDS
    world.outlet.timers[0][1]()
    assert len(world.outlet.notices) == 1
    assert world.outlet.bells == 1


@pytest.mark.parametrize(
    ("settings", "conversation", "text", "told"),
    [
        ({"notify": Notify.MENTIONS}, CUADRA, "hola", False),
        ({"notify": Notify.MENTIONS}, CUADRA, "hola @vera!", True),
        ({"notify": Notify.MENTIONS}, CUADRA, "hola @verano", False),
        ({"notify": Notify.MENTIONS}, ANA, "hola", True),
        ({"conversations": {"ana belén": Notify.NONE}}, ANA, "hola", False),
        ({"conversations": {"c-ana": Notify.NONE}}, ANA, "hola", False),
        ({"conversations": {"c-ana": Notify.NONE}}, CUADRA, "hola", True),
        ({"folders": {"groups": Notify.NONE}}, CUADRA, "hola", False),
        ({"folders": {"groups": Notify.NONE}}, ANA, "hola", True),
        ({"folders": {"night": Notify.NONE}}, ANA, "hola", False),
        ({"folders": {"night": Notify.NONE}}, CUADRA, "hola", True),
        (
            {"folders": {"groups": Notify.NONE}, "conversations": {"c-cuadra": Notify.ALL}},
            CUADRA,
            "hola",
            True,
        ),
    ],
)
def test_rules_of_the_user(store, clock, settings, conversation, text, told) -> None:
    world = World(store, clock, structs.replace(SETTINGS, **settings))
    world.notifier.start()
    world.say(conversation, text=text)
    assert bool(world.outlet.notices) is told


def test_on_a_screen_that_others_see_nothing_is_told_but_that_something_came(store, clock) -> None:
    world = World(store, clock, structs.replace(SETTINGS, content=False, bell=False))
    world.notifier.start()
    world.say(ANA, ANA)
    assert world.outlet.notices == ["SafeSpot;2 new messages"]
    assert world.outlet.bells == 0


def test_the_window_has_our_title_and_gets_its_own_back(world) -> None:
    before = world.store.unread_total.messages
    assert world.outlet.told[:2] == ["\x1b[22;2t", f"\x1b]2;({before}) SafeSpot\x07"]
    world.say(ANA, text="\x1b]2;owned\x07")
    assert world.outlet.titles[-1] == f"({before + 1}) SafeSpot"
    world.notifier.stop()
    assert world.outlet.told[-1] == "\x1b[23;2t"


def test_without_the_setting_the_window_keeps_its_title(store, clock) -> None:
    world = World(store, clock, structs.replace(SETTINGS, title=False))
    world.notifier.start()
    world.say(ANA)
    world.notifier.stop()
    assert world.outlet.titles == []
    assert not any(each.endswith("t") for each in world.outlet.told)


def threats(message: Message) -> tuple[str, ...]:
    return ("Threats",) if "amenaza" in message.content else ()


def test_a_hit_is_told_although_nothing_else_is_and_by_the_same_rules(store, clock) -> None:
    settings = structs.replace(SETTINGS, notify=Notify.NONE)
    world = World(store, clock, settings, hits_of=threats)
    world.notifier.start()
    world.say(ANA, text="hola")
    world.say(ANA, text="una amenaza")
    world.say(ANA, text="otra amenaza")
    world.say(FUTBOL, text="amenaza en un grupo silenciado")
    assert world.outlet.notices == ["◆ Threats · Ana Belén;una amenaza"]
    ((_seconds, work),) = world.outlet.timers
    world.seconds = PAUSE_SECONDS
    work()
    assert world.outlet.notices[1:] == ["◆ Threats · Ana Belén;2 new in Ana Belén"]


def test_a_silence_is_told_unless_the_user_wants_peace_or_looks_there(store, clock) -> None:
    world = World(store, clock)
    world.notifier.start()
    world.notifier.tell_of_silence(ANA, ["Quiet"])
    world.notifier.tell_of_silence(ANA, [])
    world.notifier.tell_of_silence(FUTBOL, ["Quiet"])
    world.outlet.shown, world.outlet.attention = [ANA], Attention(Focus.HERE)
    world.notifier.tell_of_silence(ANA, ["Quiet"])
    world.outlet.shown, world.outlet.attention = [], Attention(Focus.AWAY, do_not_disturb=True)
    world.notifier.tell_of_silence(ANA, ["Quiet"])
    assert world.outlet.notices == ["◆ Quiet · Ana Belén;Nobody writes there any more"]
    assert world.outlet.bells == 1
