"""The tapes that are named on the command line."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.stage.tape.script import Script

SUFFIX = ".tape"
"""By which tapes are known in a folder."""


def _in_folder(path: Path) -> Sequence[Path]:
    """The tapes in a folder; what is none is named for itself. Raises `CommandFailed`."""
    if not path.is_dir():
        return [path]
    if found := sorted(path.rglob(f"*{SUFFIX}")):
        return found
    sentence = _("There is no tape in {folder}: their names end in “{suffix}”.")
    raise CommandFailed(sentence.format(folder=path, suffix=SUFFIX), ExitCode.USAGE)


def required_tapes(files: Sequence[str]) -> "list[Script]":
    """All of them, once each of them can be played; of a folder, all that are in it, by name.

    Raises `CommandFailed` with all problems.
    """
    from safespot_tui.stage.tape.lint import problems_of
    from safespot_tui.stage.tape.parser import read
    from safespot_tui.stage.tape.problem import BadTape

    scripts: list[Script] = []
    sentences: list[str] = []
    for file in (each for named in files for each in _in_folder(Path(named))):
        try:
            script = read(file)
        except BadTape as error:
            sentences.append(str(error))
        except OSError as error:
            sentences.append(
                _("{file} cannot be read: {reason}.").format(file=str(file), reason=error.strerror)
            )
        else:
            sentences += [problem.at(script.file) for problem in problems_of(script)]
            scripts.append(script)
    if sentences:
        raise CommandFailed("\n".join(sentences), ExitCode.USAGE)
    return scripts


def disturbed(scripts: "list[Script]", options: argparse.Namespace) -> "list[Script]":
    """The same, on the lines that are asked for. Raises `CommandFailed` for what is no knob."""
    from msgspec import structs

    from safespot_tui.cli.instruments import required_orders

    orders = required_orders(options)
    seed: int | None = options.fault_seed
    return [
        structs.replace(
            script,
            settings=structs.replace(
                script.settings,
                faults=orders,
                seed=script.settings.seed if seed is None else seed,
            ),
        )
        for script in scripts
    ]
