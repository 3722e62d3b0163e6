"""The real client in a terminal, and somebody who types into it."""

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence

from tests.e2e.terminal import ScreenTimeout, Terminal

ENTER, SWITCHER, CLEAR = "\r", "\x07", "\x15"
SELECT, UP, DELETE, ESCAPE = "\x1bOS", "\x1b[A", "d", "\x1b"
SEND_IMAGE, BRING_BACK = "\x1bh", "\x1bz"
PANE = 39
"""The column at which the conversation begins; left of it is the inbox."""
PATIENCE = 60.0
"""Seconds for what may have to wait for a few attempts of the client, with their pauses."""

_QUIET = 0.15
_MOST_PIECES = 200

MARKER = re.compile(r"[dqz]\d\d[dqz]")
"""Of what was there before, of what is typed, and of what others write."""
_UNTIL_MARK = r" +(?:Uploading \d+ % +)?"
_OWN = re.compile(rf"([dq]\d\d[dq]){_UNTIL_MARK}([◷✓✗])")
_SELECTION = re.compile("› ")
_HELD = "brings it back"


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

    def wait_shown(self, markers: Collection[str]) -> None:
        """Look until all of these are on the screen."""
        self.look_until(lambda: {*markers} <= {*self.shown}, f"{sorted(markers)} shown")

    def settle(self) -> None:
        """Read until nothing new has been painted for a moment."""
        for _ in range(_MOST_PIECES):
            if not self._read(_QUIET):
                return
        raise ScreenTimeout(f"the screen does not come to rest\n{self.text}")

    def _selected(self) -> Mapping[int, str]:
        """The lines of the message that is selected, by their place on the screen."""
        self.wait_for("›")
        lines = enumerate(self.pane.splitlines())
        return {row: line for row, line in lines if _SELECTION.search(line)}

    def is_echoed(self, marker: str) -> bool:
        """Whether a message is in the timeline, however far it has come."""
        return re.search(rf"{marker}{_UNTIL_MARK}[◷✓✗]", self.pane) is not None

    def is_sent(self, marker: str) -> bool:
        """Whether the screen says that the server has it."""
        return re.search(rf"{marker} +✓", self.pane) is not None

    @property
    def has_to_send(self) -> bool:
        """Whether the screen says that the server has not been told of everything."""
        return "to send" in self.text or _HELD in self.pane

    # ---------------------------------------------------------------------------- doing

    def go_to(self, title: str) -> None:
        """Open a conversation."""
        self.type(SWITCHER)
        self.wait_for("Go to")
        self.type(title)
        self.wait_for(rf"(?m)^.*Go to(.|\n)*{title}")
        self.type(ENTER)
        self.look_until(lambda: self._header == title, f"the conversation with {title}")

    def delete(self, marker: str) -> None:
        """Select an own message, from the newest up, and press the key that deletes it.

        What the server does not have yet cannot be deleted.
        """
        self.look_until(lambda: self.is_sent(marker), f"{marker} sent")
        self.type(SELECT)
        while marker not in "".join((selected := self._selected()).values()):
            self.type(UP)
            self.wait_until(
                lambda _, before=selected: self._selected() != before, f"above {selected!r}"
            )
        self.type(DELETE)

    def leave_selection(self) -> None:
        """Back to where one types."""
        self.type(ESCAPE)
        self.look_until(lambda: not _SELECTION.search(self.pane), "nothing selected")

    def bring_back(self) -> None:
        """Take back the last deletion, and look until the screen says what came of it."""
        self.type(BRING_BACK)
        self.look_until(lambda: _HELD not in self.pane, "nothing that can be brought back")
        self.settle()

    def kill(self) -> None:
        """As a power cut would."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
