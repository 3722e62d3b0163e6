"""What the screen remembers from one start to the next."""

import logging
import os
from datetime import datetime
from pathlib import Path

import msgspec

from safespot_tui.config.locations import archive_path
from safespot_tui.config.settings import EmojiMode
from safespot_tui.domain.ids import ConversationId

log = logging.getLogger(__name__)


class Memory(msgspec.Struct, frozen=True):
    """Comfort only: losing it loses nothing that anybody wrote."""

    conversation_id: ConversationId | None = None
    theme: str | None = None
    quiet_until: datetime | None = None
    """Until when the user does not want to be disturbed."""
    zoomed: bool = False
    """Whether there was one pane by choice."""
    inbox_width: int | None = None
    """Cells, where the user chose how many."""
    wall: tuple[ConversationId, ...] = ()
    """What is on the wall, in order."""
    recent_emoji: tuple[str, ...] = ()
    """Those chosen last, the last first."""
    emoji: EmojiMode = EmojiMode.AS_IS
    toured: bool = False
    """Whether the tour was begun; it comes by itself only once."""


def state_path(profile_name: str) -> Path:
    """Where a profile's memory is kept: beside its archive."""
    return archive_path(profile_name).with_name("screen.json")


def recall(path: Path) -> Memory:
    """What was remembered; nothing, where there is no file or it cannot be read."""
    data = read_file(path)
    try:
        return Memory() if data is None else msgspec.json.decode(data, type=Memory)
    except msgspec.DecodeError as error:
        log.warning("cannot recall the screen from %s: %s", path, error)
        return Memory()


def remember(path: Path, memory: Memory) -> None:
    """Keep `memory` for the next start; a full or read-only disk is noted in the log."""
    keep_file(path, msgspec.json.encode(memory))


def read_file(path: Path) -> bytes | None:
    """What is kept there; None where there is no file or it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("cannot recall the screen from %s: %s", path, error)
        return None


def keep_file(path: Path, data: bytes) -> None:
    """Keep it whole or not at all, for nobody but the user; what fails is noted in the log."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.touch(mode=0o600)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        log.warning("cannot remember the screen in %s: %s", path, error)
