"""Writes a tape of what somebody does in the app, as they do it.

::

    letters ──▶ Type      other keys ──▶ their names      a pause, and something new ──▶ Wait
"""

import json
import re
import time
from collections.abc import Callable

from textual._context import active_app

from safespot_tui.actions.registry import ACTIONS, keys_of
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.instruments.cassette.entry import (
    Clicked,
    Did,
    Input,
    Looked,
    Pasted,
    Pressed,
    Resized,
    Scene,
)
from safespot_tui.stage.tape import keys
from safespot_tui.stage.tape.news import News, news
from safespot_tui.store.store import Store
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.recording import is_secret, screen_of

_TOOLKITS_QUIT = "Ctrl+Q"
"""Textual's own key for it, which is none of ours and works all the same."""
PAUSE_SECONDS = 0.4
"""Who waits for longer than this may have waited for what came."""


class TapeRecorder:
    """Told by the app what its user does (`instruments/cassette/witness.py`)."""

    def __init__(self, name: str, alias: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`name` is what the tape calls the user, who goes by `alias`."""
        self.on_failure: Callable[[], object] = lambda: None
        """Never called: until the end all is in memory."""
        self._name = name
        self._alias = alias
        self._clock = clock
        self._began = clock()
        self._header: list[str] = []
        self._size = (0, 0)
        self._lines: list[str] = []
        self._typed = ""
        """Letters that are not written yet."""
        self._all_typed = ""
        self._last_at: float | None = None
        self._screen = ""
        """As it was when something was last done."""
        self._ended = False

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return self._clock() - self._began

    @property
    def tape(self) -> str:
        """What was done, as a tape that can be played."""
        return "\n".join([*self._header, "", f"As {self._name}", *self._lines, "ExpectSynced", ""])

    def begin(self, scene: Scene) -> None:
        """The app stands."""
        self._size = scene.columns, scene.lines
        self._header = [f"Set Size {scene.columns}x{scene.lines}", f"Set Locale {scene.language}"]

    def note(self, given: Input) -> None:
        """The user, or the terminal, did something; it has had no effect yet."""
        app = active_app.get()
        if self._ended or not isinstance(app, MessengerApp) or isinstance(given, Looked):
            return
        if isinstance(given, Resized):
            self._resized(given.columns, given.lines)
            return
        screen = screen_of(app)
        self._look(app, screen, given.at)
        self._take(given, secret=is_secret(app))
        self._screen, self._last_at = screen, given.at

    def _look(self, app: MessengerApp, screen: str, at: float) -> None:
        """Write what was waited for, or at the beginning what is open."""
        if self._last_at is None:
            main = app.main
            opened = main.pane.conversation_id if main is not None else None
            if main is not None and opened is not None:
                self._write("Open", main.store.title(opened))
        elif at - self._last_at > PAUSE_SECONDS:
            match news(self._screen, screen, self._all_typed):
                case News(text=text, times=None):
                    self._write("Wait", text)
                case News(text=text, times=times):
                    self._write(f"Expect {times}", text)
                case None:
                    pass

    def _take(self, given: Input, *, secret: bool) -> None:
        match given:
            case Pressed() | Pasted() if secret:
                self._remark(_("What was typed here is a secret."))
            case Pressed(character=str() as character) if _is_letter(given):
                self._typed += character
                self._all_typed += character
            case Pressed(key=key):
                self._line(keys.written(key))
            case Pasted(text=text):
                self._all_typed += text
                self._write("Paste", text)
            case Did(action=action, words=""):
                self._line(f"Do {action}")
            case Did(action=action, words=words):
                self._write(f"Do {action}", words)
            case Clicked(kind="MouseDown"):
                self._remark(_("The mouse was used here: a tape has keys only."))
            case Clicked() | Looked() | Resized():
                pass

    def _resized(self, columns: int, lines: int) -> None:
        """Terminals tell their size also where it is the same."""
        if self._header and (columns, lines) != self._size:
            self._size = columns, lines
            self._line(f"Resize {columns}x{lines}")

    def end(self, store: Store, screen: str) -> None:
        """The user leaves. Said again, it counts once."""
        if self._ended:
            return
        self._ended = True
        self._flush()
        # What ended it is nothing to be done again; what was there before is how it ends.
        quits = {keys.written(key) for _place, key in keys_of(ACTIONS["app.quit"])}
        if self._lines and self._lines[-1] in {*quits, _TOOLKITS_QUIT, "Enter"}:
            self._lines.pop()
        if self._lines and self._lines[-1].startswith("Wait "):
            self._lines[-1] = self._lines[-1].replace("Wait", "Expect", 1)

    # ---------------------------------------------------------------------------- writing

    def _write(self, command: str, text: str) -> None:
        """A command with a text behind it."""
        text = text.replace("$", "$$")
        if self._alias:
            # Not where it is a part of another word.
            text = re.sub(rf"(?<!\w){re.escape(self._alias)}(?!\w)", f"${self._name}", text)
        self._line(f"{command} {json.dumps(text, ensure_ascii=False)}")

    def _remark(self, sentence: str) -> None:
        line = f"# {sentence}"
        if not self._lines or self._lines[-1] != line:
            self._line(line)

    def _line(self, line: str) -> None:
        self._flush()
        last = self._lines[-1] if self._lines else ""
        key, _space, times = last.partition(" ")
        if line == key and (times.isdigit() or not times) and " " not in line:
            self._lines[-1] = f"{key} {int(times or 1) + 1}"
        else:
            self._lines.append(line)

    def _flush(self) -> None:
        typed, self._typed = self._typed, ""
        if typed:
            self._write("Type", typed)


def name_for(alias: str) -> str:
    """What a tape calls somebody: a name that it can be written with."""
    letters = "".join(filter(str.isalnum, safe_line(alias)))
    name = letters[:1].upper() + letters[1:]
    return name if name.isidentifier() and name[0].isupper() else "Ana"


def _is_letter(pressed: Pressed) -> bool:
    character = pressed.character
    return character is not None and len(character) == 1 and character.isprintable()
