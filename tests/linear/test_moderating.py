"""Line by line, a moderator acts with a word and a reason, and hears the trail."""

from datetime import timedelta

from safespot_tui.domain.account import Account
from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.event import MemberChanges, MemberUpdated
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Role
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.text import SafeText
from tests.tui.fake_acting import entry
from tests.tui.neighbourhood import NOW

ANA = ConversationId("c-ana")
OF_ANA = UserId("u-ana")


def asked(spoken, name: str) -> list[tuple[object, ...]]:
    return [call for call in spoken.engine.calls if call[0] == name]


async def opened(spoken) -> None:
    await spoken.type("/open Ana")
    await spoken.session.desk.opened()


async def test_a_message_is_removed_with_a_word(spoken) -> None:
    await opened(spoken)
    message = next(m for m in spoken.session.desk.said() if m.sender_id != spoken.engine.store.me)
    said = await spoken.type("/remove insults")
    assert said[-1] == "The message is removed."
    assert asked(spoken, "remove_message") == [("remove_message", message.id, "insults")]


async def test_somebody_is_muted_for_a_time(spoken) -> None:
    await opened(spoken)
    said = await spoken.type("/mute-person 8h", "4", "8h", "insults")
    assert said[-1].startswith("Ana")
    assert asked(spoken, "sanction") == [
        ("sanction", OF_ANA, SanctionKind.MUTE, NOW + timedelta(hours=8), "insults")
    ]


async def test_the_menu_names_what_can_be_done_now(spoken) -> None:
    await opened(spoken)
    said = await spoken.type("/moderate")
    assert said[0] == "Moderate:"
    assert any("Lock the conversation… (/lock)" in line for line in said)
    assert not any("Unlock" in line for line in said)
    said = await spoken.type("moderation.lock", "fight")
    assert said[-1] == "The conversation is locked."
    assert asked(spoken, "lock") == [("lock", ANA, "fight")]


async def test_the_trail_is_said(spoken) -> None:
    store = spoken.engine.store
    mute = Sanction(OF_ANA, SanctionKind.MUTE, NOW + timedelta(hours=3), SafeText("insults"))
    spoken.engine.acting.accounts[OF_ANA] = Account(sanctions=(mute,))
    spoken.engine.acting.trail = [
        entry(1, AuditAction.CONVERSATION_LOCKED, "fight", conversation_id=ANA),
        entry(2, AuditAction.USER_MUTED, "insults", user_id=OF_ANA),
    ]
    me, ana = store.user(store.me).alias, store.user(OF_ANA).alias
    first, second = await spoken.type("/audit")
    assert first.endswith(f"{me} (you) · muted {ana}: insults")
    assert second.endswith(f"{me} (you) · locked the conversation · {store.title(ANA)}: fight")
    assert (first[:2], second[:2]) == ("2.", "1.")

    await opened(spoken)
    said = await spoken.type("/record")
    assert said[0].startswith("Muted until")
    assert len(said) == 2
    spoken.engine.acting.trail.clear()
    assert await spoken.type("/audit") == ["Nothing is on record."]


async def test_what_is_observed_says_so_when_it_is_opened_and_in_the_inbox(spoken) -> None:
    store = spoken.engine.store
    store.apply(MemberUpdated(ANA, store.me, MemberChanges(role=Role.OBSERVER)))
    said = await spoken.type("/open Ana")
    await spoken.session.desk.opened()
    said += spoken.heard()
    assert any(line.startswith("You are observing") for line in said)
    said = await spoken.type("/inbox")
    assert any(", observed" in line for line in said)
    await spoken.type("/stop-observing")
    assert asked(spoken, "stop_observing") == [("stop_observing", ANA)]
