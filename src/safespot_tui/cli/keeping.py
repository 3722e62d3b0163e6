"""Keeping the secret that replaces another while a session goes on."""

import asyncio
import logging
from collections.abc import Callable

from safespot_tui.config.profiles import Profile

_log = logging.getLogger(__name__)


def keep_token(profile: Profile) -> Callable[[str], None]:
    """Saves each secret it is given as the profile's, in a thread: a keyring may take its time.

    To be called where a loop runs; `asyncio.run` waits for what is being saved.
    """

    def keep(token: str) -> None:
        asyncio.get_running_loop().run_in_executor(None, _save, profile, token)

    return keep


def _save(profile: Profile, token: str) -> None:
    from safespot_tui.config.credentials import save_token
    from safespot_tui.config.errors import ConfigError

    try:
        save_token(profile, token)
    except (ConfigError, OSError) as error:
        # This session has it; the next one will have to log in again.
        _log.warning("a renewed secret could not be kept: %s", type(error).__name__)
