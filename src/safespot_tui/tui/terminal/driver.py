"""The terminal's two directions: what it says of itself is heard, what it is sent waits for nobody.

Textual hands every frame to a thread; it is written when that thread gets to run, which may be
5 ms later when there is much to do. Here a frame is written at once, and only what the terminal
does not take is kept until it does.
"""

import os
import selectors
import sys
import threading
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import IO, Any, Protocol, cast

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from safespot_tui.tui.first_frame import ALTERNATE_SCREEN
from safespot_tui.tui.terminal.features import ATTRIBUTES_QUERY, MARGINS_QUERY, Features
from safespot_tui.tui.terminal.outlet import Outlet

CHUNK = 4096
PATIENCE = 0.1
"""Seconds after which it is looked whether reading shall end."""


class Listener(Protocol):
    """The app, as far as the driver talks to it."""

    terminal_features: Features

    def forget_screen(self) -> None:
        """The screen is empty, or somebody else's."""
        ...

    def take_screen(self) -> bool:
        """Whether the alternate screen is shown already: turned to again, it would be cleared."""
        ...


class Lenient:
    """A file that takes everything, also once the terminal behind it is gone.

    Otherwise the thread that Textual writes with would end, and the app wait for ever for room in
    the queue before it.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """The descriptor."""
        return self._file.fileno()


class TerminalDriver(LinuxDriver):
    """Textual's own, but for how bytes are read and written."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)  # pyright: ignore[reportUnknownMemberType]
        self._file = cast("IO[str]", Lenient(self._file))

    outlet: Outlet | None = None
    """None while the terminal is not ours, or where it cannot be opened once more."""

    @property
    def _listener(self) -> Listener:
        return cast("Listener", self._app)

    def start_application_mode(self) -> None:
        """Take the terminal; also after it was given back for a while."""
        self._listener.forget_screen()
        # One who was stopped without being asked, or whose terminal hangs up, is told to go on
        # without having given the terminal back.
        if self.outlet is not None:
            self.outlet.close()
        self.outlet = Outlet.beside(self._loop, sys.__stderr__)
        super().start_application_mode()

    def write(self, data: str) -> None:
        """Send something to the terminal; may be called from any thread."""
        if data == ALTERNATE_SCREEN and self._listener.take_screen():
            return
        if self.outlet is None:
            super().write(data)
        elif threading.get_ident() == threading.main_thread().ident:
            self.outlet.write(data)
        else:
            self._loop.call_soon_threadsafe(self.outlet.write, data)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was found."""
        super().stop_application_mode()
        if self.outlet is not None:
            self.outlet.close()
            self.outlet = None

    def _request_terminal_sync_mode_support(self) -> None:
        super()._request_terminal_sync_mode_support()
        if self.input_tty and os.environ.get("TERM_PROGRAM", "") != "Apple_Terminal":
            self.write(MARGINS_QUERY + ATTRIBUTES_QUERY)

    def run_input_thread(self) -> None:
        """Read keys, and answers of the terminal, until the app ends."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")().decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(PATIENCE):
                    said = decode(os.read(self.fileno, CHUNK))
                    if not said:
                        return
                    keys = self._listener.terminal_features.hear(said)
                    for message in parser.feed(keys) if keys else ():
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
