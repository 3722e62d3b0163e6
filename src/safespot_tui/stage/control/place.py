"""Where the socket is: a file that nobody else can reach, bound before the app begins."""

import os
import socket
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from safespot_tui.i18n import _

_MODE = 0o600
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_PATIENCE = 1.0


class BadPlace(Exception):
    """The socket cannot be there; says why, and what to do, in a sentence."""


class ControlPlace:
    """A socket that listens at a path, mode 0600, in a directory that only its owner can write.

    ::

        nothing ──bind──▶ listening ──close──▶ nothing
        a dead process's socket: replaced · a live one's, or another file: refused
    """

    def __init__(self, path: Path) -> None:
        """Bind. Raises `BadPlace`."""
        self.path = path
        if not hasattr(socket, "AF_UNIX"):
            raise BadPlace(_("This system has no sockets that are files."))
        _require_own_directory(path.parent)
        _clear(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with _mask():
                self.socket.bind(str(path))
            path.chmod(_MODE)
            self._made = path.lstat()
            self.socket.listen()
        except OSError as error:
            self.socket.close()
            raise _failed(path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Take it away, unless somebody has put another there."""
        self.socket.close()
        with suppress(OSError):
            if os.path.samestat(self.path.lstat(), self._made):
                self.path.unlink()


def _require_own_directory(folder: Path) -> None:
    try:
        found = folder.stat()
    except OSError as error:
        raise _failed(folder, error) from error
    if not stat.S_ISDIR(found.st_mode):
        raise BadPlace(_("“{path}” is not a directory.").format(path=folder))
    if found.st_uid != os.geteuid() or found.st_mode & _OTHERS_MAY_WRITE:
        sentence = _(
            "Others may write in “{path}”, so they could take the control socket's place. Choose "
            "a directory of your own that only you can write: mkdir -m 700 DIRECTORY."
        )
        raise BadPlace(sentence.format(path=folder))


def _clear(path: Path) -> None:
    """Make way, if what is there is a socket that nobody listens at any more."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise _failed(path, error) from error
    if not stat.S_ISSOCK(found.st_mode):
        raise BadPlace(
            _("“{path}” is there already, and is no socket. Choose another path.").format(path=path)
        )
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        other.settimeout(_PATIENCE)
        try:
            other.connect(str(path))
        except ConnectionRefusedError:
            with suppress(FileNotFoundError):
                path.unlink()
            return
        except FileNotFoundError:
            return
        except OSError as error:
            raise _failed(path, error) from error
    raise BadPlace(
        _("Another client listens at “{path}” already. Choose another path.").format(path=path)
    )


def _failed(path: Path, error: OSError) -> BadPlace:
    reason = error.strerror or str(error)
    sentence = _("The control socket cannot be at “{path}”: {reason}.")
    return BadPlace(sentence.format(path=path, reason=reason))


@contextmanager
def _mask() -> Generator[None]:
    """It is nobody else's from its first moment on."""
    before = os.umask(0o777 & ~_MODE)
    try:
        yield
    finally:
        os.umask(before)
