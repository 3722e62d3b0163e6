"""The inbox: order, badges, parts, and a selection that stays on what it is on."""

from datetime import timedelta
from unittest import mock

import pytest
from msgspec import structs
from textual.events import MouseScrollDown
from textual.scrollbar import ScrollBar

from safespot_tui.actions.filters import InboxFilter, filtered
from safespot_tui.config.settings import Density, Settings
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationUpdated,
    MemberChanges,
    MemberLeft,
    MemberUpdated,
    MessageCreated,
    MessageDeleted,
    PresenceChanged,
    TypingChanged,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    MessageId,
    OriginClientId,
    UserId,
)
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import DraftPut, OutboxDropped, OutboxPut
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.inbox.conversation_list import ConversationList
from safespot_tui.tui.inbox.item import Marker, Sends, read_item, sends_by_conversation
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.neighbourhood import NOW
from tests.tui.until import until

CUADRA = ConversationId("c-cuadra")
ANA = ConversationId("c-ana")
BACHE = ConversationId("c-bache")
FUTBOL = ConversationId("c-futbol")


def item(store, clock, conversation_id):
    sends = sends_by_conversation(store.outbox).get(conversation_id, Sends())
    read = read_item(store, conversation_id, sends, clock)
    assert read is not None
    return read


def words(read):
    return "".join(text for text, _role in read.snippet)


def lines(conversation_list: ConversationList) -> list[str]:
    return [conversation_list.render_line(y).text for y in range(conversation_list.size.height)]


def new_message(clock, conversation_id, name="m-new", sender="u-ana", text="¡Hola!", position=90):
    return Message(
        id=MessageId(name),
        conversation_id=conversation_id,
        sender_id=UserId(sender),
        created_at=clock() + timedelta(minutes=1),
        content=SafeText(text),
        position=position,
    )


# -------------------------------------------------------------------------------- one item


def test_a_conversation_is_read_by_its_id(store, clock) -> None:
    read = item(store, clock, CUADRA)
    assert (read.title, read.time, read.badge) == ("Vecinos de la cuadra", "16:40", "3")
    assert (read.pinned, read.muted, read.marker) == (True, False, Marker.ICON)
    assert words(read) == "Luis Ocampo: No te preocupes, nos quedamos hasta las ocho 👍"


def test_a_report_stands_beside_the_title(store, clock) -> None:
    assert item(store, clock, BACHE).about == "Bache en Lavalle 1200"


def test_presence_is_told_of_people_only(store, clock) -> None:
    assert item(store, clock, ANA).marker is Marker.ONLINE
    store.apply(PresenceChanged(UserId("u-ana"), online=False))
    assert item(store, clock, ANA).marker is Marker.OFFLINE
    assert item(store, clock, ConversationId("c-luz")).marker is Marker.REPORT


def test_what_is_marked_unread_has_a_dot(store, clock) -> None:
    assert item(store, clock, ConversationId("c-kiosco")).badge == "●"


def test_more_than_two_digits_are_not_counted(store, clock) -> None:
    store.apply(MessageCreated(new_message(clock, ANA, position=500)))
    assert item(store, clock, ANA).badge == "99+"


def test_a_draft_is_told_of_before_the_last_message(store, clock) -> None:
    assert words(item(store, clock, ANA)) == "✎ Se llama Oscar, el número es"
    store.apply(DraftPut(Draft(ANA, "")))
    assert words(item(store, clock, ANA)) == "✓✓ Dale, ahora te lo busco"


def test_typing_is_told_of_before_a_draft(store, clock) -> None:
    store.apply(TypingChanged(ANA, UserId("u-ana"), typing=True))
    assert words(item(store, clock, ANA)) == "typing…"
    store.apply(TypingChanged(CUADRA, UserId("u-luis"), typing=True))
    assert words(item(store, clock, CUADRA)) == "Luis Ocampo: typing…"


