"""How the app starts and ends: what is imported, what the terminal is left with."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import textwrap
import time
from pathlib import Path

import pytest
from msgspec import structs

from safespot_tui.config.settings import Settings
from safespot_tui.tui import run as run_module
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.run import no_terminal

HEAVY = [
    *("httpx", "httpx_sse", "pydantic", "keyring", "fastapi", "sqlalchemy", "uvicorn", "apsw"),
    *("textual.widgets._markdown", "textual.widgets._data_table", "textual.widgets._rich_log"),
    *("markdown_it", "pygments", "safespot_tui.server", "safespot_tui.tui.screens.login"),
    *("safespot_tui.tui.screens.help", "safespot_tui.tui.screens.finder"),
    *("safespot_tui.watching", "pydantic_core", "safespot_tui.instruments"),
]

PROGRAM = """
    import logging, os, pathlib, sys
    sys.path.insert(0, {root!r})
    from tests.tui.fake_engine import FakeEngine
    from tests.tui.neighbourhood import build_neighbourhood
    from safespot_tui.config.profiles import Profile
    from safespot_tui.tui.engine import Launch
    from safespot_tui.tui.first_frame import FirstFrame
    from safespot_tui.tui.run import run
    folder = pathlib.Path({folder!r})
    logging.basicConfig(filename=folder / "safespot.log")
    class Engine(FakeEngine):
        async def run(self):
            {before_running}
            try:
                await super().run()
            finally:
                (folder / "stopped").touch()
    os.environ["SAFESPOT_TUI_HOME"] = str(folder)
    frame = FirstFrame(Profile("default", "https://chat.example", "", "u-me", ""), "")
    launch = Launch(None, folder / "screen.json", folder / "safespot.log", frame=frame)
    def open_engine():
        {before_painting}
        return Engine(build_neighbourhood())
    with frame.shown():
        sys.exit(run(open_engine, launch))
"""

ENTERED = b"\x1b[?1049h"
LEFT = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h")
"""The other screen, the mouse and the cursor are given back."""


def program(
    tmp_path: Path, before_running: str = "pass", before_painting: str = "pass"
) -> list[str]:
    source = textwrap.dedent(PROGRAM).format(
        root=str(Path(__file__).parents[2]),
        folder=str(tmp_path),
        before_running=before_running,
        before_painting=before_painting,
    )
    return [sys.executable, "-c", source]


class Terminal:
    """A program in a pty, and all that it wrote."""

    def __init__(self, command: list[str]) -> None:
        self.written = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LINES="24", COLUMNS="80")
            os.execv(command[0], command)

    def read_until(self, wanted: bytes, seconds: float = 20) -> bool:
        end = time.monotonic() + seconds
        while wanted not in self.written and time.monotonic() < end:
            if not self._read(end - time.monotonic()):
                break
        return wanted in self.written

    def finish(self, seconds: float = 20) -> int:
        """The exit code, once everything has been written."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._read(end - time.monotonic()):
            pass
        _pid, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.fd], [], [], max(0, seconds))
        try:
            data = os.read(self.fd, 65536) if ready else b""
        except OSError:
            return False
        self.written += data
        return bool(data)


QUIT = b"\x1b[21~"


def test_the_screen_that_was_left_is_there_before_anything_is_opened(tmp_path: Path) -> None:
    terminal = Terminal(program(tmp_path))
    assert terminal.read_until("Ana Belén".encode())
    os.write(terminal.fd, QUIT)
    assert terminal.finish() == 0

    opened = tmp_path / "opened"
    os.mkfifo(opened)
    terminal = Terminal(program(tmp_path, before_painting="open(folder / 'opened').read()"))
    assert terminal.read_until("Ana Belén".encode())
    with opened.open("w"):  # only now there is somebody to read the archive
        pass
    assert terminal.read_until(b"\x1b[?2026$p")
    os.write(terminal.fd, QUIT)
    assert terminal.finish() == 0
    # Entered anew, the screen would be cleared before our eyes.
    assert terminal.written.count(ENTERED) == 1
    after = terminal.written.rpartition(ENTERED)[2]
    assert all(sequence in after for sequence in LEFT)


