"""The details of a conversation: who is in it, and what one may do there."""

from datetime import timedelta

import pytest

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.event import MemberChanges, MemberLeft, MemberUpdated
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Role
from safespot_tui.gateway.protocol import Capability
from safespot_tui.i18n import _
from safespot_tui.tui.conversation.about import people_in
from safespot_tui.tui.screens.choose import ChoiceDialog
from safespot_tui.tui.screens.confirm import ConfirmDialog
from safespot_tui.tui.screens.details import ABOUT_CONVERSATION, ABOUT_PERSON, Details
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.palette import ActionPalette
from safespot_tui.tui.screens.row_list import RowList
from tests.tui.neighbourhood import NOW

CUADRA = ConversationId("c-cuadra")
BACHE = ConversationId("c-bache")
VERA, ANA = UserId("u-vera"), UserId("u-ana")


async def press(pilot, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        await pilot.pause()


async def open_details(app, pilot, conversation_id) -> Details:
    app.screen.open(conversation_id)
    await press(pilot, "alt+b")
    assert isinstance(app.screen, Details)
    return app.screen


def rows(app) -> dict[str, tuple[str, str, bool]]:
    listed = app.screen.query_one(RowList).rows
    return {row.title: (row.detail, row.right, row.enabled) for row in listed}


def facts(app) -> str:
    return "\n".join(str(words.render()) for words in app.screen.query(Words))


def be(engine, role: Role, user_id=VERA) -> None:
    engine.store.apply(MemberUpdated(CUADRA, user_id, MemberChanges(role=role)))


async def choose(app, pilot, title: str) -> None:
    listed = app.screen.query_one(RowList)
    wanted = [row.title for row in listed.rows].index(title)
    while listed.cursor != wanted:
        await press(pilot, "down")
    await press(pilot, "enter")


async def test_a_group_says_who_is_in_it_and_what_each_may_do(open_app, engine) -> None:
    be(engine, Role.ADMIN, ANA)
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        assert "🏠 Vecinos de la cuadra" in facts(app)
        assert "Group of 5 · owner · since" in facts(app)
        assert "Pinned" in facts(app)
        assert app.screen.query_one(RowList).cursor == 0
        people = list(rows(app).items())[-5:]
        assert people[:3] == [
            ("Vera (you)", ("owner", "", True)),
            ("Ana Belén", ("admin", "online", True)),
            ("Luis Ocampo", ("", "", True)),
        ]


async def test_a_conversation_about_a_report_says_so(open_app) -> None:
    async with open_app() as (app, pilot):
        await open_details(app, pilot, BACHE)
        assert "About a report: Vía pública · Bache en Lavalle 1200" in facts(app)
        assert "Conversation between two" in facts(app)
        assert rows(app)["Show the report"][2]
        assert not rows(app)["Rename the group"][2]


async def test_what_one_may_not_do_is_grey_and_says_why(open_app, engine) -> None:
    be(engine, Role.MEMBER)
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        why = "Only an owner or an admin of the group can do that."
        for title in ("Rename the group", "Icon of the group", "Add people to the group"):
            assert rows(app)[title][0::2] == (why, False)
        await choose(app, pilot, "Rename the group")
        assert isinstance(app.screen, Details)
        assert [n.message for n in app._notifications] == [why]


async def test_what_one_may_do_comes_first(open_app, engine) -> None:
    be(engine, Role.MEMBER)
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        listed = app.screen.query_one(RowList)
        allowed = [row.enabled for row in listed.rows[: len(ABOUT_CONVERSATION)]]
        assert allowed == sorted(allowed, reverse=True)
        assert not all(allowed)
        assert listed.rows[listed.cursor].title == "Mute…"


async def test_the_cursor_stays_near_somebody_who_is_gone(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        await press(pilot, "end")
        listed = app.screen.query_one(RowList)
        *_others, above, _gone = (row.title for row in listed.rows)
        last = people_in(engine.store, CUADRA)[-1][0]
        engine.store.apply(MemberLeft(CUADRA, last.user_id))
        await pilot.pause()
        await pilot.pause()
        assert listed.rows[listed.cursor].title == above


async def test_the_ends_of_the_list_are_a_key_away_and_pages_end_there(open_app) -> None:
    async with open_app((80, 24)) as (app, pilot):
        await open_details(app, pilot, CUADRA)
        listed = app.screen.query_one(RowList)
        last = len(listed.rows) - 1
        await press(pilot, "end")
        assert listed.cursor == last
        await press(pilot, "pageup")
        assert 0 < listed.cursor < last
        assert listed.rows[listed.cursor].title
        await press(pilot, "pageup", "pageup", "pageup")
        assert listed.cursor == 0
        await press(pilot, "pagedown", "pagedown", "pagedown")
        assert listed.cursor == last
        await press(pilot, "home")
        assert listed.cursor == 0


async def test_a_key_of_what_is_listed_does_it_and_it_shows(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        await press(pilot, "m", "3")
        own = engine.store.own(CUADRA)
        assert own is not None
        assert own.muted_until == NOW + timedelta(weeks=1)
        assert isinstance(app.screen, Details)
        assert "muted until 1/12/26" in facts(app)


async def test_somebody_is_made_an_admin(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        await choose(app, pilot, "Ana Belén")
        assert isinstance(app.screen, ActionPalette)
        await choose(app, pilot, "Change what somebody may do")
        assert isinstance(app.screen, ChoiceDialog)
        await press(pilot, "2")
        assert ("set_role", CUADRA, ANA, Role.ADMIN) in engine.calls
        assert isinstance(app.screen, Details)


async def test_somebody_is_removed_after_being_asked(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        await choose(app, pilot, "Ana Belén")
        await choose(app, pilot, "Remove somebody from the group")
        assert isinstance(app.screen, ConfirmDialog)
        await press(pilot, "tab", "enter")
        assert ("remove_member", CUADRA, ANA) in engine.calls


async def test_an_admin_cannot_remove_who_manages_the_group(open_app, engine) -> None:
    be(engine, Role.ADMIN)
    be(engine, Role.ADMIN, ANA)
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        await choose(app, pilot, "Ana Belén")
        listed = rows(app)
        assert listed["Remove somebody from the group"][2] is False
        assert listed["Change what somebody may do"][0].startswith("Only an owner")


async def test_a_conversation_with_somebody_in_it_takes_the_place_of_the_details(open_app) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        await open_details(app, pilot, CUADRA)
        await choose(app, pilot, "Ana Belén")
        await choose(app, pilot, "New conversation")
        assert app.screen is main
        assert main.pane.conversation_id == "c-ana"


@pytest.mark.parametrize(("words", "icon"), [("🏀", "🏀"), (":house:", "🏠"), ("casa", "🏠")])
async def test_an_icon_is_given_as_an_emoji_or_by_name(open_app, engine, words, icon) -> None:
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        await press(pilot, "i", "1")
        app.screen.query_one("Input").value = words
        await press(pilot, "enter")
        assert ("set_icon", CUADRA, icon) in engine.calls


async def test_when_the_conversation_is_gone_so_are_the_details(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        await open_details(app, pilot, CUADRA)
        engine.store.apply(MemberLeft(CUADRA, VERA))
        await pilot.pause()
        await pilot.pause()
        assert app.screen is main


async def test_where_there_are_no_groups_their_actions_are_not_offered(open_app, engine) -> None:
    engine.capabilities = frozenset({Capability.REPORTS, Capability.LEAVE_DM})
    async with open_app() as (app, pilot):
        await open_details(app, pilot, BACHE)
        assert "Rename the group" not in rows(app)
        assert "Mute…" not in rows(app)
        assert rows(app)["Leave the conversation"][2]


async def test_it_can_be_done_by_mouse(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        listed = app.screen.query_one(RowList)
        place = [row.title for row in listed.rows].index("Pin or unpin")
        await pilot.click(RowList, offset=(4, place))
        await pilot.pause()
        await pilot.pause()
        own = engine.store.own(CUADRA)
        assert own is not None
        assert not own.pinned


async def test_the_menu_of_a_person_ends_with_what_cannot_be_taken_back(open_app) -> None:
    async with open_app() as (app, pilot):
        await open_details(app, pilot, CUADRA)
        await choose(app, pilot, "Ana Belén")
        assert isinstance(app.screen, ActionPalette)
        assert list(rows(app)) == [_(ACTIONS[action_id].title) for action_id in ABOUT_PERSON]
        assert ABOUT_PERSON[-1] == "group.remove_member"


# -------------------------------------------------------------------------------- the menu of a row


async def test_the_right_button_on_a_row_offers_what_can_be_done_with_it(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        row = list(main.inbox.list.ids).index(BACHE)
        await pilot.click("ConversationList", offset=(5, 2 * row), button=3)
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, ActionPalette)
        assert app.screen.title_words == "Julián Paz"
        await choose(app, pilot, "Archive or back to the inbox")
        own = engine.store.own(BACHE)
        assert own is not None
        assert own.archived
        assert main.pane.conversation_id is None


async def test_so_does_space(open_app) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "space")
        assert app.screen.title_words == "Vecinos de la cuadra"
        assert {"Mute…", "Details…"} <= set(rows(app))
        assert not {"What to do with it…", "Jump to the newest message"} & set(rows(app))


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (24, 12)])
async def test_there_is_room_for_the_list(open_app, size) -> None:
    async with open_app(size) as (app, pilot):
        await open_details(app, pilot, CUADRA)
        assert app.screen.query_one(RowList).size.height >= 3
