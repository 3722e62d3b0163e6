"""Files on their way out: copies, so that what was chosen may be moved or changed meanwhile."""

import os
import time
from collections.abc import Collection
from pathlib import Path

from safespot_tui.archive.errors import ArchiveUnwritable, unwritable

ORPHAN_SECONDS = 24 * 3_600.0
"""A file that no intent names may be one that another window is about to name."""


def folder_beside(archive: Path) -> Path:
    """Where the files wait that the intents in `archive` name."""
    return archive.with_name(archive.name + ".outgoing")


class Outgoing:
    """The folder of one account's outgoing files, shared by its windows."""

    def __init__(self, folder: Path) -> None:
        """Made when the first file is put there."""
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        """Keep a file; it is on the disk when this returns. Raises `ArchiveUnwritable`."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ArchiveUnwritable(unwritable()) from error

    def read(self, name: str) -> bytes:
        """A file that was put here. Raises `OSError`."""
        return (self._folder / name).read_bytes()

    def remove(self, name: str) -> None:
        """Forget a file; one that is not there is no matter."""
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError:
            # It is an orphan now, and goes with the next one's `prune`.
            return

    def prune(self, kept: Collection[str]) -> None:
        """Remove what a crash has left behind: what is old and not among `kept`."""
        before = time.time() - ORPHAN_SECONDS
        try:
            old = [file for file in self._folder.iterdir() if file.stat().st_mtime < before]
        except OSError:
            return
        for file in old:
            if file.name not in kept:
                self.remove(file.name)
