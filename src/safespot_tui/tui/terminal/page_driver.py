"""A page of a browser in place of the terminal: packets through pipes, to who serves the page."""

import os
import re
import sys
import threading
from typing import Any, cast

from textual.app import App
from textual.drivers.web_driver import WebDriver
from textual.events import AppFocus
from textual.messages import ExitApp

from safespot_tui.tui.terminal.driver import Listener
from safespot_tui.tui.terminal.outlet import Outlet

_TITLE = re.compile(r"\x1b\]2;([^\x00-\x1f\x7f]*)\x07")
_NOTICE = re.compile(r"\x1b\]777;notify;([^\x00-\x1f\x7f;]*);([^\x00-\x1f\x7f;]*)\x07")


class PageDriver(WebDriver):
    """Textual's own, but that it waits for no browser, and outlives no server."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)  # pyright: ignore[reportUnknownMemberType]
        self._write = self._send  # pyright: ignore[reportAttributeAccessIssue]
        self._is_looked_at = False

    outlet: Outlet | None = None
    """None while nothing is drawn, and where the system knows no pipe that refuses to wait."""

    def start_application_mode(self) -> None:
        """Begin to draw."""
        cast("Listener", self._app).forget_screen()
        if sys.platform != "win32":
            self.outlet = Outlet.into_pipe(self._loop, self.fileno)
        super().start_application_mode()
        if not self._mouse:
            self._disable_mouse_support()
        self._app.call_later(self._look_again)

    def stop_application_mode(self) -> None:
        """Say that this is the end."""
        super().stop_application_mode()
        if self.outlet is not None:
            self.outlet.close()
            self.outlet = None

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Take in what the server says beside keys."""
        if packet_type in {"focus", "blur"}:
            self._is_looked_at = packet_type == "focus"
        super().on_meta(packet_type, payload)

    def _look_again(self) -> None:
        """The start ends with nobody looking, and who looked before says so no second time."""
        if self._is_looked_at:
            self._app.post_message(AppFocus())

    def write(self, data: str) -> None:
        """Draw something; what a terminal does for it outside of its cells, the page does."""
        if named := _TITLE.fullmatch(data):
            self.write_meta({"type": "title", "words": [named[1]]})
        elif told := _NOTICE.fullmatch(data):
            self.write_meta({"type": "notice", "words": [told[1], told[2]]})
        else:
            super().write(data)

    def run_input_thread(self) -> None:
        """Read keys until the app ends, or there is nobody left to send any."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(ExitApp())

    def _send(self, packet: bytes) -> None:
        if self.outlet is None:
            os.write(self.fileno, packet)
        elif threading.get_ident() == threading.main_thread().ident:
            self.outlet.send(packet)
        else:
            self._loop.call_soon_threadsafe(self.outlet.send, packet)
