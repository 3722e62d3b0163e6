"""What reaches the terminal, seen by an emulated one."""

import re

import pyte
import pytest

from safespot_tui.domain.event import (
    MemberChanges,
    MemberUpdated,
    MessageChanges,
    MessageUpdated,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.message import Reaction
from safespot_tui.domain.text import safe_line, safe_text
from tests.tui.conversation.conftest import ANA, BETO, HERE, ME, Chat, PaneApp, shown

HOSTILE = (
    "\x1b]0;owned\x07\x1b]52;c;aGk=\x1b\\\x1b[2J\x1b[31mred \x9b31m \x90q\x9c "
    "\u202egnp.exe\u202c [link=file:///etc/passwd]x[/link] [@click=app.bell]y[/] "
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ \r\b\b\x00\x7f" + "e" + "\u0301" * 60
)
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


async def test_no_strip_holds_anything_that_a_terminal_would_obey(chat: Chat) -> None:
    chat.start(3)
    chat.store.apply(UserUpdated(ANA, UserChanges(alias=safe_line("Ana" + HOSTILE))))
    quoted = chat.receive(HOSTILE)
    reply = chat.receive("fine", BETO, reply_to=quoted.id)
    chat.store.apply(
        MessageUpdated(
            reply.id,
            HERE,
            MessageChanges(revision=1, reactions=(Reaction(safe_text(HOSTILE[:16]), (ANA,)),)),
        )
    )
    app = PaneApp(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show(HERE)
        await pilot.pause(0.05)
        terminal = pyte.Screen(80, 24)
        terminal.set_title("mine")
        stream = pyte.Stream(terminal)
        for y, strip in enumerate(app.pane.timeline.lines):
            for segment in strip:
                assert segment.control is None
                assert not OBEYED.search(segment.text), repr(segment.text)
                assert segment.style is None or segment.style.link is None
                assert segment.style is None or not segment.style.meta
            stream.feed(f"\x1b[{y + 1};1H" + strip.text)
        assert terminal.title == "mine"
        assert not OBEYED.search("".join(app.pane.header.words))
        assert any("owned" in line for line in terminal.display)


THEMES = ["textual-dark", "textual-light", "nord", "ansi-dark", "ansi-light"]


@pytest.mark.parametrize("theme", THEMES)
async def test_every_part_is_readable_in_every_theme(chat: Chat, theme: str) -> None:
    messages = chat.start(3)
    chat.receive("mine", ME, reply_to=messages[0].id)
    app = PaneApp(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = theme
        app.pane.show(HERE)
        await pilot.pause(0.05)
        for strip in app.pane.timeline.lines:
            for segment in strip:
                style = segment.style
                if segment.text.strip() and style and style.color and not style.color.is_default:
                    assert style.color != style.bgcolor


async def test_another_theme_is_taken_at_once(chat: Chat) -> None:
    chat.start(3)
    app = PaneApp(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show(HERE)
        await pilot.pause(0.05)
        before, words = list(app.pane.timeline.lines), shown(app.pane)
        app.theme = "textual-light"
        await pilot.pause(0.1)
        assert shown(app.pane) == words
        assert app.pane.timeline.lines[-1] != before[-1]


async def test_without_colour_read_has_another_form_than_delivered(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "truecolor")
    chat.start(3)
    chat.receive("mine", ME)
    app = PaneApp(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show(HERE)
        await pilot.pause(0.05)
        everybody = (ANA, BETO)
        position = chat.position[HERE]

        async def mark(changes: MemberChanges) -> str:
            chat.store.apply(*(MemberUpdated(HERE, who, changes) for who in everybody))
            await pilot.pause(0.05)
            return shown(app.pane)[-1].split()[-1]

        delivered = await mark(MemberChanges(delivered_position=position))
        read = await mark(MemberChanges(read_position=position))
        assert delivered == "✓✓"
        assert read not in ("✓✓", "✓", "◷", "✗")
        colours = {
            segment.style.color.triplet
            for strip in app.pane.timeline.lines
            for segment in strip
            if segment.style and segment.style.color and segment.style.color.triplet
        }
        assert all(len(set(colour)) == 1 for colour in colours), "only greys"


async def test_a_message_of_a_million_lines_is_told_and_not_drawn(chat: Chat) -> None:
    chat.start(2)
    endless = chat.receive("a\n" * 1_000_000)
    app = PaneApp(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show(HERE)
        app.pane.timeline.scroll_to_newest()
        await pilot.pause(0.05)
        assert "there is more" in "\n".join(strip.text for strip in app.pane.timeline.lines)
        assert app.pane.timeline.virtual_size.height < 3_000
        chat.receive("and on it goes")
        app.pane.timeline.scroll_to_newest()
        await pilot.pause(0.05)
        assert "and on it goes" in "\n".join(strip.text for strip in app.pane.timeline.lines)
        message = chat.store.message(endless.id)
        assert message is not None
        assert len(message.content) == 2_000_000
