"""What the screen remembers, written down at every change."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import structs

from safespot_tui.actions.wall import OnWall
from safespot_tui.config.settings import EmojiMode
from safespot_tui.tui.arrangement import Arrangement
from safespot_tui.tui.memory import Memory, recall, remember

RECENT_EMOJI = 24
"""How many are remembered: two rows of the picker."""


class Remembered:
    """The memory of one profile: as it was at the start, and as it becomes."""

    def __init__(self, path: Path, as_it_is: Callable[[Memory], Memory]) -> None:
        """`as_it_is` puts into what is kept what nobody tells of: what is open, the theme."""
        self._path = path
        self._as_it_is = as_it_is
        self.memory = recall(path)

    def recall(self) -> None:
        """Somebody logged in: what was kept for them counts."""
        self.memory = recall(self._path)

    def keep(self) -> None:
        """Have it at the next start."""
        self.memory = self._as_it_is(self.memory)
        remember(self._path, self.memory)

    def keep_quiet(self, until: datetime | None) -> None:
        """The user does not want to be disturbed until then; None ends it."""
        self.memory = structs.replace(self.memory, quiet_until=until)
        self.keep()

    def arranged(self, arrangement: Arrangement) -> None:
        """The user arranged the panes otherwise."""
        self.memory = structs.replace(
            self.memory, zoomed=arrangement.zoomed, inbox_width=arrangement.inbox_width
        )
        self.keep()

    def draw_emoji(self, mode: EmojiMode) -> None:
        """The user wants emoji drawn so."""
        self.memory = structs.replace(self.memory, emoji=mode)
        self.keep()

    @property
    def recent_emoji(self) -> tuple[str, ...]:
        """Those chosen last, the last first."""
        return self.memory.recent_emoji

    def emoji_used(self, emoji: str) -> None:
        """It comes first the next time."""
        others = (other for other in self.recent_emoji if other != emoji)
        recent = (emoji, *others)[:RECENT_EMOJI]
        self.memory = structs.replace(self.memory, recent_emoji=recent)
        self.keep()

    @property
    def wall(self) -> OnWall:
        """What is on the wall."""
        return self.memory.wall

    def hang(self, on_wall: OnWall) -> None:
        """Something else is on the wall now."""
        self.memory = structs.replace(self.memory, wall=on_wall)
        self.keep()
