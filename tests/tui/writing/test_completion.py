"""What may be meant is offered while it is typed, and put there when it is taken."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.store.patch import Learned
from safespot_tui.tui.conversation.desk import WritingDesk
from tests.tui.conversation.conftest import HERE, THERE, Chat, PaneApp
from tests.tui.until import until


@pytest.fixture
def chat() -> Chat:
    chat = Chat()
    chat.start(30)
    chat.store.apply(Learned(Entities(users=(User(UserId("carla"), SafeText("Carla")),))))
    return chat


@asynccontextmanager
async def writing(
    chat: Chat, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[WritingDesk, Pilot[None]]]:
    app = PaneApp(chat)
    async with app.run_test(size=size) as pilot:
        app.pane.show(HERE)
        app.pane.focus_composer()
        await pilot.pause()
        yield app.pane.desk, pilot


def titles(desk: WritingDesk) -> list[str]:
    """What is offered, if anything."""
    return [row.title for row in desk.suggestions.rows] if desk.suggestions.display else []


async def test_an_emoji_is_completed_from_two_letters_on(chat: Chat) -> None:
    """Tab takes the first, an arrow goes to another."""
    async with writing(chat) as (desk, pilot):
        await pilot.press(*"hola :s")
        assert titles(desk) == []
        await pilot.press("m")
        assert titles(desk)[0] == "😄 :smile:"
        await pilot.press("down", "tab")
        assert desk.composer.text == "hola 😃"
        assert titles(desk) == []
        await pilot.press(*" y", "enter")
        assert chat.asked_for("send")[-1][2] == "hola 😃 y"


async def test_a_finished_shortcode_is_its_emoji(chat: Chat) -> None:
    """One that is none stays, and so does what undo brought back."""
    async with writing(chat) as (desk, pilot):
        await pilot.press(*":fire:")
        assert desk.composer.text == "🔥"
        await pilot.press("ctrl+z")
        assert desk.composer.text == ":fire:"
        await pilot.press("ctrl+y")
        assert desk.composer.text == "🔥"
        await pilot.press(*" :nosuchthing: 12:30:")
        assert desk.composer.text == "🔥 :nosuchthing: 12:30:"


async def test_enter_takes_what_is_offered_and_then_sends(chat: Chat) -> None:
    """Escape leaves the words as they are, and Enter to the message."""
    async with writing(chat) as (desk, pilot):
        await pilot.press(*":fir", "enter")
        assert desk.composer.text == "🔥"
        await pilot.press(*" :fir", "escape")
        assert titles(desk) == []
        await pilot.press("e")
        assert titles(desk) == [], "put away stays away until something else begins"
        await pilot.press("enter")
        assert [asked[2] for asked in chat.asked_for("send")] == ["🔥 :fire"]


async def test_an_at_offers_who_is_here_and_letters_who_is_known(chat: Chat) -> None:
    """Members first; of others one has to know a letter."""
    async with writing(chat) as (desk, pilot):
        await pilot.press("@")
        assert titles(desk) == ["Ana", "Beto"]
        await pilot.press("a")
        assert titles(desk) == ["Ana", "Carla"]
        await pilot.press("r")
        assert titles(desk) == ["Carla"]
        await pilot.press("backspace", "tab")
        assert desk.composer.text == "@Ana "
        await pilot.press(*"ana@beto")
        assert titles(desk) == []


async def test_a_name_that_is_typed_out_does_not_hold_up_enter(chat: Chat) -> None:
    """There is nothing left to complete."""
    async with writing(chat) as (_desk, pilot):
        await pilot.press(*"hola @beto", "enter")
        assert chat.asked_for("send")[-1][2] == "hola @beto"


async def test_what_is_offered_can_be_clicked(chat: Chat) -> None:
    """The list stands right above the composer."""
    async with writing(chat) as (desk, pilot):
        await pilot.press("@")
        await until(lambda: bool(desk.suggestions.region))
        region = desk.suggestions.region
        assert region.bottom == desk.composer.region.y
        await pilot.click(offset=(region.x + 4, region.bottom - 1))
        assert desk.composer.text == "@Beto "
        assert desk.composer.has_focus


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)])
async def test_it_fits_the_screen(chat: Chat, size: tuple[int, int]) -> None:
    """It covers what is above the composer, never the composer or the header."""
    async with writing(chat, size) as (desk, pilot):
        await pilot.press(*":ca")
        await until(lambda: len(titles(desk)) == desk.suggestions.region.height)
        region = desk.suggestions.region
        assert region.bottom == desk.composer.region.y
        assert region.y > 0
        assert region.right <= size[0]


async def test_fewer_options_lay_nothing_out(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it is open, keys cost a repaint of the list and no more."""
    async with writing(chat) as (desk, pilot):
        await pilot.press(*":sm")
        await pilot.pause()
        layouts: list[object] = []
        refresh_layout = Screen._refresh_layout

        def counted(self: Screen[None], *arguments: object, **rest: object) -> None:
            layouts.append(arguments)
            refresh_layout(self, *arguments, **rest)  # type: ignore[arg-type]

        monkeypatch.setattr(Screen, "_refresh_layout", counted)
        many = len(titles(desk))
        await pilot.press(*"ile")
        await pilot.pause()
        assert 0 < len(titles(desk)) < many
        assert layouts == []


async def test_a_draft_that_comes_back_offers_nothing(chat: Chat) -> None:
    """Nobody is typing it."""
    async with writing(chat) as (desk, pilot):
        await pilot.press(*":sm")
        pane = pilot.app.query_one("ConversationPane")
        pane.show(THERE)  # type: ignore[attr-defined]
        pane.show(HERE)  # type: ignore[attr-defined]
        await pilot.pause()
        assert desk.composer.text == ":sm"
        assert titles(desk) == []
