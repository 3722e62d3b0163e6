"""Where words lie while the user's own editor has them.

Each message has a folder that only the user can enter, and that goes with all that the editor left
there. A lock says that it is in use; program and editor hold it together, so it is let go of once
both have ended, however they did::

    in use ──both end well──▶ gone
       │ the program is killed
       ▼
    left behind ──next start, next message, log-out──▶ gone
       │ the editor wrote into it since: these words are nowhere else
       └──────a week later, or log-out──▶ gone
"""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from safespot_tui.config.locations import cache_dir

try:
    import fcntl
except ImportError:  # Windows, where nothing can be told of who has a folder
    fcntl = None

_KEPT_SECONDS = 7 * 24 * 60 * 60
_NEVER_WRITTEN = (0.0, 0.0)
"""The times of a file that no editor has written yet: what is in it is in the draft, too."""


@contextmanager
def workplace(text: str) -> Generator[tuple[Path, int]]:
    """A file that holds `text`, and what an editor has to be handed on: a descriptor, the lock.

    Raises `OSError`.
    """
    from tempfile import TemporaryDirectory

    clear_workplaces()
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as own:
        lock = os.open(own, os.O_RDONLY) if fcntl else _opened_nowhere()
        try:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX)
            path = Path(own) / "message.md"
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
            os.utime(path, _NEVER_WRITTEN)
            yield path, lock
        finally:
            os.close(lock)


def clear_workplaces(*, all_of_them: bool = False) -> None:
    """Remove what was left behind; with `all_of_them`, also what was written there lately."""
    if not _folder().is_dir():
        return
    from shutil import rmtree

    for left in _folder().iterdir():
        # Another program's may go this very moment.
        with suppress(OSError):
            if not _is_in_use(left) and (all_of_them or not _was_written_lately(left)):
                rmtree(left)


def _folder() -> Path:
    return cache_dir() / "editing"


def _opened_nowhere() -> int:
    return os.open(os.devnull, os.O_RDONLY)


def _is_in_use(left: Path) -> bool:
    if fcntl is None:
        return True
    handle = os.open(left, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _was_written_lately(left: Path) -> bool:
    newest = max((each.stat().st_mtime for each in left.iterdir()), default=0.0)
    return time.time() - newest < _KEPT_SECONDS
