"""The full-screen client, from the command line. What is imported here delays the first paint."""

import argparse
import functools
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING

from safespot_tui import __version__
from safespot_tui.cli.chosen import chosen_folders, chosen_settings, own_rules
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.instruments import (
    attending,
    control_place,
    instruments_for,
)
from safespot_tui.cli.logs import log_path, start_logging
from safespot_tui.config.locations import log_dir
from safespot_tui.config.profiles import Profile, load_profile
from safespot_tui.config.settings import Settings, TimeFormat
from safespot_tui.tui.first_frame import FirstFrame
from safespot_tui.tui.in_page import is_in_page
from safespot_tui.tui.run import no_terminal
from safespot_tui.tui.run import run as run_screen
from safespot_tui.tui.silence import silent_terminal

if TYPE_CHECKING:
    from safespot_tui.actions.way_in import WayIn
    from safespot_tui.instruments.cassette.witness import Witness
    from safespot_tui.instruments.instruments import Instruments
    from safespot_tui.tui.engine import Attend, OpenEngine

_log = logging.getLogger(__name__)


def required_terminal() -> None:
    """Raises `CommandFailed` where there is nothing to draw on."""
    if reason := no_terminal():
        raise CommandFailed(reason, ExitCode.USAGE)


def run(options: argparse.Namespace, witness: "Witness | None" = None) -> int:
    """Show the profile's account, or the login screen where there is none.

    `witness`, if there is one, is told what the user does.
    """
    if options.linear:
        from safespot_tui.cli.commands import linear

        return linear.run(options)
    required_terminal()
    settings = chosen_settings()
    start_logging(log_dir())
    profile = load_profile(options.profile)
    _log.info("version %s, profile %s", __version__, options.profile)
    instruments = instruments_for(options, profile, witness)
    place = control_place(options)
    look = options.theme or settings.theme or ""
    # A page has no screen before its app has one.
    frame = FirstFrame(profile, look) if profile and not is_in_page(os.environ) else None
    with (
        place or nullcontext(),
        silent_terminal(),
        frame.shown() if frame else nullcontext(),
    ):
        attend = attending(place, instruments)
        # A tape is played without the tour, so none is recorded with it.
        return _run(options, settings, profile, frame, instruments, attend, tour=witness is None)


def _run(
    options: argparse.Namespace,
    settings: Settings,
    profile: Profile | None,
    frame: FirstFrame | None,
    instruments: "Instruments | None",
    attend: "Attend | None",
    *,
    tour: bool,
) -> int:
    """What takes long to import, while the screen shows already what it showed last."""
    from safespot_tui.cli.session import ProfileEngine
    from safespot_tui.config.workplaces import clear_workplaces
    from safespot_tui.tui.clock import Clock, local_now
    from safespot_tui.tui.engine import Launch
    from safespot_tui.tui.memory import state_path

    clear_workplaces()
    silent, keep = options.silent or settings.silent, settings.evidence.keep
    launch = Launch(
        log_in=_log_in(options.profile, silent=silent, keep=keep, instruments=instruments),
        state_path=state_path(options.profile),
        log_path=log_path(log_dir()),
        server=profile.server if profile else "",
        email=profile.email if profile else "",
        folders=chosen_folders(settings),
        rules=own_rules(settings),
        tour=tour,
        theme=options.theme or settings.theme,
        formatted=settings.formatting,
        clock=Clock(
            local_now if instruments is None else instruments.local_now,
            hours_12=settings.time_format is TimeFormat.HOURS_12,
        ),
        settings=settings,
        instruments=instruments,
        attend=attend,
        frame=frame,
    )
    if profile is None:
        return run_screen(None, launch)
    open_engine = functools.partial(
        ProfileEngine, profile, silent=silent, keep=keep, instruments=instruments
    )
    return run_screen(open_engine, launch)


def _log_in(
    profile_name: str, *, silent: bool, keep: bool, instruments: "Instruments | None"
) -> "Callable[[str, WayIn], Awaitable[OpenEngine]]":
    async def log_in(server: str, way_in: "WayIn") -> "OpenEngine":
        from asyncio import to_thread
        from importlib import import_module

        # HTTP and models take 200 ms to import: not on the thread that echoes keys.
        await to_thread(import_module, "safespot_tui.cli.sign_in")
        from safespot_tui.cli.session import ProfileEngine
        from safespot_tui.cli.sign_in import in_gateway_words, sign_in

        async with in_gateway_words():
            profile, _vault = await sign_in(profile_name, server, way_in)
        return functools.partial(
            ProfileEngine, profile, silent=silent, keep=keep, instruments=instruments
        )

    return log_in
