"""Who is taken to be there."""

from safespot_tui.gateway.safespot.events import PresenceSource
from safespot_tui.gateway.safespot.presence import SIGN_OF_LIFE_SECONDS, Presence

from .recorded import BOB

BROADCAST, ROOM, COUNTER = PresenceSource


def test_what_somebody_does_outweighs_the_counter_for_a_while() -> None:
    presence = Presence()
    assert presence.alive(BOB, 0)
    assert not presence.told(BOB, online=False, source=COUNTER, now=SIGN_OF_LIFE_SECONDS - 1)
    assert presence.is_online(BOB)
    assert presence.told(BOB, online=False, source=COUNTER, now=SIGN_OF_LIFE_SECONDS)
    assert not presence.is_online(BOB)


def test_closing_a_conversation_is_not_to_be_gone() -> None:
    presence = Presence()
    assert presence.told(BOB, online=True, source=ROOM, now=0)
    assert not presence.told(BOB, online=False, source=ROOM, now=1)
    assert presence.is_online(BOB)


def test_a_broadcast_is_believed_until_there_is_a_sign_of_life() -> None:
    presence = Presence()
    presence.alive(BOB, 0)
    assert presence.told(BOB, online=False, source=BROADCAST, now=1)
    assert not presence.told(BOB, online=False, source=BROADCAST, now=2)
    assert presence.alive(BOB, 3)


def test_the_counter_is_believed_where_nothing_else_is_known() -> None:
    presence = Presence()
    assert presence.told(BOB, online=True, source=COUNTER, now=0)
    assert not presence.told(BOB, online=True, source=COUNTER, now=1)
    assert presence.told(BOB, online=False, source=COUNTER, now=2)
