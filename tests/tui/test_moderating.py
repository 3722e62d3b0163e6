"""A moderator acts with two keys and a reason; what they may not do says why."""

from datetime import timedelta
from typing import Any

import pytest

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.account import Account
from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import (
    AccountUpdated,
    CaseUpdated,
    MemberChanges,
    MemberUpdated,
)
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Rejected, Unreachable
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.screens.ask_text import TextDialog
from safespot_tui.tui.screens.audit import AuditTrail
from safespot_tui.tui.screens.choose import ChoiceDialog
from safespot_tui.tui.screens.facts import FactsDialog
from safespot_tui.tui.screens.moderate import ModerationMenu
from safespot_tui.tui.screens.reason import ReasonDialog
from tests.tui.fake_acting import entry
from tests.tui.neighbourhood import NOW
from tests.tui.until import until

ANA, CUADRA = ConversationId("c-ana"), ConversationId("c-cuadra")
LUIS = UserId("u-luis")
OF_LUIS = MessageId("m-cuadra-008")


def calls(engine: Any, *names: str) -> list[tuple[object, ...]]:
    return [call for call in engine.calls if call[0] in names]


def said(app: Any) -> list[str]:
    return [notice.message for notice in app._notifications]


def moderates(engine: Any, standing: Standing = Standing.MODERATOR) -> None:
    engine.store.apply(AccountUpdated(Account(standing)))


async def shows(app: Any, screen: type) -> Any:
    await until(lambda: isinstance(app.screen, screen))
    return app.screen


async def at_message(app: Any, pilot: Any) -> None:
    app.screen.open(CUADRA)
    await pilot.pause()
    assert app.screen.pane.jump_to(OF_LUIS)
    app.screen.pane.timeline.focus()


async def menu(app: Any, pilot: Any) -> ModerationMenu:
    await pilot.press("alt+shift+m")
    return await shows(app, ModerationMenu)


async def give(app: Any, pilot: Any, reason: str = "spam") -> None:
    await shows(app, ReasonDialog)
    await pilot.press(*reason, "enter")


