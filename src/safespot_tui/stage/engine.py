"""The engine of an account that no profile keeps."""

import functools
from pathlib import Path

from safespot_tui.archive.archive import Archive
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import Rejected
from safespot_tui.i18n import _
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.store.store import Store
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import new_origin


class StageEngine(Engine):
    """Lives in a folder that is given to it, and closes itself."""

    def __init__(self, account: Account, archive_path: Path, instruments: Instruments) -> None:
        """Open or make the archive and fill the store from it. Raises an `ArchiveError`."""
        self.origin = origin = new_origin(instruments.clock)
        self.account = account
        self.instruments = instruments
        store, archive = Store(), Archive(archive_path, origin)
        if archive.contents is not None:
            store.apply(archive.contents.restored)
        instruments.watch(store)
        open_gateway = instruments.opening(functools.partial(account.gateway, origin, instruments))
        super().__init__(store, archive, origin, open_gateway, instruments.clock)

    @property
    def server(self) -> str:
        """The address of the account's server."""
        return self.account.server

    @property
    def email(self) -> str:
        """The account's; empty for who is here without one."""
        return self.account.email

    async def renew(self, password: str) -> None:
        """There is no profile to keep another secret in. Raises `Rejected`."""
        sentence = _("This account was lent to a test: start the test again.")
        raise Rejected(safe_line(sentence), code="no_profile", status=409)

    async def run(self, *, listen: bool = True) -> None:
        """Live until cancelled; then everything is kept and closed."""
        try:
            await super().run(listen=listen)
        finally:
            await self.aclose()