def test_a_start_that_fails_gives_the_painted_screen_back(tmp_path: Path) -> None:
    terminal = Terminal(program(tmp_path))
    assert terminal.read_until("Ana Belén".encode())
    os.write(terminal.fd, QUIT)
    assert terminal.finish() == 0

    terminal = Terminal(program(tmp_path, before_painting="raise OSError('no disk')"))
    assert terminal.finish() == 1
    assert terminal.written.count(ENTERED) == terminal.written.count(b"\x1b[?1049l") == 1
    assert b"\x1b[?25h" in terminal.written.rpartition(b"\x1b[?1049l")[2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_kill_leaves_the_terminal_as_it_was(tmp_path: Path, number: signal.Signals) -> None:
    started = tmp_path / "started"
    os.mkfifo(started)
    terminal = Terminal(program(tmp_path, "open(folder / 'started', 'w').close()"))
    started.read_text()  # a pipe: comes back once the engine runs, which is after the first paint
    assert terminal.read_until("Ana Belén".encode())
    os.kill(terminal.pid, number)
    assert terminal.finish() == 0
    assert ENTERED in terminal.written
    after = terminal.written.rpartition(ENTERED)[2]
    assert all(sequence in after for sequence in LEFT)
    assert (tmp_path / "stopped").exists()


def test_what_is_typed_before_the_first_paint_is_not_lost_and_not_shown(tmp_path: Path) -> None:
    typed = tmp_path / "typed"
    os.mkfifo(typed)
    terminal = Terminal(program(tmp_path, before_painting="open(folder / 'typed').read()"))
    echoes = termios.ECHO & termios.tcgetattr(terminal.fd)[3]
    with typed.open("w"):  # comes back once the program waits, with nothing painted yet
        os.write(terminal.fd, b"\rya voy, esperen")
    assert terminal.read_until(b"esperen")
    before, _entered, after = terminal.written.partition(ENTERED)
    assert b"voy" not in before
    assert b"voy" in after
    os.write(terminal.fd, QUIT)
    assert terminal.finish() == 0
    assert echoes


def test_a_crash_leaves_the_terminal_as_it_was_and_names_the_log(tmp_path: Path) -> None:
    terminal = Terminal(program(tmp_path, "raise ZeroDivisionError('a mistake')"))
    assert terminal.finish() == 1
    after = terminal.written.rpartition(LEFT[0])[2].decode()
    words = " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", after).split())
    assert "mistake in the program" in words
    assert str(tmp_path / "safespot.log") in words
    assert "Traceback" not in words
    assert "ZeroDivisionError" in (tmp_path / "safespot.log").read_text()


@pytest.mark.parametrize(("terminal", "says"), [("xterm", "not a terminal"), ("dumb", "TERM=dumb")])
def test_without_a_terminal_a_sentence_says_what_to_use(terminal: str, says: str) -> None:
    source = (
        "import sys; from safespot_tui.tui import run as screen\n"
        f"sys.stdin.isatty = sys.stderr.isatty = lambda: {terminal == 'dumb'}\n"
        "code = screen.run(None, None)\n"
        "assert 'textual' not in sys.modules\n"
        "sys.exit(code)"
    )
    result = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TERM": terminal, "LC_ALL": "C"},
        check=False,
    )
    assert result.returncode == 2, result.stderr
    assert says in result.stderr
    assert "safespot-tui send" in result.stderr or "“send”" in result.stderr


@pytest.mark.parametrize(
    ("size", "says"),
    [((19, 24), "19 columns"), ((80, 5), "5 lines"), ((20, 6), ""), ((0, 0), "")],
)
def test_a_window_that_is_too_small_is_told_with_what_to_do(monkeypatch, size, says) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.fileno", lambda: 2)
    monkeypatch.setattr(os, "get_terminal_size", lambda _fd: os.terminal_size(size))
    monkeypatch.setenv("TERM", "xterm")
    reason = no_terminal()
    assert says in reason
    assert bool(reason) is bool(says)
    assert not reason or "safespot-tui linear" in reason


def test_without_the_mouse_the_terminal_is_not_asked_for_it(monkeypatch, launch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(MessengerApp, "run", lambda self, mouse: asked.append(mouse))
    for mouse in (True, False):
        run_module._show(None, structs.replace(launch, settings=Settings(mouse=mouse)))
    assert asked == [True, False]


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    source = (
        "import sys, safespot_tui.tui.app, safespot_tui.tui.run\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == []


def test_the_last_screen_is_painted_before_the_toolkit_is_imported() -> None:
    source = "import sys, safespot_tui.cli.screen\nprint('textual' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"
