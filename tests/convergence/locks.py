"""The locks by which windows know of each other, without a kernel that one would have to ask."""

from pathlib import Path

from filelock import Timeout


class StillLocks:
    """All locks of one town."""

    def __init__(self) -> None:
        self.held: set[Path] = set()

    def of(self, path: Path) -> "StillLock":
        """A lock that nobody holds yet through this object."""
        return StillLock(self.held, path)


class StillLock:
    """In place of `FileLock`. Nobody could give it back while one waits, so nobody waits."""

    def __init__(self, held: set[Path], path: Path) -> None:
        self._held = held
        self._path = path

    def acquire(self, **_how: float) -> None:
        """Raises `Timeout` if another one has it."""
        if self._path in self._held:
            raise Timeout(str(self._path))
        self._path.touch()
        self._held.add(self._path)

    def release(self) -> None:
        """Let go of it; its file stays."""
        self._held.discard(self._path)
