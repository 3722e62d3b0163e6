# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
"""Who is suspended is told why, reads what is here, and goes on when it is over."""

from datetime import timedelta

import pytest
from msgspec import structs

from safespot_tui.domain.account import Account
from safespot_tui.domain.conversation import Lock
from safespot_tui.domain.event import (
    AccountUpdated,
    ConversationChanges,
    ConversationUpdated,
    MemberChanges,
    MemberUpdated,
)
from safespot_tui.domain.hindrance import HindranceKind
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    MarkRead,
    OutboxState,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.member import Role
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.store.hindrance import hindrance_in
from safespot_tui.sync.hindrances import is_said
from safespot_tui.sync.machine import SUSPENDED_BOUNDS
from tests.sync.chat import C, contents, done_after_pauses

SHORTEST, LONGEST = SUSPENDED_BOUNDS


async def suspended(windows, ana, seconds=120.0):
    """She is, and has been told so."""
    windows.server.suspend(windows.clock.now() + timedelta(seconds=seconds), "spam")
    await windows.state(ana, "offline")
    await windows.clock.advance(60)
    await windows.state(ana, "suspended")


async def test_it_is_told_and_what_is_here_can_be_read(windows, ana):
    await suspended(windows, ana)

    store = ana.store
    assert "You are suspended until" in store.connection.reason
    assert store.connection.reason.endswith(": spam")
    assert contents(ana) == ["buenas"]
    laid = hindrance_in(store, C, windows.clock.now())
    assert (laid.kind, laid.reason) == (HindranceKind.SUSPENDED, "spam")

    await windows.close(ana)
    again = windows.restored("u-ana")
    assert hindrance_in(again.store, C, windows.clock.now()) == laid


async def test_once_the_time_is_over_it_goes_on_by_itself(windows, ana):
    await suspended(windows, ana, seconds=120)
    states = []
    ana.store.watch(("connection",), lambda: states.append(str(ana.store.connection.state)))

    await windows.clock.advance(30)
    assert states == []
    windows.server.hindered = None
    windows.server.say(C, "u-beto", "volviste")
    await windows.clock.advance(61)
    await windows.live(ana)

    assert contents(ana) == ["buenas", "volviste"]
    assert "connecting" not in states
    assert hindrance_in(ana.store, C, windows.clock.now()) is None


async def test_one_that_was_lifted_is_found_out_within_minutes(windows, ana):
    await suspended(windows, ana, seconds=7 * 86_400)
    windows.server.hindered = None
    windows.server._tell("u-ana", AccountUpdated(Account()))
    await windows.clock.advance(LONGEST)
    await windows.live(ana)
    await windows.until(lambda: hindrance_in(ana.store, C, windows.clock.now()) is None)


async def test_a_clock_that_is_ahead_does_not_ask_without_a_breath(windows, ana):
    await suspended(windows, ana, seconds=-3600)
    asked = len(windows.server.calls)
    await windows.clock.advance(60)
    assert 1 <= len(windows.server.calls) - asked <= 60 / SHORTEST + 1


async def test_nothing_is_said_days_later_by_itself(windows, ana):
    windows.server.go_down()
    await windows.state(ana, "offline")
    await ana.send(C, "¿me oyen?")
    ana.set_flags(C, archived=True)
    windows.server.down = False
    await suspended(windows, ana)

    def send():
        return next(i for i in ana.store.outbox if isinstance(i.intent, SendMessage))

    await windows.until(lambda: send().state is OutboxState.FAILED)
    assert "You are suspended" in send().reason
    await ana.retry(send().sequence)
    await windows.until(lambda: send().state is OutboxState.FAILED)

    windows.server.hindered = None
    await windows.clock.advance(121)
    await windows.live(ana)
    await windows.until(lambda: len(ana.store.outbox) == 1)
    assert windows.server.performed == [SetFlags(C, archived=True)]
    assert send().intent.content == "¿me oyen?"

    await ana.retry(send().sequence)
    await done_after_pauses(windows, ana)
    assert contents(ana) == ["buenas", "¿me oyen?"]


