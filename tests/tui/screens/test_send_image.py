"""Sending an image: the path, the words, the wait; nothing filled in is lost on the way."""

import asyncio
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.tui.screens import send_image
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.screens.send_image import SendImageDialog
from tests.tui.until import until

CUADRA = ConversationId("c-cuadra")
HOSTILE = "\x1b[2Jmar.png"
PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    photo = tmp_path / "mi foto.png"
    photo.write_bytes(PNG)
    return photo


async def fill_in(app, pilot, path: object, caption: str = "") -> None:
    """Ask for the dialog, drop a file on it and write under it; Enter is not pressed yet."""
    app.screen.open(CUADRA)
    await pilot.press("alt+h")
    await pilot.pause()
    assert isinstance(app.screen, SendImageDialog)
    app.post_message(Paste(str(path)))
    await pilot.press("enter")
    await until(lambda: app.focused.id == "caption")
    await pilot.press(*caption)


def said(app) -> str:
    sentence = app.screen.sentence
    return str(sentence.render()) if sentence.display else ""


async def test_the_image_and_its_words_are_sent(photo, open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await fill_in(app, pilot, f"'{photo}'", "La esquina")
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, MainScreen))
        await pilot.pause(0.05)
        assert ("send_image", CUADRA, PNG, "La esquina") in engine.calls
        rows = " ".join(strip.text for strip in app.screen.pane.timeline.lines)
        assert "▣ Image from images.example" in rows
        assert "La esquina" in rows


async def test_while_it_goes_that_is_said_and_nothing_can_be_changed(
    photo, open_app, engine
) -> None:
    engine.held_up = asyncio.Event()
    async with open_app() as (app, pilot):
        await fill_in(app, pilot, photo)
        await pilot.press("enter")
        await until(lambda: said(app).startswith("Sending"))
        assert all(field.disabled for field in app.screen.query(Input))
        engine.held_up.set()
        await until(lambda: isinstance(app.screen, MainScreen))


async def test_it_can_be_given_up(photo, open_app, engine) -> None:
    engine.held_up = asyncio.Event()
    async with open_app() as (app, pilot):
        await fill_in(app, pilot, photo)
        await pilot.press("enter")
        await until(lambda: said(app).startswith("Sending"))
        await pilot.press("escape")
        await until(lambda: isinstance(app.screen, MainScreen))
        engine.held_up.set()
        await pilot.pause()
        assert engine.store.outbox[-1].row_key is None


async def test_a_failure_is_told_and_everything_stays(photo, open_app, engine) -> None:
    engine.refusal = Unreachable("The network is down.")
    async with open_app() as (app, pilot):
        await fill_in(app, pilot, photo, "La esquina")
        await pilot.press("enter")
        await until(lambda: said(app) == "The network is down.")
        path, caption = app.screen.query(Input)
        assert (path.value, caption.value) == (str(photo), "La esquina")
        await pilot.pause()
        assert app.focused is caption
        engine.refusal = None
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, MainScreen))


async def test_a_file_that_cannot_be_sent_is_told_before_anything_goes(
    tmp_path, open_app, engine
) -> None:
    async with open_app() as (app, pilot):
        await fill_in(app, pilot, tmp_path / "gone.png")
        await pilot.press("enter")
        await until(lambda: "There is no file" in said(app))
        assert not [call for call in engine.calls if call[0] == "send_image"]


@pytest.fixture
def home(tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the photo, and another with one of a hostile name."""
    (tmp_path / "Fotos").mkdir()
    (tmp_path / "Fotos" / HOSTILE).write_bytes(PNG)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


async def listed(app, *names: str) -> None:
    """These are offered, in this order."""
    await until(lambda: [row.title for row in app.screen._files.rows] == list(names))


async def test_it_is_found_by_keys_alone(home, open_app, engine) -> None:
    async with open_app((60, 15)) as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.press("alt+h")
        await until(lambda: isinstance(app.screen, SendImageDialog))
        await listed(app, "mi foto.png", "Fotos/", "../")
        await pilot.press("down", "tab")
        await listed(app, safe_line(HOSTILE), "../")
        path, caption = app.screen.query(Input)
        assert path.value == "~/Fotos/"
        await pilot.press("m", "a", "enter")
        await until(lambda: app.focused is caption)
        assert path.value == "~/Fotos/" + safe_line(HOSTILE)
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, MainScreen))
        assert ("send_image", CUADRA, PNG, "") in engine.calls


async def test_another_is_chosen_by_mouse_or_from_the_words(home, open_app, monkeypatch) -> None:
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.press("alt+h", "f", "x")
        await until(lambda: isinstance(app.screen, SendImageDialog))
        await listed(app, "No image and no folder here is called so.")
        await pilot.press("backspace")
        await listed(app, "Fotos/", "mi foto.png")
        await pilot.click(app.screen._files, offset=(3, 1))
        path, caption = app.screen.query(Input)
        await until(lambda: app.focused is caption)
        assert path.value == "~/mi foto.png"
        await pilot.press("up")
        assert app.focused is path
        monkeypatch.setattr(send_image, "MOST_ROWS", 1)
        path.value = "~/Fotos/"
        await listed(app, safe_line(HOSTILE))