def test_a_failed_send_is_told_of_before_all(store, clock) -> None:
    send = SendMessage(ANA, ClientMessageId("x"), SafeText("¿Estás?"))
    failed = OutboxItem(1, OriginClientId("here"), send, clock(), OutboxState.FAILED)
    store.apply(TypingChanged(ANA, UserId("u-ana"), typing=True), OutboxPut(failed))
    assert words(item(store, clock, ANA)) == "not sent ¿Estás?"


async def test_what_failed_has_a_badge_of_its_own(open_app, engine) -> None:
    sends = [
        SendMessage(CUADRA, ClientMessageId(name), SafeText("¿Llegó?")) for name in ("a", "b", "c")
    ]
    failed, again, waits = (
        OutboxItem(number, OriginClientId("here"), send, NOW)
        for number, send in enumerate(sends, 1)
    )
    async with open_app() as (app, pilot):
        engine.store.apply(
            OutboxPut(structs.replace(failed, state=OutboxState.FAILED)),
            OutboxPut(structs.replace(again, state=OutboxState.FAILED)),
            OutboxPut(waits),
        )
        await pilot.pause(0.05)
        inbox = app.screen.inbox.list
        row = list(engine.store.inbox()).index(CUADRA)
        assert lines(inbox)[2 * row + 1].split()[-4:] == ["⚲", "✗", "2", "3"]
        engine.store.apply(OutboxDropped(1), OutboxDropped(2))
        await pilot.pause(0.05)
        assert "✗" not in "".join(lines(inbox))


def test_a_send_under_way_is_the_last_message(store, clock) -> None:
    send = SendMessage(BACHE, ClientMessageId("x"), SafeText("¡Por fin!"))
    store.apply(OutboxPut(OutboxItem(1, OriginClientId("here"), send, clock())))
    assert words(item(store, clock, BACHE)) == "◷ ¡Por fin!"


def test_a_deleted_message_is_not_quoted(store, clock) -> None:
    store.apply(MessageDeleted(MessageId("m-bache-003"), BACHE, clock(), revision=2))
    assert words(item(store, clock, BACHE)) == "message deleted"


def test_several_lines_become_one(store, clock) -> None:
    store.apply(MessageCreated(new_message(clock, BACHE, text="uno\ndos\n\ntres")))
    assert words(item(store, clock, BACHE)) == "uno dos tres"


def test_a_mute_ends_by_itself(store, clock) -> None:
    assert item(store, clock, FUTBOL).muted
    clock.now += timedelta(days=366)
    assert not item(store, clock, FUTBOL).muted


# -------------------------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (InboxFilter.UNREAD, ["c-cuadra", "c-bache", "c-kiosco", "c-futbol"]),
        (InboxFilter.GROUPS, ["c-cuadra", "c-futbol", "c-luz"]),
        (InboxFilter.REPORTS, ["c-bache", "c-luz", "c-robo"]),
        (InboxFilter.ARCHIVED, ["c-viejo"]),
    ],
)
def test_the_parts_of_the_inbox(store, chosen: InboxFilter, ids: list[str]) -> None:
    assert list(filtered(store, chosen, NOW)) == ids


def test_the_open_conversation_stays_among_the_unread(store) -> None:
    assert ANA in filtered(store, InboxFilter.UNREAD, NOW, keep=ANA)


# -------------------------------------------------------------------------------- on screen


async def test_pinned_first_then_the_newest(open_app) -> None:
    async with open_app() as (app, _pilot):
        shown = app.screen.inbox.list
        assert list(shown.ids[:4]) == ["c-cuadra", "c-ana", "c-bache", "c-kiosco"]
        text = lines(shown)
        assert text[0].startswith("▌🏠 Vecinos de la cuadra")
        assert text[0].rstrip().endswith("16:40")
        assert text[1].rstrip().endswith("⚲  3")