async def test_what_was_on_its_way_when_it_began_waits_or_fails_as_well(windows, ana):
    windows.server.gate.clear()
    await ana.send(C, "justo")
    ana.set_flags(C, pinned=True)
    await windows.until(lambda: len([c for c in windows.server.calls if c[0] == "perform"]) == 2)
    windows.server.suspend(windows.clock.now() + timedelta(hours=1), "spam")
    windows.server.refusals = {
        SendMessage: windows.server.hindered,
        SetFlags: windows.server.hindered,
    }
    windows.server.gate.set()
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.FAILED)
    await windows.until(lambda: ana.store.outbox[1].state is OutboxState.QUEUED)


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        (SendMessage(C, "x", SafeText("x")), True),
        (EditMessage(C, "m", SafeText("x")), True),
        (React(C, "m", SafeText("x"), True), True),
        (PinMessage(C, "m", True), True),
        (DeleteMessage(C, "m"), False),
        (StarMessage(C, "m", True), False),
        (MarkRead(C, "m", 1), False),
        (SetFlags(C), False),
    ],
)
def test_what_others_hear_of_as_news_is_not_kept(intent, said):
    assert is_said(intent) is said


def mute(windows):
    until = windows.clock.now() + timedelta(hours=1)
    return Sanction("u-ana", SanctionKind.MUTE, until, SafeText("spam"))


async def hindered(windows, ana, how):
    """Whether it is the account, the conversation, or one's place in it."""
    match how:
        case "muted":
            told = AccountUpdated(Account(sanctions=(mute(windows),)))
        case "locked":
            lock = Lock(SafeText("fight"), windows.clock.now())
            told = ConversationUpdated(C, ConversationChanges(lock=lock))
        case _:
            told = MemberUpdated(C, "u-ana", MemberChanges(role=Role.OBSERVER))
    windows.server._tell("u-ana", told)

    def kind():
        laid = hindrance_in(ana.store, C, windows.clock.now())
        return laid and laid.kind

    await windows.until(lambda: kind() == how)


@pytest.mark.parametrize("how", ["muted", "locked", "observing"])
async def test_who_cannot_write_is_not_told_to_type(windows, ana, how):
    ana.set_focused(focused=True)
    ana.typed(C)
    await windows.until(lambda: ("typing", C, "True") in windows.server.calls)
    await windows.clock.advance(10)
    await hindered(windows, ana, how)
    windows.server.calls.clear()
    ana.typed(C)
    await windows.clock.advance(10)
    assert not [call for call in windows.server.calls if call[0] == "typing"]


async def test_of_an_observer_nobody_hears_that_something_arrived(windows, ana):
    await hindered(windows, ana, "observing")
    windows.server.calls.clear()
    windows.server.say(C, "u-beto", "hola")
    await windows.until(lambda: contents(ana)[-1] == "hola")
    await windows.clock.advance(10)
    assert not [call for call in windows.server.calls if call[0] == "delivered"]
    windows.server._tell("u-ana", MemberUpdated(C, "u-ana", MemberChanges(role=Role.MEMBER)))
    windows.server.say(C, "u-beto", "otra")
    await windows.until(lambda: [c for c in windows.server.calls if c[0] == "delivered"])


async def test_the_graver_is_told_first(windows, ana):
    await hindered(windows, ana, "locked")
    await hindered(windows, ana, "muted")
    suspension = structs.replace(mute(windows), kind=SanctionKind.SUSPENSION)
    windows.server._tell("u-ana", AccountUpdated(Account(sanctions=(mute(windows), suspension))))

    def kind():
        return hindrance_in(ana.store, C, windows.clock.now()).kind

    await windows.until(lambda: kind() is HindranceKind.SUSPENDED)
    await windows.clock.advance(3601)
    assert kind() is HindranceKind.LOCKED
