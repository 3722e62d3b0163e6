"""`doctor`: what is set up, whether it works, and what to do where it does not."""

import argparse
import asyncio

from safespot_tui.cli.exit import ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("say what is set up, what works, and what to do about the rest")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--diff",
        action="store_true",
        help=_(
            "also compare the local copy with the server, list every difference, and say what is"
            " wrong with how the server tells things"
        ),
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Look, and change nothing."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from msgspec import structs

    from safespot_tui import __version__
    from safespot_tui.cli.account import required_profile
    from safespot_tui.cli.agreement import Verdict, agreement
    from safespot_tui.cli.checks import SESSION, checks
    from safespot_tui.cli.output import print_columns, print_json
    from safespot_tui.config import locations
    from safespot_tui.instruments.trace.wording import difference_in_words, finding_in_words

    folders = {
        "config": str(locations.config_dir()),
        "data": str(locations.data_dir()),
        "cache": str(locations.cache_dir()),
        "log": str(locations.log_dir()),
    }
    found = [check async for check in checks(options.profile)]
    verdict = Verdict(())
    if options.diff and found[-1].name == SESSION and found[-1].ok:
        verdict = await agreement(required_profile(options))
        found += verdict.checks
    failed = [check for check in found if not check.ok]
    if options.json:
        print_json(
            {
                "ok": not failed,
                "version": __version__,
                "profile": options.profile,
                "locations": folders,
                "checks": [structs.asdict(check) for check in found],
                "differences": [structs.asdict(difference) for difference in verdict.differences],
                "findings": [structs.asdict(finding) for finding in verdict.findings],
            }
        )
    else:
        print_columns([("safespot-tui", __version__), *folders.items()])
        print()
        print_columns(("✓" if check.ok else "✗", check.name, check.detail) for check in found)
        lines = [*map(finding_in_words, verdict.findings)]
        lines += map(difference_in_words, verdict.differences)
        if lines:
            print()
            print_columns((line,) for line in lines)
        for check in failed:
            print(f"\n{check.name}: {check.advice}")
    return failed[0].code if failed else ExitCode.OK
