"""Several windows of one account on one machine: which of them live, and which one leads.

Each window holds the lock of a file named after it for as long as it lives; the kernel frees it
however the process ends. One of them holds the lock of `leader.lock`, too.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from safespot_tui.domain.ids import OriginClientId

if TYPE_CHECKING:
    from filelock import FileLock

_START_SECONDS = 2.0
"""Another window that looks whether this one lives holds its lock for an instant."""


class Windows:
    """The locks of one window, in the folder that all windows of the account share."""

    def __init__(self, folder: Path, origin: OriginClientId) -> None:
        self._folder = folder
        self._origin = origin
        self._own: FileLock | None = None
        self._leader: FileLock | None = None

    @property
    def leads(self) -> bool:
        """Whether this window writes what the server says."""
        return self._leader is not None

    def enter(self) -> None:
        """Be seen to live."""
        if self._own is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            own = _lock(self._path_of(self._origin))
            own.acquire(timeout=_START_SECONDS)
            self._own = own

    def try_to_lead(self) -> bool:
        """Take the lead if nobody has it; whether this window leads now."""
        if self._leader is None:
            self._leader = _taken(self._folder / "leader.lock")
        return self.leads

    def is_alive(self, origin: OriginClientId) -> bool:
        """Whether a window lives; what a dead one left behind is cleared away."""
        if origin == self._origin:
            return True
        path = self._path_of(origin)
        if not path.exists():
            return False
        lock = _taken(path)
        if lock is None:
            return True
        # Gone while it is held, so that nobody can take a lock that has no name any more.
        path.unlink(missing_ok=True)
        lock.release()
        return False

    def leave(self) -> None:
        """Give up the lead and be seen to be gone."""
        if self._leader is not None:
            self._leader.release()
            self._leader = None
        if self._own is not None:
            self._path_of(self._origin).unlink(missing_ok=True)
            self._own.release()
            self._own = None

    def _path_of(self, origin: OriginClientId) -> Path:
        return self._folder / f"{origin}.lock"


def _lock(path: Path) -> "FileLock":
    # Imported late: it costs more than the whole restoring, and nothing painted needs it.
    from filelock import FileLock

    # Taken by the worker thread, given back by whichever thread ends the program.
    return FileLock(path, thread_local=False)


def _taken(path: Path) -> "FileLock | None":
    from filelock import Timeout

    lock = _lock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None
    return lock
