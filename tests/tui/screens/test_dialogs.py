"""What opens over the main screen, and what comes of it."""

import pytest
from rich.cells import cell_len
from textual.widgets import Input

from safespot_tui.actions.key_words import key_name
from safespot_tui.actions.registry import ACTIONS, keys_of
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.screens.help import HelpText, help_sections, lay_out
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.screens.row_list import RowList
from safespot_tui.tui.screens.switcher import destinations

CUADRA = ConversationId("c-cuadra")


def listed(app) -> list[str]:
    return [row.title for row in app.screen.query_one(RowList).rows]


def called(engine, name: str) -> list[tuple[object, ...]]:
    return [call for call in engine.calls if call[0] == name]


async def settle(app, pilot) -> None:
    await pilot.pause()
    await pilot.pause()


async def write(pilot, text: str) -> None:
    for letter in text:
        await pilot.press("space" if letter == " " else letter)
    await pilot.pause()


# -------------------------------------------------------------------------------- help


@pytest.mark.parametrize("width", [108, 60, 48, 31])
def test_help_lists_every_action_and_every_key(width: int) -> None:
    lines = [
        "".join(text for text, _role in pieces)
        for pieces in lay_out(help_sections(frozenset(Capability)), width)
    ]
    text = " ".join("\n".join(lines).split())
    for action in ACTIONS.values():
        assert _(action.title) in text
        for _place, key in keys_of(action):
            assert key_name(key) in text
    assert max(map(cell_len, lines)) <= width


async def test_help_scrolls_and_closes(open_app) -> None:
    async with open_app((80, 24)) as (app, pilot):
        await pilot.press("f1")
        await pilot.pause()
        await pilot.press("pagedown")
        await pilot.pause()
        assert app.screen.query_one(HelpText).scroll_offset.y > 0
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)


# -------------------------------------------------------------------------------- going to


def test_the_unread_are_offered_first_then_the_rest_then_people(store) -> None:
    titles = [row.title for _destination, row in destinations(store)]
    assert titles[:4] == [
        *("Vecinos de la cuadra", "Julián Paz", "Kiosco Lo de Pepe", "Fútbol de los sábados"),
    ]
    assert titles[-3:] == ["Facundo", "Mirta Sosa", "Tomás"]
    assert "Vera" not in titles


