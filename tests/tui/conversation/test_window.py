import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from rich.style import Style as RichStyle
from textual.color import Color

from safespot_tui.domain.event import HistoryPage, MessageDeleted
from safespot_tui.domain.ids import MessageId
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.drawings import MAX_DRAWN, Drawings, Style
from safespot_tui.tui.conversation.palette import Palette
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.row import RowKeys
from safespot_tui.tui.conversation.window import Window
from tests.tui.conversation.conftest import ANA, BETO, HERE, ME, START, Chat

PLAIN = RichStyle()
PALETTE = Palette(
    text=PLAIN,
    aliases=(PLAIN,),
    own=PLAIN,
    mention=PLAIN,
    faint=PLAIN,
    rule=PLAIN,
    unread=PLAIN,
    deleted=PLAIN,
    code=PLAIN,
    quote=PLAIN,
    link=PLAIN,
    chip=PLAIN,
    chip_own=PLAIN,
    read=PLAIN,
    failed=PLAIN,
    badge=PLAIN,
    selected=PLAIN,
    background=Color(0, 0, 0),
    colourless=False,
)
HEIGHT = 15


def window_on(chat: Chat) -> tuple[Window, Drawings]:
    drawings = Drawings(Style(40, PALETTE))
    reading = Reading(chat.store, HERE, Clock(), RowKeys("r", "e", "x"))
    return Window(chat.store, reading, drawings), drawings


def lines_of(window: Window, drawings: Drawings) -> list[str]:
    drawings.expire()
    return [strip.text.rstrip() for strip in window.settle(HEIGHT)]


class Conversation(RuleBasedStateMachine):
    """A window that followed every splice beside one that is opened anew."""

    def __init__(self) -> None:
        super().__init__()
        self.chat = Chat()
        self.chat.start(40, read=10**6, has_older=True)
        self.chat.past = self.chat.older(60)
        self.window, self.drawings = window_on(self.chat)
        self.lines = lines_of(self.window, self.drawings)
        self.pending: list[MessageId] = []

    @rule(text=st.sampled_from(["short", "word " * 30, "漢字" * 40]))
    def receive(self, text: str) -> None:
        self.chat.receive(text, BETO)

    @rule(count=st.integers(1, 25))
    def catch_up_with_a_gap(self, count: int) -> None:
        page = [self.chat.message(f"late {number}", ANA) for number in range(count)]
        self.chat.store.apply(HistoryPage(HERE, tuple(page), has_older=True, has_newer=False))

    @rule(count=st.integers(1, 25))
    def load_older(self, count: int) -> None:
        page, self.chat.past = self.chat.past[-count:], self.chat.past[:-count]
        if page:
            older = bool(self.chat.past)
            self.chat.store.apply(HistoryPage(HERE, tuple(page), has_older=older, has_newer=False))

    @rule()
    def send(self) -> None:
        coroutine = self.chat.send(HERE, f"mine {self.chat.sequence}")
        try:
            coroutine.send(None)
        except StopIteration as sent:
            self.pending.append(sent.value)

    @rule()
    def confirm(self) -> None:
        if self.pending:
            self.chat.confirm(self.pending.pop(0))

    @rule(which=st.integers(1, 60))
    def delete(self, which: int) -> None:
        message_id = MessageId(f"m{which:06}")
        if self.chat.store.message(message_id) is not None:
            self.chat.store.apply(MessageDeleted(message_id, HERE, START, 9))

    @rule(lines=st.integers(-200, 200))
    def scroll(self, lines: int) -> None:
        self.window.scroll_by(lines)

    @rule()
    def end(self) -> None:
        self.window.scroll_to_newest()

    @invariant()
    def same_as_if_opened_now(self) -> None:
        lines = lines_of(self.window, self.drawings)
        fresh, drawings = window_on(self.chat)
        fresh.settle(HEIGHT)
        if self.window.following:
            fresh.scroll_to_newest()
        else:
            fresh.scroll_to_oldest()
            fresh.settle(HEIGHT)
            for row in range(len(fresh.reading.timeline.rows)):
                fresh._viewport.put(row, 0)
                fresh.settle(HEIGHT)
            first = self.window._viewport.visible[0]
            fresh._viewport.put(first.row, -first.start)
        expected = lines_of(fresh, drawings)
        if self.window.badge:
            lines, expected = lines[:-1], expected[:-1]
        assert lines == expected
        assert self.window.following == fresh.following
        if not self.window.following:
            assert self.window.top <= self.window.total - HEIGHT


TestConversation = Conversation.TestCase
TestConversation.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_more_changes_than_are_remembered_lead_to_the_same_screen(chat: Chat) -> None:
    chat.start(100, read=10**6)
    window, drawings = window_on(chat)
    lines_of(window, drawings)
    window.scroll_by(-40)
    before = lines_of(window, drawings)
    for number in range(1000):
        chat.receive(f"flood {number}")
    after = lines_of(window, drawings)
    assert after[:-1] == before[:-1]
    assert after[-1].endswith("+1000 new ↓")


def test_a_fresh_snapshot_keeps_the_place(chat: Chat) -> None:
    messages = chat.start(100, read=10**6)
    window, drawings = window_on(chat)
    lines_of(window, drawings)
    window.scroll_by(-40)
    before = lines_of(window, drawings)
    chat.count, chat.position[HERE] = 0, 0
    chat.start(100, read=10**6)
    assert messages
    assert lines_of(window, drawings) == before


def test_a_selection_far_up_is_followed_without_a_search(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = chat.start(2000, read=10**6, has_older=True)
    window, drawings = window_on(chat)
    lines_of(window, drawings)
    window.select(1000)
    selected = window.selected_message_id
    assert selected in {message.id for message in messages}
    chat.store.apply(HistoryPage(HERE, tuple(chat.older(50)), has_older=False, has_newer=False))
    looked: list[int] = []
    message_at = window.reading.message_at
    monkeypatch.setattr(
        window.reading, "message_at", lambda index: (looked.append(index), message_at(index))[1]
    )
    assert window.selected_message_id == selected
    assert len(looked) < 5


def test_few_drawings_are_kept(chat: Chat) -> None:
    chat.start(1000, read=10**6)
    window, drawings = window_on(chat)
    lines_of(window, drawings)
    for _ in range(100):
        window.scroll_by(-HEIGHT)
        window.settle(HEIGHT)
    assert len(drawings) <= MAX_DRAWN + HEIGHT


def test_the_same_strips_are_handed_out_again(chat: Chat) -> None:
    chat.start(50, read=10**6)
    window, drawings = window_on(chat)
    before = window.settle(HEIGHT)
    chat.receive("new", ME)
    drawings.expire()
    after = window.settle(HEIGHT)
    assert all(old is new for old, new in zip(before[3:], after, strict=False))
