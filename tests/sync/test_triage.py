# Ids are plain strings here, what a test expects to be there is taken to be there, and a desk that
# does what is asked of cases is desk enough.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
"""What is done in the queue shows at once, is kept or asked for, and can be taken back."""

import asyncio
from datetime import timedelta

import pytest
from msgspec import structs

from safespot_tui.archive.errors import ArchiveUnwritable
from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import AccountUpdated, MemberChanges
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Rejected, Unreachable
from safespot_tui.gateway.moderation import CasePage
from safespot_tui.sync.errors import OutboxFull
from tests.sync.fake_desk import FakeDesk
from tests.sync.still_clock import START

C, D, FAR = "c-dm", "c-two", "c-far"


def case(conversation_id, **fields):
    fields = {"revision": 1, "waiting_since": START, **fields}
    return Case(conversation_id, ConversationType.GROUP, START, **fields)


@pytest.fixture
async def local(windows, ana):
    """Ana's queue where nobody moderates, with two conversations that wait."""
    windows.server.say(windows.server.open("two", ana.store.me, "u-beto"), "u-beto", "¿Hola?")
    ana.triage.begin()
    await windows.until(lambda: ana.triage.queue.count(QueuePart.OPEN) == 2)
    await ana.triage.refresh()
    return ana.triage


@pytest.fixture
async def desk(windows):
    """The server's desk, with two cases; one is of a conversation that Ana is not in."""
    server = windows.server
    ana, beto = server.user("ana"), server.user("beto")
    server.say(server.open("dm", ana, beto), beto, "buenas")
    server.desk = FakeDesk(
        ana,
        lambda event: server._tell(ana, event),
        lambda: tuple(server.users.values()),
        server._entities,
    )
    server.desk.held = {each: case(each) for each in (C, FAR)}
    return server.desk


@pytest.fixture
async def shared(windows, desk):
    """Ana's window; she moderates."""
    ana = await windows.open("u-ana")
    windows.server._tell("u-ana", AccountUpdated(Account(Standing.MODERATOR)))
    for each in desk.held.values():
        desk.put(each)
    ana.triage.begin()
    await windows.until(lambda: len(ana.store.cases) == 2)
    return ana


def ids(triage, part=QueuePart.OPEN):
    return list(triage.queue.ids(part))


# --------------------------------------------------------------------------- kept on this machine


async def test_what_is_kept_here_is_there_after_another_start(windows, ana, local):
    await local.claim([C])
    await local.snooze([D], windows.clock.now() + timedelta(hours=1))
    await local.write_note(C, SafeText("calls back"))
    await windows.close(ana)

    again = await windows.open(ana.store.me)
    again.triage.begin()
    await windows.until(lambda: ids(again.triage, QueuePart.MINE) == [C])

    assert ids(again.triage, QueuePart.SNOOZED) == [D]
    assert [note.content for note in again.triage.queue.case(C).notes] == ["calls back"]
    assert not windows.server.performed


async def test_what_cannot_be_kept_does_not_show(ana, local, monkeypatch):
    async def keep_cases(cases, gone=()):
        raise ArchiveUnwritable("The disk is full.")

    monkeypatch.setattr(ana._keeper, "keep_cases", keep_cases)
    with pytest.raises(OutboxFull, match="The disk is full"):
        await local.finish([C])

    assert ids(local, QueuePart.DONE) == []
    assert not await local.undo()


async def test_several_at_once_are_taken_back_at_once(local):
    await local.claim([C])
    await local.finish([C, D])
    assert ids(local) == []

    assert await local.undo()
    assert set(ids(local)) == {C, D}
    assert ids(local, QueuePart.MINE) == [C]

    assert await local.undo()
    assert ids(local, QueuePart.MINE) == []
    assert not await local.undo()


async def test_what_is_opened_again_waits_as_if_it_was_never_done(local):
    before = local.queue.case(C).waiting_since
    await local.finish([C])
    await local.finish([C], done=False)

    assert local.queue.case(C).waiting_since == before


async def test_another_window_sees_it_when_it_looks(windows, ana, local):
    other = await windows.open(ana.store.me)
    other.triage.begin()
    await local.finish([C])
    await other.triage.refresh()

    assert ids(other.triage, QueuePart.DONE) == [C]


async def test_a_snooze_ends_by_itself(windows, local):
    told = []
    local.watch(told.append)
    await local.snooze([C], windows.clock.now() + timedelta(minutes=15))
    assert ids(local) == [D]

    await windows.clock.advance(14 * 60)
    assert ids(local) == [D]
    told.clear()
    await windows.clock.advance(61)

    await windows.until(lambda: C in ids(local))
    assert [C] in [list(each) for each in told]


async def test_how_long_it_waits_is_known_from_the_archive(windows, ana):
    server, me = windows.server, ana.store.me
    server.say(C, me, "¿Sí?")
    first = server.say(C, "u-beto", "se rompió")
    server.say(C, "u-beto", "el portón")
    await windows.until(lambda: len(ana.store.timeline(C).rows) >= 4)
    await windows.close(ana)

    again = await windows.open(me)
    again.triage.begin()
    assert again.triage.queue.case(C).waiting_since > first.created_at
    await again.triage.refresh()

    assert again.triage.queue.case(C).waiting_since == first.created_at


async def test_what_the_user_sends_answers_at_once(windows, ana, local):
    windows.server.gate.clear()
    await ana.send(C, "Voy")

    assert ids(local) == [D]


async def test_nothing_is_followed_while_nobody_looks(windows, ana, local):
    local.end()
    told = []
    local.watch(told.append)
    windows.server.say(C, ana.store.me, "Listo")
    await windows.until(lambda: ana.store.conversation(C).head_position == 2)

    assert not told