async def test_a_message_is_removed_with_two_keys_and_a_reason(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await at_message(app, pilot)
        await menu(app, pilot)
        await pilot.press("r")
        engine.refusal = Unreachable("The network is down.")
        await give(app, pilot)
        await until(lambda: "network" in str(app.screen.sentence.render()))
        engine.calls.clear()
        engine.refusal = None
        await pilot.press("enter")
        await until(lambda: said(app) == ["The message is removed."])
        assert calls(engine, "remove_message") == [("remove_message", OF_LUIS, "spam")]


@pytest.mark.parametrize(
    ("key", "kind", "done"),
    [
        ("m", SanctionKind.MUTE, "Luis Ocampo is muted until 17:42."),
        ("s", SanctionKind.SUSPENSION, "Luis Ocampo is suspended until 17:42."),
    ],
)
async def test_who_wrote_the_message_is_kept_from_writing_for_a_time(
    key, kind, done, open_app, engine
) -> None:
    async with open_app() as (app, pilot):
        await at_message(app, pilot)
        await menu(app, pilot)
        await pilot.press(key)
        await shows(app, ChoiceDialog)
        await pilot.press("1")
        await give(app, pilot)
        await until(lambda: said(app) != [])
        ((_name, whom, what, when, reason),) = calls(engine, "sanction")
        assert (whom, what, reason) == (LUIS, kind, "spam")
        assert when == app.screen.clock() + timedelta(hours=1)
        assert said(app) == [done]


async def test_a_time_that_means_nothing_is_asked_for_again(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await at_message(app, pilot)
        await menu(app, pilot)
        await pilot.press("m")
        await shows(app, ChoiceDialog)
        await pilot.press("4")
        await shows(app, TextDialog)
        await pilot.press(*"soon", "enter")
        await until(lambda: any("Write it like this" in each for each in said(app)))
        dialog = await shows(app, TextDialog)
        dialog.query_one("Input").value = "8h"
        await pilot.press("enter")
        await give(app, pilot)
        await until(lambda: bool(calls(engine, "sanction")))
        assert calls(engine, "sanction")[0][3] == NOW + timedelta(hours=8)


async def test_a_moderator_does_not_act_against_another(open_app, engine) -> None:
    luis = engine.store.user(LUIS)
    engine.triage._moderators[LUIS] = luis
    moderates(engine)
    async with open_app() as (app, pilot):
        await at_message(app, pilot)
        await menu(app, pilot)
        await pilot.press("m")
        words = f"{luis.alias} moderates, too: only an admin can do that."
        await until(lambda: said(app) == [words])
        moderates(engine, Standing.ADMIN)
        await menu(app, pilot)
        await pilot.press("m")
        await shows(app, ChoiceDialog)


async def test_what_is_in_force_is_lifted(open_app, engine) -> None:
    mute = Sanction(LUIS, SanctionKind.MUTE, NOW + timedelta(hours=8), SafeText("spam"))
    engine.acting.accounts[LUIS] = Account(sanctions=(mute,))
    async with open_app() as (app, pilot):
        await at_message(app, pilot)
        await menu(app, pilot)
        await pilot.press("l")
        await give(app, pilot, "enough")
        await until(lambda: bool(calls(engine, "sanction")))
        assert calls(engine, "sanction") == [("sanction", LUIS, SanctionKind.MUTE, None, "enough")]

        engine.acting.accounts.clear()
        app.clear_notifications()
        await menu(app, pilot)
        await pilot.press("l")
        await until(lambda: any("Nothing is in force" in each for each in said(app)))


async def test_what_cannot_be_done_stays_in_the_menu_and_says_why(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ANA)
        await pilot.pause()
        dialog = await menu(app, pilot)
        for key, why in (
            ("r", "Select a message first"),
            ("u", "This conversation is not locked."),
            ("a", "between two"),
            ("x", "You are not observing"),
        ):
            await pilot.press(key)
            assert app.screen is dialog
            assert why in str(dialog._about.render()), key
        await pilot.press("b")
        await give(app, pilot, "fight")
        await until(lambda: calls(engine, "lock") == [("lock", ANA, "fight")])


async def test_a_group_changes_with_a_reason(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await at_message(app, pilot)
        await menu(app, pilot)
        await pilot.press("t")
        await give(app, pilot)
        await until(lambda: bool(calls(engine, "remove_member")))
        assert calls(engine, "remove_member") == [("remove_member", CUADRA, LUIS, "spam")]


async def test_who_is_chosen_among_the_people_is_whom_it_is_about(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.perform_on(ACTIONS["moderation.menu"], app.screen.context_of(CUADRA, LUIS))
        await shows(app, ModerationMenu)
        await pilot.press("s")
        await shows(app, ChoiceDialog)
        await pilot.press("3")
        await give(app, pilot)
        await until(lambda: bool(calls(engine, "sanction")))
        assert calls(engine, "sanction")[0][1] == LUIS


async def test_of_a_case_that_was_never_opened_the_server_says_who_is_in_it(
    open_app, engine
) -> None:
    unseen = ConversationId("c-unseen")
    moderates(engine)
    engine.store.apply(CaseUpdated(Case(unseen, ConversationType.GROUP, NOW, revision=1)))
    engine.acting.there[unseen] = [Member(unseen, LUIS, NOW)]
    async with open_app() as (app, pilot):
        app.screen.perform_on(ACTIONS["moderation.suspend"], app.screen.context_of(unseen))
        dialog = await shows(app, ChoiceDialog)
        assert [choice.title for choice in dialog._choices] == ["Luis Ocampo"]
        await pilot.press("1")
        await until(lambda: app.screen is not dialog and isinstance(app.screen, ChoiceDialog))
        await pilot.press("2")
        await give(app, pilot)
        await until(lambda: bool(calls(engine, "sanction")))
        assert calls(engine, "sanction")[0][1:3] == (LUIS, SanctionKind.SUSPENSION)


async def test_an_observed_conversation_is_marked_and_can_be_closed(open_app, engine) -> None:
    changes = MemberChanges(role=Role.OBSERVER)
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        members = len(engine.store.members(CUADRA))
        engine.store.apply(MemberUpdated(CUADRA, engine.store.me, changes))
        await pilot.pause(0.05)
        assert app.screen.pane.desk.hindrance.words.startswith("You are observing")
        assert len(engine.store.members(CUADRA)) == members - 1
        inbox = app.screen.inbox.list
        words = " ".join(inbox.render_line(y).text for y in range(inbox.size.height))
        assert "observed ·" in words
        await menu(app, pilot)
        await pilot.press("x")
        await until(lambda: calls(engine, "stop_observing") == [("stop_observing", CUADRA)])


async def test_who_does_not_moderate_is_not_offered_it(open_app, engine) -> None:
    engine.capabilities = frozenset(Capability) - {Capability.MODERATION}
    async with open_app() as (app, pilot):
        await pilot.press("alt+shift+m")
        await until(lambda: said(app) != [])
        assert said(app) == ["Only moderators can do that, and on this server you are none."]
        app.clear_notifications()
        await pilot.press("alt+shift+u")
        await until(lambda: said(app) != [])
        assert not app.screen.is_modal


def trail(engine: Any, count: int = 3) -> None:
    engine.acting.trail = [
        entry(1, AuditAction.CONVERSATION_LOCKED, "fight", conversation_id=CUADRA),
        entry(2, AuditAction.USER_MUTED, "insults [b]", user_id=LUIS),
        *(entry(n, AuditAction.MESSAGE_REMOVED, user_id=LUIS, conversation_id=ANA)
          for n in range(3, count + 1)),
    ]  # fmt: skip


def listed(dialog: AuditTrail) -> list[tuple[str, str]]:
    return [(row.title, row.text) for row in dialog._list.rows]


async def test_the_trail_is_read_narrowed_and_shown_whole(open_app, engine) -> None:
    trail(engine)
    store = engine.store
    me, luis = store.user(store.me).alias, store.user(LUIS).alias
    async with open_app() as (app, pilot):
        await pilot.press("alt+shift+u")
        dialog = await shows(app, AuditTrail)
        await until(lambda: len(listed(dialog)) == 3)
        assert listed(dialog) == [
            (f"{me} (you) removed a message of {luis}", f"spam · {store.title(ANA)}"),
            (f"{me} (you) muted {luis}", "insults [b]"),
            (f"{me} (you) locked the conversation", f"fight · {store.title(CUADRA)}"),
        ]
        await pilot.press("enter")
        facts = await shows(app, FactsDialog)
        shown = {fact.what: fact.value for fact in facts._facts}
        assert (shown["Number"], shown["Hash"]) == ("3", f"{3:064x}")
        await pilot.press("escape")
        await shows(app, AuditTrail)

        mute = Sanction(LUIS, SanctionKind.MUTE, NOW + timedelta(hours=3), SafeText("insults"))
        engine.acting.accounts[LUIS] = Account(sanctions=(mute,))
        await pilot.press("p")
        await until(lambda: len(listed(dialog)) == 2)
        assert "Muted until" in str(dialog._standing.render())
        await pilot.press("a")
        await until(lambda: len(listed(dialog)) == 3)
        await pilot.press("down", "down", "c")
        await until(lambda: len(listed(dialog)) == 1)
        assert calls(engine, "audit")[-1] == ("audit", CUADRA, None, None)


async def test_more_of_the_trail_comes_when_its_end_is_near(open_app, engine) -> None:
    trail(engine, 40)
    engine.acting.page = 15
    async with open_app() as (app, pilot):
        await pilot.press("alt+shift+u")
        dialog = await shows(app, AuditTrail)
        await until(lambda: len(listed(dialog)) >= 15)
        for _page in range(6):
            await pilot.press("pagedown")
        await until(lambda: len(listed(dialog)) == 40)
        asked = [call[3] for call in calls(engine, "audit")]
        assert asked == [None, "26", "11"]


async def test_a_trail_that_cannot_be_had_says_why(open_app, engine) -> None:
    engine.refusal = Rejected(SafeText("Not yours."), "forbidden", 403)
    async with open_app() as (app, pilot):
        await pilot.press("alt+shift+u")
        dialog = await shows(app, AuditTrail)
        await until(lambda: "Not yours." in str(dialog._standing.render()))