async def test_a_few_letters_go_to_a_conversation(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("ctrl+g")
        await write(pilot, "futbol")
        assert listed(app) == ["Fútbol de los sábados"]
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.screen.pane.conversation_id == "c-futbol"


async def test_a_person_without_a_conversation_gets_one(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("ctrl+g")
        await write(pilot, "facun")
        await pilot.press("enter")
        await settle(app, pilot)
        assert called(engine, "create_dm") == [("create_dm", "u-facu", None)]


async def test_nothing_found_can_be_left(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("ctrl+g")
        await write(pilot, "qqq")
        assert listed(app) == ["Nothing found"]
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)


# -------------------------------------------------------------------------------- people


async def test_a_new_conversation_by_alias(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("n")
        await write(pilot, "tom")
        assert listed(app) == ["Tomás"]
        await pilot.press("enter")
        await settle(app, pilot)
        assert called(engine, "create_dm") == [("create_dm", "u-tomas", None)]


async def test_the_server_is_asked_once_typing_pauses(open_app, engine) -> None:
    async with open_app() as (_, pilot):
        await pilot.press("n")
        await write(pilot, "tom")
        await pilot.pause(0.4)
        assert called(engine, "search_users") == [("search_users", "tom")]


async def test_without_a_network_the_known_are_listed_and_it_is_said(open_app, engine) -> None:
    engine.refusal = Unreachable("The server does not answer.")
    async with open_app() as (app, pilot):
        await pilot.press("n")
        await write(pilot, "tom")
        await pilot.pause(0.4)
        assert listed(app) == ["Tomás"]
        notice = app.screen.query_one(".error")
        assert (
            str(notice.render()) == "Only people you know are listed. The server does not answer."
        )


async def test_a_group_by_enter_alone(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("g")
        await pilot.pause()
        await write(pilot, "Veredas")
        await pilot.press("enter")
        await write(pilot, "mirta")
        await pilot.press("enter")
        await write(pilot, "luis")
        await pilot.press("enter", "enter")
        await settle(app, pilot)
        assert called(engine, "create_group") == [
            ("create_group", "Veredas", ("u-mirta", "u-luis"))
        ]
        assert app.screen.pane.conversation_id == CUADRA


async def test_enter_where_the_cursor_was_moved_to_chooses_rather_than_creates(
    open_app, engine
) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("g")
        await pilot.pause()
        await pilot.press("enter", "enter", "down", "enter")
        await pilot.pause()
        assert [row.right for row in app.screen.query_one(RowList).rows][:3] == [
            *("✓ chosen", "✓ chosen", ""),
        ]
        await pilot.press("up", "enter")
        assert len(app.screen.chosen) == 1
        assert called(engine, "create_group") == []


async def test_enter_on_nobody_neither_chooses_nor_creates(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("g")
        await pilot.pause()
        await write(pilot, "Veredas")
        await pilot.press("enter", "enter")
        await write(pilot, "qqq")
        await pilot.press("enter", "enter")
        await settle(app, pilot)
        assert app.focused.value == "qqq"
        assert called(engine, "create_group") == []


async def test_a_group_needs_a_name(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("g")
        await pilot.pause()
        await pilot.press("enter")
        await write(pilot, "mirta")
        await pilot.press("enter", "tab", "enter")
        await pilot.pause()
        assert app.focused.id == "name"
        await write(pilot, "Veredas")
        await pilot.press("enter")
        await settle(app, pilot)
        assert called(engine, "create_group") == [("create_group", "Veredas", ("u-mirta",))]


async def test_members_are_not_offered_again(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("alt+w")
        await pilot.pause()
        assert "Mirta Sosa" not in listed(app)
        await write(pilot, "nora")
        await pilot.press("enter", "tab", "enter")
        await settle(app, pilot)
        assert called(engine, "add_members") == [("add_members", CUADRA, ("u-nora",))]


async def test_removing_somebody_asks_first(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("alt+k")
        await pilot.pause()
        await pilot.press("2")
        await settle(app, pilot)
        assert "Luis Ocampo" in app.screen.title_words
        await pilot.press("enter")
        await settle(app, pilot)
        assert called(engine, "remove_member") == []
        await pilot.press("alt+k")
        await pilot.pause()
        await pilot.press("2")
        await settle(app, pilot)
        await pilot.press("left", "enter")
        await settle(app, pilot)
        assert called(engine, "remove_member") == [("remove_member", CUADRA, "u-luis")]


async def test_leaving_is_removing_oneself(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("l")
        await settle(app, pilot)
        await pilot.press("left", "enter")
        await settle(app, pilot)
        assert called(engine, "remove_member") == [("remove_member", CUADRA, "u-vera")]


# -------------------------------------------------------------------------------- the rest


async def test_renaming_a_group(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("f2")
        await pilot.pause()
        app.screen.query_one(Input).value = "  La   cuadra "
        await pilot.press("enter")
        await settle(app, pilot)
        assert called(engine, "rename_conversation") == [
            ("rename_conversation", CUADRA, "La cuadra")
        ]


async def test_a_conversation_between_two_cannot_be_renamed_and_says_so(open_app) -> None:
    async with open_app() as (app, pilot):
        app.screen.inbox.list.select(ConversationId("c-ana"))
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
        assert [n.message for n in app._notifications] == [
            "This conversation is called after the other person; only groups can be renamed."
        ]


@pytest.mark.parametrize(("key", "hours"), [("2", 1), ("3", 8)])
async def test_muting_for_a_while(open_app, engine, clock, key: str, hours: int) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("5", "m")
        await pilot.pause()
        await pilot.press(str(int(key) - 1))
        await settle(app, pilot)
        until = engine.store.own(ConversationId("c-viejo")).muted_until
        assert (until - clock()).total_seconds() == hours * 3600


async def test_what_is_muted_can_be_heard_again(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.screen.inbox.list.select(ConversationId("c-futbol"))
        await pilot.press("m")
        await pilot.pause()
        await pilot.press("1")
        await settle(app, pilot)
        assert engine.store.own(ConversationId("c-futbol")).muted_until is None


async def test_a_reaction_is_put_and_taken_back(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        app.screen.pane.jump_to("m-cuadra-008")
        app.screen.pane.focus_timeline()
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("2")
        await settle(app, pilot)
        assert called(engine, "react") == [("react", "m-cuadra-008", SafeText("👏"), False)]


async def test_a_refusal_is_told(open_app, engine) -> None:
    engine.refusal = Unreachable("The server does not answer.")
    async with open_app() as (app, pilot):
        await pilot.press("l")
        await settle(app, pilot)
        await pilot.press("left", "enter")
        await settle(app, pilot)
        assert [n.message for n in app._notifications] == ["The server does not answer."]


async def test_a_click_beside_a_dialog_closes_it(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("ctrl+g")
        await pilot.pause()
        await pilot.click(offset=(1, 1))
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
