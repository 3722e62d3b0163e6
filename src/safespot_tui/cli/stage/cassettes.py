"""The cassettes that are named on the command line, and what two replays have not in common."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.instruments.cassette.file import Cassette


def required_cassette(file: str) -> "Cassette":
    """What is in a file. Raises `CommandFailed`."""
    from safespot_tui.instruments.cassette.file import BadCassette, read_cassette

    try:
        return read_cassette(Path(file))
    except BadCassette as error:
        raise CommandFailed(str(error), ExitCode.USAGE) from None
    except OSError as error:
        raise CommandFailed(
            _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror),
            ExitCode.USAGE,
        ) from None


def screens_apart(first: str, second: str, names: tuple[str, str]) -> Iterator[str]:
    """Where two screens differ, line by line; nothing where they are the same."""
    lines = (safe_text(first).split("\n"), safe_text(second).split("\n"))
    return difflib.unified_diff(*lines, *names, lineterm="", n=1)
