"""The card of a report, and the way to talk about one."""

import asyncio
from datetime import UTC, datetime

from safespot_tui.domain.ids import ConversationId, ReportId
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Rejected
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.screens.report import ReportCard
from tests.tui.until import until

BACHE = ConversationId("c-bache")
ID = "0e6ae48d-a4ba-4a78-bf45-e200d4bf68d6"
FULL = Report(
    ReportId("r-bache"),
    SafeText("Bache en Lavalle 1200"),
    SafeText("Vía pública"),
    description=SafeText("Hondo, y de noche no se ve."),
    place=SafeText("Lavalle 1200"),
    status=SafeText("open"),
    happened_at=datetime(2026, 11, 23, 22, 30, tzinfo=UTC),
    image_urls=(SafeText("https://images.example/1.jpg"),),
)


def card(app) -> str:
    words = [words for words in app.screen.query(Words) if words.display]
    return "\n".join(str(each.render()) for each in words)


async def test_what_is_known_is_there_at_once_and_the_rest_when_it_comes(open_app, engine) -> None:
    engine.reports[FULL.id] = FULL
    engine.held_up = asyncio.Event()
    async with open_app() as (app, pilot):
        app.screen.open(BACHE)
        await pilot.press("f3")
        await pilot.pause()
        assert isinstance(app.screen, ReportCard)
        assert "Bache en Lavalle 1200" in card(app)
        assert "Hondo" not in card(app)
        assert "Asking the server…" in card(app)
        engine.held_up.set()
        await until(lambda: "Hondo, y de noche no se ve." in card(app))
        told = card(app)
        assert "Category: Vía pública\nStatus: open\nPlace: Lavalle 1200" in told
        assert "When: Yesterday, 19:30" in told
        assert "https://images.example/1.jpg" in told
        assert "Asking" not in told


async def test_a_report_that_is_gone_is_a_sentence(open_app, engine) -> None:
    engine.refusal = Rejected(SafeText("This report is not there any more."), "gone", 404)
    async with open_app() as (app, pilot):
        app.screen.open(BACHE)
        await pilot.press("f3")
        await until(lambda: "not there any more" in card(app))
        assert "Bache en Lavalle 1200" in card(app)


async def test_where_there_is_no_report_that_is_said(open_app) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(ConversationId("c-cuadra"))
        await pilot.press("f3")
        await pilot.pause()
        assert [note.message for note in app._notifications] == [
            "This conversation is not about a report."
        ]


async def test_a_link_leads_to_its_conversation(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("alt+t")
        await pilot.pause()
        await pilot.press(*f"https://safespot.example/reporte/{ID}", "enter")
        await until(lambda: isinstance(app.screen, MainScreen))
        await app.workers.wait_for_complete()
        assert ("discuss_report", ID) in engine.calls
        assert app.screen.pane.conversation_id == BACHE


async def test_what_names_no_report_is_told(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("alt+t")
        await pilot.pause()
        await pilot.press(*"bache", "enter")
        await app.workers.wait_for_complete()
        assert "no report's id" in next(iter(app._notifications)).message
        assert not [call for call in engine.calls if call[0] == "discuss_report"]
