"""The way in: `safespot-tui`."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence

from safespot_tui import i18n
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.config.private_mask import private_mask
from safespot_tui.i18n import _


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or the full-screen client without one; gives the exit code.

    Whatever goes wrong is one sentence on stderr.
    """
    # Nothing that is imported is garbage; looking for it costs a twentieth of the start. The
    # screen turns the collector on again once it has painted, as does a command once it begins.
    gc.disable()
    i18n.install()
    with private_mask():
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    from safespot_tui.cli.parser import parse

    options = parse(sys.argv[1:] if argv is None else argv)
    return _in_sentences(lambda: _do(options))


def _do(options: argparse.Namespace) -> int:
    from safespot_tui.cli.instruments import require_place_for_instruments

    require_place_for_instruments(options)
    if options.command is None:
        from safespot_tui.cli import screen

        return screen.run(options)
    from safespot_tui.cli.parser import command

    gc.enable()
    return command(options.command).run(options)


def _in_sentences(work: Callable[[], int]) -> int:
    try:
        return work()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has enough; Python must not complain about it on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except CommandFailed as failure:
        return _say(str(failure), failure.code)
    except Exception as error:  # noqa: BLE001 - nothing is hidden: it is said, and logged
        return _fail(error)


def _fail(error: Exception) -> int:
    from safespot_tui.archive.errors import ArchiveError
    from safespot_tui.config.errors import ConfigError
    from safespot_tui.gateway.errors import GatewayError, NotLoggedIn, Unreachable
    from safespot_tui.sync.errors import OutboxFull

    match error:
        case NotLoggedIn():
            return _say(error.reason, ExitCode.NOT_LOGGED_IN)
        case Unreachable():
            return _say(error.reason, ExitCode.UNREACHABLE)
        case GatewayError() | ConfigError() | ArchiveError() | OutboxFull():
            return _say(str(error), ExitCode.FAILED)
        case _:
            from safespot_tui.cli.logs import log_crash
            from safespot_tui.config.locations import log_dir

            path = log_crash(log_dir(), error)
            sentence = _("Something went wrong that should not. What is known of it: {path}")
            return _say(sentence.format(path=path), ExitCode.FAILED)


def _say(sentence: str, code: ExitCode) -> int:
    from safespot_tui.cli.output import print_problem

    print_problem(sentence)
    return code