async def test_the_selection_stays_on_its_conversation(open_app, engine, clock) -> None:
    async with open_app() as (app, pilot):
        shown = app.screen.inbox.list
        await pilot.press("down", "down")
        assert shown.selected == BACHE
        engine.store.apply(MessageCreated(new_message(clock, ConversationId("c-rocio"))))
        await pilot.pause()
        assert list(shown.ids[:4]) == ["c-cuadra", "c-rocio", "c-ana", "c-bache"]
        assert shown.selected == BACHE
        assert lines(shown)[6].startswith("▌")


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (ConversationUpdated(CUADRA, ConversationChanges(name=SafeText("La cuadra"))), "La cuadra"),
        (UserUpdated(UserId("u-luis"), UserChanges(alias=SafeText("Lucho"))), "Lucho: No te"),
        (TypingChanged(CUADRA, UserId("u-ana"), typing=True), "Ana Belén: typing…"),
        (
            MemberUpdated(CUADRA, UserId("u-vera"), MemberChanges(read_position=11)),
            "  1",
        ),
    ],
    ids=["renamed", "alias", "typing", "read elsewhere"],
)
async def test_only_the_changed_row_is_drawn_again(open_app, engine, patch, expected) -> None:
    async with open_app() as (app, pilot):
        shown = app.screen.inbox.list
        others = {key: value for key, value in shown._strips.items() if key != CUADRA}
        engine.store.apply(patch)
        await pilot.pause()
        assert expected in " ".join(lines(shown)[:2])
        for conversation_id, strips in others.items():
            conversation = engine.store.conversation(conversation_id)
            if conversation and UserId("u-luis") not in [
                member.user_id for member in engine.store.others(conversation_id)
            ]:
                assert shown._strips[conversation_id] is strips


async def test_only_what_is_on_screen_is_read(open_app, engine, clock, make_many) -> None:
    make_many(engine.store, 1000)
    async with open_app() as (app, pilot):
        shown = app.screen.inbox.list
        assert len(shown.ids) > 1000
        assert len(shown._strips) < 30
        await pilot.press("end")
        await pilot.pause()
        assert shown.selected == shown.ids[-1]
        assert shown.scroll_offset.y > 1900


async def test_a_changed_row_leaves_the_scrollbar_alone(open_app, engine, make_many) -> None:
    make_many(engine.store, 50)
    async with open_app() as (app, pilot):
        await pilot.pause()
        bar = app.screen.inbox.list.vertical_scrollbar
        draw = ScrollBar.render_lines
        with mock.patch.object(ScrollBar, "render_lines", autospec=True, side_effect=draw) as drawn:
            engine.store.apply(DraftPut(Draft(CUADRA, "¿Hay alguien?")))
            await pilot.pause()
            assert "¿Hay alguien?" in lines(app.screen.inbox.list)[1]
        assert bar.is_attached
        assert bar not in [call.args[0] for call in drawn.call_args_list]


async def test_the_wheel_scrolls_without_choosing(open_app, engine, make_many) -> None:
    make_many(engine.store, 50)
    async with open_app() as (app, pilot):
        shown = app.screen.inbox.list
        before = shown.selected
        await pilot._post_mouse_events([MouseScrollDown], shown, offset=(5, 5))
        await pilot.pause()
        assert shown.scroll_offset.y > 0
        assert shown.selected == before


async def test_a_tab_is_chosen_by_mouse(open_app) -> None:
    async with open_app() as (app, pilot):
        inbox = app.screen.inbox
        tab, start, _end = inbox.tabs.places()[2]
        await pilot.click(inbox.tabs, offset=(start + 1, 0))
        await pilot.pause()
        assert inbox.list.filter is tab is InboxFilter.GROUPS


