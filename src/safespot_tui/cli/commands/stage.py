"""`stage`: drive clients by tapes, sockets and cassettes, by the hundred; a folder of tasks."""

import argparse
from importlib import import_module
from typing import cast

from safespot_tui.cli.parser import Command
from safespot_tui.i18n import _

TASKS: tuple[str, ...] = (
    "run",
    "lint",
    "record",
    "replay",
    "diff",
    "inspect",
    "load",
)
"""Each is a module of `cli/stage/`."""


def summary() -> str:
    """One line for the help."""
    return _("test a server with real clients: by tapes, by replay, by load")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    tasks = parser.add_subparsers(dest="task", metavar=_("TASK"), required=True)
    for name in TASKS:
        module = _task(name)
        subparser = tasks.add_parser(name, help=module.summary(), description=module.summary())
        module.add_arguments(subparser)


def run(options: argparse.Namespace) -> int:
    """Do the task; gives the exit code."""
    return _task(options.task).run(options)


def _task(name: str) -> Command:
    return cast("Command", import_module(f"safespot_tui.cli.stage.{name}"))
