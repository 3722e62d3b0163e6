# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What a moderator does is asked of the server at once, and refused in a sentence."""

from datetime import timedelta
from typing import Any

import pytest

from safespot_tui.domain.account import Account
from safespot_tui.domain.event import AccountUpdated, Entities, MemberChanges, MemberUpdated
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError, Rejected, Unreachable
from safespot_tui.gateway.moderation import AuditPage, AuditQuery, Person
from safespot_tui.sync.messenger import Capability
from tests.sync.chat import C
from tests.sync.still_clock import START

WHY = SafeText("spam")
JUAN = User("u-juan", SafeText("Juan"))
HOUR = START + timedelta(hours=1)


class Desk:
    """Notes what it is asked for; or refuses it."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.refusal: GatewayError | None = None

    def __getattr__(self, name: str) -> Any:
        async def ask(*what: object, **named: object) -> object:
            self.asked.append((name, *what, *named.values()))
            if self.refusal is not None:
                raise self.refusal
            match name:
                case "person" | "set_sanction":
                    return Person(JUAN, Account(Standing.MODERATOR))
                case "members":
                    member = Member("elsewhere", JUAN.id, START)
                    return Entities(users=(JUAN,), members=(member,))
                case "audit":
                    return AuditPage((), (JUAN,))
                case "moderators":
                    return ()
                case _:
                    return None

        return ask


@pytest.fixture
async def desk(windows, ana) -> Desk:
    desk = Desk()
    (await ana._door.gateway()).moderation = desk
    return desk


async def test_each_is_asked_for_with_its_reason(desk, ana):
    acting = ana.acting
    await acting.remove_message("m", WHY)
    await acting.sanction("u-juan", SanctionKind.MUTE, HOUR, WHY)
    await acting.sanction("u-juan", SanctionKind.SUSPENSION, None, WHY)
    await acting.lock(C, WHY)
    await acting.unlock(C, WHY)
    await acting.add_members(C, ["u-juan"], WHY)
    await acting.remove_member(C, "u-juan", WHY)
    assert [each for each in desk.asked if each[0] != "moderators"] == [
        ("remove_message", "m", WHY),
        ("set_sanction", "u-juan", "mute", HOUR, WHY),
        ("set_sanction", "u-juan", "suspension", None, WHY),
        ("set_lock", C, True, WHY),
        ("set_lock", C, False, WHY),
        ("add_members", C, ["u-juan"], WHY),
        ("remove_member", C, "u-juan", WHY),
    ]


async def test_whoever_is_named_is_known_afterwards(desk, ana):
    assert (await ana.acting.account("u-juan")).standing is Standing.MODERATOR
    assert ana.store.user("u-juan") == JUAN
    (member,) = await ana.acting.members("elsewhere")
    assert member.user_id == "u-juan"
    # To have looked who is there is not to be there.
    assert ana.store.conversation("elsewhere") is None
    assert await ana.acting.audit(AuditQuery()) == AuditPage((), (JUAN,))


async def test_what_is_observed_no_more_leaves_the_inbox_and_what_one_is_in_stays(
    windows, desk, ana
):
    await ana.acting.stop_observing(C)
    assert list(ana.store.inbox()) == [C]
    windows.server._tell("u-ana", MemberUpdated(C, "u-ana", MemberChanges(role=Role.OBSERVER)))
    await windows.until(lambda: ana.store.own(C).role is Role.OBSERVER)
    await ana.acting.stop_observing(C)
    assert list(ana.store.inbox()) == []


async def test_what_is_not_ones_own_is_said_in_the_words_of_who_moderates(desk, ana):
    desk.refusal = Rejected(SafeText("In a group, an owner may."), "forbidden", 403)
    with pytest.raises(Rejected, match="only an admin acts against who moderates"):
        await ana.acting.sanction("u-juan", SanctionKind.MUTE, HOUR, WHY)
    for refusal in (Rejected(SafeText("Gone."), "not_found", 404), Unreachable("Away.")):
        desk.refusal = refusal
        with pytest.raises(type(refusal), match=str(refusal)):
            await ana.acting.lock(C, WHY)


async def test_a_server_without_a_desk_says_so(windows, ana):
    (await ana._door.gateway()).moderation = None
    with pytest.raises(Rejected, match="This server cannot do that"):
        await ana.acting.lock(C, WHY)


async def test_only_who_moderates_is_offered_it(windows, ana):
    assert Capability.MODERATION not in ana.capabilities
    for standing in (Standing.MODERATOR, Standing.ADMIN, Standing.MEMBER):
        windows.server._tell("u-ana", AccountUpdated(Account(standing)))
        await windows.until(lambda s=standing: ana.store.account.standing is s)
        assert (Capability.MODERATION in ana.capabilities) is standing.moderates
