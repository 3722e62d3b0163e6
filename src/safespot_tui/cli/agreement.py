"""Whether the local copy says what the server says, for `doctor --diff`."""

import functools
from collections.abc import Sequence

from msgspec import Struct

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.archive.extract import read_extract
from safespot_tui.cli.account import gateway_to
from safespot_tui.cli.checks import Check
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.config.errors import ConfigError
from safespot_tui.config.locations import archive_path
from safespot_tui.config.profiles import Profile
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.i18n import _, ngettext
from safespot_tui.instruments.examination import Examination, examined, faults
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.finding import Finding
from safespot_tui.instruments.trace.wording import advice_in_words
from safespot_tui.store.difference import Difference
from safespot_tui.sync.oracle import MESSAGES, Look
from safespot_tui.sync.session import new_origin

_NAME = "agreement"
_AUDIT = "audit"


class Verdict(Struct, frozen=True):
    """What came of a comparison."""

    checks: tuple[Check, ...]
    differences: tuple[Difference, ...] = ()
    findings: tuple[Finding, ...] = ()


async def agreement(profile: Profile) -> Verdict:
    """Compare, and change nothing."""
    try:
        extract = read_extract(archive_path(profile.name), MESSAGES)
        if extract is None:
            detail = _("there is nothing to compare yet: open the client once")
            return Verdict((Check(_NAME, ok=True, detail=detail),))
        instruments = Instruments()
        open_gateway = functools.partial(gateway_to, profile, new_origin(), instruments.wire)
        found = await examined(open_gateway, instruments.trace, extract, Dialect(profile.dialect))
    except ArchiveError as error:
        return _failed(str(error), _("See “archive” above."))
    except CommandFailed as failure:
        return _failed(str(failure), _("Log in again."), failure.code)
    except ConfigError as error:
        return _failed(error.reason, _("Try again later."))
    return Verdict(
        (_agreement(found), _audit(found.findings)),
        found.look.differences if found.look is not None else (),
        found.findings,
    )


def _failed(detail: str, advice: str, code: ExitCode = ExitCode.FAILED) -> Verdict:
    return Verdict((Check(_NAME, False, detail, advice, code),))


def _agreement(found: Examination) -> Check:
    look = found.look
    if look is None:
        reason = found.failure.reason if found.failure is not None else ""
        return Check(_NAME, ok=False, detail=reason, advice=_("Try again later."))
    if look.is_forgotten:
        return Check(
            _NAME,
            ok=True,
            detail=_("the server's log begins after the local copy; the next start fetches all"),
        )
    count = len(look.differences)
    if count:
        detail = ngettext(
            "{count} difference from the server", "{count} differences from the server", count
        ).format(count=count)
        advice = _(
            "Something was lost, or told wrongly. Keep this list for who runs the server;"
            " logging out and in again fetches everything anew."
        )
        return Check(_NAME, False, detail, advice, ExitCode.FAILED)
    return Check(_NAME, ok=True, detail=_agrees(look))


def _audit(findings: Sequence[Finding]) -> Check:
    """Whether the server told all of it as it should."""
    if not findings:
        return Check(_AUDIT, ok=True, detail=_("the server tells all, once, and in order"))
    count = len(findings)
    detail = ngettext(
        "{count} thing is wrong with the server", "{count} things are wrong with the server", count
    ).format(count=count)
    advice = " ".join(map(advice_in_words, faults(findings)))
    return Check(_AUDIT, ok=False, detail=detail, advice=advice)


def _agrees(look: Look) -> str:
    conversations = ngettext(
        "{count} conversation", "{count} conversations", look.conversations
    ).format(count=look.conversations)
    messages = ngettext("{count} message", "{count} messages", look.messages).format(
        count=look.messages
    )
    return _("with the server in {conversations} and {messages}").format(
        conversations=conversations, messages=messages
    )
