"""The screen as it was left, painted again before anything else is ready.

::

    nothing ──shown()──▶ on the screen ──take()──▶ the app's, which paints over it
                              │
                              └── the block ends: the terminal is given back

What is here is imported before Textual is: that is the point of it.
"""

import os
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import strftime

import msgspec

from safespot_tui import __version__
from safespot_tui.config.locations import archive_path
from safespot_tui.config.profiles import Profile
from safespot_tui.tui.memory import keep_file, read_file

ALTERNATE_SCREEN = "\x1b[?1049h"
_BEGIN = f"{ALTERNATE_SCREEN}\x1b[?25l\x1b[?2026h\x1b[H\x1b[2J"
_END = "\x1b[0m\x1b[?2026l"
_LEAVE = "\x1b[?1049l\x1b[?25h"

_DRAWN = re.compile(
    r"(?:[^\x00-\x1f\x7f-\x9f]|\x1b\[[0-9;]*[mHGCKX]|\x1b\]8;[ -~]*\x1b\\)*", re.DOTALL
)
"""All that we ever draw with; a file that holds anything else is not ours any more."""

_VARIABLES = ("TERM", "COLORTERM", "NO_COLOR", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "TZ")


class _Kept(msgspec.Struct, frozen=True):
    fits: str
    frame: str


class FirstFrame:
    """At most one is kept for a profile: as long as nobody logs out, and only for its account."""

    def __init__(self, profile: Profile, look: str) -> None:
        """`look` is what was asked for of how things look."""
        self._path = frame_path(profile.name)
        self._about = f"{__version__} {profile.server} {profile.user_id} {look}"
        self._is_on_screen = False

    @contextmanager
    def shown(self) -> Generator[None]:
        """Show what is kept, if it fits, for as long as the block lasts and nobody takes over."""
        frame = self._recall()
        if frame:
            _write(_BEGIN + frame + _END)
            self._is_on_screen = True
        try:
            yield
        finally:
            if self.take():
                _write(_LEAVE)

    def take(self) -> bool:
        """Whether the screen is ours and painted already; from here on it is the caller's."""
        taken, self._is_on_screen = self._is_on_screen, False
        return taken

    def keep(self, frame: str) -> None:
        """Have this shown at the next start."""
        keep_file(self._path, msgspec.json.encode(_Kept(self._fits, frame)))

    @property
    def _fits(self) -> str:
        """Everything that decides what the frame looks like, and where it can be shown."""
        columns, lines = _window()
        said = " ".join(f"{name}={os.environ.get(name, '')}" for name in _VARIABLES)
        # On another day, “16:42” would be said of yesterday.
        return f"{self._about} {_today()} {columns}×{lines} {said}"

    def _recall(self) -> str:
        data = read_file(self._path)
        if data is None:
            return ""
        try:
            kept = msgspec.json.decode(data, type=_Kept)
        except msgspec.DecodeError:
            return ""
        fits = kept.fits == self._fits and _DRAWN.fullmatch(kept.frame)
        return kept.frame if fits else ""


def frame_path(profile_name: str) -> Path:
    """Where a profile's last screen is kept: beside its archive, which holds the same words."""
    return archive_path(profile_name).with_name("frame.json")


def forget_frame(profile_name: str) -> None:
    """Show nothing of this profile at the next start. Raises `OSError`."""
    frame_path(profile_name).unlink(missing_ok=True)


def _today() -> str:
    return strftime("%Y-%m-%d")


def _window() -> tuple[int, int]:
    try:
        return os.get_terminal_size(sys.__stderr__.fileno() if sys.__stderr__ else 2)
    except OSError:
        return 0, 0


def _write(sequence: str) -> None:
    """To where Textual draws."""
    if sys.__stderr__ is not None:
        sys.__stderr__.write(sequence)
        sys.__stderr__.flush()
