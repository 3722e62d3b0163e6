"""What the screen showed last is shown at the next start, to whom it belongs and nobody else."""

import io
import stat
import sys
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from bench.emulator import Emulator, EmulatorStream
from safespot_tui.config.profiles import Profile
from safespot_tui.domain.event import TypingChanged
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.stage.settled import settled
from safespot_tui.tui import first_frame
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.engine import Launch
from safespot_tui.tui.first_frame import FirstFrame, forget_frame, frame_path
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.status_line import StatusLine
from tests.tui.fake_engine import FakeEngine

ANA = Profile("default", "https://chat.example", "ana@example.org", "u-ana", "Ana")
FRAME = "\x1b[1;1H\x1b[38;2;0;255;136mhola ñandú\x1b[9X\x1b[9C\x1b[2;1H\x1b[K"


@pytest.fixture(autouse=True)
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    monkeypatch.setattr(first_frame, "_window", lambda: (120, 40))
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "__stderr__", terminal)
    return terminal


def start(profile: Profile = ANA, look: str = "") -> FirstFrame:
    return FirstFrame(profile, look)


def test_what_is_kept_is_shown_and_the_terminal_given_back(terminal: io.StringIO) -> None:
    start().keep(FRAME)
    with start().shown():
        assert FRAME in terminal.getvalue()
        assert "\x1b[?1049l" not in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[?1049l\x1b[?25h")


def test_who_takes_over_gives_it_back_himself(terminal: io.StringIO) -> None:
    start().keep(FRAME)
    frame = start()
    with frame.shown():
        assert frame.take()
        assert not frame.take()
    assert "\x1b[?1049l" not in terminal.getvalue()


def test_only_the_user_can_read_it() -> None:
    start().keep(FRAME)
    assert stat.S_IMODE(frame_path("default").stat().st_mode) == 0o600


OTHERS = [
    msgspec.structs.replace(ANA, user_id="u-eva"),
    msgspec.structs.replace(ANA, server="https://other.example"),
    msgspec.structs.replace(ANA, name="other"),
]


@pytest.mark.parametrize("profile", OTHERS)
def test_another_account_is_never_shown_it(terminal: io.StringIO, profile: Profile) -> None:
    start().keep(FRAME)
    with start(profile).shown():
        assert terminal.getvalue() == ""


def test_nothing_is_shown_that_does_not_fit(
    terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    start().keep(FRAME)
    with start(look="safespot-light").shown():
        pass
    monkeypatch.setenv("TERM", "linux")
    with start().shown():
        pass
    assert terminal.getvalue() == ""


def test_another_window_size_is_shown_nothing(
    terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    start().keep(FRAME)
    monkeypatch.setattr(first_frame, "_window", lambda: (80, 24))
    with start().shown():
        assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    "planted", ["\x1b]52;c;aG9sYQ==\x07", "\x1b[?1000h", "\x07", "\x9b31m", "\x1bc", "\x1b[6n"]
)
def test_nothing_but_drawing_is_ever_sent(terminal: io.StringIO, planted: str) -> None:
    start().keep(FRAME + planted)
    with start().shown():
        assert terminal.getvalue() == ""


def test_what_was_today_is_not_shown_tomorrow(
    terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    start().keep(FRAME)
    monkeypatch.setattr(first_frame, "_today", lambda: "2031-02-28")
    with start().shown():
        assert terminal.getvalue() == ""


async def test_what_is_kept_claims_nothing_that_only_an_open_stream_tells(
    engine: FakeEngine, launch: Launch
) -> None:
    class Kept(FirstFrame):
        frame = ""

        def keep(self, frame: str) -> None:
            Kept.frame = frame

    app = MessengerApp(engine, structs.replace(launch, frame=Kept(ANA, "")))
    async with app.run_test(size=(100, 24)) as pilot:
        main = app.screen
        assert isinstance(main, MainScreen)
        main.open(ConversationId("c-ana"))
        engine.store.apply(TypingChanged(ConversationId("c-cuadra"), UserId("u-omar"), typing=True))
        await settled(pilot.app)
        assert " ● Live" in main.query_one(StatusLine).render_line(0).text
        app.exit()
    emulator = Emulator(100, 24)
    EmulatorStream(emulator).feed(Kept.frame.encode())
    shown = "\n".join(emulator.display)
    assert "○  Ana Belén" in shown
    assert "◌ Connecting…" in shown
    for claim in ("●  Ana", "Live", "online", "typing", "heard", "as of"):
        assert claim not in shown


def test_a_file_that_is_no_frame_is_passed_over(terminal: io.StringIO) -> None:
    start().keep(FRAME)
    frame_path("default").write_bytes(b"\xff{")
    with start().shown():
        assert terminal.getvalue() == ""


def test_after_logging_out_there_is_nothing_to_show(terminal: io.StringIO) -> None:
    start().keep(FRAME)
    forget_frame("default")
    forget_frame("default")
    with start().shown():
        assert terminal.getvalue() == ""