# --------------------------------------------------------------------------- on the server


async def test_a_claim_shows_before_the_server_has_said_so(windows, desk, shared):
    desk.gate.clear()
    task = asyncio.create_task(shared.triage.claim([FAR]))
    await windows.until(lambda: desk.asked)

    assert ids(shared.triage, QueuePart.MINE) == [FAR]
    assert shared.store.case(FAR).claimed_by is None

    desk.gate.set()
    await task
    assert shared.store.case(FAR).claimed_by == "u-ana"
    assert ids(shared.triage, QueuePart.MINE) == [FAR]


async def test_what_is_refused_is_as_it_was(desk, shared):
    desk.refusal = Rejected(SafeText("No."), "conflict", 409)
    with pytest.raises(Rejected, match="No"):
        await shared.triage.finish([C])

    assert set(ids(shared.triage)) == {C, FAR}
    assert not await shared.triage.undo()


async def test_who_has_it_already_is_said(windows, desk, shared):
    desk.put(case(C, revision=5, claimed_by="u-beto"))
    await windows.until(lambda: shared.store.case(C).claimed_by)
    desk.refusal = Rejected(SafeText("No."), "claimed", 409)

    with pytest.raises(Rejected, match="Beto has this one already"):
        await shared.triage.claim([C])


async def test_who_hands_over_what_only_they_are_in_learns_what_to_do(desk, shared):
    await shared.triage.refresh()
    (other,) = shared.triage.moderators
    desk.refusal = Rejected(SafeText("No."), "not_found", 404)

    with pytest.raises(Rejected) as refused:
        await shared.triage.claim([C], other.id)
    assert f"{other.alias} cannot see this conversation" in refused.value.reason
    assert "Report something in it" in refused.value.reason
    assert shared.triage.queue.case(C).claimed_by is None

    with pytest.raises(Rejected, match="No"):
        await shared.triage.claim([C])


async def test_of_several_only_the_refused_are_as_they_were(desk, shared):
    desk.refused = {C}
    with pytest.raises(Rejected, match="Not this one"):
        await shared.triage.finish([C, FAR])

    assert ids(shared.triage) == [C]
    assert ids(shared.triage, QueuePart.DONE) == [FAR]

    await shared.triage.undo()
    assert set(ids(shared.triage)) == {C, FAR}
    assert ("finish", FAR, None, None) in desk.asked


async def test_when_nothing_gets_through_nothing_more_is_tried(desk, shared):
    desk.refusal = Unreachable("The server does not answer.")
    with pytest.raises(Unreachable):
        await shared.triage.finish([C, FAR])

    assert len(desk.asked) == 1
    assert set(ids(shared.triage)) == {C, FAR}


async def test_the_server_is_asked_in_the_order_of_the_user(desk, shared):
    triage = shared.triage
    await asyncio.gather(triage.claim([C]), triage.finish([C]), triage.undo())

    assert [asked[0] for asked in desk.asked] == ["claim", "finish", "finish", "claim"]
    assert triage.queue.case(C).done_at is None
    assert triage.queue.case(C).claimed_by == "u-ana"


async def test_another_moderators_doing_shows_by_the_event(windows, desk, shared):
    desk.put(case(C, revision=4, done_at=START, waiting_since=None))

    await windows.until(lambda: ids(shared.triage, QueuePart.DONE) == [C])
    assert shared.triage.queue.case(C).state(START) is CaseState.DONE


async def test_what_waits_beyond_the_snapshot_comes_by_pages(desk, shared):
    more = [case(f"c-{number}", waiting_since=START) for number in range(4)]
    desk.pages = [CasePage(tuple(more[:2]), next="1"), CasePage(tuple(more[2:]))]
    await shared.triage.refresh()
    assert len(ids(shared.triage)) == 4

    await shared.triage.more(QueuePart.OPEN)
    await shared.triage.more(QueuePart.OPEN)
    assert len(ids(shared.triage)) == 6
    assert [asked for asked in desk.asked if asked[0] == "cases"] == [
        ("cases", None, None),
        ("cases", None, "1"),
    ]

    await shared.triage.more(QueuePart.DONE)
    assert desk.asked[-1] == ("cases", CaseState.DONE, None)


async def test_hand_over_and_notes_are_asked_of_the_server(desk, shared):
    await shared.triage.claim([C], "u-beto")
    await shared.triage.write_note(C, SafeText("calls back"))

    assert desk.asked[0] == ("claim", C, "u-beto")
    assert shared.store.case(C).claimed_by == "u-beto"
    assert [note.content for note in shared.store.case(C).notes] == ["calls back"]


async def test_one_that_the_user_is_not_in_is_opened_on_record(windows, desk, shared):
    windows.server.conversations[FAR] = structs.replace(
        windows.server.conversations[C], id=FAR, last_message_id=None
    )
    windows.server.members[FAR, "u-ana"] = Member(FAR, "u-ana", START, role=Role.OBSERVER)
    await shared.triage.observe(FAR)

    assert ("observe", FAR) in desk.asked
    assert shared.store.own(FAR).role is Role.OBSERVER
    del windows.server.members[FAR, "u-ana"]


async def test_whoever_types_there_is_told_of(windows, desk, shared):
    await shared.triage.refresh()
    windows.server.change_member(C, "u-beto", MemberChanges(read_position=1))
    await windows.until(lambda: shared.triage.company(C) is not None)

    assert shared.triage.company(C).user_id == "u-beto"
    assert [user.alias for user in shared.triage.moderators] == ["Beto"]