async def test_a_conversation_is_opened_by_mouse(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.click(app.screen.inbox.list, offset=(10, 5))
        await pilot.pause()
        assert app.screen.pane.conversation_id == BACHE


async def test_opening_reads(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert engine.store.unread(CUADRA) == 0
        assert "3" not in lines(app.screen.inbox.list)[1]


async def test_an_empty_part_says_so(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        for conversation_id in filtered(engine.store, InboxFilter.UNREAD, NOW):
            engine.set_flags(conversation_id, marked_unread=False)
            engine.mark_read(conversation_id)
        await pilot.press("2")
        await pilot.pause()
        assert "Everything is read" in lines(app.screen.inbox.list)[1]
        for conversation_id in (*engine.store.inbox(), *engine.store.inbox(archived=True)):
            engine.store.apply(MemberLeft(conversation_id, engine.store.me))
        await pilot.press("1")
        await pilot.pause()
        nothing, what_to_do = lines(app.screen.inbox.list)[1:3]
        assert "No conversations yet" in nothing
        assert "Alt+N begins one" in what_to_do


async def test_what_cannot_be_opened_is_not_offered(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.pause()
        nothing = app.screen.nothing
        assert "Open the selected conversation" in "".join(lines(nothing))
        for conversation_id in engine.store.inbox():
            engine.set_flags(conversation_id, archived=True)
        await pilot.pause()
        assert "Open the selected conversation" not in "".join(lines(nothing))
        assert "New conversation" in "".join(lines(nothing))


async def test_where_everything_is_archived_it_is_told_where_that_is(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        for conversation_id in engine.store.inbox():
            engine.set_flags(conversation_id, archived=True)
        await pilot.pause()
        nothing, what_to_do = lines(app.screen.inbox.list)[1:3]
        assert "Everything is in the archive" in nothing
        assert "Alt+5 shows it" in what_to_do


async def test_markup_and_width_of_strangers_names_do_no_harm(open_app, engine) -> None:
    name = SafeText("[@click=app.exit]hi[/] 界界界界界界界界界界界界界界界界界界界界 👨‍👩‍👧‍👦")
    async with open_app() as (app, pilot):
        engine.store.apply(ConversationUpdated(CUADRA, ConversationChanges(name=name)))
        await pilot.pause()
        shown = app.screen.inbox.list
        first = shown.render_line(0)
        assert "[@click=app.exit]hi[/]" in first.text
        assert first.cell_length == shown.size.width


async def test_a_selection_on_screen_stays_on_screen(open_app, engine, clock, make_many) -> None:
    make_many(engine.store, 100)
    async with open_app() as (app, pilot):
        shown = app.screen.inbox.list
        shown.select(shown.ids[shown.size.height // 2 - 1])
        selected = shown.selected
        assert shown.scroll_offset.y == 0
        for name in ("c-many-00005", "c-many-00006"):
            engine.store.apply(
                MessageCreated(new_message(clock, ConversationId(name), f"m-{name}"))
            )
        await pilot.pause()
        assert shown.selected == selected
        assert any(line.startswith("▌") for line in lines(shown))


async def test_a_selection_that_was_scrolled_away_does_not_pull(
    open_app, engine, clock, make_many
) -> None:
    make_many(engine.store, 100)
    async with open_app() as (app, pilot):
        shown = app.screen.inbox.list
        shown.scroll_to(y=100, animate=False)
        await pilot.pause()
        engine.store.apply(MessageCreated(new_message(clock, ConversationId("c-many-00005"))))
        await pilot.pause()
        assert shown.scroll_offset.y == 100


def test_a_report_that_the_title_names_is_not_named_again(store, clock) -> None:
    changes = ConversationChanges(name=SafeText("Arreglo: Bache en Lavalle 1200"))
    store.apply(ConversationUpdated(BACHE, changes))
    read = item(store, clock, BACHE)
    assert "Lavalle" in read.title
    assert "Lavalle" not in read.about
    changes = ConversationChanges(name=SafeText("Lavalle 1200"))
    store.apply(ConversationUpdated(BACHE, changes))
    assert "Lavalle" not in item(store, clock, BACHE).about


async def test_in_compact_a_conversation_has_one_line_with_all_that_stands_out(
    engine, launch
) -> None:
    compact = structs.replace(launch, settings=Settings(density=Density.COMPACT))
    app = MessengerApp(engine, compact)
    async with app.run_test(size=(120, 40)) as pilot:
        main = app.screen
        assert isinstance(main, MainScreen)
        listed = main.inbox.list
        shown = [line.rstrip() for line in lines(listed)]
        assert len(listed.ids) == len([line for line in shown if line.strip()])
        row = listed.ids.index(FUTBOL)
        assert "Fútbol" in shown[row]
        assert "⊘" in shown[row]
        assert shown[row].endswith("11:30")
        await pilot.click(ConversationList, offset=(5, row))
        await until(lambda: main.pane.conversation_id == FUTBOL)
