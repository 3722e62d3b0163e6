"""How a command ends."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What scripts can tell apart."""

    OK = 0
    FAILED = 1
    """The server refused, or something went wrong; stderr says what."""
    USAGE = 2
    """The command line makes no sense, or there is no terminal for what it asks."""
    NOT_LOGGED_IN = 3
    UNREACHABLE = 4
    """No answer from the server."""
    QUEUED = 5
    """The message is safe here and not yet on the server."""
    INTERRUPTED = 130
    """Ctrl-C, as shells have it."""


class CommandFailed(Exception):
    """A command cannot go on. `str()` is a sentence for the user."""

    def __init__(self, reason: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(reason)
        self.code = code
