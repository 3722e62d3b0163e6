"""Where tapes are played: on a server of their own, or on one that is there."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from safespot_tui.stage.account import Account
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.report.outcome import TapeOutcome
from safespot_tui.stage.tape.player import Audience, play
from safespot_tui.stage.tape.script import Script


class Venue(Struct, frozen=True):
    """A server, and who has an account there. Nothing of the user's own files is touched."""

    server: str = ""
    """Its base URL; empty for a bundled one of each tape's own, in a temporary folder."""
    accounts: Mapping[str, Account] = {}
    """By the name in the tapes."""
    first: Account | None = None
    """Whoever is named first in a tape plays with it, unless they have one."""
    may_register: bool = True
    """Whether accounts may be made for the others."""
    insecure: bool = False
    """Whether http:// to another machine was allowed."""

    async def play(self, script: Script, audience: Audience | None = None) -> TapeOutcome:
        """Play a tape here once, with nothing left of the time before."""
        with TemporaryDirectory(prefix="safespot-stage-") as name:
            folder = Path(name)
            async with AsyncExitStack() as closing:
                if self.server:
                    cast = Cast(
                        self.server,
                        self._given(script),
                        may_register=self.may_register,
                        insecure=self.insecure,
                    )
                    return await play(script, cast, folder, audience=audience)
                # What serves need not be installed where it is not needed.
                from safespot_tui.stage.own_server import OwnServer

                own = OwnServer(folder)
                await own.start()
                closing.push_async_callback(own.stop)
                cast = Cast(own.url, {}, may_register=True)
                return await play(script, cast, folder, server=own, audience=audience)

    def _given(self, script: Script) -> Mapping[str, Account]:
        first = next(iter(script.names), None)
        if self.first is None or first is None:
            return self.accounts
        return {first: self.first, **self.accounts}
