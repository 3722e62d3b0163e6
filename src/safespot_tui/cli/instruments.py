"""What is put around the full-screen client: options, and what comes of them.

What is asked for by none of them costs nothing, not even an import.
"""

import argparse
from typing import TYPE_CHECKING, Any

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.config.profiles import Profile
    from safespot_tui.instruments.cassette.recorder import Recorder
    from safespot_tui.instruments.cassette.witness import Witness
    from safespot_tui.instruments.faults.knob import Order
    from safespot_tui.instruments.instruments import Instruments
    from safespot_tui.stage.control.place import ControlPlace
    from safespot_tui.tui.engine import Attend

_TAKEN_BY = ("demo", "stage")
"""The commands that open a client which draws."""


def add_instruments(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Take the options; `again` for a command behind whose name they may stand, too."""
    absent: dict[str, Any] = {"default": argparse.SUPPRESS} if again else {}
    parser.add_argument(
        "--inspect",
        action="store_true",
        help=_("trace what crosses to the server, for the inspector"),
        **absent,
    )
    parser.add_argument(
        "--control",
        metavar=_("PATH"),
        help=_("answer at a socket of this user's own: actions, keys, state"),
        **absent,
    )
    parser.add_argument(
        "--record",
        metavar=_("FILE"),
        help=_(
            "record what you do and what crosses to the server, for “stage replay”: all that you "
            "read and write is in it, no password is"
        ),
        **absent,
    )
    add_faults(parser, again=again)


def add_faults(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Take what is to be done to the line."""
    absent: dict[str, Any] = {"default": argparse.SUPPRESS} if again else {}
    parser.add_argument(
        "--faults",
        metavar=_("KNOBS"),
        help=_("disturb the line to the server, as in “drop frames 0.2; cut streams every 10s”"),
        **absent,
    )
    parser.add_argument(
        "--fault-seed",
        type=int,
        metavar="N",
        help=_("the same number, the same disturbances"),
        **absent,
    )


def instruments_for(
    options: argparse.Namespace, profile: "Profile | None", witness: "Witness | None" = None
) -> "Instruments | None":
    """What is asked for; a test server's client always has it. Raises `CommandFailed`.

    `witness`, if there is one, is told what the user does.
    """
    disturbs = options.faults is not None or options.fault_seed is not None
    is_to_test_with = profile is not None and profile.staging
    if witness and options.record:
        sentence = _("A tape and a cassette are recorded one after the other.")
        raise CommandFailed(sentence, ExitCode.USAGE)
    recorder = _recorder(options, profile)
    asked = options.inspect or options.control or disturbs or is_to_test_with or witness
    if not (asked or recorder):
        return None
    instruments = required_instruments(options, recorder)
    instruments.witness = witness or recorder
    return instruments


def _recorder(options: argparse.Namespace, profile: "Profile | None") -> "Recorder | None":
    if not options.record:
        return None
    from safespot_tui.cli.recording import required_recorder

    return required_recorder(options.record, profile)


def required_instruments(
    options: argparse.Namespace, recorder: "Recorder | None" = None
) -> "Instruments":
    """Such as disturb the line as is asked. Raises `CommandFailed` for what is no knob."""
    from safespot_tui.instruments.instruments import Instruments

    # Who writes the option knows what they do.
    instruments = Instruments(
        recorder=recorder, seed=options.fault_seed or 0, may_disturb=options.faults is not None
    )
    instruments.faults.turn(*required_orders(options))
    return instruments


def required_orders(options: argparse.Namespace) -> "tuple[Order, ...]":
    """What is to be done to the line. Raises `CommandFailed` for what is no knob."""
    from safespot_tui.instruments.faults.reading import BadKnob, orders

    try:
        return orders(options.faults or "")
    except BadKnob as error:
        raise CommandFailed(str(error), ExitCode.USAGE) from error


def require_place_for_instruments(options: argparse.Namespace) -> None:
    """Raises `CommandFailed` where they are asked for, and what is asked for takes none."""
    command = "--linear" if options.linear else options.command
    asked = options.control or options.record or options.faults is not None
    if asked and command is not None and command not in _TAKEN_BY:
        raise CommandFailed(
            _(
                "--control, --record and --faults are for the full-screen client, not for “{name}”."
            ).format(name=command),
            ExitCode.USAGE,
        )


def control_place(options: argparse.Namespace) -> "ControlPlace | None":
    """Where the client is to be asked, if it is; bound already. Raises `CommandFailed`."""
    if not options.control:
        return None
    from pathlib import Path

    from safespot_tui.stage.control.place import BadPlace, ControlPlace

    try:
        return ControlPlace(Path(options.control).absolute())
    except BadPlace as error:
        raise CommandFailed(str(error), ExitCode.USAGE) from error


def attending(place: "ControlPlace | None", instruments: "Instruments | None") -> "Attend | None":
    """What answers there, once the app stands."""
    if place is None or instruments is None:
        return None

    def attend(app: Any) -> Any:
        from safespot_tui.stage.client import Client
        from safespot_tui.stage.control.server import controlled

        return controlled(Client("control", app, instruments), place)

    return attend
