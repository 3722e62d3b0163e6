"""Whose tokens these are, without asking the database before every request of a burst."""

from collections import OrderedDict

from msgspec.structs import replace

from safespot_tui.server.auth import sessions
from safespot_tui.server.auth.sessions import Caller
from safespot_tui.server.database import Database

_MOST = 10_000


class Callers:
    """Remembers whose session it was when it was last looked for.

    It may have ended since: this is for who changes something, and `Backend.write` looks again, in
    the transaction of the change.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[str, Caller] = OrderedDict()

    async def find(self, token: str, origin_client_id: str | None) -> Caller:
        """Whose session it is, or was. Raises `not_logged_in`."""
        known = self._known.get(sessions.sha256(token))
        if known is not None:
            return replace(known, origin_client_id=origin_client_id)
        caller = await self._database.read(lambda c: sessions.find(c, token, origin_client_id))
        self._known[caller.token_sha256] = caller
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return caller

    def forget(self, caller: Caller) -> None:
        """This session is over."""
        self._known.pop(caller.token_sha256, None)
