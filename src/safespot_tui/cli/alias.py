"""Choosing an alias when there is none yet."""

import sys

from msgspec import structs

from safespot_tui.cli.exit import CommandFailed
from safespot_tui.config.profiles import Profile, save_profile
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import Rejected
from safespot_tui.i18n import _

MAX_ATTEMPTS = 5
"""How often is asked before it is left for later."""


async def choose_alias(profile: Profile, wanted: str | None, *, ask: bool) -> Profile:
    """Go by `wanted`, or by what is typed if we may `ask`; the profile as it is then.

    One that is refused is told, and asked for again. Nothing typed: without an alias for now.
    Raises `CommandFailed` if there is nobody to ask again, and a `GatewayError`.
    """
    alias = safe_line(wanted or "")
    for _attempt in range(MAX_ATTEMPTS):
        if not alias and ask:
            print(_("How shall your neighbours see you? (Enter: later)"), file=sys.stderr)
            alias = safe_line(sys.stdin.readline())
        if not alias:
            return profile
        try:
            return await _rename(profile, alias)
        except Rejected as error:
            if not ask:
                sentence = _("You are logged in, but without that alias: {reason}")
                raise CommandFailed(sentence.format(reason=error.reason)) from error
            print(error.reason, file=sys.stderr)
            alias = safe_line("")
    return profile


async def _rename(profile: Profile, alias: str) -> Profile:
    from safespot_tui.cli.account import gateway_to
    from safespot_tui.sync.session import new_origin

    gateway = await gateway_to(profile, new_origin())
    try:
        user = await gateway.rename_self(safe_line(alias))
    finally:
        await gateway.aclose()
    renamed = structs.replace(profile, alias=user.alias)
    save_profile(renamed)
    return renamed
