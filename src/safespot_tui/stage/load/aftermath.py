"""What clients hold at the end, compared with what their server says."""

import functools
from collections.abc import Sequence

from msgspec import Struct

from safespot_tui.archive.extract import read_extract
from safespot_tui.instruments.examination import examined
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.instruments.trace.wording import difference_in_words
from safespot_tui.stage.load.player import Player
from safespot_tui.store.difference import Difference
from safespot_tui.sync import oracle
from safespot_tui.sync.session import new_origin

_COUNTED = {"unread", "read_position", "head_position", "marked_unread"}
"""Fields that say what is unread."""


class Agreement(Struct, frozen=True):
    """How the files of one client go with its server."""

    findings: tuple[Finding, ...] = ()
    differences: tuple[str, ...] = ()
    """Of other things, in words."""


async def compared(player: Player) -> Agreement | None:
    """Look at the files of a client that has ended; None if it never was told anything.

    Raises a `GatewayError`, an `ArchiveError`.
    """
    extract = read_extract(player.archive_path, oracle.MESSAGES)
    if extract is None:
        return None
    account, instruments = player.account, Instruments()
    open_gateway = functools.partial(account.gateway, new_origin(), instruments)
    found = await examined(open_gateway, instruments.trace, extract, account.dialect)
    if found.failure is not None:
        raise found.failure
    look = found.look
    assert look is not None  # noqa: S101 - nothing kept it from coming to its end
    name = f"client {player.number}"
    findings = [*found.findings]
    findings += [_finding(each, name) for each in look.differences if each.field in _COUNTED]
    if look.is_forgotten:
        cursor = extract.contents.cursor or ""
        findings.append(Finding(Fault.CURSOR_FORGOTTEN, cursor, f"{name}, at the end"))
    return Agreement(tuple(findings), tuple(_other(look.differences, name)))


def _finding(difference: Difference, name: str) -> Finding:
    detail = f"{name}: {difference.field} {difference.held}, server: {difference.told}"
    return Finding(Fault.WRONG_UNREAD, difference.id, detail)


def _other(differences: Sequence[Difference], name: str) -> Sequence[str]:
    others = [each for each in differences if each.field not in _COUNTED]
    return [f"{name}: {difference_in_words(each)}" for each in others]
