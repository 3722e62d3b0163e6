"""Files for the user's eyes only: 0600 in a 0700 folder, whole or not at all."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from safespot_tui.config.errors import ExposedSecret
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _

MAX_BYTES = 64 * 1024
"""More is not read: no secret is as long."""

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_HAS_MODES = os.name == "posix"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def write_private(path: Path, content: bytes) -> None:
    """Put `content` at `path`: after a crash, the old content is there or the new, on the disk.

    The folder is made, or made private. Raises `OSError`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    replace_privately(path, content)


def replace_privately(path: Path, content: bytes) -> None:
    """As `write_private`, in a folder that is there and stays as it is. Raises `OSError`."""
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW
    try:
        with open(os.open(draft, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_dir(path.parent)


def read_private(path: Path) -> bytes | None:
    """What `write_private` put there; None if nothing.

    Raises `ExposedSecret` if somebody else could have read or written it.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _NO_FOLLOW)
    except FileNotFoundError:
        return None
    except OSError:
        raise _exposed(path) from None
    try:
        if _HAS_MODES and not _is_private(os.fstat(handle)):
            raise _exposed(path)
        return os.read(handle, MAX_BYTES)
    finally:
        os.close(handle)


def _is_private(status: os.stat_result) -> bool:
    return (
        stat.S_ISREG(status.st_mode)
        and not status.st_mode & _OTHERS
        and status.st_uid == os.geteuid()
    )


def _exposed(path: Path) -> ExposedSecret:
    return ExposedSecret(
        _(
            "{path} holds a secret, but it is not a private file of yours. "
            "Others may know the secret: delete the file and log in again."
        ).format(path=safe_line(str(path)))
    )


def _sync_dir(folder: Path) -> None:
    """Make a rename durable, where the system lets folders be synced."""
    if not _HAS_MODES:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems refuse; the rename itself is done
            os.fsync(handle)
    finally:
        os.close(handle)
