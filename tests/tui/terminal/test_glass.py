"""However frames follow each other, the terminal shows the last one."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from bench.emulator import Emulator, EmulatorStream
from safespot_tui.tui.terminal.features import Features
from safespot_tui.tui.terminal.glass import Glass, Piece

WIDTH, HEIGHT, EDGE = 40, 10, 12

STYLES = [
    Style.parse(description)
    for description in (
        *("white on #101010", "#00ff88 on #101010", "bold red on #101010"),
        *("reverse white on blue", "underline #00ff88 on #101010", "dim italic"),
    )
] + [Style.null(), Style(link="https://example.org/a"), Style(link="https://example.org/b")]

WORDS = ["hola", " ", "          ", "vecino", "ñandú", "你好", "😀", "👩‍👩‍👧", "☀️", "日", "━━━━"]


class Terminal:
    """An emulated terminal, and a glass before it."""

    def __init__(self, *, margins: bool, erase: bool = True) -> None:
        features = Features({"TERM": "xterm" if erase else "screen"})
        features.margins = margins
        self.glass = Glass(ColorSystem.TRUECOLOR, features)
        self.resize(WIDTH, HEIGHT)

    def resize(self, width: int, height: int) -> None:
        self.screen = Emulator(width, height, margins=self.glass._features.margins)
        self.screen.reset_mode(7, private=True)
        self._stream = EmulatorStream(self.screen)
        self.glass.resize(width, height)

    def feed(self, sequences: str) -> None:
        """Send what is no frame of this glass."""
        self._stream.feed(sequences.encode())

    def paint(self, pieces: Sequence[Piece]) -> int:
        """Show pieces; gives how many bytes that took."""
        self.glass.put(pieces)
        sent = self.glass.difference().encode()
        self._stream.feed(sent)
        return len(sent)


def strip(width: int, words: Sequence[tuple[str, Style]]) -> Strip:
    made = Strip([Segment(word, style) for word, style in words])
    return made.adjust_cell_length(width, STYLES[0])


def frame(inbox: Sequence[Strip], rows: Sequence[Strip]) -> list[Piece]:
    return [
        piece
        for y, (left, right) in enumerate(zip(inbox, rows, strict=True))
        for piece in (Piece(y, 0, left), Piece(y, EDGE, right))
    ]


words = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(STYLES)), max_size=6)
rows = st.builds(strip, st.just(WIDTH - EDGE), words)
names = st.builds(strip, st.just(EDGE), words)
moves = st.integers(-HEIGHT, HEIGHT)


def fresh(pieces: Sequence[Piece]) -> Terminal:
    terminal = Terminal(margins=False, erase=False)
    terminal.paint(pieces)
    return terminal


@pytest.mark.parametrize("margins", [False, True])
@pytest.mark.parametrize("erase", [False, True])
@settings(max_examples=15, deadline=None)
@given(
    history=st.lists(rows, min_size=2 * HEIGHT, max_size=2 * HEIGHT),
    inboxes=st.lists(st.lists(names, min_size=HEIGHT, max_size=HEIGHT), min_size=2, max_size=2),
    steps=st.lists(st.tuples(moves, st.booleans(), st.booleans()), max_size=5),
)
def test_the_terminal_shows_the_last_frame(
    margins: bool,
    erase: bool,
    history: list[Strip],
    inboxes: list[list[Strip]],
    steps: list[tuple[int, bool, bool]],
) -> None:
    terminal = Terminal(margins=margins, erase=erase)
    top, which = 0, 0
    for by, other_inbox, forget in [(0, False, False), *steps]:
        top = max(0, min(HEIGHT, top + by))
        which = (which + other_inbox) % 2
        if forget:
            terminal.glass.forget()
        pieces = frame(inboxes[which], history[top : top + HEIGHT])
        terminal.paint(pieces)
        assert terminal.screen.cells == fresh(pieces).screen.cells
        again = Terminal(margins=margins)
        again.feed(terminal.glass.whole())
        assert again.screen.cells == terminal.screen.cells


def numbered(first: int, width: int = WIDTH - EDGE) -> list[Strip]:
    return [
        strip(width, [(f"message {n} {'abcdefghij'[n % 10] * 12}", STYLES[0])])
        for n in range(first, first + HEIGHT)
    ]


INBOX = [strip(EDGE, [(f"chat {n} {chr(97 + n) * 4}", STYLES[1])]) for n in range(HEIGHT)]


def test_what_did_not_change_is_not_written() -> None:
    terminal = Terminal(margins=False)
    terminal.paint(frame(INBOX, numbered(0)))
    assert terminal.paint(frame(INBOX, numbered(0))) == 0
    changed = numbered(0)
    changed[5] = strip(WIDTH - EDGE, [(f"message 5 {'f' * 11}X", STYLES[0])])
    assert terminal.paint(frame(INBOX, changed)) < 20


def test_the_terminal_moves_what_was_moved_between_margins() -> None:
    with_margins, without = Terminal(margins=True), Terminal(margins=False)
    sizes = list[int]()
    for terminal in (with_margins, without):
        terminal.paint(frame(INBOX, numbered(0)))
        sizes.append(terminal.paint(frame(INBOX, numbered(1))))
        assert terminal.screen.cells == fresh(frame(INBOX, numbered(1))).screen.cells
    assert sizes[0] < 120
    assert sizes[0] < sizes[1] / 2


def test_a_pane_across_the_screen_needs_no_margins() -> None:
    terminal = Terminal(margins=False)
    for first in (0, 1):
        pieces = [Piece(y, 0, row) for y, row in enumerate(numbered(first, WIDTH))]
        size = terminal.paint(pieces)
    assert size < 120
    assert terminal.screen.display[0].startswith("message 1 ")


def test_whole_lines_are_moved_where_mending_the_inbox_is_cheap() -> None:
    terminal = Terminal(margins=False)
    empty = [strip(EDGE, [])] * HEIGHT
    terminal.paint(frame(empty, numbered(0)))
    assert terminal.paint(frame(empty, numbered(2))) < 250
    assert terminal.screen.cells == fresh(frame(empty, numbered(2))).screen.cells


def test_strips_that_come_again_elsewhere_were_moved_whatever_they_say() -> None:
    terminal = Terminal(margins=True)
    alike = [strip(WIDTH - EDGE, [("abc"[n % 3] * 20, STYLES[0])]) for n in range(HEIGHT + 1)]
    terminal.paint(frame(INBOX, alike[:-1]))
    assert terminal.paint(frame(INBOX, alike[1:])) < 120
    assert terminal.screen.cells == fresh(frame(INBOX, alike[1:])).screen.cells


def test_a_line_that_stays_among_those_that_move() -> None:
    terminal = Terminal(margins=True)
    stays = strip(WIDTH - EDGE, [("pinned", STYLES[2])])
    for first in (0, 2):
        moving = numbered(first)
        moving[5] = stays
        terminal.paint(frame(INBOX, moving))
        assert terminal.screen.cells == fresh(frame(INBOX, moving)).screen.cells


def test_what_somebody_else_wrote_is_mended_after_forgetting() -> None:
    terminal = Terminal(margins=True)
    pieces = frame(INBOX, numbered(0))
    terminal.paint(pieces)
    terminal._stream.feed(b"\x1b[3;3HRUBBISH\x1b[0m")
    terminal.paint(pieces)
    assert "RUBBISH" in terminal.screen.display[2]
    terminal.glass.forget()
    terminal.paint(pieces)
    assert terminal.screen.cells == fresh(pieces).screen.cells


def test_another_size_is_another_screen() -> None:
    terminal = Terminal(margins=True)
    terminal.paint(frame(INBOX, numbered(0)))
    terminal.resize(30, 5)
    pieces = [Piece(y, 0, row) for y, row in enumerate(numbered(3, 30)[:5])]
    terminal.paint(pieces)
    assert terminal.screen.display[0].startswith("message 3 dddd")


def test_a_glyph_of_doubtful_width_moves_nothing() -> None:
    """Its cells are blank before it is written, and what follows is placed by column."""
    terminal = Terminal(margins=False)
    terminal.glass.put([Piece(0, 0, strip(WIDTH, [("a👩‍👩‍👧b", STYLES[0])]))])
    sent = terminal.glass.difference()
    assert "a  \x1b[2G👩‍👩‍👧\x1b[4Gb" in sent


def test_no_control_character_reaches_the_terminal() -> None:
    terminal = Terminal(margins=False)
    terminal.glass.put([Piece(0, 0, Strip([Segment("a\x1b]0;b\x07\x9bc")], 8))])
    sent = terminal.glass.difference()
    assert "\x1b]" not in sent
    assert "\x07" not in sent
    assert "\x9b" not in sent


@pytest.mark.parametrize(
    "address", ["https://example.org/a b", "https://example.org/\x07", "javascript:1", "https://é"]
)
def test_an_address_that_is_not_encoded_is_not_told(address: str) -> None:
    terminal = Terminal(margins=False)
    terminal.glass.put([Piece(0, 0, strip(WIDTH, [("here", Style(link=address))]))])
    assert "\x1b]8" not in terminal.glass.difference()
