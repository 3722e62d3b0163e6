"""The real client in a terminal, and somebody who types into it."""

import os
import re
from collections.abc import Callable, Mapping, Sequence

from tests.e2e.terminal import ScreenTimeout, Terminal

ENTER, SWITCHER, CLEAR = "\r", "\x07", "\x15"
PANE = 39
"""The column at which the conversation begins; left of it is the inbox."""
PATIENCE = 60.0
"""Seconds for what may have to wait for a few attempts of the client, with their pauses."""

_QUIET = 0.15
_MOST_PIECES = 200

MARKER = re.compile(r"[qz]\d\d[qz]")
_OWN = re.compile(r"(q\d\dq) +([◷✓✗])")


def words(marker: str) -> str:
    """A message that ends with its marker: the inbox shows no more than the beginning."""
    return f"una frase bastante larga para el inbox, {marker}"


class Window(Terminal):
    """Remembers what was ever painted as shown and as sent."""

    def __init__(self, command: Sequence[str | os.PathLike[str]], env: Mapping[str, str]) -> None:
        super().__init__(command, env, columns=120, rows=44)
        self.painted: set[str] = set()
        self.painted_sent: set[str] = set()
        self.painted_failed: set[str] = set()

    # ---------------------------------------------------------------------------- looking

    @property
    def pane(self) -> str:
        """The conversation as it is on the screen now."""
        pane = "\n".join(line[PANE:] for line in self.text.splitlines())
        for marker, mark in _OWN.findall(pane):
            self.painted.add(marker)
            if mark == "✓":
                self.painted_sent.add(marker)
            elif mark == "✗":
                self.painted_failed.add(marker)
        return pane

    @property
    def shown(self) -> list[str]:
        """The markers on the screen, from top to bottom."""
        return MARKER.findall(self.pane)

    def look_until(self, is_so: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Go on reading what the client paints until something is so."""
        self.wait_until(lambda _: bool(self.pane) and is_so(), what, patience)

    @property
    def _header(self) -> str:
        return self.pane.partition("\n")[0].strip()

    def read_for(self, seconds: float) -> None:
        """Take in what the client paints in that time, or at least the next of it."""
        self._read(seconds)
        _ = self.pane

    def settle(self) -> None:
        """Read until nothing new has been painted for a moment."""
        for _ in range(_MOST_PIECES):
            if not self._read(_QUIET):
                return
        raise ScreenTimeout(f"the screen does not come to rest\n{self.text}")

    def is_echoed(self, marker: str) -> bool:
        """Whether a message is in the timeline, however far it has come."""
        return re.search(rf"{marker} +[◷✓✗]", self.pane) is not None

    def is_sent(self, marker: str) -> bool:
        """Whether the screen says that the server has it."""
        return re.search(rf"{marker} +✓", self.pane) is not None

    # ---------------------------------------------------------------------------- doing

    def go_to(self, title: str) -> None:
        """Open a conversation."""
        self.type(SWITCHER)
        self.wait_for("Go to")
        self.type(title)
        self.wait_for(rf"(?m)^.*Go to(.|\n)*{title}")
        self.type(ENTER)
        self.look_until(lambda: self._header == title, f"the conversation with {title}")

    def kill(self) -> None:
        """As a power cut would."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
