"""The inspector, on a trace in which something has happened and goes on happening."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec
import pytest
from msgspec import structs

from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.entry import Patched, Repainted
from safespot_tui.stage.settled import settled
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.inspector.checklist_strip import ChecklistStrip
from safespot_tui.tui.inspector.detail_view import DetailView
from safespot_tui.tui.inspector.inspector import Inspector
from safespot_tui.tui.inspector.knobs import KnobsDialog
from safespot_tui.tui.inspector.trace_list import TraceList
from tests.instruments.trace.entries import Notes
from tests.sync.still_clock import StillClock
from tests.tui.neighbourhood import NOW
from tests.tui.until import until

CUADRA, FUTBOL = ConversationId("c-cuadra"), ConversationId("c-futbol")
HOSTILE = "\x1b]52;c;aG9sYQ==\x07\x1b[2J[red]x[/]\u202e"

Opened = Callable[..., AbstractAsyncContextManager[Any]]


class Traced:
    """An app that is traced."""

    def __init__(self, app: MessengerApp, pilot: Any, notes: Notes, instruments: Instruments):
        self.app: Any = app
        self.pilot = pilot
        self.notes = notes
        self.instruments = instruments

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await settled(self.app)

    async def inspect(self) -> None:
        await self.press("alt+shift+x")
        assert isinstance(self.app.screen, Inspector)

    @property
    def lines(self) -> list[str]:
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def screen(self) -> str:
        return "\n".join(self.lines)

    @property
    def rows(self) -> TraceList:
        return self.app.screen.query_one(TraceList)

    @property
    def listed(self) -> list[str]:
        """The lines of the list as they are drawn."""
        view = self.rows
        return [view.render_line(y).text.strip() for y in range(view.size.height)]

    @property
    def details(self) -> str:
        return self.app.screen.query_one(DetailView).text


@pytest.fixture
def opened(engine: Any, launch: Any) -> Opened:
    @asynccontextmanager
    async def opened(size: tuple[int, int] = (100, 30)) -> AsyncIterator[Traced]:
        instruments = Instruments(StillClock())
        instruments.watch(engine.store)
        app = MessengerApp(engine, structs.replace(launch, instruments=instruments))
        async with app.run_test(size=size) as pilot:
            traced = Traced(app, pilot, Notes(instruments.trace), instruments)
            await settled(app)
            yield traced

    return opened


def said(number: int, conversation_id: ConversationId = FUTBOL) -> MessageCreated:
    return MessageCreated(
        Message(
            id=MessageId(f"m-new-{number}"),
            conversation_id=conversation_id,
            sender_id=UserId("u-luis"),
            created_at=NOW,
            position=5000 + number,
            content=SafeText("hola"),
        )
    )


async def test_without_a_trace_it_says_how_to_start_with_one(open_app: Any) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("alt+shift+x")
        await until(lambda: app._notifications)
        assert not isinstance(app.screen, Inspector)
        assert any("safespot-tui --inspect" in each.message for each in app._notifications)


async def test_it_follows_what_crosses_and_stays_where_the_user_looks(opened: Opened) -> None:
    async with opened() as traced:
        stream = traced.notes.stream()
        traced.notes.exchange("GET", "/sync", 200)
        await traced.inspect()
        assert "GET /sync" in traced.screen
        first = traced.notes.message(stream)
        await until(lambda: traced.rows.number == first)
        assert "message-created" in traced.listed[-1] or "message-created" in traced.screen
        await traced.press("up")
        asked = traced.rows.number
        for _ in range(100):
            traced.notes.exchange("POST", "/later", 404)
        await until(lambda: traced.rows.virtual_size.height > 100)
        assert traced.rows.number == asked
        await traced.press("end")
        newest = traced.notes.frame(stream, "typing")
        await until(lambda: traced.rows.number == newest)
        assert traced.rows.is_vertical_scroll_end


async def test_details_follow_an_event_from_its_frame_to_what_was_painted(opened: Opened) -> None:
    async with opened((100, 60)) as traced:
        frame = traced.notes.message(traced.notes.stream())
        await traced.inspect()
        for words in ("#3 · frame · of #2", '"id": "m-1"', "message-created", "2 values changed"):
            assert words in traced.details
        assert "conversations:detail:c-plaza" in traced.details
        assert "#6 · drawn anew · of #5" in traced.details
        assert traced.rows.number == frame
        await traced.press("o")
        assert traced.rows.number == 2
        assert "GET https://chat.example/events" in traced.details
        assert "accept: text/event-stream" in traced.details


async def test_a_filter_is_typed_and_taken_away(opened: Opened) -> None:
    async with opened() as traced:
        traced.notes.stream()
        traced.notes.exchange("GET", "/sync", 200)
        traced.notes.exchange("POST", "/later", 404)
        await traced.inspect()
        await traced.press("/", *"status>=400")
        assert [line for line in traced.listed if "/" in line] == [
            line for line in traced.listed if "POST /later" in line
        ]
        await traced.press("enter")
        assert traced.rows.has_focus
        traced.notes.exchange("DELETE", "/gone", 500)
        await until(lambda: "DELETE /gone" in traced.screen)
        await traced.press("escape")
        assert "GET /sync" in traced.screen
        await traced.press("/", *"nobody", "enter")
        assert traced.listed[0] == "Nothing that crossed is so. Esc shows all of it."
        await traced.press("escape")
        assert "Nothing that crossed" not in traced.screen
        await traced.press("escape")
        assert not isinstance(traced.app.screen, Inspector)


async def test_a_request_is_copied_as_a_command_and_as_json(opened: Opened) -> None:
    async with opened() as traced:
        traced.notes.exchange("POST", "/later", 404)
        await traced.inspect()
        await traced.press("c")
        assert traced.app.clipboard.startswith("curl -sS -X POST https://chat.example/later")
        assert '"Authorization: Bearer $SAFESPOT_TOKEN"' in traced.app.clipboard
        await traced.press("y")
        kinds = [each["kind"] for each in msgspec.json.decode(traced.app.clipboard)]
        assert kinds == ["called", "asked", "answered"]


async def test_what_a_stranger_sends_is_drawn_and_obeyed_by_nobody(opened: Opened) -> None:
    async with opened((160, 40)) as traced:
        stream = traced.notes.stream()
        asked = traced.notes.ask("GET", f"/{HOSTILE}")
        traced.notes.broke(asked, HOSTILE)
        traced.notes.frame(stream, HOSTILE, HOSTILE, HOSTILE)
        await traced.inspect()
        for keys in ((), ("up",), ("l",), ("c",), ("y",)):
            await traced.press(*keys)
            for sign in ("\x1b", "\x07", "\u202e"):
                assert sign not in traced.screen
                assert sign not in traced.app.clipboard
        assert "[red]x[/]" in traced.screen


async def test_it_says_why_a_conversation_is_unread(opened: Opened, engine: Any) -> None:
    async with opened((100, 60)) as traced:
        engine.store.apply(said(1))
        traced.app.main.inbox.list.select(FUTBOL)
        await traced.inspect()
        await traced.press("w")
        assert "unread message" in traced.details
        assert "It was not opened here since the trace began." in traced.details
        traced.notes.exchange("GET", "/sync", 200)
        await until(lambda: traced.rows.number == traced.rows._listing.numbers[-1])
        assert "unread message" in traced.details
        await traced.press("up")
        assert "unread message" not in traced.details


async def test_it_says_why_the_selected_message_is_as_it_is(opened: Opened) -> None:
    async with opened((100, 60)) as traced:
        main = traced.app.main
        main.open(CUADRA)
        await settled(traced.app)
        main.pane.jump_to(MessageId("m-cuadra-008"))
        main.pane.focus_timeline()
        await settled(traced.app)
        await traced.inspect()
        await traced.press("w")
        assert "This message: failed?\n· Nothing of it waits or has failed." in traced.details
        assert "This message: here?\n· It is here." in traced.details


async def test_what_is_painted_for_a_change_is_noted(opened: Opened, engine: Any) -> None:
    async with opened((120, 40)) as traced:
        traced.app.main.open(CUADRA)
        await settled(traced.app)
        trace = traced.instruments.trace
        engine.store.apply(said(1, CUADRA))
        await settled(traced.app)
        painted = [entry for entry in trace if isinstance(entry, Repainted)]
        patched = trace.get(painted[-1].of)
        assert isinstance(patched, Patched)
        assert patched.uncaused == ("MessageCreated",)
        assert {"inbox", "messages"} <= {*painted[-1].widgets}
        # A key paints, too, but nothing that the store told.
        await traced.press("x")
        assert [entry for entry in trace if isinstance(entry, Repainted)] == painted


async def test_a_point_that_does_not_hold_is_red_and_says_why(opened: Opened, engine: Any) -> None:
    async with opened((120, 40)) as traced:
        await traced.inspect()
        strip = traced.app.screen.query_one(ChecklistStrip)
        assert strip.render_line(0).text.count("✓") == 6
        engine.store.apply(said(1))
        traced.notes.frame(traced.notes.stream(), "typing")
        await until(lambda: "✗" in strip.render_line(0).text)
        assert strip.render_line(0).text.count("✓") == 5
        await traced.press("l")
        assert "the client holds what nobody told it" in traced.details
        assert "MessageCreated" in traced.details


async def test_what_is_wrong_with_the_server_is_red_too(opened: Opened) -> None:
    async with opened((120, 40)) as traced:
        notes = traced.notes
        stream = notes.stream()
        said = {"sender_id": "u-beto", "content": "hola", "position": 1}
        payload = {
            "id": "m-1",
            "conversation_id": "c-1",
            "partial": said | {"created_at": "2026-01-01T00:00:00Z"},
        }
        data = msgspec.json.encode({"event": "message-created", "payload": payload}).decode()
        for number in (1, 2):
            notes.frame(stream, "message-created", data, f"e.{number}")
        await traced.inspect()
        strip = traced.app.screen.query_one(ChecklistStrip)
        await until(lambda: "✗ server 1" in strip.render_line(0).text)
        await traced.press("l")
        assert "doubled: the server told it twice" in traced.details


async def test_the_line_is_disturbed_by_a_letter(opened: Opened) -> None:
    async with opened() as traced:
        faults = traced.instruments.faults
        await traced.inspect()
        await traced.press("f", "d")
        assert isinstance(traced.app.screen, KnobsDialog)
        assert faults.knobs == ()
        assert "This server is not marked as one to test with" in traced.screen
        faults.allowed = True
        await traced.press("d")
        assert [str(knob) for knob in faults.knobs] == ["duplicate frames 0.2"]
        assert "d ● events twice" in traced.screen
        await traced.press("down", "enter", "h")
        assert faults.knobs == ()
        await traced.press("escape")
        assert isinstance(traced.app.screen, Inspector)


async def test_an_opened_conversation_is_read_in_its_first_frame(
    opened: Opened, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened((120, 40)) as traced:
        checklist = traced.instruments.checklist
        assert checklist is not None

        def late() -> bool:
            return not checklist.points[3].holds

        unread = [each for each in engine.store.inbox() if engine.store.unread(each)][:2]
        traced.app.main.open(unread[0])
        await settled(traced.app)
        assert not late()
        # A client that reads what is opened some time later.
        monkeypatch.setattr(engine, "mark_read", lambda _conversation_id: None)
        traced.app.main.open(unread[1])
        await settled(traced.app)
        assert late()


async def test_as_many_entries_as_are_kept_are_listed_by_one_widget(opened: Opened) -> None:
    async with opened() as traced:
        stream = traced.notes.stream()
        for number in range(20_000):
            traced.notes.frame(stream, "typing", id_=str(number))
        await traced.inspect()
        assert traced.rows.virtual_size.height == 20_000
        assert len(list(traced.app.screen.walk_children())) < 20
        await traced.press("home")
        assert traced.rows.scroll_offset.y == 0
        await traced.press("end")
        assert traced.rows.scroll_offset.y == 20_000 - traced.rows.size.height
