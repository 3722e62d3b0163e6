"""A link is opened only after its host was seen and agreed to; where it cannot be, it is copied."""

from collections.abc import AsyncIterator

import pytest
from msgspec import structs
from textual.widgets import Static

from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import safe_text
from safespot_tui.tui import browser
from safespot_tui.tui.in_page import page_environment
from safespot_tui.tui.screens.choose import ChoiceDialog
from safespot_tui.tui.screens.confirm import ConfirmDialog

CUADRA = ConversationId("c-cuadra")
MESSAGE = MessageId("m-cuadra-009")


class Browser:
    """What was opened; whether there is one, and whether it starts."""

    def __init__(self) -> None:
        self.here = True
        self.starts = True
        self.opened: list[str] = []

    def opener(self, environ) -> tuple[str, ...]:
        return ("open",) if self.here else ()

    async def open(self, url: str) -> bool:
        self.opened.append(url)
        return self.starts


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Browser:
    here = Browser()
    monkeypatch.setattr(browser, "opener", here.opener)
    monkeypatch.setattr(browser, "open_in_browser", here.open)
    return here


@pytest.fixture
async def select(open_app, engine, opened) -> AsyncIterator:
    """Selects a message that says what it is given."""
    async with open_app() as (app, pilot):

        async def selected(words: str, **fields):
            held = engine.store.base_message(MESSAGE)
            told = structs.replace(held, content=safe_text(words), revision=9, **fields)
            engine.store.apply(HistoryPage(CUADRA, (told,), False, False))
            app.screen.open(CUADRA)
            await pilot.pause()
            app.screen.pane.jump_to(MESSAGE)
            app.screen.pane.focus_timeline()
            await pilot.pause()
            return app, pilot

        yield selected


def said(app) -> list[str]:
    return [note.message for note in app._notifications]


def words_on(screen) -> str:
    return "\n".join(str(each.render()) for each in screen.query(Static))


async def test_the_host_is_seen_before_anything_opens(select, opened) -> None:
    app, pilot = await select("mirá https://example.org/plaza?x=1, dale")
    await pilot.press("o")
    await pilot.pause()
    assert isinstance(app.screen, ConfirmDialog)
    assert "It leads to: example.org\nhttps://example.org/plaza?x=1" in words_on(app.screen)
    assert not opened.opened
    await pilot.press("enter")
    await pilot.pause()
    assert opened.opened == ["https://example.org/plaza?x=1"]


async def test_whoever_declines_opens_nothing(select, opened) -> None:
    app, pilot = await select("https://example.org")
    await pilot.press("o")
    await pilot.pause()
    await pilot.press("escape")
    await pilot.pause()
    assert not opened.opened
    assert not said(app)


@pytest.mark.parametrize("address", ["http://example.org", "https://\u0430pple.com"])
async def test_what_could_deceive_is_not_opened_by_a_second_enter(address, select, opened) -> None:
    _app, pilot = await select(address)
    await pilot.press("o")
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()
    assert not opened.opened


async def test_of_several_links_one_is_chosen_by_its_host(select, opened) -> None:
    long = f"https://uno.example/{'a' * 60}"
    app, pilot = await select(f"{long} y https://dos.example/b {long}")
    await pilot.press("o")
    await pilot.pause()
    assert isinstance(app.screen, ChoiceDialog)
    assert [choice.title for choice in app.screen._choices] == ["uno.example", "dos.example"]
    assert "1  uno.example https://uno.example/aaa" in app.screen._list.render_line(0).text
    await pilot.press("2")
    await pilot.pause()
    assert "dos.example" in words_on(app.screen)
    await pilot.press("enter")
    await pilot.pause()
    assert opened.opened == ["https://dos.example/b"]


async def test_where_there_is_no_browser_it_is_copied_and_said(select, opened) -> None:
    opened.here = False
    app, pilot = await select("https://example.org/x")
    await pilot.press("o")
    await pilot.pause()
    assert app.clipboard == "https://example.org/x"
    assert any("so the link was copied. It leads to example.org" in each for each in said(app))
    assert not opened.opened


async def test_in_a_page_it_opens_in_the_browser_of_the_page(
    select, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, said_of_it in page_environment({}).items():
        monkeypatch.setenv(name, said_of_it)
    opened.here = False
    app, pilot = await select("https://example.org/x")
    there: list[str] = []
    monkeypatch.setattr(app, "open_url", there.append)
    await pilot.press("o")
    await pilot.pause()
    assert "It leads to: example.org" in words_on(app.screen)
    assert there == []
    await pilot.press("enter")
    await pilot.pause()
    assert there == ["https://example.org/x"]


async def test_what_a_browser_does_not_open_is_copied(select, opened) -> None:
    opened.starts = False
    app, pilot = await select("https://example.org/x")
    await pilot.press("o")
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()
    assert app.clipboard == "https://example.org/x"


async def test_a_link_is_copied(select) -> None:
    app, pilot = await select("https://example.org/x y más")
    await pilot.press("L")
    await pilot.pause()
    assert app.clipboard == "https://example.org/x"


async def test_an_image_leads_to_where_it_is_kept(select, opened) -> None:
    app, pilot = await select("https://images.example/a.png", type=MessageType.IMAGE)
    await pilot.press("o")
    await pilot.pause()
    assert "images.example" in words_on(app.screen)


@pytest.mark.parametrize(
    "words", ["nada", "javascript:alert(1)", "file:///etc/passwd", "https://bank.example@evil.test"]
)
async def test_what_must_not_be_opened_is_no_link(words: str, select, opened) -> None:
    app, pilot = await select(words)
    await pilot.press("o")
    await pilot.pause()
    assert said(app) == ["There is no link in this message that could be opened."]
    assert not opened.opened


@pytest.mark.parametrize("over_ssh", ["SSH_CONNECTION", "SSH_TTY"])
def test_over_ssh_there_is_no_browser(over_ssh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "which", lambda name: "/usr/bin/xdg-open")
    monkeypatch.setattr(browser.sys, "platform", "linux")
    assert browser.opener({"DISPLAY": ":0"}) == ("/usr/bin/xdg-open",)
    assert browser.opener({"DISPLAY": ":0", over_ssh: "1"}) == ()
    assert browser.opener({}) == ()
