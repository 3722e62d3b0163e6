"""Whether the local copy says what the server says, for `doctor --diff`."""

import functools
from collections.abc import Sequence

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.archive.extract import read_extract
from safespot_tui.cli.account import gateway_to
from safespot_tui.cli.checks import Check
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.config.errors import ConfigError
from safespot_tui.config.locations import archive_path
from safespot_tui.config.profiles import Profile
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.difference import Difference
from safespot_tui.sync.oracle import MESSAGES, Finding, look
from safespot_tui.sync.session import new_origin

_NAME = "agreement"


async def agreement(profile: Profile) -> tuple[Check, Sequence[Difference]]:
    """Compare, and change nothing."""
    try:
        extract = read_extract(archive_path(profile.name), MESSAGES)
        if extract is None:
            detail = _("there is nothing to compare yet")
            return Check(_NAME, ok=True, detail=detail), ()
        open_gateway = functools.partial(gateway_to, profile, new_origin())
        finding = await look(open_gateway, extract, Dialect(profile.dialect))
    except ArchiveError as error:
        return Check(_NAME, ok=False, detail=str(error), advice=_("See “archive” above.")), ()
    except CommandFailed as failure:
        return Check(_NAME, False, str(failure), _("Log in again."), failure.code), ()
    except (GatewayError, ConfigError) as error:
        return Check(_NAME, ok=False, detail=error.reason, advice=_("Try again later.")), ()
    return _check(finding), finding.differences


def _check(finding: Finding) -> Check:
    if finding.is_forgotten:
        return Check(
            _NAME,
            ok=True,
            detail=_("the server's log begins after the local copy; the next start fetches all"),
        )
    count = len(finding.differences)
    if count:
        detail = ngettext(
            "{count} difference from the server", "{count} differences from the server", count
        ).format(count=count)
        advice = _(
            "Something was lost, or told wrongly. Keep this list for who runs the server;"
            " logging out and in again fetches everything anew."
        )
        return Check(_NAME, False, detail, advice, ExitCode.FAILED)
    return Check(_NAME, ok=True, detail=_agrees(finding))


def _agrees(finding: Finding) -> str:
    conversations = ngettext(
        "{count} conversation", "{count} conversations", finding.conversations
    ).format(count=finding.conversations)
    messages = ngettext("{count} message", "{count} messages", finding.messages).format(
        count=finding.messages
    )
    return _("with the server in {conversations} and {messages}").format(
        conversations=conversations, messages=messages
    )
